"""Gift cards: money paid ahead. What a card is worth is the sum of its ledger, and the database keeps it so."""

from __future__ import annotations

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from orders.models.carts import Cart
from orders.models.orders import Order
from orders.models.payments import Refund


class GiftCardQuerySet(models.QuerySet["GiftCard"]):
    def locked(self) -> Self:
        return self.order_by("pk").select_for_update(of=("self",))

    def overdue(self) -> Self:
        """Those whose day is over and that still carry money."""
        return self.filter(expires_on__lt=timezone.localdate(), balance__gt=0)

    def of_customer(self, customer: models.Model) -> Self:
        """Those that a customer has bought for somebody or has used."""
        return self.filter(Q(order__customer=customer) | Q(entries__order__customer=customer)).distinct()


class GiftCard(models.Model):
    """Its code is nowhere in the database: only what a code is recognised by (see orders/gift_cards/codes.py)."""

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    code_hash = models.CharField(unique=True, max_length=64, editable=False)
    last_four = models.CharField("ends in", max_length=4, editable=False)
    amount = models.DecimalField(max_digits=8, decimal_places=2, help_text="What it was worth when new.")
    balance = models.DecimalField(max_digits=8, decimal_places=2, default=0, editable=False)
    order = models.OneToOneField(
        Order, on_delete=models.PROTECT, null=True, blank=True, related_name="gift_card", editable=False
    )
    recipient_name = models.CharField("for", max_length=100, blank=True)
    recipient_email = models.EmailField("their e-mail address", max_length=254, blank=True)
    sender_name = models.CharField("from", max_length=100, blank=True)
    message = models.TextField("a message", max_length=600, blank=True)
    send_on = models.DateField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True, editable=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    issued_at = models.DateTimeField(null=True, blank=True, editable=False, help_text="Since when it can be used.")
    expires_on = models.DateField("usable until", null=True, blank=True, help_text="Empty: without an end.")
    blocked_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = GiftCardQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        permissions = [("refund_giftcard", "Can issue, adjust and block gift cards")]
        constraints = [
            models.CheckConstraint(condition=Q(balance__gte=0), name="gift_card_is_never_overdrawn"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="gift_card_is_worth_something"),
        ]
        indexes = [models.Index(fields=["expires_on"], condition=Q(balance__gt=0), name="gift_card_with_money_expires")]

    def __str__(self) -> str:
        return f"Gift card ending in {self.last_four}"

    @property
    def is_expired(self) -> bool:
        return self.expires_on is not None and self.expires_on < timezone.localdate()

    @property
    def is_usable(self) -> bool:
        return bool(self.issued_at and self.balance > 0 and not self.blocked_at and not self.is_expired)

    @property
    def state(self) -> str:
        if self.blocked_at:
            return "blocked"
        if not self.issued_at:
            return "not paid yet"
        if self.is_expired:
            return "expired"
        return "in use" if self.balance else "used up"


class GiftCardEntry(models.Model):
    """A line of a card's ledger. Triggers refuse to alter or delete one, and add its amount to the card's balance."""

    class Kind(models.TextChoices):
        ISSUED = "issued", "Issued"
        REDEEMED = "redeemed", "Paid for an order"
        GIVEN_BACK = "given_back", "Given back"
        ADJUSTED = "adjusted", "Adjusted by hand"
        EXPIRED = "expired", "Expired"
        TAKEN_BACK = "taken_back", "Taken back: its price was refunded"

    card = models.ForeignKey(GiftCard, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    amount = models.DecimalField(max_digits=8, decimal_places=2, help_text="Less than nothing: it went.")
    order = models.ForeignKey(Order, on_delete=models.PROTECT, null=True, related_name="gift_card_entries")
    refund = models.ForeignKey(Refund, on_delete=models.PROTECT, null=True, related_name="gift_card_entries")
    reason = models.CharField(max_length=200, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    happened_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "gift card entries"
        constraints = [
            models.UniqueConstraint(fields=["card"], condition=Q(kind="issued"), name="gift_card_is_issued_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["issued", "given_back"], amount__gt=0)
                | Q(kind__in=["redeemed", "expired", "taken_back"], amount__lt=0)
                | (Q(kind="adjusted") & ~Q(amount=0) & ~Q(reason="")),
                name="gift_card_entry_comes_or_goes",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["redeemed", "given_back"]) | Q(order__isnull=False),
                name="gift_card_pays_for_an_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.amount}"


class CartGiftCard(models.Model):
    """A card that a shopper means to pay with. Nothing is taken off it before the order is placed."""

    cart = models.ForeignKey(Cart, on_delete=models.CASCADE, related_name="gift_cards")
    card = models.ForeignKey(GiftCard, on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["cart", "card"], name="cart_has_a_gift_card_once")]

    def __str__(self) -> str:
        return f"{self.card} in {self.cart}"
