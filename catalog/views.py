"""The pages one browses."""

from dataclasses import asdict
from typing import Any

from django.core.paginator import InvalidPage, Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalog import browsing, isbn, pictures
from catalog import search as finding
from catalog.availability import State
from catalog.covers import WIDTHS
from catalog.models import Book, Contributor, Genre, Listing, Publisher, Series, Shelf
from catalog.models.books import slug_of
from catalog.models.shelves import Place
from storefront.htmx import render_page

ROW = 12  # books in a row of the home page
YEAR = 60 * 60 * 24 * 365


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    shelves = Shelf.objects.on_home_page(today).prefetch_related("places")
    leads = Listing.objects.leads()
    forthcoming = leads.filter(state=State.FORTHCOMING).order_by("published_on", "pk")
    lists = {
        "new": leads.filter(published_on__lte=today).order_by("-published_on", "pk"),
        "forthcoming": forthcoming,
        "bestsellers": leads.filter(action="buy").order_by("-popularity", "pk"),
    }
    pks = {name: list(rows.values_list("pk", flat=True)[:ROW]) for name, rows in lists.items()}
    on_shelves = [place.book_id for shelf in shelves for place in shelf.places.all()]
    books = Book.objects.for_cards().in_bulk([*on_shelves, *(pk for each in pks.values() for pk in each)])
    standing = [_standing(shelf, books) for shelf in shelves]
    context = {
        "openings": [shelf for shelf in standing if shelf["shelf"].place == Place.OPENING][:1],
        "talkers": [shelf for shelf in standing if shelf["shelf"].place == Place.TALKERS],
        "rows": [shelf for shelf in standing if shelf["shelf"].place == Place.ROW],
        **{name: [books[pk] for pk in each] for name, each in pks.items()},
    }
    return TemplateResponse(request, "catalog/home.html", context)


def _standing(shelf: Shelf, books: dict[int, Book]) -> dict[str, Any]:
    """A shelf with its places, each holding the book as loaded for cards."""
    places = list(shelf.places.all())
    for place in places:
        place.book = books[place.book_id]
    return {"shelf": shelf, "places": places, "books": [place.book for place in places]}


@require_safe
def book_list(request: HttpRequest) -> HttpResponse:
    return _list_page(request, {"heading": "All books"}, {})


