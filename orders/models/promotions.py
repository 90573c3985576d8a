"""What the shop takes off prices: codes that a shopper types, and offers that hold by themselves."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Q
from django.db.models.functions import Lower, Upper
from django.utils import timezone

from catalog.models import Genre, Shelf
from orders.models.orders import Order
from orders.promotions import Kind, Offer

PERCENTAGE, AMOUNT, FREE_DELIVERY, CHEAPEST_FREE, BUNDLE = (kind.value for kind in Kind)


def normal_code(typed: str) -> str:
    """A code as it is kept, however it was typed: “spring 10” is SPRING10."""
    return "".join(typed.upper().split())


class PromotionQuerySet(models.QuerySet["Promotion"]):
    def current(self, now: datetime) -> Self:
        """Those that hold at a moment."""
        begun = Q(starts_at=None) | Q(starts_at__lte=now)
        not_over = Q(ends_at=None) | Q(ends_at__gt=now)
        return self.filter(begun, not_over, is_active=True)

    def automatic(self) -> Self:
        return self.filter(code="")

    def by_code(self, typed: str) -> Self:
        return self.filter(code=normal_code(typed)).exclude(code="")

    def limited(self) -> Self:
        """Those of which somebody must count the uses (see Promotion.is_limited)."""
        return self.exclude(uses_in_all=None, uses_per_customer=None, first_order_only=False)

    def with_uses(self) -> Self:
        return self.annotate(uses=Count("redemptions", filter=Q(redemptions__released_at=None)))

    def locked(self) -> Self:
        return self.order_by("pk").select_for_update(of=("self",))


class Promotion(models.Model):
    class Kinds(models.TextChoices):
        PERCENTAGE = Kind.PERCENTAGE.value, "So much per cent off"
        AMOUNT = Kind.AMOUNT.value, "An amount off"
        FREE_DELIVERY = Kind.FREE_DELIVERY.value, "Delivery is free"
        CHEAPEST_FREE = Kind.CHEAPEST_FREE.value, "The cheapest of so many is free"
        BUNDLE = Kind.BUNDLE.value, "So many for one price"

    name = models.CharField(max_length=100, help_text="As shoppers read it: “Three for two”.")
    code = models.CharField(
        max_length=40, blank=True, help_text="What the shopper types. Without one it holds by itself, for everybody."
    )
    kind = models.CharField(max_length=20, choices=Kinds.choices)
    value = models.DecimalField(
        max_digits=8, decimal_places=2, default=0, help_text="Per cent, the amount off, or the price of the bundle."
    )
    copies = models.PositiveSmallIntegerField(default=0, help_text="In a group: 3 for “three for two”.")
    minimum = models.DecimalField(
        max_digits=8, decimal_places=2, default=0, help_text="From so much, of the books it is about."
    )
    genre = models.ForeignKey(
        Genre, on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text="And all below it."
    )
    shelf = models.ForeignKey(Shelf, on_delete=models.PROTECT, null=True, blank=True, related_name="promotions")
    first_order_only = models.BooleanField("for a first order only", default=False)
    starts_at = models.DateTimeField("from", null=True, blank=True)
    ends_at = models.DateTimeField("until", null=True, blank=True)
    uses_in_all = models.PositiveIntegerField(null=True, blank=True, help_text="In how many orders; empty: any number.")
    uses_per_customer = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="By account or e-mail address; empty: any number."
    )
    is_active = models.BooleanField("in use", default=True)

    objects = PromotionQuerySet.as_manager()

    class Meta:
        ordering = ["code", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                condition=~Q(code=""),
                name="promotion_code_is_given_once",
                violation_error_message="There is a promotion with this code already.",
            ),
            models.CheckConstraint(
                condition=Q(code=Upper("code")) & ~Q(code__regex=r"\s"), name="promotion_code_is_written_in_capitals"
            ),
            models.CheckConstraint(
                condition=Q(kind=PERCENTAGE, value__gt=0, value__lte=100)
                | Q(kind__in=[AMOUNT, BUNDLE], value__gt=0)
                | Q(kind__in=[FREE_DELIVERY, CHEAPEST_FREE], value=0),
                name="promotion_value_fits_its_kind",
                violation_error_message="Per cent run to 100, amounts are not nought, and what is free has no value.",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[CHEAPEST_FREE, BUNDLE], copies__gte=2)
                | Q(kind__in=[PERCENTAGE, AMOUNT, FREE_DELIVERY], copies=0),
                name="promotion_groups_have_two_copies_or_more",
                violation_error_message="A group has at least two copies; the other kinds have no groups.",
            ),
            models.CheckConstraint(condition=Q(minimum__gte=0), name="promotion_minimum_is_not_negative"),
            models.CheckConstraint(
                condition=Q(starts_at=None) | Q(ends_at=None) | Q(starts_at__lt=F("ends_at")),
                name="promotion_begins_before_it_ends",
                violation_error_message="A promotion cannot end before it begins.",
            ),
            models.CheckConstraint(
                condition=(Q(uses_in_all=None) | Q(uses_in_all__gte=1))
                & (Q(uses_per_customer=None) | Q(uses_per_customer__gte=1)),
                name="promotion_can_be_used_at_least_once",
                violation_error_message="Leave a limit empty, or let it be used at least once.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})" if self.code else self.name

    def clean(self) -> None:
        self.code = normal_code(self.code)

    def is_current(self, now: datetime) -> bool:
        begun = self.starts_at is None or self.starts_at <= now
        return self.is_active and begun and (self.ends_at is None or now < self.ends_at)

    @property
    def books(self) -> str:
        """What it is about, in a sentence: “books of Crime”, “books from our shelf Staff picks”."""
        of = f" of {self.genre.name}" if self.genre else ""
        shelf = f" from our shelf “{self.shelf.title}”" if self.shelf else ""
        return f"books{of}{shelf}"

    @property
    def is_limited(self) -> bool:
        """Whether somebody must count before it is given."""
        return bool(self.uses_in_all or self.uses_per_customer or self.first_order_only)

    @property
    def offer(self) -> Offer:
        """Its rules, for orders.promotions."""
        return Offer(
            key=self.pk,
            name=self.name,
            kind=Kind(self.kind),
            value=self.value,
            copies=self.copies,
            minimum=self.minimum,
            genre=self.genre.code if self.genre else "",
            shelf=self.shelf_id,
            code=self.code,
        )


class RedemptionQuerySet(models.QuerySet["Redemption"]):
    def live(self) -> Self:
        """Those that count: not given back."""
        return self.filter(released_at=None)


class Redemption(models.Model):
    """A promotion that was used by an order. Given back when the order is cancelled or never paid."""

    promotion = models.ForeignKey(Promotion, on_delete=models.PROTECT, related_name="redemptions")
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="redemptions")
    customer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    email = models.EmailField(max_length=254)
    redeemed_at = models.DateTimeField(default=timezone.now)
    released_at = models.DateTimeField("given back", null=True, blank=True)

    objects = RedemptionQuerySet.as_manager()

    class Meta:
        ordering = ["-redeemed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["promotion", "order"], name="order_uses_a_promotion_once"),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="redemption_email_is_lower"),
        ]
        indexes = [models.Index(fields=["promotion", "email"], name="redemption_by_email")]

    def __str__(self) -> str:
        return f"{self.promotion} in {self.order}"
