"""The statements that count: how many works the filters leave, and how many a further value would."""

from __future__ import annotations

from typing import NamedTuple

from catalog.availability import State
from catalog.browsing.conditions import Condition, joined, params_of
from catalog.browsing.filters import AVAILABILITY, RATINGS, Filters

TOP = 12  # values of a group that has very many


class Group(NamedTuple):
    """How a group is counted."""

    column: str
    has_several: bool  # values in a row
    is_of_works: bool  # as a whole: any edition says it


GROUPS = {
    "availability": Group("rank", False, False),
    "format": Group("format", False, False),
    "genre": Group("genres", True, True),
    "language": Group("language", False, False),
    "author": Group("people", True, True),
    "series": Group("series", True, True),
    "publisher": Group("publisher", False, False),
    "rating": Group("rating", False, True),
}
# What the filter calls the states; some states are none of its values, and two of them are one.
ASKED = {state: value for value, (_, states) in AVAILABILITY.items() for state in states}
AVAILABILITIES = ",".join(ASKED.get(state, "NULL") for state in State)
VALUES = {"availability": f"('{{{AVAILABILITIES}}}'::text[])[rank + 1]"}
RATED = Condition(f"rating >= {min(RATINGS)}", ())  # those beside stars: others have none
LONG = {"author", "series", "publisher"}
COLUMNS = "work_id, is_lead, rank, format, language, publisher, genres, people, series, rating"


def sampled(
    filters: Filters, conditions: dict[str, Condition], active: list[str], groups: list[str]
) -> tuple[str, list]:
    """One walk over the sample, which notes for each row which filters it fits; at most one may be missed.

    What whole works say is taken from one of the editions that fit.
    """
    where = "" if filters.are_about_editions else "WHERE is_lead"
    fixed = [condition for group, condition in conditions.items() if group not in active]
    fits = [f"coalesce({conditions[group].on('l')}, false)" for group in active]
    flags = "".join(f", {fit} AS fits_{group}" for group, fit in zip(active, fits, strict=True))
    near = f" AND {' + '.join(f'{fit}::int' for fit in fits)} >= {len(active) - 1}" if len(active) > 1 else ""
    params = params_of(conditions[group] for group in active)
    parts = {
        each: " AND ".join(f"fits_{group}" for group in active if group != each) or "true" for each in ["", *active]
    }
    sources = {group: f"(SELECT * FROM base WHERE {parts[group]}) s" for group in active} | {"": "fit s"}
    sql = f"""
    WITH base AS MATERIALIZED (
        SELECT {COLUMNS}{flags} FROM catalog_listing l WHERE l.in_sample AND {joined(fixed, "l")}{near}),
    fit AS {"MATERIALIZED" if active else "NOT MATERIALIZED"} (SELECT * FROM base WHERE {parts[""]}),
    whole AS MATERIALIZED (SELECT DISTINCT ON (work_id) * FROM fit {where} ORDER BY work_id)
    {_numbers(filters, sources, active, groups, whole="whole s")}"""
    return sql, [*params, *params_of(fixed), *(params if near else [])]


def counted(filters: Filters, conditions: dict[str, Condition], sets: list[str], groups: list[str]) -> tuple[str, list]:
    """The sets themselves: all filters ("") and all but one, the narrowest of them first.

    Each is gathered once; what fits all filters is taken from the narrowest of the others, where there is one.
    """
    tables, params = [], []
    narrowest, *_ = [*(group for group in sets if group), ""]
    for group in sorted(sets, key=lambda group: group == ""):
        kept = [condition for each, condition in conditions.items() if each != group]
        if group == "rating":
            kept.append(RATED)
        columns, source = (f"work_id, is_lead, {GROUPS[group].column}" if group else COLUMNS), "catalog_listing l"
        if group == narrowest and group:
            columns = f"{COLUMNS}, {conditions[group].on('l')} AS fits"
            params += conditions[group].params
        elif narrowest and not group:
            source, kept = f"set_{narrowest}", [Condition("fits", ())]
        tables.append(f"set_{group} AS MATERIALIZED (SELECT {columns} FROM {source} WHERE {joined(kept, 'l')})")
        params += params_of(kept)
    sources = {group: f"set_{group} s" for group in sets}
    active = [group for group in groups if group in conditions]
    return f"WITH {', '.join(tables)} {_numbers(filters, sources, active, groups)}", params


def _numbers(
    filters: Filters, sources: dict[str, str], active: list[str], groups: list[str], *, whole: str = ""
) -> str:
    """The statement that counts each group in the set without its own filter.

    With `whole`, which holds one row a work of those that fit, sizes of the other sets are told too.
    """
    of_works = not filters.are_about_editions  # then the leads alone say it all, one a work
    size = "count(*) FROM {} WHERE is_lead" if of_works else "count(DISTINCT work_id) FROM {}"
    sizes = {"total": f"count(*) FROM {whole}"} if whole else {}
    if not whole and "" in sources:
        sizes["total"] = size.format(sources[""])
    if whole:
        sizes |= {f"but {group}": size.format(sources[group]) for group in active}
    selects = [f"SELECT '{name}', '', {each}" for name, each in sizes.items()]
    for group in groups:
        place = group if group in active else ""
        if place not in sources:
            continue
        source = sources[place] if place or not whole else whole
        if not GROUPS[group].is_of_works:
            selects.append(_numbers_of_editions(group, sources[place]))
        elif of_works:
            selects.append(_numbers_of_works(group, f"(SELECT * FROM {source} WHERE is_lead) s"))
        elif whole:
            selects.append(
                _numbers_of_works(group, f"(SELECT DISTINCT ON (work_id) * FROM {source} ORDER BY work_id) s")
            )
        else:
            selects.append(_numbers_of_editions(group, source))
    return " UNION ALL ".join(selects)


def _numbers_of_works(group: str, source: str) -> str:
    """For one row a work. What is alike is looked at once."""
    if group == "rating":
        return f"""SELECT 'rating', stars::text, sum(alike)::bigint FROM (
            SELECT trunc(rating) AS whole, count(*) AS alike FROM {source} GROUP BY 1) l
            JOIN (VALUES (4), (3), (2)) v (stars) ON whole >= stars GROUP BY stars"""
    column = GROUPS[group].column
    counted = f"""SELECT '{group}', value::text, sum(alike)::bigint AS n FROM (
        SELECT {column}, count(*) AS alike FROM {source} GROUP BY {column}) l, unnest({column}) value
        GROUP BY value"""
    return _first(group, counted)


def _numbers_of_editions(group: str, source: str) -> str:
    column, has_several, _ = GROUPS[group]
    if group == "rating":
        return f"""SELECT 'rating', stars::text, count(DISTINCT work_id) FROM {source}
            JOIN (VALUES (4), (3), (2)) v (stars) ON rating >= stars GROUP BY stars"""
    value, lateral = ("value", f", unnest({column}) value") if has_several else (VALUES.get(group, column), "")
    counted = f"""SELECT '{group}', value::text, count(*) AS n FROM (
        SELECT DISTINCT {value} AS value, work_id FROM {source}{lateral}) pairs
        WHERE value IS NOT NULL GROUP BY value"""
    return _first(group, counted)


def _first(group: str, counted: str) -> str:
    return f"({counted} ORDER BY n DESC, value LIMIT {TOP})" if group in LONG else counted
