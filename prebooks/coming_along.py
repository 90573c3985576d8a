"""What somebody pre-booked as a guest is theirs when they have an account with the same proved address."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User
from accounts.proof import proved_addresses
from prebooks import placing
from prebooks.models import Prebook
from storefront.words import counted


def on_signed_in(request: HttpRequest | None, user: User, **kwargs: Any) -> None:
    came = take_along(user)
    if came and request:
        messages.info(request, f"{counted(came, 'pre-book', 'pre-books')} from before stand in your account now.")


def on_proved(request: HttpRequest | None, email_address: Any, **kwargs: Any) -> None:
    take_along(email_address.user)


def take_along(person: User) -> int:
    """Give somebody the pre-books of their proved addresses, each in its place in line. How many came."""
    theirs = Prebook.objects.filter(person=None, email__in=proved_addresses(person)).order_by("pk")
    return sum(_take(prebook, person) for prebook in theirs.select_related("book"))


@transaction.atomic
def _take(prebook: Prebook, person: User) -> bool:
    """One at a time: each takes the lock of its book."""
    prebook = placing.locked(prebook)
    if prebook.person_id:
        return False
    first = placing.active_of(prebook.book, person, "")
    if prebook.is_active and first:
        _join(placing.locked(first), prebook)
    prebook.person, prebook.email = person, ""
    prebook.save(update_fields=["person", "email"])
    prebook.events.create(what="Came along to the account with the same address")
    return True


def _join(mine: Prebook, guests: Prebook) -> None:
    """One place a person and book: the one that is nearer stays, and the other goes to the next in line."""
    ahead, behind = sorted((mine, guests), key=lambda each: (not each.is_ready, each.placed_at, each.pk))
    placing.leave(behind, Prebook.State.CANCELLED)
    behind.events.create(what=f"Joined with the place of {timezone.localtime(ahead.placed_at):%-d %B}, which is nearer")
