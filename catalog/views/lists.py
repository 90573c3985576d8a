"""Lists of books: all of them, or those of a genre, a person, a series, a publisher."""

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.encoding import escape_uri_path

from catalog import browsing, heads, structured
from catalog.models import Contributor, Genre, Publisher
from catalog.slugs import slug_of
from catalog.views.moved import moved
from storefront.htmx import render_page

MOST_INDEXED = 1  # filters: search engines are asked to leave deeper combinations alone


def book_list(request: HttpRequest) -> HttpResponse:
    return list_page(request, {"heading": "All books"}, {})


def genre_detail(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    genre = get_object_or_404(Genre, code=code[:20])
    if slug != slug_of(genre.name):
        return moved(request, genre)
    above = Genre.objects.filter(code__in=genre.ancestor_codes).order_by("code")
    below = list(Genre.objects.below(code).exclude(pk=genre.pk))
    context = {
        "heading": genre.name,
        "intro": genre.intro,
        "trail": [(each.name, each.get_absolute_url()) for each in above],
        "narrower": heads.just_below(below),
        "feed_url": reverse("catalog:feed-genre", args=[genre.code]),
        **heads.of_genre(genre),
    }
    return list_page(request, context, {"genre": (genre.code,)})


def author_detail(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    person = get_object_or_404(Contributor, pk=known_key(pk))
    if slug != slug_of(person.name):
        return moved(request, person)
    context = {
        "heading": person.name,
        "intro": person.about,
        "feed_url": reverse("catalog:feed-author", args=[person.pk]),
        "structured": [structured.of_person(person)],
        **heads.of_person(person),
    }
    return list_page(request, context, {"author": (person.pk,)})


def publisher_detail(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    publisher = get_object_or_404(Publisher, pk=known_key(pk))
    if slug != slug_of(publisher.name):
        return moved(request, publisher)
    context = {
        "heading": publisher.name,
        "intro": publisher.about,
        "structured": [structured.of_publisher(publisher)],
    }
    return list_page(request, context, {"publisher": (publisher.pk,)})


def list_page(request: HttpRequest, context: dict[str, Any], fixed: dict[str, tuple]) -> HttpResponse:
    """A list with its filters. `fixed` are the filters that the address itself sets."""
    chosen = browsing.filters_from(request.GET).without(*fixed)
    filters = replace(chosen, **fixed)
    context |= listing_context(request, filters, chosen, sort=browsing.sort_from(request.GET), fixed=tuple(fixed))
    trail = structured.of_trail(context.get("trail", []), context["heading"])
    context["structured"] = [*context.get("structured", []), trail]
    return render_page(request, "catalog/book_list.html", context, partials=["results"])


def listing_context(
    request: HttpRequest,
    filters: browsing.Filters,
    chosen: browsing.Filters,
    *,
    sort: str,
    fixed: tuple[str, ...] = (),
    **how: Any,
) -> dict[str, Any]:
    """What every list shows, of a search too: a page of books, and the filters with what each would give."""
    survey = browsing.survey(filters, fixed=fixed)
    page = browsing.page_of(filters, sort, request.GET.get("page", ""), survey, **how)
    typed = {name: request.GET.get(name, "")[:9] for name in ("price_min", "price_max", "year_min", "year_max")}
    return {
        "page": page,
        "books": page.books,
        "page_numbers": page.numbers,
        "count_words": page.words,
        "total_words": survey.words,
        "facets": [facet for facet in browsing.facets_for(filters, survey) if facet.name not in fixed],
        "chips": browsing.chips_for(chosen, request.GET),
        "clear_url": request.path,
        "active_count": chosen.count,
        "canonical": _canonical(request, chosen, page.number),
        "is_indexed": bool(page.books) and chosen.count <= MOST_INDEXED and not request.GET.get("sort"),
        "sorts": list(browsing.SORTS.items()),
        "sort": sort,
        **typed,
    }


def _canonical(request: HttpRequest, chosen: browsing.Filters, number: int) -> str:
    """The one address of a list: filters in one order, no sort, the page unless it is the first."""
    parts = [browsing.canonical_query(chosen), f"page={number}" if number > 1 else ""]
    query = "&".join(filter(None, parts))
    return settings.SITE_URL + escape_uri_path(request.path) + (f"?{query}" if query else "")


def known_key(pk: int) -> int:
    if pk > 2**63 - 1:
        raise Http404("There is nothing with this number.")
    return pk
