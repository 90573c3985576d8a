"""Money in, and money back: what was asked of a payment provider, what it answered, what it told us unasked."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from orders.models.orders import Order, OrderLine


class PaymentQuerySet(models.QuerySet["Payment"]):
    def open(self) -> Self:
        """Those that the provider may still turn into money."""
        return self.filter(state__in=[Payment.State.STARTED, Payment.State.DECLINED])

    def taken(self) -> Self:
        """Those that brought money, whether we could keep it or not."""
        return self.filter(state__in=[Payment.State.APPROVED, Payment.State.RETURNED])


class Payment(models.Model):
    """One try to pay for an order, with one provider. Its key is ours, and the provider's key to do it only once."""

    class State(models.TextChoices):
        STARTED = "started", "Started"
        APPROVED = "approved", "Approved"
        DECLINED = "declined", "Declined"  # so far: the shopper may try again in the same place
        ABANDONED = "abandoned", "Given up"
        KEPT = "kept", "Nothing charged: the way to pay is kept"
        RETURNED = "returned", "Returned at once"  # it came when the order could no longer be had

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="payments")
    gateway = models.CharField(max_length=20)
    reference = models.CharField(max_length=255, blank=True, help_text="What the provider calls it.")
    charge = models.CharField(max_length=255, blank=True, help_text="What the provider calls the money it took.")
    amount = models.DecimalField(max_digits=10, decimal_places=2)
    state = models.CharField(max_length=10, choices=State.choices, default=State.STARTED)
    keeps_method = models.BooleanField(default=False, help_text="Asks the provider to keep the way to pay for later.")
    is_later = models.BooleanField(default=False, help_text="With the way that was kept, and nobody at the till.")
    reason = models.CharField(max_length=300, blank=True, help_text="Why it was declined, in a sentence.")
    started_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = PaymentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["order"], condition=Q(state="approved"), name="order_is_paid_once"),
            models.UniqueConstraint(
                fields=["gateway", "reference"],
                condition=~Q(reference=""),
                name="payment_is_known_to_its_provider_once",
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="payment_is_not_negative"),
        ]
        indexes = [
            models.Index(
                fields=["started_at"], condition=Q(state__in=["started", "declined"]), name="payment_not_settled"
            )
        ]

    def __str__(self) -> str:
        return f"{self.amount} by {self.gateway}: {self.get_state_display().lower()}"


class Refund(models.Model):
    """Money that goes back: decided here, then done by the gateway of the payment under the same key."""

    class State(models.TextChoices):
        PENDING = "pending", "On its way to the bank"
        DONE = "done", "Refunded"
        FAILED = "failed", "Refused by the bank, still owed"

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="refunds")
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, null=True, related_name="refunds")
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False, help_text="Sent along: done once, ever.")
    amount = models.DecimalField(max_digits=10, decimal_places=2)
    to_gift_cards = models.DecimalField(
        max_digits=10, decimal_places=2, default=0, help_text="Of the amount: what went back on the cards that paid."
    )
    reason = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    reference = models.CharField(max_length=100, blank=True, help_text="What the gateway calls it.")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    asked_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="refund_is_of_some_money"),
            models.CheckConstraint(condition=~Q(state="done") | Q(done_at__isnull=False), name="refund_done_says_when"),
            models.CheckConstraint(
                condition=Q(to_gift_cards__gte=0, to_gift_cards__lte=F("amount"), payment__isnull=False)
                | Q(to_gift_cards=F("amount"), payment=None, state="done"),
                name="refund_goes_to_the_bank_or_to_gift_cards",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount}: {self.get_state_display().lower()}"

    @property
    def by_bank(self) -> Decimal:
        """What the bank is asked to send."""
        return self.amount - self.to_gift_cards

    @property
    def is_at_counter(self) -> bool:
        """Whether its reader has it there, because they paid there: no bank is asked."""
        return self.payment is not None and self.payment.gateway == "counter"


class KeptMethod(models.Model):
    """A card or account with which an order is paid when it leaves. All that we have of it is the provider's names."""

    order = models.OneToOneField(Order, on_delete=models.PROTECT, related_name="kept_method")
    gateway = models.CharField(max_length=20)
    customer = models.CharField(max_length=255)
    method = models.CharField(max_length=255)
    kept_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"Kept at {self.gateway} for {self.order}"


class RefundLine(models.Model):
    """For what the money went back. Without an order line: for the delivery."""

    refund = models.ForeignKey(Refund, on_delete=models.PROTECT, related_name="lines")
    order_line = models.ForeignKey(
        OrderLine, on_delete=models.PROTECT, null=True, blank=True, related_name="refund_lines"
    )
    what = models.CharField(max_length=500)
    quantity = models.PositiveSmallIntegerField(default=0, help_text="Copies; none when only part of a price.")
    amount = models.DecimalField(max_digits=10, decimal_places=2)
    tax_rate = models.DecimalField(max_digits=5, decimal_places=2, help_text="Per cent.")
    tax = models.DecimalField(max_digits=10, decimal_places=2, help_text="Included in the amount.")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(tax__gte=0, tax__lte=models.F("amount")), name="refund_line_contains_its_tax"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} for {self.what}"


class ProviderEvent(models.Model):
    """What a provider told us, as it came, and when it was dealt with. Told twice, it is kept once."""

    gateway = models.CharField(max_length=20)
    event_id = models.CharField(max_length=255)
    kind = models.CharField(max_length=100)
    reference = models.CharField(max_length=255, blank=True, help_text="The key of the payment it is about.")
    content = models.JSONField()
    received_at = models.DateTimeField(default=timezone.now)
    handled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["gateway", "event_id"], name="provider_event_is_kept_once")]

    def __str__(self) -> str:
        return f"{self.kind} ({self.event_id})"


class BankCharge(models.Model):
    """The memory of the test bank (orders.gateways.bank). A shop that takes real money has no such row."""

    class State(models.TextChoices):
        OPEN = "open", "Waiting for an answer"
        CONFIRMING = "confirming", "Waiting for the second step"
        APPROVED = "approved", "Approved"
        CLOSED = "closed", "Closed"

    key = models.UUIDField(unique=True, editable=False, help_text="The payment's.")
    order_number = models.CharField(max_length=9)
    amount = models.DecimalField(max_digits=10, decimal_places=2)
    return_url = models.URLField(max_length=500)
    cancel_url = models.URLField(max_length=500)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    keeps_method = models.BooleanField(default=False, help_text="The card is kept for a charge to come.")
    declines_later = models.BooleanField(default=False, help_text="That charge will be declined.")
    declined_because = models.CharField(max_length=300, blank=True)
    opened_at = models.DateTimeField(default=timezone.now)
    refunds = models.JSONField(default=dict, help_text="Amount by the shop's key for it.")

    def __str__(self) -> str:
        return f"{self.amount} for {self.order_number}: {self.get_state_display().lower()}"
