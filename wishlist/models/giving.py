"""Who gives what from a gift list. Its owner sees none of it before the day of the reveal."""

from __future__ import annotations

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from catalog.models import Book, Work
from orders.models import Cart, Order
from wishlist.models.lists import MOST_WANTED, Wishlist


class PledgeQuerySet(models.QuerySet["Pledge"]):
    def open(self) -> Self:
        """Without those that were withdrawn."""
        return self.filter(ended_at=None)

    def promised_or_ordered(self) -> Self:
        """Without books that merely lie in somebody's cart."""
        return self.open().filter(Q(is_promised=True) | Q(order__isnull=False))

    def with_order(self) -> Self:
        """With all that `copies` looks at, in a constant number of queries."""
        same = self.model.objects.open().filter(order=OuterRef("order"), work=OuterRef("work"))
        earlier = same.filter(pk__lt=OuterRef("pk")).order_by()
        before = earlier.values("order").annotate(copies=Sum("quantity")).values("copies")
        rows = self.select_related("order").prefetch_related("order__lines__book", "order__lines__refund_lines")
        return rows.annotate(before=Coalesce(Subquery(before), 0))

    def locked(self) -> Self:
        return self.order_by("pk").select_for_update(of=("self",))


class Pledge(models.Model):
    """“I am giving this”, or a book that was put in a cart from the list.

    It is of a work on a list, not of the row there: that may be taken off and put back.
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    wishlist = models.ForeignKey(Wishlist, on_delete=models.CASCADE, related_name="pledges")
    work = models.ForeignKey(Work, on_delete=models.CASCADE, related_name="+")
    book = models.ForeignKey(Book, on_delete=models.CASCADE, related_name="+", help_text="The edition they saw.")
    quantity = models.PositiveSmallIntegerField(default=1)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="pledges"
    )
    email = models.EmailField("e-mail address", max_length=254, blank=True, help_text="A guest's, confirmed.")
    name = models.CharField(max_length=60, blank=True, help_text="As the owner reads it after the reveal.")
    message = models.CharField(max_length=500, blank=True)
    is_promised = models.BooleanField(default=False, help_text="They said so; otherwise it counts once it is paid.")
    cart = models.ForeignKey(Cart, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", editable=False)
    order = models.ForeignKey(Order, on_delete=models.CASCADE, null=True, blank=True, related_name="+", editable=False)
    pledged_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = PledgeQuerySet.as_manager()
    before = 0  # copies in the same order that earlier pledges have, as with_order() counts them

    class Meta:
        ordering = ["pledged_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gte=1, quantity__lte=MOST_WANTED), name="pledge_is_for_a_few_copies"
            ),
            models.CheckConstraint(
                condition=Q(is_promised=False) | Q(person__isnull=False) | ~Q(email=""), name="promise_is_somebodys"
            ),
            models.UniqueConstraint(
                fields=["wishlist", "work", "person"],
                condition=Q(is_promised=True, ended_at=None, person__isnull=False),
                name="person_promises_a_book_once",
            ),
            models.UniqueConstraint(
                fields=["wishlist", "work", "email"],
                condition=Q(is_promised=True, ended_at=None) & ~Q(email=""),
                name="guest_promises_a_book_once",
            ),
        ]
        indexes = [models.Index(fields=["cart"], condition=Q(order=None), name="pledges_in_a_cart")]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.book}, from {self.giver}"

    def get_absolute_url(self) -> str:
        return reverse("wishlist:pledge-detail", args=[self.key])

    @property
    def giver(self) -> str:
        return self.name or "Somebody"

    @property
    def to(self) -> User | str:
        """Whom to tell."""
        return self.person or self.email

    @property
    def copies(self) -> int:
        """How many are taken by it: those promised, those paid and neither cancelled nor refunded. See with_order()."""
        if self.ended_at:
            return 0
        if self.order is None or self.order.state == Order.State.PLACED:
            return self.quantity if self.is_promised else 0
        if self.order.state == Order.State.CANCELLED:
            return 0
        lines = [line for line in self.order.lines.all() if line.book.work_id == self.work_id and not line.cancelled_at]
        back = sum(each.quantity for line in lines for each in line.refund_lines.all())
        left = sum(line.quantity for line in lines) - back - self.before
        return max(min(self.quantity, left), 0)

    @property
    def is_bought(self) -> bool:
        return self.order is not None and self.order.state in (Order.State.PAID, Order.State.COMPLETED)
