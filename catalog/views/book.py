"""The page of a book."""

import re
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from catalog import isbn, pricing, recommendations, series, structured
from catalog.models import Book, Event, Genre, Listing
from catalog.views.moved import moved

MOST_RECENT = 12
MOST_EVENTS = 3
LONG = 650  # letters of a description, from which on the rest is folded away


def book_detail(request: HttpRequest, isbn13: str, slug: str) -> HttpResponse:
    try:
        number = isbn.isbn13(isbn13)
    except isbn.InvalidIsbn as refusal:
        raise Http404(str(refusal)) from refusal
    book = get_object_or_404(Book.objects.shown().for_page(), isbn13=number)
    if (isbn13, slug) != (book.isbn13, book.slug):
        return moved(request, book)
    trail = _trail(book)
    around = _around(book)
    context = {
        "book": book,
        "trail": trail,
        "lowest_before": pricing.lowest_before(book) if book.is_reduced else None,
        "is_long": len(structured.plain(book.description)) > LONG,
        "talkers": book.shelf_places.exclude(talker="").select_related("shelf")[:2],
        "events": Event.objects.ahead().about(book)[:MOST_EVENTS],
        "structured": [structured.of_book(book, around["editions"]), structured.of_trail(trail, book.title)],
        **around,
    }
    return TemplateResponse(request, "catalog/book_detail.html", context)


@require_safe
def book_recent(request: HttpRequest) -> HttpResponse:
    """A row of the books with these numbers, for the browser that remembers having seen them."""
    numbers = [number for number in request.GET.getlist("isbn")[:MOST_RECENT] if re.fullmatch(r"[0-9]{13}", number)]
    books = {book.isbn13: book for book in Book.objects.shown().for_cards().filter(isbn13__in=numbers)}
    shown = [books[number] for number in dict.fromkeys(numbers) if number in books]
    return TemplateResponse(request, "catalog/_recent_row.html", {"books": shown})


def _trail(book: Book) -> list[tuple[str, str]]:
    """From the widest genre to the one that the book stands in."""
    main = next((place.genre for place in book.book_genres.all()), None)
    if main is None:
        return []
    above = Genre.objects.filter(code__in=main.ancestor_codes).order_by("code")
    return [(genre.name, genre.get_absolute_url()) for genre in [*above, main]]


def _around(book: Book) -> dict[str, Any]:
    """Its other editions, its series, and rows of books to read next, of which no book stands in two."""
    editions = list(Listing.objects.filter(work=book.work_id).order_by("rank", "pk").values_list("pk", flat=True))
    neighbours = series.neighbours(book)
    places = neighbours.places if neighbours else []
    shown = [*editions, *(place.book for place in places)]
    rows = {}
    for name, keys in recommendations.beside(book).items():
        rows[name] = [key for key in keys if key not in shown][: recommendations.ROW]
        shown += rows[name]
    books = Book.objects.for_cards().in_bulk(shown)
    return {
        "editions": [books[key] for key in editions],
        "series": neighbours and neighbours.series,
        "volumes": [(books[place.book], place) for place in places],
        **{name: [books[key] for key in keys] for name, keys in rows.items()},
    }
