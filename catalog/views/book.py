"""The page of a book."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse

from catalog import browsing, isbn
from catalog.models import Book, Listing


def book_detail(request: HttpRequest, isbn13: str, slug: str) -> HttpResponse:
    try:
        number = isbn.isbn13(isbn13)
    except isbn.InvalidIsbn as refusal:
        raise Http404(str(refusal)) from refusal
    book = get_object_or_404(
        Book.objects.for_cards().prefetch_related("book_genres__genre", "volumes__series"), isbn13=number
    )
    if (isbn13, slug) != (book.isbn13, book.slug):
        return redirect(book, permanent=True)
    genres = [place.genre for place in book.book_genres.all()]
    context = {
        "book": book,
        "trail": [(genre.name, genre.get_absolute_url()) for genre in genres[:1]],
        "editions": Book.objects.for_cards().filter(work=book.work_id).order_by("listing__rank", "pk"),
        "places": book.shelf_places.exclude(talker="").select_related("shelf")[:1],
        "more": _more_like(book),
    }
    return TemplateResponse(request, "catalog/book_detail.html", context)


def _more_like(book: Book) -> list[Book]:
    """Other works of the same people, then of the same genre."""
    people = [credit.contributor_id for credit in book.byline_credits]
    codes = [place.genre.code for place in book.book_genres.all()]
    others = Listing.objects.leads().exclude(work=book.work_id).order_by("-popularity", "pk")
    by_people = list(others.filter(people__overlap=people).values_list("pk", flat=True)[:6])
    alike = others.filter(genres__overlap=codes).exclude(pk__in=by_people).values_list("pk", flat=True)
    return browsing.in_order([*by_people, *alike[: 6 - len(by_people)]])
