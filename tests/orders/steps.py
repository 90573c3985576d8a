"""Orders brought as far as a test needs them, by the operations that the shop itself uses."""

from decimal import Decimal

from django.utils import timezone

from orders import dispatch
from orders import payment as payments
from orders.cart import quote_of, rows_of
from orders.checkout import place_order
from orders.gateways import bank
from orders.models import BankCharge, Order, Parcel
from tests.catalog.factories import BookFactory
from tests.orders.factories import CheckoutFactory


def placed(*books, quantity=1, **details) -> Order:
    """An order for so many copies of each book; without books, for one of which three are in stock."""
    draft = CheckoutFactory(books=books or [BookFactory(stock=3)], **details)
    draft.cart.lines.update(quantity=quantity)
    total = quote_of(rows_of(draft.cart), country=draft.country, delivery=draft.delivery).total
    return place_order(draft.cart, draft, attempt_key=draft.attempt_key, shown_total=total)


def paid(*books, **more) -> Order:
    return pay(placed(*books, **more))


def pay(order: Order) -> Order:
    payments.begin(order)
    bank.answer(BankCharge.objects.get(order_number=order.number), "approve")
    payments.settle(order.payments.get())
    return Order.objects.get(pk=order.pk)


def packed(order: Order) -> Parcel:
    parcel = order.parcels.get()
    dispatch.start_picking(parcel)
    return dispatch.pack(parcel)


def shipped(*books, **more) -> Order:
    order = paid(*books, **more)
    dispatch.ship(packed(order))
    return Order.objects.get(pk=order.pk)


def collected_at(branch, order: Order) -> Parcel:
    """The parcel of the order, to be collected there."""
    order.parcels.update(branch=branch)
    return order.parcels.get()


TODAY = timezone.localdate
NO_MONEY = Decimal(0)
