"""How far down its order a page lies, judged by the sample.

What stands above a bound is all that stands before it, so a page found within it is the right one, however well the
sample has judged; one that is not full is looked for without it.
"""

from __future__ import annotations

from math import ceil, sqrt

from django.db import connection

from catalog.browsing.conditions import Condition, conditions_of, joined, params_of
from catalog.browsing.filters import Filters
from catalog.browsing.newest import NEWEST, parts
from catalog.models.listing import SAMPLE

# The column that an order begins with, and where what comes first in it lies. The sample holds no titles.
BOUNDS = {
    "bestselling": ("popularity", ">="),
    "soonest": ("rank", "<="),
    "price": ("price", "<="),
    "-price": ("price", ">="),
    "rating": ("rating", ">="),
}
DIRECTIONS = {">=": "DESC NULLS LAST", "<=": "ASC NULLS LAST"}


def bound_of(filters: Filters, sort: str, works: int) -> Condition | None:
    """A condition that, of the leads that fit, the first so many meet in all likelihood, and few others."""
    conditions = [*conditions_of(filters).values()]
    if sort == NEWEST:  # looked for in its first part
        part, *_ = parts(filters)
        bound = _bound("published_on", ">=" if part.is_latest_first else "<=", [*conditions, part.condition], works)
        return bound and Condition(f"{bound.sql} AND {part.condition.sql}", bound.params + part.condition.params)
    return _bound(*BOUNDS[sort], conditions, works) if sort in BOUNDS else None


def _bound(column: str, sign: str, conditions: list[Condition], works: int) -> Condition | None:
    sql = f"""SELECT l.{column} FROM catalog_listing l WHERE l.in_sample AND l.is_lead AND {joined(conditions, "l")}
              ORDER BY l.{column} {DIRECTIONS[sign]} LIMIT 1 OFFSET %s"""
    with connection.cursor() as cursor:
        cursor.execute(sql, [*params_of(conditions), _sampled(works)])
        (value,) = cursor.fetchone() or (None,)
    return None if value is None else Condition(f"{{l}}.{column} {sign} %s", (value,))


def _sampled(works: int) -> int:
    """So many of the sample are, in 97 of a hundred cases, not among the first so many of all."""
    expected = works / SAMPLE
    return ceil(expected + 2 * sqrt(expected) + 1)
