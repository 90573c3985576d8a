"""The filters and the order that an address asks for."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from decimal import Decimal, InvalidOperation
from urllib.parse import urlencode

from django.http import QueryDict

from catalog.availability import State
from catalog.models.kinds import Format

LARGEST_PRICE = Decimal("999999.99")
LARGEST_KEY = 2**31 - 1

SORTS = {
    "bestselling": "Bestselling",
    "newest": "Newest first",
    "soonest": "Soonest to be had",
    "price": "Price, low to high",
    "-price": "Price, high to low",
    "title": "Title",
    "rating": "Best rated",
}
RELEVANCE = "relevance"  # of a search alone
AVAILABILITY = {
    "in_stock": ("In stock now", [State.IN_STOCK]),
    "at_branch": ("At a branch", [State.AT_BRANCH]),
    "to_order": ("To order", [State.AT_SUPPLIER, State.TO_ORDER]),
    "forthcoming": ("Coming soon", [State.FORTHCOMING]),
}
RATINGS = ("4", "3", "2")


@dataclass(frozen=True)
class Filters:
    """What the address asks for. Values that make no sense are left out: a list is shown whatever was typed."""

    genre: tuple[str, ...] = ()
    author: tuple[int, ...] = ()
    series: tuple[int, ...] = ()
    publisher: tuple[int, ...] = ()
    format: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    availability: tuple[str, ...] = ()
    rating: tuple[str, ...] = ()  # so many stars and up
    price_min: Decimal | None = None
    price_max: Decimal | None = None
    year_min: int | None = None
    year_max: int | None = None
    within: tuple[int, ...] | None = None  # works, best first: those that a search has found

    @property
    def are_about_editions(self) -> bool:
        """Whether another edition than the one that leads may be the one asked for."""
        of_works = {"genre", "author", "series", "rating", "within"}
        return any(getattr(self, each.name) != each.default for each in fields(self) if each.name not in of_works)

    @property
    def count(self) -> int:
        """How many are set, as a shopper counts them; the works of a search are none."""
        values = [getattr(self, each.name) for each in fields(self) if each.name != "within"]
        return sum(len(value) if isinstance(value, tuple) else value is not None for value in values)

    def without(self, *groups: str) -> Filters:
        return replace(self, **{each.name: each.default for each in fields(self) if each.name in groups})


def filters_from(query: QueryDict) -> Filters:
    """Read the filters from a query string."""
    return Filters(
        genre=_several(query, "genre", lambda value: value if re.fullmatch(r"[A-Z][A-Z0-9]{0,19}", value) else None),
        author=_several(query, "author", _key),
        series=_several(query, "series", _key),
        publisher=_several(query, "publisher", _key),
        format=_several(query, "format", lambda value: value if value in Format.values else None),
        language=_several(query, "language", lambda value: value if re.fullmatch(r"[A-Za-z-]{2,35}", value) else None),
        availability=_several(query, "availability", lambda value: value if value in AVAILABILITY else None),
        rating=_several(query, "rating", lambda value: value if value in RATINGS else None),
        price_min=_amount(query.get("price_min", "")),
        price_max=_amount(query.get("price_max", "")),
        year_min=_year(query.get("year_min", "")),
        year_max=_year(query.get("year_max", "")),
    )


def sort_from(query: QueryDict, *, default: str = "bestselling") -> str:
    sort = query.get("sort", "")
    return sort if sort in SORTS else default


def canonical_query(filters: Filters) -> str:
    """The query string that stands for these filters, whatever the order in which they were chosen; "" for none."""
    pairs = []
    for each in sorted(fields(filters), key=lambda each: each.name):
        value = getattr(filters, each.name)
        if each.name == "within" or value in ((), None):
            continue
        pairs += [(each.name, one) for one in (sorted(value) if isinstance(value, tuple) else [value])]
    return urlencode(pairs)


def _several(query: QueryDict, name: str, read: Callable) -> tuple:
    return tuple(dict.fromkeys(value for value in map(read, query.getlist(name)[:100]) if value is not None))


def _key(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,10}", text) and int(text) <= LARGEST_KEY else None


def _amount(text: str) -> Decimal | None:
    try:
        amount = Decimal(text.strip().removeprefix("£").replace(",", "."))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and 0 <= amount <= LARGEST_PRICE else None


def _year(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,4}", text) and int(text) >= 1 else None
