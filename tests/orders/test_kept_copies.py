"""Copies that are set aside for a shopper before they come to the cart: a pre-book's."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from catalog import pricing, stock
from catalog.models import Book, Hold
from orders import cart as carts
from orders.checkout import OutOfStock, place_order
from orders.models import Cart
from tests.catalog.factories import BookFactory
from tests.orders.factories import CheckoutFactory

pytestmark = pytest.mark.django_db


def kept_copy(book, quantity=1):
    return stock.hold(book, quantity, kind=Hold.Kind.PREBOOK)


def ordered(cart):
    [row] = carts.rows_of(cart)
    checkout = CheckoutFactory(cart=cart)
    total = carts.quote_of([row], country="GB", delivery=checkout.delivery).total
    return place_order(cart, checkout, attempt_key=checkout.attempt_key, shown_total=total)


def test_the_last_copy_is_sold_to_whom_it_is_kept_for_at_the_price_promised():
    book = BookFactory(stock=1)
    promise, cart = kept_copy(book), Cart.objects.create()
    pricing.set_price(book, Decimal("12.00"))

    carts.add_kept(cart, promise, price=Decimal("9.99"))
    order = ordered(cart)

    [line] = order.lines.all()
    promise.refresh_from_db()
    assert (line.hold, line.unit_price, line.quantity) == (promise, Decimal("9.99"), 1)
    assert (promise.kind, promise.reference, promise.expires_at) == ("order", order.hold_reference, order.kept_until)


def test_a_price_below_the_promise_is_the_price():
    book = BookFactory(stock=1)
    cart = Cart.objects.create()
    carts.add_kept(cart, kept_copy(book), price=Decimal("9.99"))

    pricing.set_price(book, Decimal("7.50"))

    assert carts.rows_of(cart)[0].unit_price == Decimal("7.50")


def test_copies_kept_no_longer_are_not_sold():
    book = BookFactory(stock=1)
    promise, cart = kept_copy(book), Cart.objects.create()
    carts.add_kept(cart, promise, price=Decimal("9.99"))
    Hold.objects.filter(pk=promise.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    stock.hold(book, 1, kind=Hold.Kind.CHECKOUT)

    with pytest.raises(OutOfStock):
        ordered(cart)

    assert carts.rows_of(cart)[0].kept is None


@pytest.mark.parametrize(("wanted", "gets", "left"), [(1, 1, 2), (3, 3, 0), (9, 3, 0)])
def test_more_or_fewer_than_were_kept_can_be_ordered(wanted, gets, left):
    book = BookFactory(stock=3)
    promise, cart = kept_copy(book, 2), Cart.objects.create()
    line = carts.add_kept(cart, promise, price=Decimal("9.99"))

    carts.set_quantity(line, wanted)
    order = ordered(cart)

    assert order.lines.get().quantity == order.lines.get().hold.quantity == gets
    assert sum(row.free for row in Book.objects.get(pk=book.pk).stock.all()) == left


def test_kept_copies_are_in_one_cart_at_a_time():
    promise = kept_copy(BookFactory(stock=1))
    mine, also_mine = Cart.objects.create(), Cart.objects.create()
    carts.add_kept(mine, promise, price=Decimal("9.99"))

    carts.add_kept(also_mine, promise, price=Decimal("9.99"))

    assert (carts.rows_of(mine)[0].limit, carts.rows_of(also_mine)[0].limit) == (0, 1)
