"""Asking readers, some days after a book has come, what they think of it. Once a person and work."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from notices.kinds import Kind
from notices.telling import News, tell_many
from orders.models import OrderLine, Parcel
from reviews.models import Review


def _not_said_yet(keys: Collection[str]) -> set[str]:
    """Whoever has written meanwhile need not be asked."""
    said = {key: tuple(map(int, key.split()[2:])) for key in keys}  # review invitation 12 345: a person, a work
    people, works = {person for person, _ in said.values()}, {work for _, work in said.values()}
    written = set(Review.objects.filter(person__in=people, work__in=works).values_list("person", "work"))
    return {key for key, pair in said.items() if pair not in written}


KIND = Kind("review_invitation", "We ask what you thought of a book", "you had this book from us", still=_not_said_yet)
AFTER, UNTIL = timedelta(days=10), timedelta(days=24)  # since it came; who was not asked by then is left in peace
AT_ONCE = 500


def invite() -> int:
    """How many are asked for the first time. What came back, or was reviewed, is not asked about."""
    now = timezone.now()
    reviewed = Review.objects.filter(person=OuterRef("order__customer"), work=OuterRef("book__work"))
    came = (
        OrderLine.objects.open()
        .filter(parcel__state__in=Parcel.LEFT, order__customer__is_active=True, return_lines=None)
        .annotate(came_at=Coalesce("parcel__delivered_at", "parcel__left_at"))
        .filter(came_at__gt=now - UNTIL, came_at__lte=now - AFTER)
        .exclude(Exists(reviewed))
        .select_related("order__customer", "book")
        .order_by("pk")
    )
    news = [_news(line) for line in came]
    return sum(tell_many(news[start : start + AT_ONCE]) for start in range(0, len(news), AT_ONCE))


def _news(line: OrderLine) -> News:
    path = reverse("reviews:review-write", args=[line.isbn13])
    return News(
        to=line.order.customer,
        kind=KIND.name,
        key=f"review invitation {line.order.customer_id} {line.book.work_id}",
        title=f"What did you think of {line.title}?",
        body="A star or five, and a sentence if you like: it helps the next reader choose.",
        isbn13=line.isbn13,
        url=path,
        mail_url=path,
        action="Write a review",
    )
