"""In which ways a cart can be sent somewhere, at what price, and when each parcel arrives."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.conf import settings

from catalog.models import Book
from orders.cart import Row, quote_of
from orders.delivery.countries import country_name
from orders.delivery.dates import Dates, dates, leaves_on
from orders.delivery.weights import weight_of
from orders.models import DeliveryMethod
from orders.parcels import Planned, plan


@dataclass(frozen=True, slots=True)
class Sent:
    """A parcel and its dates; none where nobody can say when it leaves."""

    rows: Sequence[Row]
    dates: Dates | None


@dataclass(frozen=True, slots=True)
class Way:
    """A way of delivery for one cart: what it costs, tax included, and when its parcels arrive."""

    method: DeliveryMethod
    price: Decimal
    parcels: tuple[Sent, ...]


def ways_to(country: str, rows: Sequence[Row], *, dispatch: str, now: datetime) -> list[Way]:
    """Every way of sending these rows there, the cheapest first. `now` is shop time."""
    planned = plan([row for row in rows if not row.book.is_digital], dispatch, now)
    methods = DeliveryMethod.objects.offered_to(country)
    ways = [Way(method, _price(method, country, rows, planned), sent(planned, method, country)) for method in methods]
    return sorted(ways, key=lambda way: way.price)


def parcels_of(rows: Iterable[Row], dispatch: str, now: datetime) -> int:
    """How many parcels these rows make; their price counts them."""
    return max(len(plan([row for row in rows if not row.book.is_digital], dispatch, now)), 1)


def sent(planned: Sequence[Planned], method: DeliveryMethod, country: str) -> tuple[Sent, ...]:
    """These parcels with their dates, sent this way."""
    return tuple(
        Sent(parcel.rows, dates(parcel.leaves_on, method, country) if parcel.leaves_on else None) for parcel in planned
    )


def _price(method: DeliveryMethod, country: str, rows: Sequence[Row], planned: Sequence[Planned]) -> Decimal:
    return quote_of(rows, country=country, delivery=method, parcels=max(len(planned), 1)).delivery.gross


@dataclass(frozen=True, slots=True)
class Note:
    """What a book's page says of its delivery at home: “to the United Kingdom from £2.50, on Tuesday 12 May”."""

    country: str
    price: Decimal
    free_from: Decimal | None
    dates: Dates


def note_on(book: Book, now: datetime) -> Note | None:
    """The cheapest way of sending one copy within the shop's own country; None if it cannot be bought and sent."""
    leaves = leaves_on(book, now) if book.availability.can_buy and not book.is_digital else None
    if leaves is None or book.price is None:
        return None
    home = settings.SHOP_COUNTRY
    priced = [
        (method.tariff.price_for(book.price, weight_of(book)), method)
        for method in DeliveryMethod.objects.offered_to(home)
    ]
    if not priced:
        return None
    price, method = min(priced, key=lambda each: each[0])
    free_from = method.free_from if price else None
    return Note(country_name(home, in_text=True), price, free_from, dates(leaves, method, home))
