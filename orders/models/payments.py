"""Money in, and money back."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from orders.models.orders import Order, OrderLine


class Payment(models.Model):
    class State(models.TextChoices):
        STARTED = "started", "Started"
        APPROVED = "approved", "Approved"
        DECLINED = "declined", "Declined"

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="payments")
    gateway = models.CharField(max_length=20)
    reference = models.CharField(unique=True, max_length=100)
    amount = models.DecimalField(max_digits=10, decimal_places=2)
    state = models.CharField(max_length=10, choices=State.choices, default=State.STARTED)
    started_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["order"], condition=Q(state="approved"), name="order_is_paid_once"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="payment_is_not_negative"),
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
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="refunds")
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False, help_text="Sent along: done once, ever.")
    amount = models.DecimalField(max_digits=10, decimal_places=2)
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
        ]

    def __str__(self) -> str:
        return f"{self.amount}: {self.get_state_display().lower()}"


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
