"""What the account's front page says of pre-books (accounts/hub.py)."""

from __future__ import annotations

from django.urls import reverse

from accounts.hub import About, Need, Room, Urgency
from accounts.models import User
from prebooks.models import Prebook
from storefront.days import spoken_moment
from storefront.words import counted


def _prebooks(person: User) -> About:
    active = _active(person)
    if not active:
        return About("Nothing pre-booked. Books that are not out yet, or sold out, are kept for whoever came first.")
    ready = _ready(active)
    waits = counted(len(active) - len(ready), "waits", "wait")
    held = f"{len(ready)} ready for you, " if ready else ""
    return About(f"{held}{waits} in line.".capitalize(), tuple(_turn(prebook) for prebook in ready))


def _active(person: User) -> list[Prebook]:
    return list(Prebook.objects.active().of(person).select_related("book", "hold__cart_line").order_by("pk"))


def _ready(active: list[Prebook]) -> list[Prebook]:
    return [prebook for prebook in active if prebook.is_ready]


def _turns(person: User) -> list[Need]:
    return [_turn(prebook) for prebook in _ready(_active(person))]


def _turn(prebook: Prebook) -> Need:
    until = prebook.held_until
    copies = "A copy" if prebook.quantity == 1 else f"{prebook.quantity} copies"
    is_or_are = "is" if prebook.quantity == 1 else "are"
    if until is None:
        return Need(
            urgency=Urgency.HELD,
            title=f"{prebook.book.title} is back in stock",
            note="Nothing is set aside: first come, first served.",
            url=prebook.get_absolute_url(),
            action="Put it in my cart",
        )
    place = "stands in your cart" if prebook.is_in_cart else f"{is_or_are} held for you"
    return Need(
        urgency=Urgency.HELD,
        title=f"{copies} of {prebook.book.title} {place} until {spoken_moment(until)}",
        note="After that it is the next reader’s turn.",
        url=reverse("orders:cart-detail") if prebook.is_in_cart else prebook.get_absolute_url(),
        action="Go to the cart" if prebook.is_in_cart else "Get my copy" if prebook.quantity == 1 else "Get my copies",
        until=until,
    )


ROOMS = [
    Room(
        name="prebooks",
        title="Pre-books",
        at=20,
        icon="clock",
        path="prebooks:prebook-list",
        tell=_prebooks,
        greet=_turns,
    )
]
