"""Lists of books: all of them, or those of a genre, a person, a series, a publisher."""

from dataclasses import asdict
from typing import Any

from django.core.paginator import Page
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from catalog import browsing
from catalog.models import Contributor, Genre, Publisher, Series
from catalog.models.books import slug_of
from storefront.htmx import render_page


def book_list(request: HttpRequest) -> HttpResponse:
    return list_page(request, {"heading": "All books"}, {})


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
        "feed_url": reverse("catalog:feed-genre", args=[genre.code]),
    }
    return list_page(request, context, {"genre": (genre.code,)})


def author_detail(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    person = get_object_or_404(Contributor, pk=_key(pk))
    if slug != slug_of(person.name):
        return redirect(person, permanent=True)
    context = {
        "heading": person.name,
        "intro": person.about,
        "feed_url": reverse("catalog:feed-author", args=[person.pk]),
    }
    return list_page(request, context, {"author": (person.pk,)})


def series_detail(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    series = get_object_or_404(Series, pk=_key(pk))
    if slug != slug_of(series.name):
        return redirect(series, permanent=True)
    return list_page(request, {"heading": series.name, "intro": series.about}, {"series": (series.pk,)})


def publisher_detail(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    publisher = get_object_or_404(Publisher, pk=_key(pk))
    if slug != slug_of(publisher.name):
        return redirect(publisher, permanent=True)
    return list_page(request, {"heading": publisher.name}, {"publisher": (publisher.pk,)})


def list_page(request: HttpRequest, context: dict[str, Any], fixed: dict[str, tuple]) -> HttpResponse:
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
        **pager(page),
    }
    return render_page(request, "catalog/book_list.html", context, partials=["results"])


def _without_fixed(chosen: browsing.Filters, fixed: dict[str, tuple]) -> browsing.Filters:
    for group in fixed:
        chosen = chosen.without(group)
    return chosen


def _key(pk: int) -> int:
    if pk > 2**63 - 1:
        raise Http404("There is nothing with this number.")
    return pk


def pager(page: Page) -> dict[str, Any]:
    paginator = page.paginator
    total = f"{paginator.count:,} book{'' if paginator.count == 1 else 's'}"
    words = total if paginator.num_pages == 1 else f"{page.start_index():,} to {page.end_index():,} of {total}"
    return {"count_words": words, "page_numbers": list(paginator.get_elided_page_range(page.number))}
