"""From notices to mails. A batch is one transaction: its mails are in the queue and marked so, or neither.

The record says what became of each: held until, kept back and why, queued at, taken by the mail server at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from notices import stopping
from notices.hours import posting
from notices.kinds import NEVER, NOW, kind_of
from notices.models import MailHours, Notice
from notices.telling import AT_ONCE, wishes_of
from storefront.mail import send_mail_later

ABOUT = "notices"  # how the mails say which rows they are of


def send(keys: Collection[str]) -> int:
    """Put the mails of these notices in the queue, those that are due and have not gone. How many were settled."""
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
    kept_back = _kept_back(notices)
    held = _held([notice for notice in notices if notice.pk not in kept_back], now)
    going = [notice for notice in notices if notice.pk not in kept_back and notice not in held]
    for together in _letters(going):
        _mail(together)
    Notice.objects.filter(pk__in=[notice.pk for notice in going]).update(mailed_at=now)
    Notice.objects.bulk_update(held, ["due_at"])
    for why in set(kept_back.values()):
        Notice.objects.filter(pk__in=[pk for pk, its in kept_back.items() if its == why]).update(kept_back=why)
    return len(notices)


def _held(notices: list[Notice], now: datetime) -> list[Notice]:
    """Those whose reader has quiet hours just now, and their new moment: a job that comes late wakes nobody."""
    hours = {each.person_id: each for each in MailHours.objects.filter(person__in=[each.person_id for each in notices])}
    held = []
    for notice in notices:
        due_at, _ = posting(NOW, hours.get(notice.person_id), now, notice.until)
        if due_at > now:
            notice.due_at = due_at
            held.append(notice)
    return held


def _kept_back(notices: list[Notice]) -> dict[int, str]:
    """Which of them are not mailed any more, and why: their reader has left or said stop since, or it is over."""
    wishes, current = wishes_of(notices), _still_so(notices)
    why = {}
    for notice in notices:
        wish = wishes.get((notice.person_id or notice.email, notice.kind))
        if notice.person is not None and not notice.person.is_active:
            why[notice.pk] = Notice.KeptBack.CLOSED
        elif wish is not None and wish.mail == NEVER:
            why[notice.pk] = Notice.KeptBack.STOPPED
        elif notice.key not in current:
            why[notice.pk] = Notice.KeptBack.OVER
    return why


def _still_so(notices: list[Notice]) -> set[str]:
    """The keys of what is not over: a turn that was not taken, a price that has not risen again."""
    by_kind: dict[str, list[str]] = defaultdict(list)
    for notice in notices:
        by_kind[notice.kind].append(notice.key)
    return {key for kind, keys in by_kind.items() for key in kind_of(kind).still(keys)}


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
    about = {ABOUT: [notice.pk for notice in notices]}
    send_mail_later(notices[0].address, name, context, headers=headers, about=about)


def on_mail_settled(about: dict[str, list[int]], is_taken: bool, **kwargs: Any) -> None:
    """A receiver of storefront.signals.mail_settled. A second time says nothing new."""
    written = Notice.objects.filter(pk__in=about.get(ABOUT, []), sent_at=None)
    if is_taken:
        written.update(sent_at=timezone.now(), kept_back="")
    else:
        written.update(kept_back=Notice.KeptBack.REFUSED)
