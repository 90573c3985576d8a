"""What the account's front page says of notices, and of what somebody hears from us (accounts/hub.py)."""

from __future__ import annotations

from django.urls import reverse

from accounts.hub import About, Need, Room, Urgency
from accounts.models import User
from notices.models import Notice
from storefront.words import counted


def _notices(person: User) -> About:
    unread = Notice.objects.in_inbox_of(person).unread()
    latest, number = unread.first(), unread.count()
    if latest is None:
        return About("All read.")
    many = counted(number, "unread notice", "unread notices")
    need = Need(
        urgency=Urgency.NEWS,
        title=many.capitalize(),
        note=f"The latest: {latest.title}",
        url=reverse("notices:inbox"),
        action="Read them" if number > 1 else "Read it",
    )
    return About(f"{many}.", (need,))


def _messages(person: User) -> About:
    return About("Kind by kind: by mail, in the shop, or not at all.")


ROOMS = [
    Room(name="notices", title="Notices", at=50, icon="bell", path="notices:inbox", tell=_notices),
    Room(name="messages", title="What you hear from us", at=70, icon="mail", path="notices:wishes", tell=_messages),
]
