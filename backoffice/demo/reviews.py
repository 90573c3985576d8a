"""Readers of the demo with orders in every stage, and what they say of the books that came."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, tzinfo
from decimal import Decimal
from uuid import uuid4

from django.db import connection
from django.db.models import Max
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.models import User
from backoffice.demo import DATA
from backoffice.demo.people import somebody
from catalog.models import Book, Branch
from orders import cancellation, cart, dispatch, payment, refunds, returns
from orders.cart import quote_of, rows_of
from orders.checkout import place_order
from orders.gateways import bank
from orders.models import BankCharge, Cart, Checkout, DeliveryMethod, Order
from reviews import writing
from reviews.models import Review

EACH = 12  # books in a reader's delivered order
STAGES = ["placed", "paid", "picking", "packed", "shipped", "cancelled", "returning", "collected"]
STAGES += ["declined", "partly refunded", "returned", "ready"]
SAID_WITH_WORDS = 0.6  # of all reviews; the others are stars alone
STARS = [5, 4, 5, 4, 3, 5, 4, 5, 2, 4]


def load() -> int:
    """How many reviews there are now. Nothing, where somebody has reviewed already."""
    if Review.objects.exists():
        return Review.objects.count()
    said = tomllib.loads((DATA / "reviews.toml").read_text(encoding="utf-8"))
    dice = random.Random(7)  # noqa: S311 - the same shop on every machine
    stocked = Book.objects.filter(listing__state="in_stock", stock__on_hand__gte=6).distinct()
    books = list(stocked.order_by("-popularity", "pk")[:60])
    for texts in said["said"].values():
        dice.shuffle(texts)
    last = ProcrastinateJob.objects.aggregate(last=Max("pk"))["last"] or 0
    for place, facts in enumerate(said["readers"]):
        reader, days = somebody(**facts), 75 - 5 * place
        with _days_ago(days):
            order = _brought_to(_paid(reader, dice.sample(books, EACH)), "delivered")
        for line in order.lines.select_related("book"):
            stars = dice.choice(STARS)
            texts = said["said"][str(stars)]
            text = texts.pop() if texts and dice.random() < SAID_WITH_WORDS else ""
            with _days_ago(days - dice.randint(4, 14)):
                writing.write(line.book, person=reader, stars=stars, text=text, name=reader.name.partition(" ")[0])
        _in_stage(reader, dice.choice(books), STAGES[place])
    _forget_mails_after(last)
    return Review.objects.count()


@contextmanager
def _days_ago(days: int) -> Iterator[None]:
    """Everything in this process that asks Django for the time is told that it is so many days earlier.

    The demo is loaded by a command of its own, so nobody else hears of it.
    """
    moment = timezone.now() - timedelta(days=days)

    class Then(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return moment.astimezone(tz)

    timezone.datetime = Then
    try:
        yield
    finally:
        timezone.datetime = datetime


def _forget_mails_after(job: int) -> None:
    """All this was long ago: its mails have been read."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE id > %s AND queue_name = 'mail'", [job])


def _placed(reader: User, books: list[Book], *, collected_at: Branch | None = None) -> Order:
    theirs, _ = Cart.objects.get_or_create(customer=reader)
    for book in books:
        cart.add(theirs, Book.objects.with_supply().get(pk=book.pk))
    method = None if collected_at else DeliveryMethod.objects.order_by("position").first()
    way = {"reach": "collected", "branch": collected_at} if collected_at else {"reach": "sent", "delivery": method}
    address = {"line1": "3 Rope Walk", "city": "Wexcombe", "postcode": "BX1 2AB"}
    checkout = Checkout.objects.create(cart=theirs, email=reader.email, name=reader.name, **way, **address)
    total = quote_of(rows_of(theirs), country=checkout.country, delivery=method).total
    return place_order(theirs, checkout, attempt_key=uuid4(), shown_total=total)


def _paid(reader: User, books: list[Book], *, collected_at: Branch | None = None) -> Order:
    return _answered(_placed(reader, books, collected_at=collected_at), "approve")


def _answered(order: Order, by_the_bank: str) -> Order:
    payment.begin(order)
    bank.answer(BankCharge.objects.get(order_number=order.number), by_the_bank)
    payment.settle(order.payments.get())
    return Order.objects.get(pk=order.pk)


def _brought_to(order: Order, stage: str) -> Order:
    """Step by step, as staff do it."""
    steps = [dispatch.start_picking, dispatch.pack, dispatch.ship, dispatch.deliver]
    for parcel in order.parcels.all():
        for step in steps[: ["paid", "picking", "packed", "shipped", "delivered"].index(stage)]:
            step(parcel)
    return Order.objects.get(pk=order.pk)


def _in_stage(reader: User, book: Book, stage: str) -> None:
    here = Branch.objects.get(slug="harbour-street")
    match stage:
        case "placed":
            _placed(reader, [book])
        case "declined":
            _answered(_placed(reader, [book]), "no-money")
        case "cancelled":
            cancellation.cancel_order(_paid(reader, [book]), why="I found it on my own shelf.")
        case "partly refunded":
            order = _brought_to(_paid(reader, [book]), "delivered")
            refunds.refund(order, Decimal("3.00"), reason="the corner was bent")
        case "returning" | "returned":
            order = _brought_to(_paid(reader, [book]), "delivered")
            asked = returns.request_return(order, dict.fromkeys(order.lines.all(), 1), reason="changed_mind")
            if stage == "returned":
                returns.receive(asked, dict.fromkeys(asked.lines.all(), 1), branch=here)
        case "ready" | "collected":
            parcel = _paid(reader, [book], collected_at=here).parcels.get()
            dispatch.make_ready(parcel, until=timezone.localdate() + timedelta(days=7))
            if stage == "collected":
                dispatch.hand_over(parcel)
        case _:
            _brought_to(_paid(reader, [book]), stage)
