"""One page of a list: which works, by which edition, in which order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from django.core.paginator import Paginator
from django.db import connection
from django.http import Http404

from catalog.browsing import newest
from catalog.browsing.bounds import bound_of
from catalog.browsing.conditions import Condition, conditions_of, joined, params_of
from catalog.browsing.counting import MOST, SMALL, Survey
from catalog.browsing.filters import RELEVANCE, Filters
from catalog.models import Book

PAGE_SIZE = 24
NEAR_THE_END = 2  # pages, where their number was reckoned
FAR = 5_000  # books to read

# As the indexes of catalog.models.listing.SORT_KEYS; the order of the newest has its own module.
ORDERS = {
    "bestselling": "l.popularity DESC",
    "soonest": "l.rank ASC, l.published_on ASC NULLS LAST",
    "price": "l.price ASC NULLS LAST",
    "-price": "l.price DESC NULLS LAST",
    "title": "l.title_key ASC",
    "rating": "l.rating DESC NULLS LAST",
    RELEVANCE: "array_position(%s::bigint[], l.work_id)",
}
# Of a work's editions that fit the filters the one that leads, else the one that can be had soonest.
BEST_OF_ITS_WORK = """
NOT EXISTS (SELECT 1 FROM catalog_listing b WHERE b.work_id = l.work_id AND b.book_id <> l.book_id AND {fits}
    AND (NOT b.is_lead, b.rank, -b.popularity, b.book_id) < (NOT l.is_lead, l.rank, -l.popularity, l.book_id))
"""
# Two ways to a page. Books walked over in their order, up to the page: their works are looked up for the page alone,
# so that those before it are passed over in the index, without a look at the table.
WALKED = """
SELECT book_id, (SELECT w.work_id FROM catalog_listing w WHERE w.book_id = page.book_id) FROM (
    SELECT l.book_id FROM catalog_listing l WHERE {fits} AND {best}
    ORDER BY {order}, l.book_id LIMIT {size} OFFSET %s) page
"""
PASSED = "SELECT count(*) FROM catalog_listing l WHERE {fits} AND {best}"
# Or all that fit gathered by the filters' indexes, and then put in order.
GATHERED = """
WITH fit AS MATERIALIZED (SELECT {columns} FROM catalog_listing l WHERE {fits})
SELECT l.book_id, l.work_id FROM (
    SELECT DISTINCT ON (work_id) * FROM fit ORDER BY work_id, NOT is_lead, rank, -popularity, book_id) l
