"""The order afterwards, as its customer meets it."""

from io import BytesIO

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pypdf import PdfReader

from orders import dispatch, mails, timeline
from orders.models import Cart, Order
from tests.catalog.factories import BookFactory, BranchFactory, SupplierOfferFactory
from tests.orders.factories import CarrierFactory
from tests.orders.steps import collected_at, packed, paid, placed, shipped

pytestmark = pytest.mark.django_db


def at(order, what=""):
    return order.get_absolute_url().replace("/?", f"/{what}?")


def sentence_of(order):
    order = Order.objects.for_page().get(pk=order.pk)
    return timeline.sentence(order, timezone.localtime())


@pytest.fixture
def on_a_tuesday():
    with time_machine.travel("2026-05-12 10:00 +01:00", tick=False):
        yield


def test_one_sentence_says_where_an_order_is(on_a_tuesday):
    order = paid(BookFactory(stock=2), SupplierOfferFactory(book=BookFactory()).book, quantity=2)
    assert sentence_of(order) == "Four books leave on Monday 18 May 2026."

    first = dispatch.split(order.parcels.get(), [order.lines.get(hold__state="granted")])
    assert sentence_of(order) == "Two books leave on Monday 18 May 2026, two leave today."
    dispatch.start_picking(first)
    assert sentence_of(order) == "Two books leave on Monday 18 May 2026, two are being packed."
    dispatch.pack(first)
    dispatch.ship(first)
    assert sentence_of(order) == "Two books leave on Monday 18 May 2026, two are on their way."
    dispatch.deliver(first)
    assert sentence_of(order) == "Two books leave on Monday 18 May 2026, two were delivered today."


def test_a_file_comes_by_mail_and_is_on_no_way(client, on_a_tuesday):
    file = SupplierOfferFactory(book=BookFactory(format="ebook")).book
    order = paid(file)
    confirmation = client.get(order.confirmation_url).content.decode()

    assert sentence_of(order) == "Your book comes by e-mail."
    assert mails.context_of(order)["arrivals"] == ["by e-mail"]
    assert ("Comes by e-mail" in confirmation, "With you" in confirmation) == (True, False)


def test_one_book_is_your_book(on_a_tuesday):
    order = paid()
    assert sentence_of(order) == "Your book leaves today."

    dispatch.make_ready(collected_at(BranchFactory(name="Mill Lane"), order), until=timezone.localdate())
    assert sentence_of(order) == "Your book is ready to collect at Mill Lane until today."
    assert sentence_of(placed()) == "It waits for your payment. Your copies are kept until 10:15."


def test_a_book_in_stock_that_waits_for_another_is_not_said_to_leave_today(client, on_a_tuesday):
    order = paid(BookFactory(title="Emma", stock=2), SupplierOfferFactory(book=BookFactory()).book)

    for page in (order.get_absolute_url(), order.confirmation_url):
        words = client.get(page).content.decode()
        assert ("Leaves us today" in words, "Set aside for you." in words) == (False, True)
        assert "Still to come to us." in words


@pytest.mark.parametrize("count", [1, 24])
def test_the_page_costs_the_same_number_of_queries_for_one_book_and_for_many(client, count):
    order = paid(*[BookFactory(by=["Jane Austen"], stock=1) for _ in range(count)])

    with CaptureQueriesContext(connection) as queries:
        assert client.get(order.get_absolute_url()).status_code == 200
    assert len(queries) == 17


@pytest.mark.parametrize("count", [1, 12])
def test_earlier_orders_cost_the_same_number_of_queries_for_one_and_for_many(client, django_user_model, count):
    jo = django_user_model.objects.create_user("jo@example.org")
    for _ in range(count):
        Order.objects.filter(pk=paid(BookFactory(by=["Jane Austen"], stock=1)).pk).update(customer=jo)
    client.force_login(jo)

    with CaptureQueriesContext(connection) as queries:
        assert len(client.get("/orders/").context["page"].object_list) == count
    assert len(queries) == 15


def test_the_list_says_of_an_order_what_its_page_says(client, django_user_model):
    jo = django_user_model.objects.create_user("jo@example.org")
    order = shipped(BookFactory(stock=1))
    Order.objects.filter(pk=order.pk).update(customer=jo)
    client.force_login(jo)

    assert "Your book is on its way." in client.get("/orders/").content.decode()
    assert "Your book is on its way." in client.get(order.get_absolute_url()).content.decode()


def test_a_customer_sees_their_own_orders_and_nobody_elses(client, django_user_model):
    mine, other = paid(), paid()
    jo = django_user_model.objects.create_user("jo@example.org")
    Order.objects.filter(pk=mine.pk).update(customer=jo)
    assert client.get("/orders/").status_code == 302
    client.force_login(jo)

    assert [order.pk for order in client.get("/orders/").context["page"]] == [mine.pk]
    assert client.get(f"/orders/{mine.number}/").status_code == 200
    assert client.get(f"/orders/{other.number}/").status_code == 404


@pytest.mark.parametrize(
    "what", ["", "cancel/", "return/", "reorder/", "invoices/2026-00001/", "invoices/2026-00001.pdf"]
)
def test_no_page_of_an_order_opens_to_a_stranger(client, what):
    order = shipped()
    address = f"/orders/{order.number}/{what}"

    assert [client.get(address).status_code in {404, 405}, client.post(address).status_code in {404, 405}] == [
        True,
        True,
    ]


def test_cancelling_asks_before_it_does(client):
    order = paid()

    assert "Its money goes back" in client.get(at(order, "cancel/")).content.decode()
    assert Order.objects.get().state == "paid"
    client.post(at(order, "cancel/"), {"why": "two copies by mistake"})

    order.refresh_from_db()
    assert (order.state, order.refunds.get().reason) == ("cancelled", "two copies by mistake.")
    assert "It was cancelled" in client.get(order.get_absolute_url()).content.decode()


