"""Whose cart it is: a visitor's browser's, or a customer's on every device; and how one becomes the other."""

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import User
from catalog.models import Book
from orders import cart as carts
from orders.merging import Merged, merge_carts
from orders.models import Cart, CartLine, Order
from tests.accounts.test_signing_in import PASSWORD, sign_in
from tests.catalog.factories import BookFactory
from tests.orders.factories import CheckoutFactory
from tests.orders.steps import placed
from tests.races import at_the_same_time

pytestmark = pytest.mark.django_db


@pytest.fixture
def zoe():
    user = User.objects.create_user("zoe@example.org", PASSWORD)
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    return user


@pytest.fixture
def emma():
    return BookFactory(title="Emma", stock=3)


@pytest.fixture
def persuasion():
    return BookFactory(title="Persuasion", stock=9)


def add(client, book, quantity=1):
    return client.post("/cart/add/", {"isbn13": book.isbn13, "quantity": quantity})


def held(client) -> dict[str, int]:
    return {row.book.title: row.quantity for row in client.get("/cart/").context["page"].rows}


def said(answer) -> list[str]:
    """What the shop has to say, but for what it said of each addition."""
    messages = [str(message) for message in answer.context["messages"]]
    return [message for message in messages if "is in your cart" not in message]


def test_a_customer_has_the_same_cart_on_every_device(client, zoe, emma):
    laptop, phone = client, Client()
    for device in (laptop, phone):
        sign_in(device, zoe.email)

    add(laptop, emma)
    add(phone, emma)

    assert held(laptop) == held(phone) == {"Emma": 2}
    assert "cart" not in phone.cookies


def test_what_a_visitor_gathered_is_in_the_customers_cart_which_says_what_was_there_before(
    client, zoe, emma, persuasion
):
    at_home = Client()
    sign_in(at_home, zoe.email)
    add(at_home, persuasion)
    add(client, emma, 2)

    sign_in(client, zoe.email)
    page = client.get("/cart/")

    assert held(client) == {"Persuasion": 1, "Emma": 2}
    assert said(page) == ["In your cart from before: “Persuasion”."]
    assert Cart.objects.count() == 1


def test_the_first_cart_of_somebody_who_signs_in_needs_no_explanation(client, zoe, emma):
    add(client, emma)

    sign_in(client, zoe.email)
    page = client.get("/cart/")

    assert held(client) == {"Emma": 1}
    assert said(page) == []


def test_copies_of_the_same_book_are_added_as_far_as_they_can_be_had(client, zoe, emma):
    at_home = Client()
    sign_in(at_home, zoe.email)
    add(at_home, emma, 2)
    add(client, emma, 2)

    sign_in(client, zoe.email)

    assert said(client.get("/cart/")) == [
        "In your cart from before: “Emma”.",
        "“Emma”: 3 is all that can be had, and they are in your cart.",
    ]
    assert held(client) == {"Emma": 3}


def test_after_signing_out_the_browser_shows_nothing_of_the_customers_cart(client, zoe, emma, persuasion):
    add(client, emma)
    cookie = client.cookies["cart"].value
    sign_in(client, zoe.email)
    add(client, persuasion)

    client.post("/accounts/logout/")

    assert client.cookies["cart"].value == cookie
    assert held(client) == {}


def test_the_key_of_a_customers_cart_opens_it_to_nobody(client, zoe, emma):
    sign_in(client, zoe.email)
    add(client, emma)
    stranger = Client()
    stranger.cookies["cart"] = str(Cart.objects.get().key)

    add(stranger, emma)

    assert held(stranger) == held(client) == {"Emma": 1}
    assert Cart.objects.count() == 2


def test_what_another_tab_added_while_this_one_signed_in_is_brought_along_with_the_next_book(
    client, zoe, emma, persuasion
):
    sign_in(client, zoe.email)
    other_tab = Client()
    add(other_tab, emma)
    client.cookies["cart"] = other_tab.cookies["cart"].value

    add(client, persuasion)

    assert held(client) == {"Emma": 1, "Persuasion": 1}


def test_an_order_and_what_was_typed_go_along(client, zoe):
    order = placed()
    typed = CheckoutFactory(cart=order.cart)

    merged = merge_carts(order.cart, zoe)

    typed.refresh_from_db()
    assert Order.objects.get().cart == typed.cart == merged.cart == zoe.cart


def test_merging_twice_changes_nothing(zoe, emma):
    cart = CheckoutFactory(books=[emma]).cart

    again = [merge_carts(cart, zoe), merge_carts(cart, zoe), merge_carts(zoe.cart, zoe)]

    assert [merged.brought for merged in again] == [("Emma",), (), ()]
    assert CartLine.objects.get().quantity == 1


@pytest.mark.django_db(transaction=True)
def test_no_copy_is_lost_that_comes_while_the_carts_are_merged(zoe):
    """Each addition is either in the visitor's cart in time to be brought along, or told that the cart is gone."""
    book = BookFactory(stock=60)
    cart = CheckoutFactory(books=[book]).cart
    carts.add(Cart.objects.create(customer=zoe), Book.objects.get(pk=book.pk))

    def come(place):
        return merge_carts(cart, zoe) if place == 6 else carts.add(cart, Book.objects.get(pk=book.pk))

    outcomes = at_the_same_time(come, range(12))

    came_in_time = [outcome for outcome in outcomes if isinstance(outcome, int)]
    assert {type(outcome) for outcome in outcomes} <= {int, Merged, Cart.DoesNotExist}
    assert list(CartLine.objects.values_list("cart__customer", "quantity")) == [(zoe.pk, 2 + len(came_in_time))]


@pytest.mark.django_db(transaction=True)
def test_first_additions_at_the_same_moment_make_one_cart_for_a_customer(zoe, persuasion):
    devices = [Client() for _ in range(6)]
    for device in devices:
        device.force_login(zoe)

    at_the_same_time(lambda device: add(device, persuasion), devices)

    assert Cart.objects.count() == 1
    assert CartLine.objects.get().quantity == 6


@pytest.mark.django_db(transaction=True)
def test_first_additions_at_the_same_moment_make_one_cart_for_a_browser(client, persuasion):
    client.get("/cart/")
    client.get("/orders/find/")  # any page with a form
    tabs = [Client() for _ in range(6)]
    for tab in tabs:
        tab.cookies[settings.CSRF_COOKIE_NAME] = client.cookies[settings.CSRF_COOKIE_NAME].value

    answers = at_the_same_time(lambda tab: add(tab, persuasion), tabs)

    assert len({answer.cookies["cart"].value for answer in answers}) == 1
    assert CartLine.objects.get().quantity == 6


def test_a_badge_shows_no_more_than_two_figures(client):
    for _ in range(2):
        add(client, BookFactory(stock=60), 60)

    assert "99+" in client.get("/cart/").content.decode()
