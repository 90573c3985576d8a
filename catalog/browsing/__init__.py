"""What a list shows: the filters of its address, the works they leave, their order, and what a further filter gives.

docs/scale.md says how this stays quick at a million books.
"""

from catalog.browsing.chips import chips_for
from catalog.browsing.counting import Survey, survey
from catalog.browsing.facets import Facet, Option, facets_for
from catalog.browsing.filters import RELEVANCE, SORTS, Filters, canonical_query, filters_from, sort_from
from catalog.browsing.pages import PAGE_SIZE, ListPage, in_order, page_of

__all__ = [
    "PAGE_SIZE",
    "RELEVANCE",
    "SORTS",
    "Facet",
    "Filters",
    "ListPage",
    "Option",
    "Survey",
    "canonical_query",
    "chips_for",
    "facets_for",
    "filters_from",
    "in_order",
    "page_of",
    "sort_from",
    "survey",
]
