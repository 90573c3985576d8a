"""Orders. What was sold is frozen: an order must read the same in ten years."""

from __future__ import annotations

import secrets
from datetime import date
from decimal import Decimal
from typing import Self

from django.conf import settings
from django.core import signing
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from catalog.models import Book, Hold
from orders.models.carts import Cart, Dispatch, Reach
from storefront.addresses import PARTS, PostalAddress, envelope
from storefront.days import ONE_DAY

# No vowels, so no words; no 0, 1, I, L or O, so nobody asks “the letter or the figure?”.
NUMBER_LETTERS = "23456789BCDFGHJKMNPQRSTVWXZ"

WHEREABOUTS = {Hold.State.GRANTED: "Set aside for you.", Hold.State.QUEUED: "Still to come to us."}


def new_number() -> str:
    """Short, readable aloud and unguessable: “K7QM-3XWP”, one of 282 thousand million."""
    letters = [secrets.choice(NUMBER_LETTERS) for _ in range(8)]
    return "".join(letters[:4]) + "-" + "".join(letters[4:])


class OrderQuerySet(models.QuerySet["Order"]):
    def locked(self) -> Self:
        return self.order_by("pk").select_for_update(of=("self",))

    def unpaid(self) -> Self:
        return self.filter(state=Order.State.PLACED)

    def as_ordered(self) -> Self:
        """As their readers know them: without what is an order only because it was taken out of one, and called off."""
        return self.exclude(Exists(OrderLine.objects.called_off().filter(order=OuterRef("pk"))))

    def at_the_till(self, cart: Cart) -> Self:
        """What was ordered from a cart and waits for its payment."""
        return self.unpaid().filter(cart=cart).exclude(reach=Reach.RESERVED).select_related("kept_method")

    def for_page(self) -> Self:
        """With all that the page of an order shows, in a constant number of queries."""
        lines = OrderLine.objects.with_covers().select_related("hold")
        return self.prefetch_related(
            models.Prefetch("parcels__lines", lines),
            "parcels__carrier",
            "parcels__branch__hours",
            "events",
            "payments",
            "refunds__payment",
            "discounts",
            "returns__lines__order_line",
            "invoices",
        )


