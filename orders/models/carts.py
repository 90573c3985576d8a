"""The cart, and what its owner has told the checkout so far."""

from __future__ import annotations

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from catalog.availability import MOST_OF_A_LINE
from catalog.models import Book, Branch, Hold
from orders.models.delivery import DeliveryMethod
from storefront.addresses import PostalAddress


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
    country = models.CharField(
        max_length=2,
        blank=True,
        help_text="Where it goes, as far as its owner has said; empty: the shop's own country.",
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


class LineBase(models.Model):
    """So many copies of a book, and what their reader knows of it: what was shown when it was put in, or told since."""

    book = models.ForeignKey(Book, on_delete=models.CASCADE, related_name="+")
    quantity = models.PositiveSmallIntegerField()
    price_known = models.DecimalField(max_digits=8, decimal_places=2)
    state_known = models.CharField(max_length=12, blank=True)  # a State of the ladder; empty: nothing was said
    date_known = models.DateField(null=True, blank=True)  # that the state speaks of
    added_at = models.DateTimeField(default=timezone.now)
    promised_price = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.quantity} × {self.book}"


class CartLine(LineBase):
    cart = models.ForeignKey(Cart, on_delete=models.CASCADE, related_name="lines")
    # Copies that are set aside for this shopper already (a pre-book's), at the price they were promised.
    hold = models.OneToOneField(Hold, on_delete=models.SET_NULL, null=True, blank=True, related_name="cart_line")

    class Meta:
        ordering = ["added_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["cart", "book"], name="cart_has_a_line_a_book"),
            models.CheckConstraint(
                condition=Q(quantity__gte=1, quantity__lte=MOST_OF_A_LINE), name="cart_line_is_one_to_ninety_nine"
            ),
        ]


class AsideLine(LineBase):
    """A line that is out of the cart, and can go back. It keeps no copies from anybody (orders/aside.py)."""

    class Why(models.TextChoices):
        REMOVED = "removed", "Taken out a moment ago"
        SAVED = "saved", "Saved for later"

    cart = models.ForeignKey(Cart, on_delete=models.CASCADE, related_name="aside")
    hold = models.ForeignKey(Hold, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    why = models.CharField(max_length=8, choices=Why.choices)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-since", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["cart", "book", "why"], name="aside_has_a_line_a_book"),
            models.CheckConstraint(
                condition=Q(quantity__gte=1, quantity__lte=MOST_OF_A_LINE), name="aside_line_is_one_to_ninety_nine"
            ),
        ]

    @property
    def is_removed(self) -> bool:
        return self.why == self.Why.REMOVED


class Reach(models.TextChoices):
    """How books reach the one who orders them."""

    SENT = "sent", "To an address"
    COLLECTED = "collected", "Collect from a branch"
    RESERVED = "reserved", "Reserve, and pay there"


class Checkout(PostalAddress):
    """What was told so far, step by step (orders/drafts.py). The attempt key names the one order that it may become.

    An address stays empty until its step is done.
    """

    class Billed(models.TextChoices):
        SAME = "same", "To the delivery address"
        OTHER = "other", "To another address"

    cart = models.OneToOneField(Cart, on_delete=models.CASCADE, related_name="checkout")
    email = models.EmailField("e-mail address", max_length=254, blank=True)
    reach = models.CharField(max_length=10, choices=Reach.choices, blank=True)
    branch = models.ForeignKey(Branch, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    delivery = models.ForeignKey(DeliveryMethod, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    billed = models.CharField(max_length=5, choices=Billed.choices, blank=True)
    typed = models.JSONField(default=dict, help_text="What could not be taken yet, by step and field.")
    recipient = models.CharField(
        max_length=60, blank=True, help_text="Who it goes to, if the buyer must not learn where (orders/recipients.py)."
    )
    recipient_name = models.CharField(max_length=160, blank=True)
    gift_message = models.CharField(max_length=500, blank=True)
    attempt_key = models.UUIDField(default=uuid.uuid4)

    def __str__(self) -> str:
        return f"Checkout of {self.cart}"

    @property
    def written(self) -> list[str]:
        """Where it goes, as its buyer may read it."""
        return [self.recipient_name] if self.hides_address else super().written

    @property
    def hides_address(self) -> bool:
        return self.is_sent and bool(self.recipient)

    @property
    def is_sent(self) -> bool:
        return self.reach == Reach.SENT

    @property
    def destination(self) -> str:
        """The country whose tax it bears: that of the counter, where it is collected."""
        return settings.SHOP_COUNTRY if self.reach in (Reach.COLLECTED, Reach.RESERVED) else self.country

    @property
    def bill_to(self) -> BillingAddress | None:
        """Where the bill goes if not where the books go."""
        return getattr(self, "billing", None) if self.billed == self.Billed.OTHER else None


class BillingAddress(PostalAddress):
    """Where a bill goes that is not the delivery's address. A checkout's becomes its order's."""

    checkout = models.OneToOneField(
        Checkout, on_delete=models.CASCADE, null=True, blank=True, related_name="billing", editable=False
    )
    order = models.OneToOneField(
        "orders.Order", on_delete=models.CASCADE, null=True, blank=True, related_name="billing", editable=False
    )

    class Meta:
        verbose_name_plural = "billing addresses"
        constraints = [
            models.CheckConstraint(
                condition=Q(checkout=None, order__isnull=False) | Q(checkout__isnull=False, order=None),
                name="billing_address_is_of_one_thing",
            )
        ]

    def __str__(self) -> str:
        return ", ".join(self.written[:2])
