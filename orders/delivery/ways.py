"""In which ways a cart can be sent somewhere, at what price, and when each parcel arrives."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.conf import settings

from catalog.models import Book
from orders.cart import Row, quotes_of
from orders.delivery import collection
from orders.delivery.countries import country_name
from orders.delivery.dates import BY_MAIL, Dates, dates, leaves_on
from orders.delivery.weights import weight_of
from orders.models import Checkout, DeliveryMethod
from orders.offers import Offered
from orders.parcels import Planned, count_of, plan
from orders.pricing import Quote
from storefront.days import spoken_day


@dataclass(frozen=True, slots=True)
class Sent:
    """A parcel and its dates; none where nobody can say when it leaves."""

    rows: Sequence[Row]
    dates: Dates | None
    ready_on: date | None = None  # where it is collected
    is_download: bool = False

    @property
    def when(self) -> str:
        """As a heading: “With you on Tuesday 12 May”, “Ready …”, “As soon as it can leave us”."""
        if self.ready_on:
            return f"Ready {spoken_day(self.ready_on)}"
        if self.is_download:
            return BY_MAIL
        return f"With you {self.dates.arrives}" if self.dates else "As soon as it can leave us"


@dataclass(frozen=True, slots=True)
class Way:
    """A way of delivery for one cart: what all of it costs sent this way, and when its parcels arrive."""

    method: DeliveryMethod
    quote: Quote
    parcels: tuple[Sent, ...]

    @property
    def price(self) -> Decimal:
        """Of the delivery, tax included."""
        return self.quote.delivery.gross


def ways_to(
    country: str, rows: Sequence[Row], *, dispatch: str, now: datetime, offered: Offered | None = None
) -> list[Way]:
    """Every way of sending these rows there, the cheapest first; however many, in the same number of queries.

    `now` is shop time; offered: offers_for their cart, asked here unless the caller has.
    """
    planned = plan(rows, dispatch, now)
    methods = list(DeliveryMethod.objects.offered_to(country))
    quotes = quotes_of(rows, country=country, deliveries=methods, parcels=count_of(planned), offered=offered)
    ways = [Way(method, sums, sent(planned, method, country)) for method, sums in zip(methods, quotes, strict=True)]
    return sorted(ways, key=lambda way: way.price)


def parcels_of(rows: Iterable[Row], dispatch: str, now: datetime) -> int:
    """How many parcels these rows make; their price counts them."""
    return count_of(plan(rows, dispatch, now))


def parcels_for(draft: Checkout, rows: Iterable[Row], dispatch: str, now: datetime) -> tuple[Sent, ...]:
    """What comes together and when, as a draft has it."""
    planned = planned_for(draft, list(rows), dispatch, now)
    if not draft.is_sent:
        return tuple(Sent(each.rows, None, each.leaves_on) for each in planned)
    return sent(planned, draft.delivery, draft.country)


def planned_for(draft: Checkout, rows: Sequence[Row], dispatch: str, now: datetime) -> list[Planned]:
    """The parcels of an order as a draft has it: on their way to an address, or behind a counter."""
    if draft.is_sent:
        return plan(rows, dispatch, now)
    return collection.plan(rows, draft.branch, dispatch, now)


def sent(planned: Sequence[Planned], method: DeliveryMethod, country: str) -> tuple[Sent, ...]:
    """These parcels with their dates, sent this way."""
    return tuple(_sent(parcel, method, country) for parcel in planned)


def _sent(parcel: Planned, method: DeliveryMethod, country: str) -> Sent:
    if parcel.is_download:
        return Sent(parcel.rows, None, is_download=True)
    return Sent(parcel.rows, dates(parcel.leaves_on, method, country) if parcel.leaves_on else None)


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
