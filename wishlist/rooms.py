"""What the account's front page says of wishlists (accounts/hub.py)."""

from __future__ import annotations

from django.db.models import Count

from accounts.hub import About, Room
from accounts.models import User
from storefront.words import counted
from wishlist.models import Wishlist


def _wishlists(person: User) -> About:
    lists = Wishlist.objects.of(person, None).aggregate(lists=Count("pk", distinct=True), wishes=Count("wishes"))
    if not lists["wishes"]:
        return About("Empty so far. A heart on any book puts it there.")
    on_lists = f" on {lists['lists']} lists" if lists["lists"] > 1 else ""
    return About(f"{counted(lists['wishes'], 'book', 'books')}{on_lists}.")


ROOMS = [Room(name="wishlists", title="Wishlists", at=30, icon="heart", path="wishlist:home", tell=_wishlists)]
