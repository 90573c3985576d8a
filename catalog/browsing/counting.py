"""How many works the filters leave, and how many a further value would.

What leaves at most about three thousand works is counted exactly. Beyond that, numbers are reckoned from a fixed
sixty-fourth of the works, which one index holds with all that filters ask about, and the page says so (“about 3,200”,
“10,000+”). All books, and large genres without another filter, were counted in the night (catalog.browsing.tallies).
A small catalogue is always counted.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, field

from django.db import connection

from catalog.browsing import statements
from catalog.browsing.conditions import Condition, conditions_of
from catalog.browsing.filters import Filters
from catalog.browsing.statements import GROUPS
from catalog.models import Tally
from catalog.models.listing import SAMPLE

EXACT = 3_000  # works: up to here we count
MOST = 10_000  # from here on we do not even say about how many
SMALL = 30_000  # rows of the listing: below, everything is counted

ROWS = "SELECT reltuples FROM pg_class WHERE oid = 'catalog_listing'::regclass"


@dataclass
class Survey:
    """Numbers of works. Those of a group that is not in `exact` are reckoned, not counted."""

    total: int = 0
    is_exact: bool = True
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    exact: set[str] = field(default_factory=set)
    is_filtered: bool = True
    listed: int | None = None  # books in the whole listing, about; nobody asked where works are named

    @property
    def reachable(self) -> int:
        """How many of them pages lead to."""
        return self.total if self.is_exact or not self.is_filtered else min(self.total, MOST)

    @property
    def words(self) -> str:
        """“1,284 books”, “10,000+ books”."""
        return f"{said(self.total, is_exact=self.is_exact)} book{'' if self.total == 1 else 's'}"


def said(number: int, *, is_exact: bool) -> str:
    """A number as a page says it: exact, about, or more than we count."""
    if is_exact:
        return f"{number:,}"
    return f"{MOST:,}+" if number >= MOST else f"about {number:,}"


def survey(filters: Filters, *, fixed: Container[str] = ()) -> Survey:
    """Count what the filters leave, by each group without its own filter; groups that the address has fixed are not."""
    conditions = conditions_of(filters)
    active = [group for group in GROUPS if group in conditions and group not in fixed]
    groups = [group for group in GROUPS if group not in fixed]
    result = Survey(is_filtered=bool(conditions), listed=listed() if filters.within is None else None)
    if result.listed is None or result.listed <= SMALL:
        _count(result, filters, conditions, ["", *active], groups)
    elif not _take_tally(result, filters, fixed):
        few = _reckon(result, filters, conditions, active, groups)
        _count(result, filters, conditions, few, groups)
        result.is_exact = "" in few
    return result


def counted(filters: Filters) -> Survey:
    """Count what the filters leave, however much it is."""
    conditions = conditions_of(filters)
    result = Survey(is_filtered=bool(conditions), exact=set(GROUPS))
    _count(result, filters, conditions, [""], list(GROUPS))
    return result


def _count(
    result: Survey, filters: Filters, conditions: dict[str, Condition], sets: list[str], groups: list[str]
) -> None:
    """Count these sets: all filters ("") and all but one."""
    if sets:
        _read(result, statements.counted(filters, conditions, sets, groups), 1)
        active = [group for group in groups if group in conditions]
        result.exact |= {group for group in groups if (group if group in active else "") in sets}


def _reckon(
    result: Survey, filters: Filters, conditions: dict[str, Condition], active: list[str], groups: list[str]
) -> list[str]:
    """Reckon all numbers, and say which sets are few enough to count, the narrowest first."""
    told = None
    if len(active) == 1:  # without its one filter it may be one of the longest lists
        (own,) = active
        told = _tally_of(filters.without(own))
    if told:
        result.counts[own] = _rounded_all(told.counts.get(own, {}))
        active, groups = [], [group for group in groups if group != own]
    _read(result, statements.sampled(filters, conditions, active, groups), SAMPLE)
    sizes = {"": result.total} | {group: result.counts.pop(f"but {group}", {}).get("", 0) for group in active}
    return [each for each in sorted(sizes, key=sizes.__getitem__) if sizes[each] <= EXACT]


def _take_tally(result: Survey, filters: Filters, fixed: Container[str]) -> bool:
    """All books, and those of one genre, as they were counted in the night; False where they were not."""
    own = _tally_of(filters)
    if not own:
        return False
    result.counts = {group: _rounded_all(values) for group, values in own.counts.items()}
    if filters.genre and "genre" not in fixed and (everything := _tally_of(filters.without("genre"))):
        result.counts["genre"] = _rounded_all(everything.counts.get("genre", {}))
    result.total, result.is_exact = own.total, False
    return True


def _tally_of(filters: Filters) -> Tally | None:
    """The night's numbers for this list."""
    if not conditions_of(filters).keys() <= {"genre"} or len(filters.genre) > 1:
        return None
    return Tally.objects.filter(pk="".join(filters.genre)).first()


def listed() -> int:
    """How many books the listing has, about."""
    with connection.cursor() as cursor:
        cursor.execute(ROWS)
        return int(cursor.fetchone()[0])


def _read(result: Survey, query: tuple[str, list], times: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(*query)
        rows = cursor.fetchall()
    for group in {group for group, _, _ in rows}:
        result.counts[group] = {value: _rounded(n * times, times) for each, value, n in rows if each == group}
    result.total = result.counts.pop("total", {}).get("", result.total)


def _rounded(number: int, times: int) -> int:
    """What is reckoned has two figures that mean something."""
    if times == 1 or number < 100:
        return number
    step = 10 ** (len(str(number)) - 2)
    return round(number / step) * step


def _rounded_all(numbers: dict[str, int]) -> dict[str, int]:
    return {value: _rounded(number, SAMPLE) for value, number in numbers.items()}
