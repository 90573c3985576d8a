"""Searching, and suggestions as one types."""

from django.core.paginator import InvalidPage, Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from catalog import browsing
from catalog import search as finding
from catalog.models import Listing
from catalog.views.lists import list_page, pager
from storefront.htmx import render_page


def search(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()[:200]
    if edition := finding.edition_with_isbn(text):
        return redirect(edition)
    if not finding.words_of(text):
        return list_page(request, {"heading": "All books", "query": text}, {})
    rows = finding.best_first(finding.found(text))
    exact = rows.exists()
    if not exact:
        rows = finding.best_first(finding.nearly_found(text))
    page = _page_in_order(rows, request.GET.get("page", ""))
    context = {"query": text, "page": page, "books": page.object_list, "is_exact": exact, **pager(page)}
    if not page.paginator.count:
        context["bestsellers"] = browsing.in_order(
            list(Listing.objects.leads().order_by("-popularity", "pk").values_list("pk", flat=True)[:6])
        )
    return render_page(request, "catalog/search.html", context, partials=["results"])


def search_suggest(request: HttpRequest) -> HttpResponse:
    groups = finding.suggestions(request.GET.get("q", "")[:200])
    return TemplateResponse(request, "catalog/_suggestions.html", {"groups": groups})


def _page_in_order(rows: QuerySet[Listing], number: str) -> Page:
    try:
        page = Paginator(rows.values_list("pk", flat=True), browsing.PAGE_SIZE).page(number or 1)
    except InvalidPage as missing:
        raise Http404("There is no such page of these results.") from missing
    page.object_list = browsing.in_order(list(page.object_list))
    return page
