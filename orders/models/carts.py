"""The cart, and what its owner has told the checkout so far."""

from __future__ import annotations

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from catalog.availability import MOST_OF_A_LINE
from catalog.models import Book, Hold
from orders.models.delivery import DeliveryMethod


class Dispatch(models.TextChoices):
    """Whether what could leave today waits for the rest."""

    TOGETHER = "together", "Send everything together"
    AS_AVAILABLE = "as_available", "Send each book as soon as it can leave"


class CartQuerySet(models.QuerySet["Cart"]):
    def locked(self) -> Self:
        return self.order_by("pk").select_for_update(of=("self",))


class Cart(models.Model):
    """Made by the first addition, never by looking. A visitor's is known by the key in a cookie."""

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    customer = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="cart"
    )
    dispatch = models.CharField("sending", max_length=12, choices=Dispatch.choices, default=Dispatch.TOGETHER)
    promotion = models.ForeignKey(
        "orders.Promotion",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Of the code that was typed, be it of use just now or not.",
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = CartQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Cart {self.pk}"


class CartLine(models.Model):
    cart = models.ForeignKey(Cart, on_delete=models.CASCADE, related_name="lines")
    book = models.ForeignKey(Book, on_delete=models.CASCADE, related_name="+")
    quantity = models.PositiveSmallIntegerField()
    price_when_added = models.DecimalField(max_digits=8, decimal_places=2)
    added_at = models.DateTimeField(default=timezone.now)
    # Copies that are set aside for this shopper already (a pre-book's), and the price they were promised.
    hold = models.OneToOneField(Hold, on_delete=models.SET_NULL, null=True, blank=True, related_name="cart_line")
    promised_price = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering = ["added_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["cart", "book"], name="cart_has_a_line_a_book"),
            models.CheckConstraint(
                condition=Q(quantity__gte=1, quantity__lte=MOST_OF_A_LINE), name="cart_line_is_one_to_ninety_nine"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.book}"


class Address(models.Model):
    """Where a parcel goes, as on an envelope."""

    name = models.CharField("full name", max_length=200)
    line1 = models.CharField("address", max_length=200)
    line2 = models.CharField("second line", max_length=200, blank=True)
    city = models.CharField("town", max_length=100)
    postcode = models.CharField(max_length=20, blank=True)
    country = models.CharField(max_length=2, default="GB")
    phone = models.CharField(max_length=40, blank=True)

    class Meta:
        abstract = True


class Checkout(Address):
    """What was typed so far; nothing of it is lost. The attempt key names the one order that it may become."""

    cart = models.OneToOneField(Cart, on_delete=models.CASCADE, related_name="checkout")
    email = models.EmailField("e-mail address", max_length=254)
    delivery = models.ForeignKey(DeliveryMethod, on_delete=models.PROTECT, related_name="+")
    attempt_key = models.UUIDField(default=uuid.uuid4)

    def __str__(self) -> str:
        return f"Checkout of {self.cart}"
