"""The code of a promotion in the cart: given, refused, taken out again."""

import pytest
from django.utils import timezone

from catalog.models import Shelf
from orders.models import Cart
from orders.views.cart import CODES
from tests.catalog.factories import BookFactory
from tests.orders.factories import DeliveryMethodFactory, PromotionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def cart(client):
    """A visitor's, with one book for twenty pounds."""
    DeliveryMethodFactory()
    client.post("/cart/add/", {"isbn13": BookFactory(stock=5, price="20.00").isbn13})
    return Cart.objects.get()


def test_a_code_takes_off_what_it_says_and_explains_itself_in_the_cart(client, cart):
    PromotionFactory(name="Spring", code="SPRING10", kind="percentage", value=10)

    answer = client.post("/cart/code/", {"code": " spring 10 "}, follow=True)

    assert answer.redirect_chain == [("/cart/", 302)]
    assert answer.context["quote"].discount == 2
    page = answer.content.decode()
    assert "Spring (SPRING10)" in page
    assert "10 % off £20.00" in page


def test_a_code_nobody_gave_is_refused_beside_what_was_typed(client, cart):
    answer = client.post("/cart/code/", {"code": "SRPING"})

    assert answer.status_code == 422
    assert answer.context["code_form"].errors == {"code": ["We know no code like that. Please look at it again."]}
    field = answer.content.decode().partition('name="code"')[2].partition(">")[0]
    assert ('value="SRPING"' in field, "autofocus" in field) == (True, True)
    assert Cart.objects.get().promotion is None


@pytest.mark.parametrize("typed", ["", "   ", "x" * 61])
def test_what_is_no_code_is_asked_for_again(client, cart, typed):
    assert client.post("/cart/code/", {"code": typed}).status_code == 422


def test_a_code_is_taken_out_again(client, cart):
    PromotionFactory(code="SPRING10", kind="percentage", value=10)
    client.post("/cart/code/", {"code": "SPRING10"})

    answer = client.post("/cart/code/remove/", follow=True)

    assert answer.context["quote"].discount == 0
    assert Cart.objects.get().promotion is None


def test_a_code_that_waits_for_more_books_says_for_how_much(client, cart):
    PromotionFactory(code="THIRTY", kind="amount", value=5, minimum=30)

    answer = client.post("/cart/code/", {"code": "THIRTY"}, follow=True)

    assert "£10.00 more and it does" in answer.content.decode()


def test_an_offer_that_holds_by_itself_stands_in_the_sum(client, cart):
    shelf = Shelf.objects.create(slug="small", title="Small", intro="", position=1)
    shelf.places.create(book=cart.lines.get().book, position=1)
    PromotionFactory(name="A fiver off", code="", kind="amount", value=5, shelf=shelf, starts_at=timezone.now())

    answer = client.get("/cart/")

    assert "A fiver off" in answer.content.decode()
    assert answer.context["quote"].subtotal - answer.context["quote"].discount == 15


def test_guessing_codes_ends_in_a_wait(client, cart):
    for number in range(CODES):
        assert client.post("/cart/code/", {"code": f"GUESS{number}"}).status_code == 422

    assert client.post("/cart/code/", {"code": "GUESS"}).status_code == 429


def test_without_a_cart_a_code_leads_to_the_empty_cart(client):
    assert client.post("/cart/code/", {"code": "SPRING"}).url == "/cart/"
    assert client.post("/cart/code/remove/").url == "/cart/"
