"""What waits for the people who work here: each kind of work, how much of it, and the page where it is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from backoffice import picking
from catalog.models import Question
from orders.models import Order, Parcel
from prebooks.models import Prebook
from reviews.models import Review

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class Work:
    """One kind of work, for those who may do it."""

    what: str
    permission: str
    page: str
    query: str
    count: Callable[[], int]

    @property
    def url(self) -> str:
        return reverse(self.page) + self.query


@dataclass(frozen=True, slots=True)
class Waiting:
    what: str
    url: str
    number: int


WORKS = [
    Work(
        "parcels to fetch from the shelves", "orders.move_order", "backoffice:picking-list", "",
        lambda: picking.parcels_to_pick(timezone.localdate()).count(),
    ),
    Work(
        "parcels packed, to be sent", "orders.move_order", "admin:orders_order_changelist", "?parcel=packed",
        lambda: Parcel.objects.filter(state=Parcel.State.PACKED).count(),
    ),
    Work(
        "parcels ready to be collected", "orders.move_order", "admin:orders_order_changelist", "?parcel=ready",
        lambda: Parcel.objects.filter(state=Parcel.State.READY).count(),
    ),
    Work(
        "orders paid, and not all sent", "orders.view_order", "admin:orders_order_changelist", "?state__exact=paid",
        lambda: Order.objects.filter(state=Order.State.PAID).count(),
    ),
    Work(
        "copies held for whoever pre-booked", "prebooks.view_prebook", "admin:prebooks_prebook_changelist",
        "?state__exact=ready", lambda: Prebook.objects.filter(state=Prebook.State.READY).count(),
    ),
    Work(
        "questions to answer", "catalog.change_question", "admin:catalog_question_changelist",
        "?answered_at__isempty=1", lambda: Question.objects.filter(answered_at=None).count(),
    ),
    Work(
        "reviews to read first", "reviews.moderate_review", "admin:reviews_review_changelist", "?state__exact=held",
        lambda: Review.objects.filter(state=Review.State.HELD).count(),
    ),
]  # fmt: skip


def waiting_for(person: User) -> list[Waiting]:
    """All that they may do, in the order of a day: nothing to do is said, too."""
    return [Waiting(work.what, work.url, work.count()) for work in WORKS if person.has_perm(work.permission)]
