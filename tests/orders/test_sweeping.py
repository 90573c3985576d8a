"""What visitors leave behind."""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone

from orders import cart as carts
from orders.checkout import place_order
from orders.models import BillingAddress, Cart, Checkout, Order
from orders.tasks import forget_carts
from tests.accounts.factories import PersonFactory
from tests.catalog.factories import BookFactory
from tests.orders.factories import CheckoutFactory

pytestmark = pytest.mark.django_db


def test_carts_that_nobody_finds_any_more_are_forgotten_with_what_was_typed_for_them():
    with time_machine.travel(timezone.now() - timedelta(days=201)):
        left, used, ordered = (CheckoutFactory(books=[BookFactory(stock=3)]) for _ in range(3))
        BillingAddress.objects.create(
            checkout=left, name="Jo Novák", line1="1 Quay Lane", city="Wexcombe", country="GB"
        )
        known = Cart.objects.create(customer=PersonFactory())
    carts.add(used.cart, BookFactory(stock=1))
    place_order(ordered.cart, ordered, attempt_key=ordered.attempt_key, shown_total=Decimal("13.49"))

    forget_carts(0)

    assert set(Cart.objects.all()) == {used.cart, ordered.cart, known}
    assert [draft.pk for draft in Checkout.objects.all()] == [used.pk]
    assert not BillingAddress.objects.exists()


def test_an_order_outlives_the_cart_that_it_came_from():
    with time_machine.travel(timezone.now() - timedelta(days=201)):
        draft = CheckoutFactory(books=[BookFactory(stock=1)])
        order = place_order(draft.cart, draft, attempt_key=draft.attempt_key, shown_total=Decimal("13.49"))

    forget_carts(0)

    assert Order.objects.get(pk=order.pk).cart is None
