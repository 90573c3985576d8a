"""A series, in its order, with what is missing and what is to come."""

from django.conf import settings
from django.core.paginator import InvalidPage, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse

from catalog import structured
from catalog.models import Book, Series
from catalog.series import Gap, volumes_of, with_gaps
from catalog.slugs import slug_of
from catalog.views.lists import known_key
from catalog.views.moved import moved

A_PAGE = 48  # volumes


def series_detail(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    series = get_object_or_404(Series, pk=known_key(pk))
    if slug != slug_of(series.name):
        return moved(request, series)
    try:
        page = Paginator(volumes_of(series), A_PAGE).page(request.GET.get("page") or 1)
    except InvalidPage as missing:
        raise Http404("There is no such page of this series.") from missing
    volumes = list(page.object_list)
    books = Book.objects.for_cards().in_bulk([volume.book_id for volume in volumes])
    people = _people(books.values())
    context = {
        "series": series,
        "page": page,
        "entries": [
            {"gap": each} if isinstance(each, Gap) else {"number": each.number, "book": books[each.book_id]}
            for each in with_gaps(volumes)
        ],
        "people": people,
        "books": [books[volume.book_id] for volume in volumes],
        "canonical": _canonical(series, page.number),
        "structured": [structured.of_series(series, people), structured.of_trail([], series.name)],
        "page_numbers": list(page.paginator.get_elided_page_range(page.number)),
    }
    return TemplateResponse(request, "catalog/series_detail.html", context)


def _canonical(series: Series, number: int) -> str:
    return settings.SITE_URL + series.get_absolute_url() + (f"?page={number}" if number > 1 else "")


def _people(books) -> list:
    """Who is on the covers, the most frequent first; nobody for a series of many hands."""
    people = [credit.contributor for book in books for credit in book.byline_credits]
    ranked = sorted(set(people), key=people.count, reverse=True)
    return ranked if len(ranked) <= 3 else []
