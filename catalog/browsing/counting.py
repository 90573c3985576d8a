"""How many works the filters leave, and how many a further value would.

What leaves at most about three thousand works is counted exactly. Beyond that, numbers are reckoned from a fixed
sixty-fourth of the works, which one index holds with all that filters ask about, and the page says so (“about 3,200”,
“10,000+”). All books, and large genres without another filter, were counted in the night (catalog.browsing.tallies).
A small catalogue is always counted.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db import connection

from catalog.browsing.conditions import Condition, conditions_of, joined, params_of
from catalog.browsing.filters import Filters
from catalog.models import Tally
from catalog.models.listing import SAMPLE

EXACT = 3_000  # works: up to here we count
MOST = 10_000  # from here on we do not even say about how many
SMALL = 30_000  # rows of the listing: below, everything is counted
TOP = 12  # values of a group that has very many


class Group(NamedTuple):
    """How a group is counted."""

    column: str
    has_several: bool  # values in a row
    is_of_works: bool  # as a whole: any edition says it


GROUPS = {
    "availability": Group("state", False, False),
    "format": Group("format", False, False),
    "genre": Group("genres", True, True),
    "language": Group("language", False, False),
    "author": Group("people", True, True),
    "series": Group("series", True, True),
    "publisher": Group("publisher", False, False),
    "rating": Group("rating", False, True),
}
LONG = {"author", "series", "publisher"}
COLUMNS = "work_id, is_lead, state, format, language, publisher, genres, people, series, rating"
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
    if result.listed is not None and result.listed > SMALL and _take_tally(result, filters, conditions, fixed):
        return result
    everything = ["", *active]  # all filters; all but one of them
    if result.listed is not None and result.listed > SMALL:
        result.is_exact = False
        _read(result, _sampled(filters, conditions, active, groups), SAMPLE)
        sizes = {"": result.total}
        sizes |= {group: result.counts.pop(f"but {group}", {}).get("", 0) for group in active}
        everything = [each for each in everything if sizes[each] <= EXACT]
    if everything:
        _read(result, _counted(filters, conditions, everything, groups), 1)
        result.is_exact |= "" in everything
        result.exact |= {group for group in groups if (group if group in active else "") in everything}
    return result


def counted(filters: Filters) -> Survey:
    """Count what the filters leave, however much it is."""
    conditions = conditions_of(filters)
    result = Survey(is_filtered=bool(conditions), exact=set(GROUPS))
    _read(result, _counted(filters, conditions, [""], list(GROUPS)), 1)
    return result


def _take_tally(result: Survey, filters: Filters, conditions: dict[str, Condition], fixed: Container[str]) -> bool:
    """All books, and those of one genre, as they were counted in the night; False where they were not."""
    if not conditions.keys() <= {"genre"} or len(filters.genre) > 1:
        return False
    scopes = ["", *filters.genre]
    tallies = Tally.objects.in_bulk(scopes)
    if len(tallies) < len(scopes):
        return False
    own = tallies[scopes[-1]]
    genres = tallies[""].counts.get("genre", {})
    counts = {**own.counts, "genre": genres} if "genre" not in fixed else own.counts
    result.counts = {
        group: {value: _rounded(number, SAMPLE) for value, number in values.items()} for group, values in counts.items()
    }
    result.total, result.is_exact = own.total, False
    return True


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


def _sampled(
    filters: Filters, conditions: dict[str, Condition], active: list[str], groups: list[str]
) -> tuple[str, list]:
    """One walk over the sample, which notes for each row which filters it fits; at most one may be missed."""
    if not active:
        source = f"(SELECT * FROM catalog_listing l WHERE l.in_sample AND {joined(conditions.values(), 'l')}) s"
        sql, times = _numbers(filters, {"": source}, active, groups)
        return sql, params_of(conditions.values()) * times
    fixed = [condition for group, condition in conditions.items() if group not in active]
    fits = ", ".join(f"{conditions[group].on('l')} AS fits_{group}" for group in active)
    near = " + ".join(f"({conditions[group].on('l')})::int" for group in active)
    where = f"l.in_sample AND {joined(fixed, 'l')}" + (f" AND {near} >= {len(active) - 1}" if len(active) > 1 else "")
    params = params_of(conditions[group] for group in active)
    parts = {"": " AND ".join(f"fits_{group}" for group in active)}
    for group in active:
        parts[group] = " AND ".join(f"fits_{other}" for other in active if other != group) or "true"
    sources = {each: f"(SELECT * FROM base WHERE {part}) s" for each, part in parts.items()}
    numbers, _ = _numbers(filters, sources, active, groups, with_sizes=True)
    sql = f"WITH base AS MATERIALIZED (SELECT {COLUMNS}, {fits} FROM catalog_listing l WHERE {where}) {numbers}"
    return sql, [*params, *params_of(fixed), *(params if len(active) > 1 else [])]


def _counted(
    filters: Filters, conditions: dict[str, Condition], sets: list[str], groups: list[str]
) -> tuple[str, list]:
    """The sets themselves: all filters ("") and all but one, each gathered once."""
    tables, params = [], []
    for number, group in enumerate(sets):
        kept = [condition for each, condition in conditions.items() if each != group]
        columns = f"work_id, is_lead, {GROUPS[group].column}" if group else COLUMNS
        tables.append(
            f"set_{number} AS MATERIALIZED (SELECT {columns} FROM catalog_listing l WHERE {joined(kept, 'l')})"
        )
        params += params_of(kept)
    sources = {group: f"set_{number} s" for number, group in enumerate(sets)}
    active = [group for group in groups if group in conditions]
    return f"WITH {', '.join(tables)} {_numbers(filters, sources, active, groups)[0]}", params


def _numbers(
    filters: Filters, sources: dict[str, str], active: list[str], groups: list[str], *, with_sizes: bool = False
) -> tuple[str, int]:
    """The statement that counts each group in the set without its own filter, and in how many places sets are named."""
    of_works = not filters.are_about_editions  # then the leads alone say it all, one a work
    counted = "count(*)" if of_works else "count(DISTINCT work_id)"
    where = "is_lead" if of_works else "true"
    sizes = ["", *(active if with_sizes else [])]
    selects = [
        f"SELECT '{f'but {group}' if group else 'total'}', '', {counted} FROM {sources[group]} WHERE {where}"
        for group in sizes
        if group in sources
    ]
    selects += [
        _numbers_of(group, source, is_by_lead=of_works and GROUPS[group].is_of_works)
        for group in groups
        if (source := sources.get(group if group in active else ""))
    ]
    return " UNION ALL ".join(selects), len(selects)


def _numbers_of(group: str, source: str, *, is_by_lead: bool) -> str:
    column, has_several, _ = GROUPS[group]
    if group == "rating":
        where, counted = ("is_lead", "count(*)") if is_by_lead else ("true", "count(DISTINCT work_id)")
        return f"""SELECT 'rating', stars::text, {counted} FROM {source} JOIN (VALUES (4), (3), (2)) v (stars)
                   ON rating >= stars WHERE {where} GROUP BY stars"""
    if is_by_lead:  # arrays that are alike are unfolded once
        counted = f"""SELECT '{group}', value::text, sum(alike)::bigint AS n FROM (
            SELECT {column}, count(*) AS alike FROM {source} WHERE is_lead GROUP BY {column}) l, unnest({column}) value
            GROUP BY value"""
    else:
        value, lateral = ("value", f", unnest({column}) value") if has_several else (column, "")
        counted = f"""SELECT '{group}', value, count(*) AS n FROM (
            SELECT DISTINCT {value}::text AS value, work_id FROM {source}{lateral}) pairs
            WHERE value IS NOT NULL GROUP BY value"""
    return f"({counted} ORDER BY n DESC, value LIMIT {TOP})" if group in LONG else counted
