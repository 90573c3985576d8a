"""The back office for orders: to read. What changes an order is an operation, never a typed-over field."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from orders.cancellation import CannotCancel, cancel_unpaid
from orders.models import DeliveryMethod, Order, OrderEvent, OrderLine, Parcel, Payment, TaxRate


class ReadOnlyInline(admin.TabularInline):
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class OrderLineInline(ReadOnlyInline):
    model = OrderLine
    fields = ["title", "isbn13", "quantity", "unit_price", "tax_rate", "tax", "promise"]


class ParcelInline(ReadOnlyInline):
    model = Parcel


class PaymentInline(ReadOnlyInline):
    model = Payment


class OrderEventInline(ReadOnlyInline):
    model = OrderEvent


@admin.register(Order)
class OrderAdmin(admin.ModelAdmin):
    list_display = ["number", "name", "email", "state", "total", "placed_at", "paid_at"]
    list_filter = ["state", "placed_at"]
    search_fields = ["number", "email", "name", "lines__isbn13", "lines__title"]
    inlines = [OrderLineInline, ParcelInline, PaymentInline, OrderEventInline]
    actions = ["cancel"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Order | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Order | None = None) -> bool:
        return False

    @admin.action(description="Cancel the orders that are not paid")
    def cancel(self, request: HttpRequest, orders: QuerySet[Order]) -> None:
        for order in orders.order_by("pk"):
            try:
                cancel_unpaid(order, why="Cancelled by the shop", actor=request.user)
            except CannotCancel as refusal:
                messages.error(request, f"{order}: {refusal}")


@admin.register(DeliveryMethod)
class DeliveryMethodAdmin(admin.ModelAdmin):
    list_display = ["name", "price", "free_from", "is_active", "position"]
    prepopulated_fields = {"code": ["name"]}


@admin.register(TaxRate)
class TaxRateAdmin(admin.ModelAdmin):
    list_display = ["country", "tax_class", "rate", "valid_from", "confirmed", "note"]
    list_editable = ["confirmed"]
    list_filter = ["confirmed", "tax_class", "country"]
    search_fields = ["country", "note"]
    date_hierarchy = "valid_from"
