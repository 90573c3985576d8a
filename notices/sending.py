"""From notices to mails. A batch is one transaction: its mails are in the queue and marked as gone, or neither."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from notices import stopping
from notices.kinds import NEVER, kind_of
from notices.models import Notice
from notices.telling import AT_ONCE, wishes_of
from storefront.mail import send_mail_later


def send(keys: Collection[str]) -> int:
    """Put the mails of these notices in the queue, those that are due and have not gone. How many notices went."""
    return _send(Q(key__in=keys))


def send_due() -> int:
    """All that is due: digests, mails that waited for the morning, and whatever a lost job left. In batches."""
    gone = 0
    while sent := _send(Q()):
        gone += sent
    return gone


@transaction.atomic
def _send(which: Q) -> int:
    now = timezone.now()
    due = Notice.objects.filter(which).due(now)
    notices = list(due.select_related("person").select_for_update(of=("self",), skip_locked=True)[:AT_ONCE])
    for together in _letters(_still_so(_still_wished(notices))):
        _mail(together)
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(mailed_at=now)
    return len(notices)


def _still_wished(notices: list[Notice]) -> list[Notice]:
    """Without those whose reader has left, or has said stop since."""
    wishes = wishes_of(notices)
    return [
        notice
        for notice in notices
        if (notice.person is None or notice.person.is_active)
        and ((wish := wishes.get((notice.person_id or notice.email, notice.kind))) is None or wish.mail != NEVER)
    ]


def _still_so(notices: list[Notice]) -> list[Notice]:
    """Without what is over: a turn that was taken, a price that has risen again."""
    by_kind: dict[str, list[str]] = defaultdict(list)
    for notice in notices:
        by_kind[notice.kind].append(notice.key)
    current = {key for kind, keys in by_kind.items() for key in kind_of(kind).still(keys)}
    return [notice for notice in notices if notice.key in current]


def _letters(notices: list[Notice]) -> list[list[Notice]]:
    """What goes into one envelope: a reader's digest, or a single notice."""
    digests: dict[int | str, list[Notice]] = defaultdict(list)
    singles = []
    for notice in notices:
        if notice.in_digest:
            digests[notice.person_id or notice.email].append(notice)
        else:
            singles.append([notice])
    return [*singles, *digests.values()]


def _mail(notices: list[Notice]) -> None:
    stop = settings.SITE_URL + stopping.path_for(notices)
    headers = {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}  # RFC 8058
    name = "notice" if len(notices) == 1 else "digest"
    whys = list(dict.fromkeys(notice.why for notice in notices))
    context = {"notice": notices[0], "notices": notices, "whys": whys, "stop_url": stop}
    send_mail_later(notices[0].address, name, context, headers=headers)