class Order(PostalAddress):
    class State(models.TextChoices):
        PLACED = "placed", "Waiting for payment"
        PROMISED = "promised", "Charged when it leaves"  # the way to pay is kept at the provider
        PAID = "paid", "Paid"
        COMPLETED = "completed", "Completed"
        CANCELLED = "cancelled", "Cancelled"

    Dispatch, Reach = Dispatch, Reach
    OWED = (State.PLACED, State.PROMISED)  # nothing of it is paid yet

    number = models.CharField(unique=True, max_length=9, default=new_number, editable=False)
    attempt_key = models.UUIDField(unique=True, editable=False)
    cart = models.ForeignKey("orders.Cart", on_delete=models.SET_NULL, null=True, related_name="orders", editable=False)
    customer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="orders"
    )
    email = models.EmailField("e-mail address", max_length=254)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLACED)
    dispatch = models.CharField("sending", max_length=12, choices=Dispatch.choices, default=Dispatch.TOGETHER)
    placed_with = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="apart",
        help_text="The order that was placed at the same press, where this one is charged when it leaves.",
    )
    is_charged_later = models.BooleanField("charged when it leaves", default=False, editable=False)
    reach = models.CharField("how it reaches them", max_length=10, choices=Reach.choices, default=Reach.SENT)
    delivery_name = models.CharField(max_length=100)
    delivery_days = models.CharField(max_length=60, blank=True)
    days_from = models.PositiveSmallIntegerField("working days on the way, at least", null=True, editable=False)
    days_to = models.PositiveSmallIntegerField("working days on the way, at most", null=True, editable=False)
    sent_to = models.CharField(
        max_length=160, blank=True, help_text="Who it is for, if the buyer must not learn where it goes."
    )
    gift_message = models.CharField(max_length=500, blank=True, help_text="On the slip in the parcel.")
    prices_include_tax = models.BooleanField(default=True, editable=False)
    subtotal = models.DecimalField(max_digits=10, decimal_places=2, help_text="The books at their shelf prices.")
    discount = models.DecimalField(max_digits=10, decimal_places=2, default=0, help_text="Taken off the books.")
    delivery_price = models.DecimalField(max_digits=8, decimal_places=2, help_text="Tax included.")
    delivery_tax = models.DecimalField(max_digits=8, decimal_places=2, default=0)
    tax = models.DecimalField(max_digits=10, decimal_places=2, help_text="Included in the total.")
    total = models.DecimalField(max_digits=10, decimal_places=2)
    by_gift_card = models.DecimalField(
        "paid by gift card", max_digits=10, decimal_places=2, default=0, help_text="The rest is paid at the bank."
    )
    placed_at = models.DateTimeField(default=timezone.now)
    kept_until = models.DateTimeField(help_text="Until when its copies are kept while it is not paid.")
    paid_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        ordering = ["-placed_at", "-pk"]
        permissions = [
            ("move_order", "Can pick, pack, send, hand over and cancel"),
            ("refund_order", "Can give money back"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(prices_include_tax=True, total=F("subtotal") - F("discount") + F("delivery_price"))
                | Q(
                    prices_include_tax=False,
                    total=F("subtotal") - F("discount") + F("tax") - F("delivery_tax") + F("delivery_price"),
                ),
                name="order_total_adds_up",
            ),
            models.CheckConstraint(
                condition=~Q(state="paid") | Q(paid_at__isnull=False), name="order_paid_says_since_when"
            ),
            models.CheckConstraint(
                condition=Q(by_gift_card__gte=0, by_gift_card__lte=F("total")),
                name="gift_cards_pay_no_more_than_it_costs",
            ),
        ]
        indexes = [
            models.Index(fields=["kept_until"], condition=Q(state="placed"), name="order_unpaid"),
            models.Index(fields=["email"], condition=Q(customer=None), name="order_of_a_guest"),
            models.Index(fields=["-placed_at", "-id"], name="order_newest_first"),  # the list of staff, and its days
            models.Index(fields=["paid_at"], condition=Q(paid_at__isnull=False), name="order_paid_since"),  # affinity
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """The page of the order, with the key that opens it to whoever has the link."""
        return f"{reverse('orders:order-detail', args=[self.number])}?key={self.key}"

    @property
    def confirmation_url(self) -> str:
        """Where somebody lands who has just ordered."""
        return f"{reverse('orders:order-confirmation', args=[self.number])}?key={self.key}"

    @property
    def key(self) -> str:
        return signing.Signer(salt="orders.order").signature(self.number)

    def is_opened_by(self, key: str) -> bool:
        return secrets.compare_digest(self.key.encode(), key.encode())

    @property
    def address(self) -> list[str]:
        """Where it goes, as its buyer may read it; of one that is collected, whose it is."""
        return [self.sent_to] if self.sent_to else self.label

    @property
    def label(self) -> list[str]:
        """Where it goes, for those who pack it."""
        return envelope({part: getattr(self, part) for part in PARTS}) if self.line1 else [self.name]

    @property
    def bill_to(self) -> list[str]:
        """Who bought it, as on an envelope."""
        billing = getattr(self, "billing", None)
        return billing.written if billing else self.address

    @property
    def buyer(self) -> str:
        """The name of who ordered it."""
        return self.bill_to[0] if self.sent_to else self.name

    @property
    def goods_tax(self) -> Decimal:
        return self.tax - self.delivery_tax

    @property
    def to_pay(self) -> Decimal:
        """What gift cards leave to be paid at the bank."""
        return self.total - self.by_gift_card

    @property
    def due_now(self) -> Decimal:
        """What the bank is asked for at the till: nothing for what is charged when it leaves, until that has failed."""
        is_promise = self.is_charged_later and not hasattr(self, "kept_method")
        return Decimal(0) if is_promise else self.to_pay

    @property
    def keeps_copies(self) -> bool:
        """Whether copies are still set aside while it waits for money."""
        return timezone.now() < self.kept_until

    @property
    def last_day(self) -> date:
        """The last on which what is reserved can be collected."""
        return timezone.localdate(self.kept_until) - ONE_DAY

    @property
    def book_discounts(self) -> list[models.Model]:
        """What was taken off the books, line by line; prefetch discounts first."""
        return [discount for discount in self.discounts.all() if not discount.of_delivery]

    @property
    def delivery_freed_by(self) -> str:
        """The promotion that made the delivery free; empty if none did."""
        return next((discount.name for discount in self.discounts.all() if discount.of_delivery), "")

    @property
    def hold_reference(self) -> str:
        return f"order {self.number}"


class OrderLineQuerySet(models.QuerySet["OrderLine"]):
    def open(self) -> Self:
        """What is still to be sent, or was: everything but what was cancelled."""
        return self.filter(cancelled_at=None)

    def called_off(self) -> Self:
        """Those that were taken out before anything was paid: each in an order of its own (orders/taken_out.py)."""
        return self.filter(cancelled_at__isnull=False, order__paid_at=None)

    def with_covers(self) -> Self:
        """With what a cover is drawn or found by."""
        return self.prefetch_related(models.Prefetch("book", Book.objects.with_people()))


class OrderLine(models.Model):
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="lines")
    parcel = models.ForeignKey("orders.Parcel", on_delete=models.PROTECT, related_name="lines")
    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="+")
    hold = models.OneToOneField(Hold, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=500)
    byline = models.TextField(blank=True)
    isbn13 = models.CharField("ISBN-13", max_length=13)
    quantity = models.PositiveSmallIntegerField()
    unit_price = models.DecimalField(max_digits=8, decimal_places=2)
    discount = models.DecimalField(
        max_digits=10, decimal_places=2, default=0, help_text="Its share of what offers took off."
    )
    tax_rate = models.DecimalField(max_digits=5, decimal_places=2, help_text="Per cent.")
    tax = models.DecimalField(max_digits=10, decimal_places=2, help_text="Included in the total.")
    total = models.DecimalField(max_digits=10, decimal_places=2, help_text="What it costs, tax included.")
    promise = models.CharField(max_length=300)
    cancelled_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = OrderLineQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gte=1), name="order_line_is_for_a_copy"),
            models.CheckConstraint(
                condition=Q(discount__gte=0, discount__lte=F("unit_price") * F("quantity")),
                name="order_line_costs_nothing_at_the_least",
            ),
            models.CheckConstraint(condition=Q(tax__gte=0, tax__lte=F("total")), name="order_line_contains_its_tax"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.title}"

    @property
    def whereabouts(self) -> str:
        """Where its copies are while its parcel waits; what was promised of the book alone would be wrong by now."""
        return WHEREABOUTS.get(self.hold.state, "")


class OrderEvent(models.Model):
    """What happened to an order, in words a person can read. A trigger refuses to alter or delete one."""

    class Kind(models.TextChoices):
        ORDER = "order", "Order"
        MONEY = "money", "Money"
        PARCEL = "parcel", "Parcel"
        DATE = "date", "Date moved"
        RETURN = "return", "Return"
        STAFF = "staff", "Seen by staff only"

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="events")
    parcel = models.ForeignKey("orders.Parcel", on_delete=models.PROTECT, null=True, related_name="events")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.ORDER)
    what = models.CharField(max_length=500)
    happened_at = models.DateTimeField(default=timezone.now)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.what


class SentMail(models.Model):
    """A mail about an order went into the queue. Each kind about each thing goes once."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="sent_mails")
    kind = models.CharField(max_length=20)
    about = models.CharField(max_length=60, blank=True, help_text="“parcel 7”, “refund 3”; empty: the order itself.")
    queued_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["order", "kind", "about"], name="mail_is_sent_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.about}".strip()
