"""Books that come back."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from catalog.models import Branch
from orders.models.orders import Order, OrderLine
from orders.models.payments import Refund


class Return(models.Model):
    class State(models.TextChoices):
        REQUESTED = "requested", "On its way to us"
        RECEIVED = "received", "With us"
        REFUNDED = "refunded", "Refunded"
        REFUSED = "refused", "Refused"
        WITHDRAWN = "withdrawn", "Withdrawn"

    class Reason(models.TextChoices):
        CHANGED_MIND = "changed_mind", "I changed my mind"
        DAMAGED = "damaged", "It arrived damaged"
        FAULTY = "faulty", "Pages are missing or misprinted"
        WRONG_BOOK = "wrong_book", "It is not what I ordered"

    class Way(models.TextChoices):
        POST = "post", "By post"
        BRANCH = "branch", "I bring it to a shop"

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="returns")
    state = models.CharField(max_length=10, choices=State.choices, default=State.REQUESTED)
    reason = models.CharField(max_length=12, choices=Reason.choices)
    way = models.CharField("way back", max_length=10, choices=Way.choices, default=Way.POST)
    note = models.TextField("anything else", blank=True, max_length=2000)
    requested_at = models.DateTimeField(default=timezone.now)
    received_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    refund = models.OneToOneField(
        Refund, on_delete=models.PROTECT, null=True, blank=True, related_name="returned", editable=False
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="refunded") | Q(refund__isnull=False), name="return_refunded_has_its_refund"
            ),
        ]

    def __str__(self) -> str:
        return f"Return {self.pk} of {self.order}"


class ReturnLine(models.Model):
    class Condition(models.TextChoices):
        AS_NEW = "as_new", "As new"
        READ = "read", "Read, but clean"
        DAMAGED = "damaged", "Damaged"

    returned = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="lines")
    order_line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, related_name="return_lines")
    quantity = models.PositiveSmallIntegerField()
    condition = models.CharField(max_length=10, choices=Condition.choices, default=Condition.AS_NEW)
    restocked = models.PositiveSmallIntegerField(default=0, help_text="Copies back on the shelf; the rest is lost.")
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gte=1), name="return_line_is_of_a_copy"),
            models.CheckConstraint(
                condition=Q(restocked__lte=models.F("quantity")), name="return_line_restocks_what_came"
            ),
            models.UniqueConstraint(fields=["returned", "order_line"], name="return_names_a_line_once"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.order_line.title}"