ORDER BY {order}, l.book_id LIMIT {size} OFFSET %s
"""
GATHERED_LEADS = """
WITH fit AS MATERIALIZED (SELECT {columns} FROM catalog_listing l WHERE {fits} AND l.is_lead)
SELECT l.book_id, l.work_id FROM fit l ORDER BY {order}, l.book_id LIMIT {size} OFFSET %s
"""
COLUMNS = "l.book_id, l.work_id, l.is_lead, l.rank, l.popularity, l.published_on, l.price, l.rating, l.title_key"


@dataclass(frozen=True)
class ListPage:
    """A page of books, ready for cards, and where it stands among the others."""

    books: list[Book]
    number: int
    pages: int
    survey: Survey

    ELLIPSIS = Paginator.ELLIPSIS

    @property
    def first(self) -> int:
        return (self.number - 1) * PAGE_SIZE + 1

    @property
    def words(self) -> str:
        """“49 to 72 of 1,284 books”."""
        if self.pages == 1:
            return self.survey.words
        return f"{self.first:,} to {self.first + len(self.books) - 1:,} of {self.survey.words}"

    @property
    def numbers(self) -> list[int | str]:
        """Page numbers for links, with gaps."""
        pages = Paginator(range(self.pages * PAGE_SIZE), PAGE_SIZE)
        return list(pages.get_elided_page_range(self.number, on_each_side=2, on_ends=1))

    # What the pager's template asks of a Django page.
    @property
    def paginator(self) -> ListPage:
        return self

    @property
    def has_other_pages(self) -> bool:
        return self.pages > 1

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def has_next(self) -> bool:
        return self.number < self.pages

    @property
    def previous_page_number(self) -> int:
        return self.number - 1

    @property
    def next_page_number(self) -> int:
        return self.number + 1


def page_of(
    filters: Filters,
    sort: str,
    number: str,
    survey: Survey,
    *,
    choose: Callable[[list[int]], list[int]] | None = None,
) -> ListPage:
    """One page of the works that the filters leave. Raises Http404 for a page that is not there.

    Where the number of pages was only reckoned, and too high, the last that is there stands for those beyond it.
    choose turns works into the books that stand for them; the edition that leads, or fits the filters, otherwise.
    """
    pages = _pages(survey.reachable)
    wanted = int(number) if number.isascii() and number.isdigit() and len(number) < 8 else 1 if number == "" else 0
    if not survey.is_exact and wanted > pages - NEAR_THE_END:  # where their number matters, they are counted
        pages = _pages(min(_counted(filters), MOST) if survey.is_filtered else _counted(filters))
    if not 1 <= wanted <= pages:
        raise Http404("There is no such page of this list.")
    rows = _rows(filters, sort, wanted, survey)
    if wanted > 1 and not rows:
        wanted = pages = _pages(_counted(filters))
        rows = _rows(filters, sort, wanted, survey)
    pks = choose([work for _, work in rows]) if choose else [book for book, _ in rows]
    return ListPage(in_order(pks), wanted, pages, survey)


def _pages(works: int) -> int:
    return max(1, -(-works // PAGE_SIZE))


def _counted(filters: Filters) -> int:
    conditions = conditions_of(filters).values()
    works = "count(DISTINCT l.work_id)" if filters.are_about_editions else "count(*) FILTER (WHERE l.is_lead)"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {works} FROM catalog_listing l WHERE {joined(conditions, 'l')}", params_of(conditions))
        return cursor.fetchone()[0]


def _rows(filters: Filters, sort: str, number: int, survey: Survey) -> list[tuple[int, int]]:
    """The book and the work of each place on the page."""
    if not survey.total:
        return []
    if sort == RELEVANCE and survey.total == len(filters.within or ()):  # all of them fit: these are the page's
        filters = replace(filters, within=filters.within[(number - 1) * PAGE_SIZE : number * PAGE_SIZE])
        number = 1
    conditions = [*conditions_of(filters).values()]
    is_far = conditions and not filters.are_about_editions and _is_far(survey, number)
    if is_far and (bound := bound_of(filters, sort, number * PAGE_SIZE)):
        rows = _gathered(filters, [*conditions, bound], sort, number)
        if len(rows) == PAGE_SIZE:
            return rows
    if conditions and _is_gathered_sooner(survey, number):
        return _gathered(filters, conditions, sort, number)
    if sort == newest.NEWEST:
        return _walked_by_parts(filters, conditions, number)
    return _walked(filters, conditions, ORDERS[sort], (number - 1) * PAGE_SIZE, PAGE_SIZE)


def _gathered(filters: Filters, conditions: list[Condition], sort: str, number: int) -> list[tuple[int, int]]:
    sql = GATHERED if filters.are_about_editions else GATHERED_LEADS
    params = params_of(conditions)
    if sort == RELEVANCE:
        params.append(list(filters.within or ()))
    order = newest.order(filters) if sort == newest.NEWEST else ORDERS[sort]
    sql = sql.format(fits=joined(conditions, "l"), order=order, columns=COLUMNS, size=PAGE_SIZE)
    return _read(sql, [*params, (number - 1) * PAGE_SIZE])


def _walked(
    filters: Filters, conditions: list[Condition], order: str, offset: int, size: int, *bounds: Condition
) -> list[tuple[int, int]]:
    passed, params = _passed(filters, conditions, bounds)
    return _read(WALKED.format(**passed, order=order, size=size), [*params, offset])


def _walked_by_parts(filters: Filters, conditions: list[Condition], number: int) -> list[tuple[int, int]]:
    """The newest: a page goes on in the next part where one ends."""
    rows, offset = [], (number - 1) * PAGE_SIZE
    for part in newest.parts(filters):
        size = PAGE_SIZE - len(rows)
        found = _walked(filters, conditions, part.order, offset, size, part.condition)
        rows += found
        if len(rows) == PAGE_SIZE:
            break
        if not rows and offset:  # it ends somewhere before the page
            passed, params = _passed(filters, conditions, [part.condition])
            offset -= _read(PASSED.format(**passed), params)[0][0]
        else:
            offset = 0
    return rows


def _passed(filters: Filters, conditions: list[Condition], bounds: Sequence[Condition]) -> tuple[dict[str, str], list]:
    """What a walk looks for in each book it comes to: that it fits, and stands for its work."""
    best = BEST_OF_ITS_WORK.format(fits=joined(conditions, "b")) if filters.are_about_editions else "l.is_lead"
    fits = [*conditions, *bounds]
    params = [*params_of(fits), *(params_of(conditions) if filters.are_about_editions else [])]
    return {"fits": joined(fits, "l"), "best": best}, params


def _read(sql: str, params: list) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def _is_gathered_sooner(survey: Survey, number: int) -> bool:
    """Whether there are fewer books that fit than one would walk past, in whatever order, to the end of the page."""
    if survey.listed is None:  # a search, which has found some hundreds
        return True
    return survey.total * survey.total <= number * PAGE_SIZE * survey.listed


def _is_far(survey: Survey, number: int) -> bool:
    """Whether a page is so far to gather, and to walk to, that it is worth asking the sample how far it is."""
    if survey.listed is None or survey.listed <= SMALL:
        return False
    return min(survey.total, number * PAGE_SIZE * survey.listed // survey.total) > FAR


def in_order(pks: list[int]) -> list[Book]:
    """The books of these keys, in this order, with all that cards show."""
    books = Book.objects.for_cards().in_bulk(pks)
    return [books[pk] for pk in pks if pk in books]
