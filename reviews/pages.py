"""What the reviews of a work look like to somebody: their own, a page of others, and how stars are spread."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import QueryDict

from accounts.models import User
from catalog.models import Book
from reviews import writing
from reviews.forms import ReviewForm
from reviews.models import HelpfulVote, Review

A_PAGE = 10
ORDERS = {"newest": "Newest", "helpful": "Most helpful"}


def of_book(book: Book, person: Any, query: QueryDict | None = None) -> dict[str, Any]:
    """The context of reviews/_section.html, by the same few queries however many reviews there are."""
    query = query or QueryDict()
    stars = query.get("stars", "") if query.get("stars", "") in set("12345") else ""
    order = query.get("order", "") if query.get("order", "") in ORDERS else "newest"
    reader = person if person.is_authenticated else None
    mine = writing.review_of(reader, book.work_id) if reader else None
    spread = _spread(book)
    page = _page(book, mine, stars, order, query.get("page"), spread)
    can_write = reader is not None and mine is None and writing.has_had(reader, book.work_id)
    voted = _voted(reader, page.object_list)
    return {
        "book": book,
        "mine": mine,
        "reviews": [(review, review.pk in voted) for review in page],
        "page": page,
        "place": place_of(query),
        "page_numbers": page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
        "spread": spread,
        "count": sum(number for _, number, _ in spread),
        "stars": stars,
        "order": order,
        "orders": ORDERS.items(),
        "may_vote": reader is not None,
        "form": ReviewForm(initial={"name": writing.name_for(reader)}) if can_write else None,
    }


def place_of(query: QueryDict) -> str:
    """Which stars, order and page somebody looks at, as part of an address; empty at the beginning."""
    return urlencode([(name, query[name]) for name in ("stars", "order", "page") if query.get(name)])


def _spread(book: Book) -> list[tuple[int, int, int]]:
    """(stars, number of reviews, per cent), five stars first."""
    shown = Review.objects.shown().filter(work=book.work_id).order_by()
    numbers = dict(shown.values_list("stars").annotate(Count("pk")))
    most = sum(numbers.values()) or 1
    return [(stars, numbers.get(stars, 0), round(100 * numbers.get(stars, 0) / most)) for stars in (5, 4, 3, 2, 1)]


def _page(book: Book, mine: Review | None, stars: str, order: str, number: str | None, spread: Any) -> Any:
    """One's own stands above, and only there. How many there are is known: of most books there are none to read."""
    found = Review.objects.shown().filter(work=book.work_id).for_page()
    found = found.most_helpful() if order == "helpful" else found.newest()
    if stars:
        found = found.filter(stars=stars)
    if mine:
        found = found.exclude(pk=mine.pk)
    paginator = Paginator(found, A_PAGE)
    shown = sum(many for each, many, _ in spread if stars in {"", str(each)})
    paginator.count = max(0, shown - _is_among(mine, stars))
    return paginator.get_page(number)


def _is_among(mine: Review | None, stars: str) -> bool:
    """Whether somebody's own is one of those that were counted."""
    return mine is not None and mine.is_shown and stars in {"", str(mine.stars)}


def _voted(reader: User | None, reviews: Any) -> set[int]:
    if reader is None:
        return set()
    return set(HelpfulVote.objects.filter(person=reader, review__in=list(reviews)).values_list("review", flat=True))
