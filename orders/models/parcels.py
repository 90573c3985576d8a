"""Parcels: what leaves together, how far it has come, and who carries it."""

from __future__ import annotations

from urllib.parse import quote

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from catalog.models import Branch
from orders.models.orders import Order


class Carrier(models.Model):
    name = models.CharField(max_length=100, unique=True)
    tracking_page = models.CharField(
        max_length=300,
        blank=True,
        validators=[RegexValidator(r"^https://[^{}]+\{number\}[^{}]*$", "An https address with {number} in it, once.")],
        help_text="Where a parcel is followed, with {number} for its number: https://carrier.example/track/{number}",
    )
    is_active = models.BooleanField("in use", default=True)
    position = models.PositiveSmallIntegerField(default=100)

    class Meta:
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name

    def tracking_url(self, number: str) -> str:
        """Where this parcel is followed; empty when the carrier has no such page."""
        return self.tracking_page.replace("{number}", quote(number, safe="")) if number else ""


class Parcel(models.Model):
    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        PICKING = "picking", "Being picked"
        PACKED = "packed", "Packed"
        SHIPPED = "shipped", "On its way"
        DELIVERED = "delivered", "Delivered"
        READY = "ready", "Ready to collect"
        COLLECTED = "collected", "Collected"
        CANCELLED = "cancelled", "Cancelled"

    LEFT = (State.SHIPPED, State.DELIVERED, State.COLLECTED)  # its copies are the customer's
    IN_THE_HOUSE = (State.WAITING, State.PICKING, State.PACKED, State.READY)

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="parcels")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    branch = models.ForeignKey(
        Branch, on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text="Where it is collected."
    )
    leaves_on = models.DateField("leaves", null=True, blank=True, help_text="As promised, or as moved since.")
    carrier = models.ForeignKey(Carrier, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    tracking_number = models.CharField(max_length=60, blank=True)
    left_at = models.DateTimeField(null=True, blank=True, help_text="Handed to the carrier, or to the customer.")
    delivered_at = models.DateTimeField(null=True, blank=True)
    kept_until = models.DateField(null=True, blank=True, help_text="The last day to collect it.")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["shipped", "delivered", "collected"], left_at__isnull=False)
                | Q(state__in=["waiting", "picking", "packed", "ready", "cancelled"], left_at=None),
                name="parcel_that_left_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["ready", "collected"]) | Q(branch__isnull=False),
                name="parcel_is_collected_somewhere",
            ),
        ]
        indexes = [
            models.Index(
                fields=["leaves_on", "id"],
                condition=Q(state__in=["waiting", "picking", "packed"]),
                name="parcel_next_to_leave",  # the picking list
            )
        ]

    def __str__(self) -> str:
        return f"{self.order}: {self.get_state_display().lower()}"

    @property
    def tracking_url(self) -> str:
        return self.carrier.tracking_url(self.tracking_number) if self.carrier else ""

    @property
    def has_left(self) -> bool:
        return self.state in self.LEFT
