"""Whoever pre-books pays the lowest price between then and the door."""

from decimal import Decimal

import pytest

from catalog import pricing
from orders import cart as carts
from orders import dispatch
from orders import payment as payments
from orders.checkout import place_order
from orders.gateways import bank
from orders.models import BankCharge, Cart, Refund
from prebooks import promises, turns
from tests.catalog.factories import BookFactory, BranchFactory
from tests.orders.factories import CheckoutFactory
from tests.orders.steps import packed, shipped
from tests.prebooks.factories import a_prebook, copies_come

pytestmark = pytest.mark.django_db


def bought(prebook):
    """Ordered and paid at what it cost on that day."""
    cart = Cart.objects.create()
    turns.claim(prebook, cart)
    checkout = CheckoutFactory(cart=cart)
    total = carts.quote_of(carts.rows_of(cart), country="GB", delivery=checkout.delivery).total
    order = place_order(cart, checkout, attempt_key=checkout.attempt_key, shown_total=total)
    payments.begin(order)
    bank.answer(BankCharge.objects.get(order_number=order.number), "approve")
    payments.settle(order.payments.get())
    return order


@pytest.mark.parametrize(
    ("after_the_order", "promised", "back"),
    [("7.49", True, "5.00"), ("12.00", True, None), ("7.49", False, None)],
)
def test_what_it_falls_in_price_before_it_leaves_goes_back_once(
    settings, do_waiting_jobs, after_the_order, promised, back
):
    settings.PREBOOK_LOWEST_PRICE = promised
    BranchFactory()
    book = BookFactory()
    prebook = a_prebook(book, quantity=2)
    copies_come(book, 2)
    order = bought(prebook)
    pricing.set_price(book, Decimal(after_the_order))

    parcel = dispatch.ship(packed(order))
    do_waiting_jobs()
    promises.keep(parcel)
    pricing.set_price(book, Decimal("1.00"))
    promises.keep(parcel)

    assert [refund.amount for refund in Refund.objects.all()] == ([Decimal(back)] if back else [])


def test_a_book_that_was_not_prebooked_costs_what_it_cost(do_waiting_jobs):
    book = BookFactory(stock=1)
    order = shipped(book)
    pricing.set_price(book, Decimal("1.00"))

    assert promises.keep(order.parcels.get()) == []
