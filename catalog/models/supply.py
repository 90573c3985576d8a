"""Copies: where they are, to whom they are promised, and who else can send us one.

Stock, its ledger and the holds change only through catalog.stock.
"""

from __future__ import annotations

from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from catalog.models.books import Book


class Branch(models.Model):
    """A shop or a storeroom."""

    slug = models.SlugField(unique=True, max_length=60)
    name = models.CharField(max_length=100)
    address = models.TextField(blank=True, help_text="As on an envelope, a line each.")
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField("e-mail", blank=True)
    dispatches = models.BooleanField("sends parcels", default=True)
    hands_over = models.BooleanField("hands over at the counter", default=True)
    position = models.PositiveSmallIntegerField(default=100)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name_plural = "branches"

    def __str__(self) -> str:
        return self.name

    @property
    def is_counter_only(self) -> bool:
        """Whether copies of it can be had nowhere but there."""
        return self.hands_over and not self.dispatches

    @property
    def opening_lines(self) -> list[tuple[str, str]]:
        """Days and times as a sign at the door has them: neighbours with the same hours stand together."""
        times = {day: [] for day in range(7)}
        for hours in self.hours.all():
            times[hours.weekday].append(f"{hours.opens:%-H:%M}–{hours.closes:%H:%M}")
        said = [(day, " and ".join(times[day]) or "closed") for day in range(7)]
        runs = [list(run) for _, run in groupby(said, key=itemgetter(1))]
        return [(_days_of(run[0][0], run[-1][0]), run[0][1]) for run in runs] if any(times.values()) else []

    @property
    def today(self) -> str:
        """“Open until 18:00”, “Opens at 9:00”, “Closed today”; empty where nobody has told the hours."""
        return self.open_at(timezone.localtime())

    def open_at(self, now: datetime) -> str:
        """The same at a moment, by the shop's clock."""
        spans = sorted((each.opens, each.closes) for each in self.hours.all() if each.weekday == now.weekday())
        for opens, closes in spans:
            if now.time() < opens:
                return f"Opens at {opens:%-H:%M}"
            if now.time() < closes:
                return f"Open until {closes:%-H:%M}"
        return ("Closed for today" if spans else "Closed today") if self.hours.all() else ""


def _days_of(first: int, last: int) -> str:
    names = OpeningHours.Weekday
    join = " and " if last == first + 1 else " to "
    return names(first).label if first == last else f"{names(first).label}{join}{names(last).label}"


