"""The back office for money about which a provider's books and ours disagree."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from orders import reconciling
from orders.models import MoneyDifference


class OpenFilter(admin.SimpleListFilter):
    """Open ones, unless one asks for others."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("settled", "Settled"), ("all", "All")]

    def choices(self, changelist: Any) -> Any:
        offered = list(super().choices(changelist))
        offered[0]["display"] = "Open"
        return offered

    def queryset(self, request: HttpRequest, queryset: QuerySet[MoneyDifference]) -> QuerySet[MoneyDifference]:
        if self.value() == "all":
            return queryset
        return queryset.filter(settled_at__isnull=self.value() != "settled")


@admin.register(MoneyDifference)
class MoneyDifferenceAdmin(admin.ModelAdmin):
    list_display = ["what", "order", "ours", "theirs", "gateway", "reference", "found_at", "settled_at", "settled_by"]
    list_filter = [OpenFilter, "what", "gateway"]
    list_select_related = ["payment__order", "settled_by"]
    search_fields = ["reference", "payment__order__number"]
    date_hierarchy = "found_at"
    actions = ["mark_settled"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: MoneyDifference | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: MoneyDifference | None = None) -> bool:
        return False

    def has_refund_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("orders.refund_order")

    @admin.display(ordering="payment__order__number")
    def order(self, difference: MoneyDifference) -> str:
        if difference.payment is None:
            return "–"
        order = difference.payment.order
        return format_html('<a href="{}">{}</a>', reverse("admin:orders_order_change", args=[order.pk]), order.number)

    @admin.action(description="Mark as settled", permissions=["refund"])
    def mark_settled(self, request: HttpRequest, differences: QuerySet[MoneyDifference]) -> None:
        settled = reconciling.settle(differences, by=request.user)
        self.message_user(request, f"Settled: {settled}.", messages.SUCCESS)
