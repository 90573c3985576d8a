"""The list of orders, and the page of one with the steps that can be taken."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone

from orders import timeline
from orders.admin.steps import BY_NAME, steps_for, things_of
from orders.events import Refused
from orders.models import Invoice, Order, OrderEvent, OrderLine, Parcel, Payment, Refund, Return


class ReadOnlyInline(admin.TabularInline):
    extra = 0
    can_delete = False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return self.fields

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class OrderLineInline(ReadOnlyInline):
    model = OrderLine
    fields = ["title", "isbn13", "quantity", "unit_price", "discount", "tax_rate", "tax", "total", "cancelled_at"]


class PaymentInline(ReadOnlyInline):
    model = Payment
    fields = ["gateway", "amount", "state", "reason", "reference", "started_at", "settled_at"]


class RefundInline(ReadOnlyInline):
    model = Refund
    fields = ["amount", "reason", "state", "reference", "actor", "asked_at", "done_at"]


class ReturnInline(ReadOnlyInline):
    model = Return
    fields = ["state", "reason", "way", "note", "requested_at", "received_at", "ended_at"]


class InvoiceInline(ReadOnlyInline):
    model = Invoice
    fields = ["number", "issued_at", "total", "tax"]


class OrderEventInline(ReadOnlyInline):
    model = OrderEvent
    fields = ["happened_at", "what", "parcel", "actor"]


class ParcelStateFilter(admin.SimpleListFilter):
    title = "parcels"
    parameter_name = "parcel"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return Parcel.State.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[Order]) -> QuerySet[Order]:
        return queryset.filter(parcels__state=self.value()).distinct() if self.value() else queryset


class PaymentFilter(admin.SimpleListFilter):
    title = "payment"
    parameter_name = "payment"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("declined", "Declined so far"), ("not-charged", "Not charged when it was to leave")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Order]) -> QuerySet[Order]:
        how = {"declined": Q(payments__state=Payment.State.DECLINED), "not-charged": Q(payments__is_later=True)}
        if self.value() not in how:
            return queryset
        return queryset.filter(how[self.value()], state=Order.State.PLACED).distinct()


@admin.register(Order)
class OrderAdmin(admin.ModelAdmin):
    list_display = ["number", "who", "state", "where", "total", "placed_at"]
    list_filter = ["state", PaymentFilter, ParcelStateFilter, "dispatch", "placed_at"]
    search_fields = ["number", "email", "name", "lines__isbn13", "lines__title"]
    date_hierarchy = "placed_at"
    list_per_page = 50
    inlines = [OrderLineInline, PaymentInline, RefundInline, ReturnInline, InvoiceInline, OrderEventInline]
    change_form_template = "admin/orders/order_change.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Order | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Order | None = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Order]:
        return super().get_queryset(request).prefetch_related("parcels")

    @admin.display(description="for", ordering="name")
    def who(self, order: Order) -> str:
        """A gift card goes to an address without a name."""
        return order.name or order.email

    @admin.display(description="parcels")
    def where(self, order: Order) -> str:
        return ", ".join(parcel.get_state_display().lower() for parcel in order.parcels.all())

    def get_urls(self) -> list[Any]:
        step = path(
            "<int:pk>/<slug:name>/<int:thing_pk>/", self.admin_site.admin_view(self.step_view), name="order-step"
        )
        return [step, *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        order = self.get_object(request, object_id)
        context = self._page_of(order, request) if order else {}
        return super().change_view(request, object_id, form_url, {**context, **(extra_context or {})})

    def _page_of(self, order: Order, request: HttpRequest) -> dict[str, Any]:
        order = Order.objects.for_page().get(pk=order.pk)
        offered = [(thing, list(steps_for(thing, request.user))) for thing in things_of(order)]
        return {
            "sentence": timeline.sentence(order, timezone.localtime()),
            "offered": [(thing, steps) for thing, steps in offered if steps],
            "parcels": list(order.parcels.all()),
        }

    def step_view(self, request: HttpRequest, pk: int, name: str, thing_pk: int) -> HttpResponse:
        """Asks, then does. Whoever pressed too late reads why it was not done."""
        order = get_object_or_404(Order, pk=pk)
        step, thing = self._step_of(order, name, thing_pk)
        if not request.user.has_perm(step.permission):
            raise PermissionDenied
        form = step.form(request.POST if request.method == "POST" else None, target=thing)
        back = reverse("admin:orders_order_change", args=[order.pk])
        if form.is_valid():
            try:
                step.do(thing, **form.words(), by=request.user)
            except Refused as refusal:
                messages.error(request, str(refusal))
            else:
                messages.success(request, f"{step.label}: done.")
            return redirect(back)
        context = {
            **self.admin_site.each_context(request),
            "title": f"{step.label}?",
            "order": order,
            "thing": thing,
            "step": step,
            "form": form,
            "back": back,
            "opts": self.opts,
        }
        status = 422 if form.errors else 200
        return TemplateResponse(request, "admin/orders/order_step.html", context, status=status)

    def _step_of(self, order: Order, name: str, thing_pk: int) -> tuple[Any, Any]:
        step = BY_NAME.get(name)
        thing = next(
            (one for one in things_of(order) if step and isinstance(one, step.about) and one.pk == thing_pk), None
        )
        if step is None or thing is None:
            raise Http404("There is no such step.")
        return step, thing
