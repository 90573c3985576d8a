import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog import stock
from catalog.models import Branch
from orders.models import Cart, CartLine, Order
from tests.catalog.factories import BookFactory
from tests.orders.factories import DeliveryMethodFactory
from tests.orders.till import at_the_review, press_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def book():
    return BookFactory(title="Emma", stock=5)


@pytest.fixture
def delivery():
    return DeliveryMethodFactory()


def put_in_cart(client, book, **more):
    return client.post("/cart/add/", {"isbn13": book.isbn13, **more})


def order_of(client, delivery):
    press = press_of(at_the_review(client, delivery=delivery.pk))
    return client.post("/checkout/review/", press), press


def test_looking_at_the_cart_does_not_make_one(client):
    assert "Nothing in it yet" in client.get("/cart/").content.decode()
    assert not Cart.objects.exists()


def test_adding_a_book_without_javascript_leads_to_the_cart(client, book):
    answer = put_in_cart(client, book, quantity=2)

    assert answer.url == "/cart/"
    assert client.get("/cart/").context["page"].copies == 2


def test_adding_a_book_in_place_answers_with_the_count_and_a_message(client, book):
    answer = client.post("/cart/add/", {"isbn13": book.isbn13}, headers={"HX-Request": "true"})

    page = answer.content.decode()
    assert 'id="cart-badge"' in page
    assert "is in your cart" in page
    assert "<html" not in page


def test_adding_again_raises_the_quantity_up_to_what_can_be_had(client, book):
    for _ in range(7):
        put_in_cart(client, book)

    assert CartLine.objects.get().quantity == 5


def test_a_book_that_cannot_be_had_any_more_stays_in_the_cart_and_says_so(client, book):
    put_in_cart(client, book, quantity=2)
    line = CartLine.objects.get()
    stock.adjust(book, Branch.objects.get(), 0)

    page = client.post(f"/cart/lines/{line.pk}/update/", {"quantity": 3}, follow=True).content.decode()

    assert "Emma can no longer be bought." in page
    assert CartLine.objects.get().quantity == 2
    client.post(f"/cart/lines/{line.pk}/update/", {"quantity": 0})
    assert not CartLine.objects.exists()


@pytest.mark.parametrize("data", [{}, {"isbn13": "x"}, {"isbn13": "9780141439518"}, {"isbn13": "\0"}])
def test_a_book_that_is_not_there_cannot_be_added(client, data):
    assert client.post("/cart/add/", data).status_code in {400, 404}
    assert not Cart.objects.exists()


def test_a_book_that_cannot_be_bought_is_not_added_and_says_why(client):
    book = BookFactory(status="withdrawn", stock=3)

    answer = client.post("/cart/add/", {"isbn13": book.isbn13}, follow=True)

    assert "withdrawn from sale" in answer.content.decode()
    assert not Cart.objects.exists()


def test_zero_takes_a_line_out(client, book):
    put_in_cart(client, book)

    client.post(f"/cart/lines/{CartLine.objects.get().pk}/update/", {"quantity": 0})

    assert not CartLine.objects.exists()


@pytest.mark.parametrize("quantity", ["", "x", "-1", "100", "1.5", "9" * 40])
def test_a_quantity_that_makes_no_sense_changes_nothing(client, book, quantity):
    put_in_cart(client, book, quantity=2)

    answer = client.post(f"/cart/lines/{CartLine.objects.get().pk}/update/", {"quantity": quantity})

    assert answer.status_code == 422
    assert CartLine.objects.get().quantity == 2


def test_somebody_elses_line_is_not_there(client, book):
    put_in_cart(client, book)
    line = CartLine.objects.get()
    client.cookies.clear()

    assert client.post(f"/cart/lines/{line.pk}/remove/").status_code == 404
    assert CartLine.objects.exists()


@pytest.mark.parametrize("deed", [("update", {"quantity": 2}), ("remove", {})])
@pytest.mark.parametrize(("headers", "status"), [({}, 404), ({"HX-Request": "true", "HX-Target": "cart-lines"}, 409)])
def test_a_line_that_was_taken_out_on_another_tab_is_said_so_beside_the_cart(client, book, deed, headers, status):
    put_in_cart(client, book)
    put_in_cart(client, BookFactory(title="Persuasion", stock=2))
    gone = CartLine.objects.get(book=book)
    client.post(f"/cart/lines/{gone.pk}/remove/")
    client.get("/cart/")

    answer = client.post(f"/cart/lines/{gone.pk}/{deed[0]}/", deed[1], headers=headers)

    page = answer.content.decode()
    assert answer.status_code == status
    assert "taken out on another page or device" in page
    assert "Persuasion" in page


def test_a_guest_orders_pays_and_gets_a_mail(client, book, delivery, do_waiting_jobs, mailoutbox):
    put_in_cart(client, book)
    answer, press = order_of(client, delivery)
    order = Order.objects.get()

    paid = client.get(client.post(answer.url, {"answer": "approve"}).url, follow=True)

    assert "It is paid" in paid.content.decode()
    assert client.post("/checkout/review/", press).url == order.confirmation_url
    assert (Order.objects.count(), order.email) == (1, "jo@example.org")
    do_waiting_jobs()
    [mail] = mailoutbox
    assert mail.subject == f"Your order {order.number} at Colophon is confirmed"
    assert order.get_absolute_url() in mail.body


def test_a_declined_payment_can_be_tried_again(client, book, delivery):
    put_in_cart(client, book)
    answer, _ = order_of(client, delivery)

    again = client.get(client.post(answer.url, {"answer": "no-money"}).url)
    bank = client.post(again.url)
    client.get(client.post(bank.url, {"answer": "approve"}).url)

    order = Order.objects.get()
    assert [event.what for event in order.events.all()] == [
        "Ordered",
        "Payment declined. The bank says there is not enough money in the account.",
        "Paid",
    ]


def test_an_order_opens_with_its_key_and_to_nobody_else(client, book, delivery):
    put_in_cart(client, book)
    order_of(client, delivery)
    order = Order.objects.get()
    client.cookies.clear()

    assert client.get(order.get_absolute_url()).status_code == 200
    assert client.get(f"/orders/{order.number}/").status_code == 404
    assert client.get(f"/orders/{order.number}/?key=x").status_code == 404


def test_an_order_is_found_by_number_and_address(client, book, delivery):
    put_in_cart(client, book)
    order_of(client, delivery)
    order = Order.objects.get()

    found = client.post("/orders/find/", {"number": order.number.lower(), "email": "JO@example.org"})
    wrong = client.post("/orders/find/", {"number": order.number, "email": "other@example.org"})
    unknown = client.post("/orders/find/", {"number": "2222-2222", "email": "jo@example.org"})

    assert found.url == order.get_absolute_url()
    assert (wrong.status_code, unknown.status_code) == (422, 422)
    assert wrong.context["form"].non_field_errors() == unknown.context["form"].non_field_errors()


@pytest.mark.parametrize("count", [1, 24])
def test_the_cart_costs_the_same_number_of_queries_for_one_line_and_for_many(client, delivery, count):
    for _ in range(count):
        put_in_cart(client, BookFactory(stock=2))

    with CaptureQueriesContext(connection) as queries:
        assert client.get("/cart/").status_code == 200
    assert len(queries) == 26
