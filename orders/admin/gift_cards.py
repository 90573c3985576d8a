"""The back office for gift cards: their ledgers, one issued by hand, an adjustment with its reason, a block."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from orders.admin.orders import ReadOnlyInline
from orders.events import Refused
from orders.gift_cards import ledger
from orders.gift_cards.codes import link_of, with_code
from orders.models import GiftCard, GiftCardEntry
from storefront.money import money

MAY = "orders.refund_giftcard"


class EntryInline(ReadOnlyInline):
    model = GiftCardEntry
    fields = ["happened_at", "kind", "amount", "order", "reason", "actor"]


class IssueForm(forms.ModelForm):
    reason = forms.CharField(max_length=200, help_text="Why nobody has paid for it.")

    class Meta:
        model = GiftCard
        fields = ["amount", "recipient_name", "recipient_email", "sender_name", "message", "send_on", "expires_on"]


class AdjustForm(forms.Form):
    amount = forms.DecimalField(max_digits=8, decimal_places=2, help_text="With a minus, it is taken off.")
    reason = forms.CharField(max_length=200)


class StateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("money", "With money on it"), ("empty", "Used up"), ("blocked", "Blocked"), ("unpaid", "Not paid")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[GiftCard]) -> QuerySet[GiftCard]:
        rules = {
            "money": {"balance__gt": 0},
            "empty": {"balance": 0, "issued_at__isnull": False},
            "blocked": {"blocked_at__isnull": False},
            "unpaid": {"issued_at": None},
        }
        return queryset.filter(**rules.get(self.value() or "", {}))


@admin.register(GiftCard)
class GiftCardAdmin(admin.ModelAdmin):
    list_display = ["last_four", "amount", "balance", "state", "recipient_name", "order", "issued_at", "expires_on"]
    list_filter = [StateFilter]
    list_select_related = ["order"]
    search_fields = ["last_four", "recipient_email", "recipient_name", "order__number"]
    change_form_template = "admin/orders/gift_card_change.html"
    readonly_fields = [
        "last_four", "amount", "balance", "state", "order", "recipient_name", "recipient_email", "sender_name",
        "message", "send_on", "sent_at", "issued_at", "blocked_at",
    ]  # fmt: skip

    def get_inlines(self, request: HttpRequest, obj: GiftCard | None) -> list[type]:
        return [EntryInline] if obj else []

    def get_form(self, request: HttpRequest, obj: GiftCard | None = None, **kwargs: Any) -> Any:
        return IssueForm if obj is None else super().get_form(request, obj, **kwargs)

    def get_fields(self, request: HttpRequest, obj: GiftCard | None = None) -> list[str]:
        return [*self.readonly_fields, "expires_on"] if obj else [*IssueForm.Meta.fields, "reason"]

    def get_readonly_fields(self, request: HttpRequest, obj: GiftCard | None = None) -> list[str]:
        return self.readonly_fields if obj else []

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(MAY)

    def has_change_permission(self, request: HttpRequest, obj: GiftCard | None = None) -> bool:
        return request.user.has_perm(MAY)

    def has_delete_permission(self, request: HttpRequest, obj: GiftCard | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: GiftCard, form: Any, change: bool) -> None:
        if change:
            obj.save(update_fields=["expires_on"])
            return
        with_code(obj).save()
        ledger.issue(obj, by=request.user, reason=form.cleaned_data["reason"])

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        card = self.get_object(request, object_id)
        may = bool(card and card.issued_at and request.user.has_perm(MAY))
        context = {"may_change_card": may, "print_link": link_of(card) if may else "", **(extra_context or {})}
        return super().change_view(request, object_id, form_url, context)

    def get_urls(self) -> list[Any]:
        own = [
            path("<int:pk>/adjust/", self.admin_site.admin_view(self.adjust_view), name="gift-card-adjust"),
            path("<int:pk>/block/", self.admin_site.admin_view(self.block_view), name="gift-card-block"),
        ]
        return [*own, *super().get_urls()]

    def adjust_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = AdjustForm(request.POST if request.method == "POST" else None)

        def adjust(card: GiftCard) -> str:
            card = ledger.adjust(card, by=request.user, **form.cleaned_data)
            return f"There is {money(card.balance)} on it now."

        return self._asked(request, pk, form, "Adjust the balance", adjust)

    def block_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = forms.Form(request.POST if request.method == "POST" else None)

        def turn(card: GiftCard) -> str:
            (ledger.unblock if card.blocked_at else ledger.block)(card)
            self.log_change(request, card, "Unblocked." if card.blocked_at else "Blocked.")
            return "It can be used again." if card.blocked_at else "Nobody can pay with it now."

        return self._asked(request, pk, form, "Block or unblock the card", turn)

    def _asked(self, request: HttpRequest, pk: int, form: forms.Form, label: str, do: Any) -> HttpResponse:
        """Asks, then does."""
        if not request.user.has_perm(MAY):
            raise PermissionDenied
        card = get_object_or_404(GiftCard, pk=pk)
        back = reverse("admin:orders_giftcard_change", args=[card.pk])
        if form.is_valid():
            try:
                messages.success(request, do(card))
            except Refused as refusal:
                messages.error(request, str(refusal))
            return redirect(back)
        context = {
            **self.admin_site.each_context(request), "title": f"{label}?", "card": card, "label": label, "form": form,
            "back": back, "opts": self.opts,
        }  # fmt: skip
        status = 422 if form.errors else 200
        return TemplateResponse(request, "admin/orders/gift_card_step.html", context, status=status)
