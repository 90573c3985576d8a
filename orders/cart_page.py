"""The cart as its page shows it: lines by parcel, what sending costs and when it comes, and what is out of the cart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django.conf import settings

from catalog.models import Book
from orders.aside import lines_of
from orders.cart import Row, quote_of, rows_of
from orders.delivery.collection import must_be_collected
from orders.delivery.countries import country_name
from orders.delivery.ways import Way, parcels_of, ways_to
from orders.models import AsideLine, Cart, Dispatch
from orders.offers import NOTHING_OFFERED, Offered, offers_for
from orders.pricing import Quote

MANY = 5  # lines, from which on the button stands above them too


@dataclass
class Group:
    """Lines that come together; those just taken out stand where they stood."""

    heading: str
    entries: list[Row | AsideLine] = field(default_factory=list)


@dataclass(frozen=True)
class Sending:
    """One answer to whether what could leave today waits for the rest: the cheapest way of sending it so."""

    dispatch: Dispatch
    way: Way


@dataclass(frozen=True)
class CartPage:
    cart: Cart | None
    rows: list[Row]
    aside: list[AsideLine]
    offered: Offered
    now: datetime  # shop time

    @property
    def copies(self) -> int:
        return sum(row.quantity for row in self.rows)

    @property
    def is_long(self) -> bool:
        return len(self.rows) >= MANY

    @property
    def changes(self) -> list[str]:
        return [change for row in self.rows for change in row.changes]

    @property
    def problems(self) -> list[Row]:
        """The lines because of which nothing can be ordered until they change."""
        return [row for row in self.rows if row.problem]

    @cached_property
    def to_be_had(self) -> list[Row]:
        """The lines that can be ordered as they stand; no other counts in a sum."""
        return [row for row in self.rows if not row.problem]

    @property
    def marks(self) -> list[str]:
        return [row.mark for row in self.rows if row.changes]

    @cached_property
    def to_collect(self) -> list[str]:
        """A sentence for each line that no parcel can be made of."""
        return must_be_collected(self.to_be_had)

    @property
    def country(self) -> str:
        return (self.cart and self.cart.country) or settings.SHOP_COUNTRY

    @property
    def country_in_text(self) -> str:
        return country_name(self.country, in_text=True)

    @cached_property
    def sendings(self) -> list[Sending]:
        """The choice there is: two answers where they differ, one where all can leave at once, none to nowhere."""
        if not self.to_be_had or self.to_collect:
            return []
        is_split = parcels_of(self.to_be_had, Dispatch.AS_AVAILABLE, self.now) > 1
        answers = list(Dispatch) if is_split else [Dispatch(self.cart.dispatch)]
        ways = {answer: self._cheapest(answer) for answer in answers}
        return [Sending(answer, way) for answer, way in ways.items() if way]

    def _cheapest(self, dispatch: Dispatch) -> Way | None:
        ways = ways_to(self.country, self.to_be_had, dispatch=dispatch, now=self.now, offered=self.offered)
        return next(iter(ways), None)

    @cached_property
    def way(self) -> Way | None:
        """How it is sent as things are; None where nothing is, or nobody knows."""
        return next((each.way for each in self.sendings if each.dispatch == self.cart.dispatch), None)

    @cached_property
    def quote(self) -> Quote:
        """What can be had, and its delivery at the cheapest."""
        return self.way.quote if self.way else quote_of(self.to_be_had, country=self.country, offered=self.offered)

    @property
    def groups(self) -> list[Group]:
        groups = [Group("Cannot be ordered as it stands, so not counted", [*self.problems])] if self.problems else []
        groups += self._parcels()
        removed = sorted((line for line in self.aside if line.is_removed), key=lambda line: line.added_at)
        return _with_removed(groups or [Group("")], removed) if removed else groups

    def _parcels(self) -> list[Group]:
        if self.way is None:
            heading = "To collect from one of our shops" if self.to_collect else ""
            return [Group(heading, [*self.to_be_had])] if self.to_be_had else []
        parcels = self.way.parcels
        if len(parcels) == 1:
            return [Group(parcels[0].when, [*parcels[0].rows])]
        return [
            Group(f"Parcel {number} of {len(parcels)}: {parcel.when}", [*parcel.rows])
            for number, parcel in enumerate(parcels, start=1)
        ]

    @property
    def saved(self) -> list[AsideLine]:
        return [line for line in self.aside if not line.is_removed]


def _with_removed(groups: Sequence[Group], removed: Sequence[AsideLine]) -> list[Group]:
    """Each behind the line that was added before it."""
    for line in removed:
        before = [
            (entry.added_at if isinstance(entry, AsideLine) else entry.line.added_at, group, place)
            for group in groups
            for place, entry in enumerate(group.entries, start=1)
        ]
        earlier = [each for each in before if each[0] <= line.added_at]
        _, group, place = max(earlier, key=lambda each: each[0], default=(None, groups[0], 0))
        group.entries.insert(place, line)
    return list(groups)


def page_of(cart: Cart | None, now: datetime) -> CartPage:
    """What the page of a cart shows, in a number of queries that does not grow with its lines. `now` is shop time."""
    rows = rows_of(cart)
    aside = list(lines_of(cart)) if cart else []
    books = Book.objects.for_cards().in_bulk([line.book_id for line in aside])
    for line in aside:
        line.book = books[line.book_id]
    return CartPage(cart, rows, aside, offers_for(cart) if rows else NOTHING_OFFERED, now)
