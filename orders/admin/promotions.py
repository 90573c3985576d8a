"""The back office for promotions: what they take off, until when, and how often they were used."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from orders.admin.orders import ReadOnlyInline
from orders.models import Promotion, Redemption


class RedemptionInline(ReadOnlyInline):
    model = Redemption
    fields = ["order", "email", "redeemed_at", "released_at"]
    ordering = ["-redeemed_at"]
    max_num = 0
    verbose_name_plural = "the latest uses"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Redemption]:
        return super().get_queryset(request).select_related("order", "promotion")


class NowFilter(admin.SimpleListFilter):
    title = "now"
    parameter_name = "now"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("holds", "Holds now"), ("not", "Does not hold now")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Promotion]) -> QuerySet[Promotion]:
        current = Promotion.objects.current(timezone.now()).values("pk")
        if self.value() == "holds":
            return queryset.filter(pk__in=current)
        return queryset.exclude(pk__in=current) if self.value() == "not" else queryset


@admin.register(Promotion)
class PromotionAdmin(admin.ModelAdmin):
    list_display = ["name", "code", "kind", "about", "starts_at", "ends_at", "is_active", "uses_so_far"]
    list_filter = [NowFilter, "kind"]
    search_fields = ["name", "code"]
    autocomplete_fields = ["genre", "shelf"]
    readonly_fields = ["uses_so_far"]
    fieldsets = [
        (None, {"fields": ["name", "code", "is_active"]}),
        ("What it takes off", {"fields": ["kind", "value", "copies"]}),
        ("Of which books", {"fields": ["minimum", "genre", "shelf"]}),
        ("For whom, and when", {"fields": ["first_order_only", "starts_at", "ends_at"]}),
        ("How often", {"fields": ["uses_in_all", "uses_per_customer", "uses_so_far"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Promotion]:
        return super().get_queryset(request).with_uses().select_related("genre", "shelf")

    @admin.display(description="of")
    def about(self, promotion: Promotion) -> str:
        return promotion.books

    @admin.display(description="uses so far")
    def uses_so_far(self, promotion: Promotion) -> str:
        uses = getattr(promotion, "uses", 0)
        return f"{uses} of {promotion.uses_in_all}" if promotion.uses_in_all else str(uses)

    def get_inlines(self, request: HttpRequest, obj: Promotion | None) -> list[type]:
        return [RedemptionInline] if obj and obj.redemptions.count() <= 500 else []

    def has_delete_permission(self, request: HttpRequest, obj: Promotion | None = None) -> bool:
        """What was used is history: it is put out of use instead."""
        return super().has_delete_permission(request, obj) and not (obj and obj.redemptions.exists())