@require_safe
def genre_detail(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    genre = get_object_or_404(Genre, code=code[:20])
    if slug != slug_of(genre.name):
        return redirect(genre, permanent=True)
    above = Genre.objects.filter(code__in=genre.ancestor_codes).order_by("code")
    below = list(Genre.objects.below(code).exclude(pk=genre.pk))
    context = {
        "heading": genre.name,
        "intro": genre.intro,
        "trail": [(each.name, each.get_absolute_url()) for each in above],
        "narrower": below,
    }
    return _list_page(request, context, {"genre": (genre.code,)})


@require_safe
def author_detail(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    person = get_object_or_404(Contributor, pk=_key(pk))
    if slug != slug_of(person.name):
        return redirect(person, permanent=True)
    return _list_page(request, {"heading": person.name, "intro": person.about}, {"author": (person.pk,)})


@require_safe
def series_detail(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    series = get_object_or_404(Series, pk=_key(pk))
    if slug != slug_of(series.name):
        return redirect(series, permanent=True)
    return _list_page(request, {"heading": series.name, "intro": series.about}, {"series": (series.pk,)})


@require_safe
def publisher_detail(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    publisher = get_object_or_404(Publisher, pk=_key(pk))
    if slug != slug_of(publisher.name):
        return redirect(publisher, permanent=True)
    return _list_page(request, {"heading": publisher.name}, {"publisher": (publisher.pk,)})


@require_safe
def shelf_detail(request: HttpRequest, slug: str) -> HttpResponse:
    shelf = get_object_or_404(Shelf.objects.shown(timezone.localdate()).prefetch_related("places"), slug=slug)
    books = Book.objects.for_cards().in_bulk([place.book_id for place in shelf.places.all()])
    return TemplateResponse(request, "catalog/shelf_detail.html", _standing(shelf, books))


@require_safe
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


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()[:200]
    if edition := finding.edition_with_isbn(text):
        return redirect(edition)
    if not finding.words_of(text):
        return _list_page(request, {"heading": "All books", "query": text}, {})
    rows = finding.best_first(finding.found(text))
    exact = rows.exists()
    if not exact:
        rows = finding.best_first(finding.nearly_found(text))
    page = _page_in_order(rows, request.GET.get("page", ""))
    context = {"query": text, "page": page, "books": page.object_list, "is_exact": exact, **_pager(page)}
    if not page.paginator.count:
        context["bestsellers"] = browsing.in_order(
            list(Listing.objects.leads().order_by("-popularity", "pk").values_list("pk", flat=True)[:6])
        )
    return render_page(request, "catalog/search.html", context, partials=["results"])


@require_safe
def search_suggest(request: HttpRequest) -> HttpResponse:
    groups = finding.suggestions(request.GET.get("q", "")[:200])
    return TemplateResponse(request, "catalog/_suggestions.html", {"groups": groups})


@require_safe
def cover(request: HttpRequest, isbn13: str, width: str) -> HttpResponse:
    if int(width) not in WIDTHS:
        raise Http404("Covers come in other widths.")
    try:
        content = pictures.cover_file(isbn13, int(width))
    except Book.DoesNotExist as missing:
        raise Http404("There is no such book.") from missing
    return HttpResponse(content, "image/webp", headers={"Cache-Control": f"public, max-age={YEAR}, immutable"})


def _list_page(request: HttpRequest, context: dict[str, Any], fixed: dict[str, tuple]) -> HttpResponse:
    """A list with its filters. `fixed` are the filters that the address itself sets."""
    chosen = browsing.filters_from(request.GET)
    filters = browsing.Filters(**{**asdict(chosen), **fixed})
    sort = browsing.sort_from(request.GET)
    page = browsing.page_of(browsing.matching(filters), sort, request.GET.get("page", ""))
    facets = [facet for facet in browsing.facets_for(filters) if facet.name not in fixed]
    context |= {
        "page": page,
        "books": page.object_list,
        "facets": facets,
        "chips": browsing.chips_for(_without_fixed(chosen, fixed), request.GET),
        "clear_url": request.path,
        "active_count": _without_fixed(chosen, fixed).count,
        "price_min": request.GET.get("price_min", "")[:9],
        "price_max": request.GET.get("price_max", "")[:9],
        "count": page.paginator.count,
        "sorts": [(value, label) for value, (label, _) in browsing.SORTS.items()],
        "sort": sort,
        **_pager(page),
    }
    return render_page(request, "catalog/book_list.html", context, partials=["results"])


def _without_fixed(chosen: browsing.Filters, fixed: dict[str, tuple]) -> browsing.Filters:
    for group in fixed:
        chosen = chosen.without(group)
    return chosen


def _pager(page: Page) -> dict[str, Any]:
    paginator = page.paginator
    total = f"{paginator.count:,} book{'' if paginator.count == 1 else 's'}"
    words = total if paginator.num_pages == 1 else f"{page.start_index():,} to {page.end_index():,} of {total}"
    return {"count_words": words, "page_numbers": list(paginator.get_elided_page_range(page.number))}


def _page_in_order(rows: QuerySet[Listing], number: str) -> Page:
    try:
        page = Paginator(rows.values_list("pk", flat=True), browsing.PAGE_SIZE).page(number or 1)
    except InvalidPage as missing:
        raise Http404("There is no such page of these results.") from missing
    page.object_list = browsing.in_order(list(page.object_list))
    return page


def _key(pk: int) -> int:
    if pk > 2**63 - 1:
        raise Http404("There is nothing with this number.")
    return pk
