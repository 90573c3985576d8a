"""For staff: what the search knows of a work, and why a result stands where it stands."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path

from catalog.models import Work
from catalog.search.finding import find

SHOWN = 30


class SearchDocumentAdmin(admin.ModelAdmin):
    list_display = ["title_key", "people", "series", "popularity"]
    list_per_page = 50
    search_fields = ["title_key__startswith"]
    search_help_text = "The beginning of a title, without article and spaces."
    show_full_result_count = False
    change_list_template = "admin/catalog/searchdocument/change_list.html"

    def get_urls(self) -> list[Any]:
        explain = path("explain/", self.admin_site.admin_view(self.explain), name="catalog_searchdocument_explain")
        return [explain, *super().get_urls()]

    def explain(self, request: HttpRequest) -> HttpResponse:
        """What a search found, in its order, with the rule each work fell under and what decided within the rule."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        text = request.GET.get("q", "").strip()[:200]
        found = find(text, exact="exact" in request.GET)
        places = found.places[:SHOWN]
        works = Work.objects.in_bulk([place.work_id for place, _ in places])
        rows = [
            {"work": works.get(place.work_id), "place": place, "document": document, "popularity": -place[-2]}
            for place, document in places
        ]
        context = {**self.admin_site.each_context(request), "title": "Why a result stands where it stands"}
        context |= {"query": text, "found": found, "rows": rows, "opts": self.opts}
        return TemplateResponse(request, "admin/catalog/searchdocument/explain.html", context)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
