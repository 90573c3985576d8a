"""Does the database refuse it? Every constraint of the orders, by name."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from orders.models import CartLine, DeliveryMethod, Order, OrderLine, Payment
from tests.catalog.factories import BookFactory
from tests.orders.factories import CheckoutFactory, DeliveryMethodFactory
from tests.orders.test_checkout import pay, place

pytestmark = pytest.mark.django_db


@pytest.fixture
def order():
    return pay(place(CheckoutFactory(books=[BookFactory(stock=3)])))


def refused(constraint, write):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        write()


def test_a_cart_has_a_line_a_book():
    line = CheckoutFactory(books=[BookFactory(stock=3)]).cart.lines.get()

    refused(
        "cart_has_a_line_a_book",
        lambda: CartLine.objects.create(cart=line.cart, book=line.book, quantity=1, price_when_added=1),
    )


@pytest.mark.parametrize("quantity", [0, 100])
def test_a_line_is_one_to_ninety_nine(quantity):
    CheckoutFactory(books=[BookFactory(stock=3)])

    refused("cart_line_is_one_to_ninety_nine", lambda: CartLine.objects.update(quantity=quantity))


def test_delivery_does_not_cost_less_than_nothing():
    DeliveryMethodFactory()

    refused("delivery_price_is_not_negative", lambda: DeliveryMethod.objects.update(price=-1))


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("order_total_adds_up", {"total": Decimal("1.00")}),
        ("order_paid_says_since_when", {"paid_at": None}),
    ],
)
def test_an_order_says_what_it_is(order, constraint, fields):
    refused(constraint, lambda: Order.objects.update(**fields))


def test_an_order_line_is_for_a_copy(order):
    refused("order_line_is_for_a_copy", lambda: OrderLine.objects.update(quantity=0))


def test_an_order_is_paid_once(order):
    again = {"order": order, "gateway": "bank", "amount": order.total, "state": "approved"}

    refused("order_is_paid_once", lambda: Payment.objects.create(reference="again", **again))


def test_a_payment_is_not_negative(order):
    refused("payment_is_not_negative", lambda: Payment.objects.update(amount=-1))


@pytest.mark.parametrize("field", ["attempt_key", "number"])
def test_an_attempt_and_a_number_belong_to_one_order(order, field):
    other = place(CheckoutFactory(books=[BookFactory(stock=3)]))

    refused(field, lambda: Order.objects.filter(pk=other.pk).update(**{field: getattr(order, field)}))
