"""Does the database refuse it? Every constraint of the orders, by name."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

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
        lambda: CartLine.objects.create(cart=line.cart, book=line.book, quantity=1, price_known=1),
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


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("order_line_is_for_a_copy", {"quantity": 0}),
        ("order_line_costs_nothing_at_the_least", {"discount": Decimal("10.00")}),
        ("order_line_costs_nothing_at_the_least", {"discount": Decimal("-0.01")}),
        ("order_line_contains_its_tax", {"tax": Decimal("10.00")}),
    ],
)
def test_an_order_line_is_sold_for_what_it_says(order, constraint, fields):
    refused(constraint, lambda: OrderLine.objects.update(**fields))


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [("delivery_contains_its_tax", {"tax": Decimal("3.51")}), ("delivery_contains_its_tax", {"tax": -1})],
)
def test_a_delivery_contains_its_tax(order, constraint, fields):
    refused(constraint, lambda: order.delivery_parts.update(**fields))


def test_a_delivery_has_a_part_a_rate(order):
    refused("delivery_has_a_part_a_rate", lambda: order.delivery_parts.create(tax_rate=0, amount=1, tax=0))


def test_a_discount_takes_something_off(order):
    refused("order_discount_takes_something_off", lambda: order.discounts.create(name="A gift", amount=0))


def test_an_order_is_paid_once(order):
    again = {"order": order, "gateway": "bank", "amount": order.total, "state": "approved"}

    refused("order_is_paid_once", lambda: Payment.objects.create(reference="again", **again))


def test_a_payment_is_not_negative(order):
    refused("payment_is_not_negative", lambda: Payment.objects.update(amount=-1))


@pytest.mark.parametrize("field", ["attempt_key", "number"])
def test_an_attempt_and_a_number_belong_to_one_order(order, field):
    other = place(CheckoutFactory(books=[BookFactory(stock=3)]))

    refused(field, lambda: Order.objects.filter(pk=other.pk).update(**{field: getattr(order, field)}))


@pytest.mark.parametrize(
    ("asked", "index"),
    [
        (Order.objects.all(), "order_newest_first"),
        (Order.objects.filter(paid_at__gte=timezone.now() - timedelta(days=1)).order_by(), "order_paid_since"),
    ],
)
def test_orders_are_found_by_their_days_without_reading_all_of_them(asked, index):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")

    assert index in asked.explain()
