"""What the notices keep of a person (accounts/personal_data.py)."""

from __future__ import annotations

from django.db.models import Q

from accounts.models import User
from accounts.personal_data import Part, Records
from notices import kinds
from notices.models import MailHours, Notice, Wish


def _theirs(person: User) -> Q:
    return Q(person=person) | Q(person=None, email=person.email)


def _notices(person: User) -> Records:
    return [
        {
            "what": notice.title,
            "words": notice.body,
            "told_at": notice.created_at,
            "read_at": notice.read_at,
            "its_mail": notice.mail_state,
        }
        for notice in Notice.objects.filter(_theirs(person))
    ]


def _wishes(person: User) -> Records:
    labels = {kind.name: kind.label for kind in kinds.all_kinds()}
    wishes = [
        {
            "about": labels.get(wish.kind, wish.kind),
            "by_mail": wish.get_mail_display(),
            "in_the_shop": wish.inbox,
            "chosen_at": wish.since,
        }
        for wish in Wish.objects.filter(_theirs(person)).order_by("pk")
    ]
    hours = MailHours.objects.filter(person=person).values("quiet_from", "quiet_to", "digest_at")
    return wishes + [dict(row) for row in hours]


def _erase_notices(person: User) -> None:
    Notice.objects.filter(_theirs(person)).delete()


def _erase_wishes(person: User) -> None:
    Wish.objects.filter(_theirs(person)).delete()
    MailHours.objects.filter(person=person).delete()


PARTS = [
    Part(name="notices", title="Notices", at=70, export=_notices, erase=_erase_notices, goes="All we have told you."),
    Part(
        name="messages",
        title="What you hear from us",
        at=71,
        export=_wishes,
        erase=_erase_wishes,
        goes="What you chose to hear from us, and when.",
    ),
]
