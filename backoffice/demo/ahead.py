"""A reader of the demo who ordered what was to come: what is charged when it leaves, and what could not be charged."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from django.conf import settings

from accounts.models import User
from backoffice.demo.people import somebody
from catalog import stock
from catalog.models import Book, Branch
from orders import dispatch, later, payment
from orders.cart import quote_of, rows_of
from orders.checkout import place_order
from orders.gateways import bank
from orders.models import BankCharge, Cart, Checkout, DeliveryMethod, Order
from prebooks import placing, turns
from prebooks.models import Prebook


def load() -> int:
    """How many orders are charged when they leave. Nothing, where there are some."""
    if not Order.objects.filter(is_charged_later=True).exists():
        seun = somebody("seun@colophon.example", "Oluwaseun Pike")
        with _charged_when_it_leaves():
            _ordered(seun, _books("forthcoming"), "approve")
            declined = _books("awaited")
            order = _ordered(seun, declined, "decline-later")
            _arrives_and_is_declined(order, declined)
    return Order.objects.filter(is_charged_later=True).count()


@contextmanager
def _charged_when_it_leaves() -> Iterator[None]:
    """The demo is loaded by a command of its own, so nobody else hears of it."""
    usual, settings.PREORDER_PAYMENT = settings.PREORDER_PAYMENT, "dispatch"
    try:
        yield
    finally:
        settings.PREORDER_PAYMENT = usual


def _books(state: str) -> list[Book]:
    """Two that nobody waits for yet."""
    waited_for = Prebook.objects.values("book")
    books = Book.objects.filter(listing__state=state).exclude(pk__in=waited_for)
    return list(books.order_by("-popularity", "pk")[:2])


def _ordered(reader: User, books: list[Book], by_the_bank: str) -> Order:
    cart, _ = Cart.objects.get_or_create(customer=reader)
    for book in books:
        turns.claim(placing.place(book, person=reader), cart)
    method = DeliveryMethod.objects.order_by("position").first()
    address = {"line1": "7 Saltpan Row", "city": "Wexcombe", "postcode": "BX1 3ND"}
    checkout = Checkout.objects.create(
        cart=cart, email=reader.email, name=reader.name, reach="sent", delivery=method, **address
    )
    total = quote_of(rows_of(cart), country=checkout.country, delivery=method).total
    order = place_order(cart, checkout, attempt_key=uuid4(), shown_total=total)
    payment.begin(order)
    bank.answer(BankCharge.objects.get(order_number=order.number), by_the_bank)
    payment.settle(order.payments.get())
    return Order.objects.get(pk=order.pk)


def _arrives_and_is_declined(order: Order, books: list[Book]) -> None:
    for book in books:
        stock.receive(book, Branch.objects.get(slug="harbour-street"), 1, reference="Gannet delivery")
    for parcel in order.parcels.all():
        dispatch.pack(dispatch.start_picking(parcel))
    later.charge(order)
