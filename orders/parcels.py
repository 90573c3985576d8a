"""What leaves together, and when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from catalog.availability import State
from catalog.models import Book
from orders.cart import Row
from orders.delivery.dates import FROM_SUPPLIERS, leaves_on
from orders.models import Dispatch


@dataclass
class Planned:
    """A parcel that is yet to be made: its rows, and the day it leaves (None when nobody can say)."""

    rows: list[Row] = field(default_factory=list)
    leaves_on: date | None = None

    @property
    def is_download(self) -> bool:
        return all(row.book.is_digital for row in self.rows)


def plan(rows: Iterable[Row], dispatch: str, now: datetime) -> list[Planned]:
    """The parcels that these rows make, the first to leave first. `now` is shop time.

    As available: what is here, what comes from suppliers, and what is published on each day go apart. Together: all
    wait for the last. What is downloaded waits for nothing, and makes no parcel dearer.
    """
    groups: dict[object, list[Row]] = defaultdict(list)
    for row in rows:
        groups[_wave(row.book, dispatch)].append(row)
    parcels = [Planned(group, _last_day(group, now)) for group in groups.values()]
    return sorted(parcels, key=lambda parcel: parcel.leaves_on or date.max)


def count_of(planned: Iterable[Planned]) -> int:
    """How many of them somebody carries; an order of downloads alone counts as one."""
    return max(sum(not parcel.is_download for parcel in planned), 1)


def _wave(book: Book, dispatch: str) -> object:
    answer = book.availability
    if book.is_digital:
        return "download"
    if dispatch != Dispatch.AS_AVAILABLE:
        return None
    if answer.state in FROM_SUPPLIERS:
        return "from suppliers"
    if answer.state == State.AWAITED:
        return answer.on or "awaited"
    return answer.on or "here"


def _last_day(rows: list[Row], now: datetime) -> date | None:
    days = [leaves_on(row.book, now) for row in rows]
    return None if None in days else max(days)
