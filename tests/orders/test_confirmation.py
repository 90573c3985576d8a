"""What somebody sees who has just ordered, and how a guest keeps the order."""

import re

import pytest

from accounts.models import User
from catalog.models import Book, Branch
from orders import aside, dispatch
from orders import cart as carts
from orders.cart import quote_of, rows_of
from orders.checkout import place_order
from orders.models import AsideLine, Order
from tests.accounts.test_signing_in import PASSWORD, sign_in
from tests.catalog.factories import BookFactory
from tests.orders.factories import CheckoutFactory, DeliveryMethodFactory
from tests.orders.steps import collected_at, packed, paid, placed
from tests.orders.till import at_the_review, press_of

pytestmark = pytest.mark.django_db


def page_of(client, order, **more):
    return client.get(order.confirmation_url, **more)


def test_it_says_number_address_parcel_and_where_the_mail_went_as_often_as_it_is_looked_at(client):
    order = paid(BookFactory(title="Emma", stock=3), email="jo@example.org", line1="1 Quay Lane")

    for _ in range(2):
        page = page_of(client, order).content.decode()
        for said in (order.number, "Emma", "1 Quay Lane", "jo@example.org", "With you ", "Add to calendar"):
            assert said in page


def test_an_order_that_waits_for_money_or_is_over_has_its_usual_page_instead(client):
    waiting, gone = placed(), paid()
    dispatch.ship(packed(gone))

    assert page_of(client, waiting).url == waiting.get_absolute_url()
    assert page_of(client, gone).url == gone.get_absolute_url()


def test_what_is_collected_says_at_which_counter(client):
    order = paid()
    branch = Branch.objects.first()
    collected_at(branch, order)

    assert f"Ready to collect in {branch}" in page_of(client, order).content.decode()


def test_the_bank_leads_there_and_the_form_of_before_orders_nothing_more(client, do_waiting_jobs):
    delivery = DeliveryMethodFactory()
    client.post("/cart/add/", {"isbn13": BookFactory(stock=5).isbn13})
    press = press_of(at_the_review(client, delivery=delivery.pk))
    bank = client.post("/checkout/review/", press).url
    back = client.post(bank, {"answer": "approve"}).url

    confirmation = client.get(back).url

    assert "/thank-you/" in confirmation
    assert client.post("/checkout/review/", press).url == confirmation
    assert client.get("/checkout/review/").url == "/cart/"
    assert Order.objects.count() == 1


def test_a_guest_keeps_the_order_with_a_password_once_the_address_is_proved(client, mailoutbox, do_waiting_jobs):
    order = paid(email="jo@example.org")
    prompt = page_of(client, order).content.decode()
    assert "Keep this order" in prompt
    form = {"email": "jo@example.org", "password1": PASSWORD, "next": f"/orders/{order.number}/"}
    client.post("/accounts/signup/", form)
    assert Order.objects.get().customer is None
    do_waiting_jobs()

    link = re.search(r"/accounts/confirm-email/\S+/", mailoutbox[-1].body).group()
    answer = client.post(link)

    assert answer.url == f"/orders/{order.number}/"
    assert Order.objects.get().customer.email == "jo@example.org"
    assert "Keep this order" not in page_of(client, order).content.decode()


def test_a_guest_keeps_the_order_with_a_passkey_and_no_password(client, mailoutbox, do_waiting_jobs):
    order = paid(email="jo@example.org")
    form = {"email": "jo@example.org", "next": "/account/security/passkeys/add/"}
    assert 'action="/accounts/signup/passkey/"' in page_of(client, order).content.decode()
    client.post("/accounts/signup/passkey/", form)
    do_waiting_jobs()

    link = re.search(r"/accounts/confirm-email/\S+/", mailoutbox[-1].body).group()
    answer = client.post(link, follow=True)

    assert answer.redirect_chain == [("/account/security/passkeys/add/", 302)]
    assert "Make the passkey" in answer.content.decode()
    assert Order.objects.get().customer.has_usable_password() is False


def test_an_address_that_is_not_proved_brings_no_orders(client):
    order = paid(email="zoe@example.org")
    other = User.objects.create_user("ann@example.org", PASSWORD)
    other.emailaddress_set.create(email=other.email, verified=True, primary=True)
    other.emailaddress_set.create(email=order.email, verified=False)

    sign_in(client, other.email)

    assert Order.objects.get().customer is None


@pytest.mark.parametrize("count", [1, 24])
def test_it_costs_the_same_number_of_queries_for_one_book_and_for_many(client, django_assert_num_queries, count):
    order = paid(*[BookFactory(stock=1) for _ in range(count)])
    page_of(client, order)

    with django_assert_num_queries(16):
        page_of(client, order)


def test_what_was_taken_out_on_the_way_is_not_offered_again_after_the_order():
    draft = CheckoutFactory(books=[BookFactory(stock=1), BookFactory(stock=1)])
    for line, why in zip(draft.cart.lines.all()[:2], (AsideLine.Why.REMOVED, AsideLine.Why.SAVED), strict=True):
        aside.put_aside(line, why)
    carts.add(draft.cart, Book.objects.with_supply().get(pk=BookFactory(stock=1).pk))

    total = quote_of(rows_of(draft.cart), country=draft.country, delivery=draft.delivery).total
    place_order(draft.cart, draft, attempt_key=draft.attempt_key, shown_total=total)

    assert [line.why for line in aside.lines_of(draft.cart)] == [AsideLine.Why.SAVED]
