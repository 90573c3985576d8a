"""Who waits for which book. Where they stand in line is written in the hold: the queue lives with the stock."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from catalog.models import Book, Hold, PriceChange

MOST_EACH = 5  # copies of a title for one person


class PrebookQuerySet(models.QuerySet["Prebook"]):
    def active(self) -> Self:
        """Waiting, or their turn."""
        return self.filter(state__in=Prebook.ACTIVE)

    def of(self, person: User) -> Self:
        return self.filter(person=person)

    def locked(self) -> Self:
        return self.order_by("pk").select_for_update(of=("self",))

    def with_place(self) -> Self:
        """`ahead` and `in_line`: queued holds before one's own, and of the book altogether."""
        queue = Hold.objects.filter(book=OuterRef("book"), state=Hold.State.QUEUED).order_by()
        before = Q(priority__gt=OuterRef("hold__priority")) | Q(priority=OuterRef("hold__priority")) & (
            Q(queued_at__lt=OuterRef("hold__queued_at"))
            | Q(queued_at=OuterRef("hold__queued_at"), pk__lt=OuterRef("hold"))
        )
        return self.annotate(ahead=_count(queue.filter(before)), in_line=_count(queue))

    def with_price(self) -> Self:
        """`lowest_since`: the lowest price of the book since it was pre-booked, None if it has not changed."""
        changes = PriceChange.objects.filter(book=OuterRef("book"), changed_at__gte=OuterRef("placed_at")).order_by()
        return self.annotate(lowest_since=Subquery(changes.values("book").annotate(low=Min("price")).values("low")))

    def for_page(self) -> Self:
        """With all that a row of somebody's pre-books shows, in a constant number of queries."""
        with_all = self.with_place().with_price().select_related("hold__cart_line")
        return with_all.prefetch_related(models.Prefetch("book", Book.objects.for_cards()), "events")


def _count(holds: models.QuerySet[Hold]) -> Coalesce:
    return Coalesce(Subquery(holds.values("book").annotate(number=Count("pk")).values("number")), 0)


class Prebook(models.Model):
    """One person's place for one book: a customer, a guest with a confirmed address, or somebody who rang."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        READY = "ready", "Held for you"
        FULFILLED = "fulfilled", "Ordered"
        CANCELLED = "cancelled", "Cancelled by you"
        LAPSED = "lapsed", "Lapsed"
        WITHDRAWN = "withdrawn", "Cancelled by the publisher"

    ACTIVE = (State.WAITING, State.READY)

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="prebooks"
    )
    email = models.EmailField("e-mail address", max_length=254, blank=True, help_text="Of somebody without an account.")
    name = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="prebooks")
    hold = models.OneToOneField(
        Hold,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="prebook",
        help_text="The place in line; empty where everybody is told at once.",
    )
    quantity = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    price = models.DecimalField(max_digits=8, decimal_places=2, help_text="When it was pre-booked.")
    placed_at = models.DateTimeField(default=timezone.now)
    ready_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    turns = models.PositiveSmallIntegerField(default=0, help_text="How often it was their turn.")
    # What they were last told of the book, so that every change is told, whoever made it.
    told_day = models.DateField(null=True, blank=True)
    told_status = models.CharField(max_length=20, blank=True)

    objects = PrebookQuerySet.as_manager()

    class Meta:
        ordering = ["-placed_at", "-pk"]
        verbose_name = "pre-book"
        permissions = [("move_in_queue", "Can change who goes first")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "book"],
                condition=Q(state__in=["waiting", "ready"], person__isnull=False),
                name="prebook_of_a_person_is_one_a_book",
            ),
            models.UniqueConstraint(
                fields=["email", "book"],
                condition=Q(state__in=["waiting", "ready"], person=None) & ~Q(email=""),
                name="prebook_of_an_address_is_one_a_book",
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=1, quantity__lte=MOST_EACH), name="prebook_is_of_one_to_five"
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | ~Q(email="") | ~Q(phone=""), name="prebook_is_somebodys"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "ready"], ended_at=None)
                | Q(state__in=["fulfilled", "cancelled", "lapsed", "withdrawn"], ended_at__isnull=False),
                name="prebook_ended_says_when",
            ),
            models.CheckConstraint(condition=~Q(state="ready", ready_at=None), name="prebook_ready_says_since_when"),
        ]
        indexes = [
            models.Index(fields=["email"], condition=Q(person=None), name="prebook_of_a_guest"),
            models.Index(fields=["book"], condition=Q(state="waiting", hold=None), name="prebook_told_together"),
            models.Index(fields=["state", "id"], condition=Q(state__in=["waiting", "ready"]), name="prebook_active"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.book} for {self.who}"

    def get_absolute_url(self) -> str:
        return reverse("prebooks:prebook-detail", args=[self.key])

    @property
    def who(self) -> str:
        return str(self.person or self.name or self.email or self.phone)

    @property
    def is_active(self) -> bool:
        return self.state in self.ACTIVE

    @property
    def is_ready(self) -> bool:
        return self.state == self.State.READY

    @property
    def held_until(self) -> datetime | None:
        """The end of the turn; None where nothing is held."""
        return self.hold.expires_at if self.hold and self.is_ready else None

    @property
    def is_set_aside(self) -> bool:
        """Its copies are here already and wait for the day of sale."""
        return self.state == self.State.WAITING and bool(self.hold) and self.hold.state == Hold.State.GRANTED

    @property
    def can_be_ordered(self) -> bool:
        """Whether its place in line can become an order's, before its turn."""
        return self.state == self.State.WAITING and bool(self.hold) and self.hold.is_a_place

    @property
    def is_in_cart(self) -> bool:
        return self.is_active and bool(self.hold) and hasattr(self.hold, "cart_line")

    @property
    def reference(self) -> str:
        return f"prebook {self.key}"


class PrebookEvent(models.Model):
    """What somebody decided about a place in the queue, or a date that moved. Why anybody was overtaken stands here."""

    prebook = models.ForeignKey(Prebook, on_delete=models.CASCADE, related_name="events")
    what = models.CharField(max_length=500)
    happened_at = models.DateTimeField(default=timezone.now)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.what


class Terms(models.Model):
    """What holds for the pre-books of one title, where it is not what holds for all."""

    class Policy(models.TextChoices):
        QUEUE = "queue", "Held for the next in line"
        BROADCAST = "broadcast", "Everybody is told at once"

    book = models.OneToOneField(Book, on_delete=models.CASCADE, related_name="prebook_terms")
    policy = models.CharField(max_length=10, choices=Policy.choices, blank=True, help_text="Empty: as the shop does.")
    most_copies = models.PositiveIntegerField(
        null=True, blank=True, help_text="That may be pre-booked altogether; empty: any number."
    )
    most_each = models.PositiveSmallIntegerField(default=MOST_EACH, help_text="For one person, 1 to 5.")

    class Meta:
        verbose_name_plural = "terms"
        constraints = [
            models.CheckConstraint(
                condition=Q(most_each__gte=1, most_each__lte=MOST_EACH),
                name="terms_allow_one_to_five_each",
                violation_error_message="One to five for each.",
            )
        ]

    def __str__(self) -> str:
        return f"Pre-books of {self.book}"


class SpentLink(models.Model):
    """A link of a mail that was used: it works once."""

    digest = models.CharField(unique=True, max_length=64)
    spent_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.digest


def copies_prebooked(book: Book) -> int:
    """By all whose turn it is or who wait."""
    return book.prebooks.active().aggregate(copies=models.Sum(F("quantity")))["copies"] or 0
