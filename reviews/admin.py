"""Staff look at reviews here: hide, show, delete, one or fifty at once; each asks first and keeps a reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.defaultfilters import pluralize, truncatechars
from django.template.response import TemplateResponse

from reviews import moderation
from reviews.forms import ReasonForm, ShowForm
from reviews.models import Review


@admin.register(Review)
class ReviewAdmin(admin.ModelAdmin):
    list_display = ["book", "signed_by", "stars", "beginning", "state", "written_at"]
    list_filter = ["state", "stars", "written_at"]
    list_select_related = ["book", "work", "person"]
    search_fields = ["book__title", "book__isbn13", "person__email", "name"]
    list_per_page = moderation.MOST_AT_ONCE
    date_hierarchy = "written_at"
    actions = ["show", "hide", "delete"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Review]:
        return super().get_queryset(request).live().order_by("-written_at", "-pk")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Review | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Review | None = None) -> bool:
        return False  # the actions keep a reason, and the averages true

    def has_moderate_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("reviews.moderate_review")

    @admin.display(description="text")
    def beginning(self, review: Review) -> str:
        return truncatechars(review.text, 80) or "–"

    @admin.action(description="Show selected reviews", permissions=["moderate"])
    def show(self, request: HttpRequest, chosen: QuerySet[Review]) -> HttpResponse | None:
        return self._ask(request, chosen, "show", "Show", "shown", moderation.show, ShowForm)

    @admin.action(description="Hide selected reviews", permissions=["moderate"])
    def hide(self, request: HttpRequest, chosen: QuerySet[Review]) -> HttpResponse | None:
        return self._ask(request, chosen, "hide", "Hide", "hidden", moderation.hide, ReasonForm)

    @admin.action(description="Delete selected reviews", permissions=["moderate"])
    def delete(self, request: HttpRequest, chosen: QuerySet[Review]) -> HttpResponse | None:
        return self._ask(request, chosen, "delete", "Delete", "deleted", moderation.delete, ReasonForm)

    def _ask(
        self,
        request: HttpRequest,
        chosen: QuerySet[Review],
        action: str,
        verb: str,
        done: str,
        do: Callable[..., int],
        kind: type[forms.Form],
    ) -> HttpResponse | None:
        """A page that names what is chosen; pressed there, it is done and told in real numbers."""
        reviews = list(chosen.select_related("work")[: moderation.MOST_AT_ONCE + 1])
        if len(reviews) > moderation.MOST_AT_ONCE:
            messages.error(request, f"Choose 1 to {moderation.MOST_AT_ONCE} reviews.")
            return None
        form = kind(request.POST if "confirmed" in request.POST else None)
        if form.is_valid():
            number = do([review.pk for review in reviews], by=request.user, why=form.cleaned_data["why"])
            messages.success(request, f"{number} review{pluralize(number)} {done}.")
            return None
        title = f"{verb} {len(reviews)} review{pluralize(len(reviews))}?"
        if len(reviews) == 1:
            title = f"{verb} the review by {reviews[0].signed_by} of {reviews[0].work}?"
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "title": title,
            "verb": verb,
            "reviews": reviews,
            "action": action,
            "checkbox": ACTION_CHECKBOX_NAME,
            "form": form,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/reviews/ask.html", context, status=422 if form.errors else 200)
