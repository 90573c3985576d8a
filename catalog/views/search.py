"""Searching, and suggestions as one types."""

from dataclasses import replace
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from catalog import browsing, search
from catalog.models import Contributor, Genre, Listing, Series
from catalog.search import editions, suggesting
from catalog.views.lists import list_page, listing_context
from storefront.htmx import render_page

LONGEST = 200
MOST_NEAREST = 12
MOST_BEST = 6


def search_results(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()[:LONGEST]
    if edition := search.edition_with(text):
        return redirect(edition)
    found = search.find(text, exact="exact" in request.GET)
    if not found.query.terms:
        return list_page(request, {"heading": "All books", "query": text}, {})
    chosen = browsing.filters_from(request.GET)
    filters = replace(chosen, within=tuple(found.work_pks))
    choose = None if chosen.are_about_editions else lambda works: editions.fitting(works, found.query)
    sort = browsing.sort_from(request.GET, default=browsing.RELEVANCE)
    context = {"query": text, "found": found, "hidden": [("q", text)]}
    context |= listing_context(request, filters, chosen, sort=sort, choose=choose)
    context["sorts"] = [(browsing.RELEVANCE, "Best match"), *context["sorts"]]
    context["clear_url"] = f"{request.path}?{urlencode({'q': text})}"
    if found.has_more and not chosen.count:
        context["count_words"] = context["count_words"].replace(" books", "+ books")
    if context["page"].number == 1:
        context["people"] = suggesting.in_order(Contributor.objects.all(), found.people_pks)
        context["series"] = suggesting.in_order(Series.objects.all(), found.series_pks)
    if not found.work_pks:
        context |= _instead(found)
    return render_page(request, "catalog/search.html", context, partials=["results"])


def search_suggest(request: HttpRequest) -> HttpResponse:
    groups = suggesting.suggestions(request.GET.get("q", "")[:LONGEST])
    return TemplateResponse(request, "catalog/_suggestions.html", {"groups": groups})


def _instead(found: search.Found) -> dict:
    """Where to go on from nothing: the search without the words that failed, genres, what is to come."""
    looser = [term.typed for term in found.query.terms if term.typed not in found.failed_words]
    return {
        "looser": " ".join(looser) if looser and len(looser) < len(found.query.terms) else "",
        "subjects": Genre.objects.in_menu()[:12],
        "nearest": browsing.in_order(editions.fitting(found.near_pks[:MOST_NEAREST], found.query)),
        "bestsellers": [] if found.near_pks else browsing.in_order(list(_best())),
    }


def _best() -> QuerySet:
    return Listing.objects.leads().order_by("-popularity", "pk").values_list("pk", flat=True)[:MOST_BEST]
