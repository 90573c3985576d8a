"""The filters as conditions on the listing. {l} stands for the listing's name in the query that they go into."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from catalog.browsing.filters import AVAILABILITY, Filters


class Condition(NamedTuple):
    sql: str
    params: tuple

    def on(self, name: str) -> str:
        return self.sql.format(l=name)


ARRAYS = {"genre": ("genres", "varchar[]"), "author": ("people", "integer[]"), "series": ("series", "integer[]")}


def conditions_of(filters: Filters) -> dict[str, Condition]:
    """A condition for each group that is set; values of a group widen, groups narrow."""
    found = {}
    for group, (column, kind) in ARRAYS.items():
        if values := getattr(filters, group):
            found[group] = Condition(f"{{l}}.{column} && %s::{kind}", (list(values),))
    for group in ("publisher", "format", "language"):
        if values := getattr(filters, group):
            found[group] = Condition(f"{{l}}.{group} = ANY(%s)", (list(values),))
    if filters.availability:
        ranks = [state.rank for value in filters.availability for state in AVAILABILITY[value][1]]
        found["availability"] = Condition("{l}.rank = ANY(%s)", (ranks,))  # as the states, and what indexes hold
    if filters.rating:
        found["rating"] = Condition("{l}.rating >= %s", (min(map(int, filters.rating)),))
    if price := _between("price", filters.price_min, filters.price_max):
        found["price"] = price
    first = date(filters.year_min, 1, 1) if filters.year_min is not None else None
    last = date(filters.year_max, 12, 31) if filters.year_max is not None else None
    if year := _between("published_on", first, last):
        found["year"] = year
    if filters.within is not None:
        found["within"] = Condition("{l}.work_id = ANY(%s)", (list(filters.within),))
    return found


def _between(column: str, low: object, high: object) -> Condition | None:
    bounds = [(f"{{l}}.{column} {sign} %s", value) for sign, value in ((">=", low), ("<=", high)) if value is not None]
    return Condition(" AND ".join(sql for sql, _ in bounds), tuple(value for _, value in bounds)) if bounds else None


def joined(conditions: Iterable[Condition], name: str) -> str:
    return " AND ".join([*(each.on(name) for each in conditions)]) or "true"


def params_of(conditions: Iterable[Condition]) -> list:
    return [value for each in conditions for value in each.params]