def test_an_order_that_is_not_paid_is_called_off_and_its_books_are_in_the_cart_again(client):
    order = placed()

    page = client.post(at(order, "cancel/"), {"why": ""}, follow=True).content.decode()

    assert "It is cancelled, and its books are in your cart again." in page
    assert [line.book for line in order.cart.lines.all()] == [order.lines.get().book]


def test_one_line_is_cancelled_and_stays_on_the_page(client):
    order = paid(BookFactory(title="Emma", stock=1), BookFactory(title="Orlando", stock=1))
    line = order.lines.get(title="Emma")

    page = client.post(at(order, f"lines/{line.pk}/cancel/"), {"why": ""}, follow=True).content.decode()

    assert "line--gone" in page
    assert "Your book leaves" in page
    assert order.refunds.get().amount == line.total


def test_what_is_on_the_way_out_offers_no_cancelling_and_refuses_it(client):
    order = paid()
    packed(order)

    assert "cancel/" not in client.get(order.get_absolute_url()).content.decode()
    page = client.post(at(order, "cancel/"), {}, follow=True).content.decode()

    assert "A part of this order is on the way out" in page
    assert order.refunds.count() == 0


def test_a_return_shows_its_refund_before_it_is_asked_for(client):
    order = shipped(BookFactory(title="Emma", stock=2, price="8.00"), quantity=2)
    typed = {f"copies-{order.lines.get().pk}": "1", "reason": "damaged", "condition": "damaged", "way": "post"}

    shown = client.post(at(order, "return/"), typed)
    assert "We refund £8.00" in shown.content.decode()
    assert order.returns.count() == 0
    page = client.post(at(order, "return/"), {**typed, "confirmed": "on"}, follow=True).content.decode()

    assert "We have written to you how to send it back" in page
    asked = order.returns.get()
    assert (asked.reason, asked.lines.get().quantity) == ("damaged", 1)
    client.post(at(order, f"returns/{asked.pk}/withdraw/"))
    assert order.returns.get().state == "withdrawn"


@pytest.mark.parametrize("typed", [{}, {"copies": "9"}, {"copies": "x"}, {"copies": "-1"}, {"copies": "0"}])
def test_a_return_of_nothing_or_of_too_much_says_so_and_keeps_what_was_typed(client, typed):
    order = shipped()
    line = order.lines.get()
    typed = {f"{name}-{line.pk}": value for name, value in typed.items()}

    answer = client.post(at(order, "return/"), {**typed, "reason": "damaged", "note": "A coffee ring."})

    assert answer.status_code == 422
    assert "A coffee ring." in answer.content.decode()
    assert order.returns.count() == 0


def test_the_same_again_puts_what_can_be_had_in_the_cart_and_says_what_cannot(client):
    here, gone = BookFactory(title="Here", stock=5), BookFactory(title="Gone", stock=1, status="out_of_print")
    order = paid(here, gone)

    page = client.post(at(order, "reorder/"), follow=True).content.decode()

    assert "In your cart again: Here." in page
    assert "Gone cannot be bought just now" in page
    assert [line.book for line in Cart.objects.last().lines.all()] == [here]


def test_an_invoice_is_a_page_and_a_pdf(client):
    order = shipped(BookFactory(title="Černý Petr № 7 – 日本", stock=2), quantity=2)
    number = order.invoices.get().number

    page = client.get(at(order, f"invoices/{number}/")).content.decode()
    pdf = client.get(at(order, f"invoices/{number}.pdf"))

    assert "2 × £9.99" in page
    assert "£23.48" in page
    assert (pdf["Content-Type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")
    for other in ("2026-99999", "C2026-00001", "x", "9" * 40 + "-00001"):
        assert client.get(at(order, f"invoices/{other}/")).status_code == 404


@time_machine.travel("2026-06-30T23:30:00+00:00", tick=False)
def test_a_payment_after_midnight_by_the_shops_clock_is_of_the_new_day_on_every_paper(client):
    order = paid()
    number = order.invoices.get().number

    page = client.get(at(order, f"invoices/{number}/")).content.decode()
    pdf = client.get(at(order, f"invoices/{number}.pdf")).content
    paper = " ".join(PdfReader(BytesIO(pdf)).pages[0].extract_text().split())

    for words in (page, paper):
        assert "Paid on Wednesday 1 July 2026" in words
        assert "30 June" not in words


def test_titles_from_right_to_left_run_so_on_paper(client):
    """A reader of PDFs goes by where the letters stand."""
    order = paid(BookFactory(title="אהבה בימי כולרה", stock=1), BookFactory(title="ألف ليلة وليلة", stock=1))
    number = order.invoices.get().number

    pdf = client.get(at(order, f"invoices/{number}.pdf")).content
    words = PdfReader(BytesIO(pdf)).pages[0].extract_text().split()

    assert {"אהבה", "כולרה", "ألف"} <= set(words)


def test_who_guesses_at_orders_is_stopped(client):
    wrong = {"number": "2222-2222", "email": "jo@example.org"}

    answers = [client.post("/orders/find/", wrong).status_code for _ in range(11)]

    assert answers == [422] * 10 + [429]


def test_a_tracked_parcel_links_to_its_carrier(client):
    order = paid()
    dispatch.ship(packed(order), carrier=CarrierFactory(), tracking_number="G 1")

    assert 'href="https://gull.example/follow/G%201"' in client.get(order.get_absolute_url()).content.decode()