class OpeningHours(models.Model):
    class Weekday(models.IntegerChoices):
        MONDAY = 0, "Monday"
        TUESDAY = 1, "Tuesday"
        WEDNESDAY = 2, "Wednesday"
        THURSDAY = 3, "Thursday"
        FRIDAY = 4, "Friday"
        SATURDAY = 5, "Saturday"
        SUNDAY = 6, "Sunday"

    branch = models.ForeignKey(Branch, on_delete=models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField(choices=Weekday.choices)
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        ordering = ["weekday", "opens"]
        verbose_name_plural = "opening hours"
        constraints = [
            models.CheckConstraint(
                condition=Q(opens__lt=F("closes")),
                name="branch_opens_before_it_closes",
                violation_error_message="A branch opens before it closes.",
            ),
            models.UniqueConstraint(fields=["branch", "weekday", "opens"], name="branch_opens_once_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H:%M} to {self.closes:%H:%M}"


class Supplier(models.Model):
    name = models.CharField(max_length=200, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class SupplierOffer(models.Model):
    """What a wholesaler says of a book (ONIX list 65, told in our words)."""

    class State(models.TextChoices):
        AVAILABLE = "available", "In stock at the supplier"
        TO_ORDER = "to_order", "Ordered specially, or printed on demand"
        AWAITED = "awaited", "Out of stock, coming back"
        UNKNOWN = "unknown", "Ask the supplier"
        UNAVAILABLE = "unavailable", "Not available"

    # Found by supplier_offers_a_book_once.
    book = models.ForeignKey(Book, on_delete=models.CASCADE, related_name="offers", db_index=False)
    supplier = models.ForeignKey(Supplier, on_delete=models.CASCADE, related_name="offers")
    state = models.CharField(max_length=12, choices=State.choices)
    days_from = models.PositiveSmallIntegerField(
        "days, at least", default=2, help_text="Working days until it is here."
    )
    days_to = models.PositiveSmallIntegerField("days, at most", default=4)
    expected_on = models.DateField("expected", null=True, blank=True)
    cost = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True, help_text="What we pay.")
    as_of = models.DateTimeField(default=timezone.now)
    source = models.CharField(
        max_length=200, blank=True, db_default="", editable=False, help_text="The sender of the data; empty: staff."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["book", "supplier"], name="supplier_offers_a_book_once"),
            models.CheckConstraint(
                condition=Q(days_from__lte=F("days_to")),
                name="supplier_days_run_forward",
                violation_error_message="The fewest days cannot be more than the most.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.book} from {self.supplier}: {self.get_state_display().lower()}"


class StockQuerySet(models.QuerySet["Stock"]):
    def locked(self) -> Self:
        """Hold these rows to the end of the transaction, always in pk order so that no two can wait for each other."""
        return self.order_by("pk").select_for_update(of=("self",))


class Stock(models.Model):
    """How many copies of a book a branch has, and how many of those are promised."""

    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="stock")
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="stock")
    on_hand = models.PositiveIntegerField(default=0, editable=False)
    held = models.PositiveIntegerField(default=0, editable=False)

    objects = StockQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "stock"
        constraints = [
            models.UniqueConstraint(fields=["book", "branch"], name="stock_is_counted_once_a_branch"),
            # The last word on overselling: PostgreSQL refuses to promise what is not there.
            models.CheckConstraint(condition=Q(held__lte=F("on_hand")), name="stock_held_is_on_hand"),
        ]

    def __str__(self) -> str:
        return f"{self.book}, {self.branch}: {self.on_hand} ({self.held} held)"

    @property
    def free(self) -> int:
        """Copies nobody has been promised."""
        return self.on_hand - self.held


class StockMovement(models.Model):
    """The ledger: a row for every change of on_hand. A trigger refuses to alter or delete one."""

    class Reason(models.TextChoices):
        RECEIPT = "receipt", "Received"
        SALE = "sale", "Sold"
        RETURN = "return", "Returned by a customer"
        COUNT = "count", "Counted"
        DAMAGE = "damage", "Damaged or lost"
        TRANSFER = "transfer", "Moved between branches"
        TO_SUPPLIER = "to_supplier", "Sent back to the supplier"

    stock = models.ForeignKey(Stock, on_delete=models.PROTECT, related_name="movements")
    quantity = models.IntegerField(help_text="Copies in; negative, copies out.")
    on_hand = models.PositiveIntegerField(help_text="Copies after it.")
    reason = models.CharField(max_length=12, choices=Reason.choices)
    reference = models.CharField(max_length=100, blank=True, help_text="A delivery note, an order number, a word why.")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    moved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(condition=~Q(quantity=0), name="movement_moves_something")]

    def __str__(self) -> str:
        return f"{self.quantity:+d} {self.get_reason_display().lower()}"


class HoldQuerySet(models.QuerySet["Hold"]):
    def live(self) -> Self:
        """Promises that still count: waiting their turn, or with their copies set aside."""
        return self.filter(state__in=[Hold.State.QUEUED, Hold.State.GRANTED])

    def in_line(self) -> Self:
        """Those waiting their turn, next first: by priority, then by arrival."""
        return self.filter(state=Hold.State.QUEUED).order_by("-priority", "queued_at", "pk")

    def overdue(self, now: datetime) -> Self:
        return self.filter(state=Hold.State.GRANTED, expires_at__lte=now)

    def locked(self) -> Self:
        return self.order_by("pk").select_for_update(of=("self",))


class Hold(models.Model):
    """Copies promised to a checkout, an order, a collection or a pre-book."""

    class Kind(models.TextChoices):
        CHECKOUT = "checkout", "Someone is paying"
        ORDER = "order", "An order"
        COLLECTION = "collection", "To be collected"
        PREBOOK = "prebook", "A pre-book"

    class State(models.TextChoices):
        QUEUED = "queued", "Waiting its turn"
        GRANTED = "granted", "Set aside"
        TAKEN = "taken", "Gone out"
        RELEASED = "released", "Given back"
        LAPSED = "lapsed", "Ran out"

    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="holds")
    branch = models.ForeignKey(
        Branch,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="holds",
        help_text="Only copies of this branch; empty: of any that dispatches.",
    )
    quantity = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    state = models.CharField(max_length=10, choices=State.choices)
    priority = models.SmallIntegerField(default=0, help_text="Higher goes first; always with a reason.")
    reference = models.CharField(max_length=100, blank=True, help_text="What it is for: an order number, a pre-book.")
    queued_at = models.DateTimeField(default=timezone.now)
    granted_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True, help_text="Empty: until it is taken or given back.")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = HoldQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gte=1), name="hold_is_for_a_copy"),
            models.CheckConstraint(
                condition=~Q(state="granted") | Q(granted_at__isnull=False), name="hold_granted_says_since_when"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["queued", "granted"], ended_at=None)
                | Q(state__in=["taken", "released", "lapsed"], ended_at__isnull=False),
                name="hold_ended_says_when",
            ),
        ]
        indexes = [
            models.Index(
                fields=["book", "-priority", "queued_at", "id"],
                condition=Q(state="queued"),
                name="hold_queue_of_a_book",
            ),
            models.Index(fields=["expires_at"], condition=Q(state="granted"), name="hold_next_to_lapse"),
            models.Index(fields=["reference"], name="hold_by_reference"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.book} for {self.reference or self.kind}: {self.get_state_display().lower()}"

    @property
    def is_a_place(self) -> bool:
        """Whether it is somebody's place in line, or copies that wait for the day of sale: no turn has begun."""
        is_waiting = self.state == self.State.QUEUED or (self.state == self.State.GRANTED and self.expires_at is None)
        return self.kind == self.Kind.PREBOOK and is_waiting


class HeldCopies(models.Model):
    """Where the copies of a live hold stand. Their sum over a stock row is its `held`."""

    hold = models.ForeignKey(Hold, on_delete=models.PROTECT, related_name="copies")
    stock = models.ForeignKey(Stock, on_delete=models.PROTECT, related_name="held_copies")
    quantity = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name_plural = "held copies"
        constraints = [
            models.UniqueConstraint(fields=["hold", "stock"], name="held_copies_are_counted_once"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="held_copies_are_some"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} from {self.stock.branch}"


def _queue_of_the_book() -> models.QuerySet[Hold]:
    return Hold.objects.filter(book=OuterRef("pk"), state=Hold.State.QUEUED).order_by().values("book")


def waiting_copies() -> Coalesce:
    """Copies the queue of a book waits for, as an annotation of Book."""
    return Coalesce(Subquery(_queue_of_the_book().annotate(copies=Sum("quantity")).values("copies")), 0)


def waiting_holds() -> Coalesce:
    """How many stand in the queue of a book, as an annotation of Book."""
    return Coalesce(Subquery(_queue_of_the_book().annotate(holds=Count("pk")).values("holds")), 0)
