"""Collecting at a branch: what stands there, what is brought or ordered there, and the day it is all ready."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.conf import settings
from django.utils import timezone

from catalog.availability import State
from catalog.models import Branch
from orders.cart import Row
from orders.delivery.dates import FROM_SUPPLIERS, leaves_on
from orders.models import Dispatch
from orders.parcels import Planned
from storefront.closings import shop_calendar
from storefront.days import ONE_DAY, end_of, spoken_day

BROUGHT_WITHIN = 2  # working days, from where parcels are packed to a counter
RESERVED_FOR = timedelta(days=7)  # behind the counter for who pays there, from the day it is ready
TO_FETCH = timedelta(hours=1)  # from a shelf to the counter
MONTHS = 90  # days that are looked through for one on which a branch is open


class Source(StrEnum):
    HERE = "here"
    BROUGHT = "brought"
    ORDERED = "ordered"


NOTES = {
    Source.HERE: "It stands on the shelf there.",
    Source.BROUGHT: "We bring it there for you.",
    Source.ORDERED: "We order it in for you.",
}


def source_of(row: Row, branch: Branch) -> Source | None:
    """From where this line comes to the counter; None if it cannot be had there."""
    free = sum(each.free for each in row.book.stock.all() if each.branch_id == branch.pk)
    if free >= row.quantity and not row.kept and row.limit:
        return Source.HERE
    if row.problem:
        return None
    if row.book.availability.state == State.IN_STOCK:
        return Source.BROUGHT
    is_ordered = row.book.availability.state in FROM_SUPPLIERS or (row.is_ahead and row.book.availability.on)
    return Source.ORDERED if is_ordered else None


def must_be_collected(rows: Iterable[Row]) -> list[str]:
    """A sentence for each line whose copies stand in a shop that sends no parcels."""
    return [
        f"{row.book.title} stands in a shop that sends no parcels: you can collect it there."
        for row in rows
        if row.book.availability.state == State.AT_BRANCH
    ]


@dataclass(frozen=True, slots=True)
class Point:
    """A branch, as one who chooses where to collect sees it."""

    branch: Branch
    ready_on: date | None
    note: str
    problems: tuple[str, ...]
    can_reserve: bool  # all of it is ours already: nobody has to pay before it is ordered

    @property
    def ready(self) -> str:
        """“Ready today”, “Ready on Friday 27 November 2026”."""
        day = spoken_day(self.ready_on, timezone.localdate())
        return f"Ready {day}" if day in ("today", "tomorrow") else f"Ready on {day}"


def points_for(rows: Sequence[Row], now: datetime) -> list[Point]:
    """Every counter, in the order of the shops. `now` is shop time."""
    branches = Branch.objects.filter(hands_over=True).prefetch_related("hours")
    return [point_of(branch, rows, now) for branch in branches]


def point_of(branch: Branch, rows: Sequence[Row], now: datetime) -> Point:
    sources = {row.book.pk: source_of(row, branch) for row in rows}
    problems = tuple(_problem(row, branch) for row in rows if sources[row.book.pk] is None)
    days = [] if problems else [_ready(row, sources[row.book.pk], branch, now) for row in rows]
    found = set(sources.values())
    can_reserve = not problems and Source.ORDERED not in found
    return Point(branch, max(days, default=None), _note(found), problems, can_reserve)


def _problem(row: Row, branch: Branch) -> str:
    return row.problem or f"{row.book.title} cannot be had in {branch}."


def _note(sources: set[Source | None]) -> str:
    """Of what takes longest."""
    return next((NOTES[source] for source in reversed(Source) if source in sources), "")


def plan(rows: Iterable[Row], branch: Branch, dispatch: str, now: datetime) -> list[Planned]:
    """What is ready together, and when, the first to be ready first."""
    groups: dict[object, list[Row]] = defaultdict(list)
    for row in rows:
        groups[source_of(row, branch) if dispatch == Dispatch.AS_AVAILABLE else None].append(row)
    ready = [
        Planned(group, max(_ready(row, source_of(row, branch), branch, now) for row in group))
        for group in groups.values()
    ]
    return sorted(ready, key=lambda each: each.leaves_on or date.max)


def kept_until(planned: Iterable[Planned]) -> datetime:
    """The end of the last day on which a reservation waits for its reader."""
    last = max(each.leaves_on for each in planned) + RESERVED_FOR
    return end_of(last)


def _ready(row: Row, source: Source | None, branch: Branch, now: datetime) -> date:
    if source == Source.HERE:
        return _open_from(branch, now.date(), now)
    calendar = shop_calendar()
    here = leaves_on(row.book, now) or calendar.dispatch_day(now, settings.SHOP_CUT_OFF)
    on_the_way = 0 if source == Source.ORDERED and branch.dispatches else BROUGHT_WITHIN
    return _open_from(branch, calendar.working_day_after(here, on_the_way), now)


def _open_from(branch: Branch, day: date, now: datetime) -> date:
    """That day or the next on which the branch is open, with time left to fetch a book from the shelf."""
    for later in range(MONTHS):
        each = day + later * ONE_DAY
        if _is_open(branch, each, now):
            return each
    return day


def _is_open(branch: Branch, day: date, now: datetime) -> bool:
    """By its own hours; on holidays and days that the shop is closed by none."""
    calendar, hours = shop_calendar(), list(branch.hours.all())
    if day in calendar.closed or (day.weekday() < 5 and not calendar.is_working_day(day)):
        return False
    if not hours:
        return calendar.is_working_day(day)
    closes = [each.closes for each in hours if each.weekday == day.weekday()]
    return bool(closes) and (day > now.date() or (now + TO_FETCH).time() <= max(closes))
