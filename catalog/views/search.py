"""Searching, and suggestions as one types."""

from django.core.paginator import InvalidPage, Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from catalog import browsing, search
from catalog.models import Contributor, Genre, Listing, Series
from catalog.search import editions, suggesting
from catalog.views.lists import list_page, pager
from storefront.htmx import render_page

LONGEST = 200


def search_results(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()[:LONGEST]
    if edition := search.edition_with_isbn(text):
        return redirect(edition)
    found = search.find(text, exact="exact" in request.GET)
    if not found.query.terms:
        return list_page(request, {"heading": "All books", "query": text}, {})
    page = _page_of(found, request.GET.get("page", ""))
    context = {"query": text, "found": found, "page": page, "books": page.object_list, **pager(page)}
    if found.has_more:
        context["count_words"] = context["count_words"].replace(" books", "+ books")
    if page.number == 1:
        context["people"] = Contributor.objects.filter(pk__in=found.people_pks)
        context["series"] = Series.objects.filter(pk__in=found.series_pks)
    if not found.work_pks:
        context |= _instead(found)
    return render_page(request, "catalog/search.html", context, partials=["results"])


def search_suggest(request: HttpRequest) -> HttpResponse:
    groups = suggesting.suggestions(request.GET.get("q", "")[:LONGEST])
    return TemplateResponse(request, "catalog/_suggestions.html", {"groups": groups})


def _page_of(found: search.Found, number: str) -> Page:
    try:
        page = Paginator(found.work_pks, browsing.PAGE_SIZE).page(number or 1)
    except InvalidPage as missing:
        raise Http404("There is no such page of these results.") from missing
    page.object_list = browsing.in_order(editions.fitting(page.object_list, found.query))
    return page


def _instead(found: search.Found) -> dict:
    """Where to go on from nothing: the search without the words that failed, genres, what is to come."""
    looser = [word for word in found.query.words if word not in found.failed_words]
    best = Listing.objects.leads().order_by("-popularity", "pk").values_list("pk", flat=True)[:6]
    return {
        "looser": " ".join(looser) if looser and len(looser) < len(found.query.words) else "",
        "subjects": Genre.objects.in_menu()[:12],
        "bestsellers": browsing.in_order(list(best)),
    }
