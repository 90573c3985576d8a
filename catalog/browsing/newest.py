"""“Newest first”: what is out, the latest day first; then what is to come, the soonest first; then what has no day.

The index knows days, not today. So each of the three parts is a walk along it of its own, and a page goes on in the
next part where one ends. Where nothing but what is to come is asked for, that part is the first.
"""

from __future__ import annotations

from typing import NamedTuple

from django.utils import timezone

from catalog.browsing.conditions import Condition
from catalog.browsing.filters import Filters

NEWEST = "newest"


class Part(NamedTuple):
    """A stretch of the list, and the order of the index within it."""

    condition: Condition
    is_latest_first: bool

    @property
    def order(self) -> str:
        return "l.published_on DESC NULLS LAST" if self.is_latest_first else "l.published_on ASC NULLS FIRST"


def parts(filters: Filters) -> list[Part]:
    """In the order in which they follow each other."""
    today = (timezone.localdate(),)
    out = Part(Condition("{l}.published_on <= %s", today), True)
    to_come = Part(Condition("{l}.published_on > %s", today), False)
    undated = Part(Condition("{l}.published_on IS NULL", ()), True)
    return [to_come, out, undated] if _is_of_the_future(filters) else [out, to_come, undated]


def order(filters: Filters) -> str:
    """The same for books that are gathered first: the nearest to today leads in either part."""
    today = f"date '{timezone.localdate()}'"
    direction = "DESC NULLS LAST" if _is_of_the_future(filters) else "ASC NULLS LAST"
    return f"l.published_on > {today} {direction}, abs(l.published_on - {today})"


def _is_of_the_future(filters: Filters) -> bool:
    return filters.availability == ("forthcoming",)
