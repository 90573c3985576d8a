"""Paying, with both providers: the test bank, and a Stripe of our own over HTTP (tests/orders/fake_stripe.py)."""

import itertools
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from catalog import stock
from catalog.models import Hold
from orders import payment as payments
from orders import refunds
from orders.cancellation import cancel_unpaid
from orders.checkout import place_order
from orders.gateways import GatewayFailed, bank, stripe_checkout
from orders.models import BankCharge, Order, ProviderEvent, Refund
from orders.sweeping import ask_after_payments, end_unpaid_orders
from orders.tasks import end_unpaid
from tests.catalog.factories import BookFactory
from tests.orders.factories import CheckoutFactory
from tests.orders.fake_stripe import FakeStripe
from tests.races import at_the_same_time

pytestmark = pytest.mark.django_db


@pytest.fixture
def order() -> Order:
    return placed(BookFactory(stock=1))


def placed(book) -> Order:
    draft = CheckoutFactory(books=[book])
    return place_order(draft.cart, draft, attempt_key=draft.attempt_key, shown_total=Decimal("13.49"))


def begun(order: Order):
    payments.begin(order)
    return order.payments.last()


def send(client: Client, fake: FakeStripe, event, *, secret: str | None = None):
    body, signature = fake.signed(event, secret=secret)
    return client.post("/payments/stripe/", body, "application/json", headers={"Stripe-Signature": signature})


def come_back(client: Client, order: Order):
    return client.get(f"/orders/{order.number}/paid/?key={order.key}")


def state_of(order: Order) -> str:
    return Order.objects.get(pk=order.pk).state


def later(minutes: int):
    return timezone.now() + timedelta(minutes=minutes)


def sell_to_somebody_else(book) -> None:
    stock.lapse_overdue(later(16))
    stock.hold(book, 1, kind=Hold.Kind.CHECKOUT)


@pytest.mark.parametrize(
    "news", ["before the return", "after the return", "five times", "never", "never, nor a return"]
)
def test_whenever_the_news_comes_there_is_one_paid_order_and_one_mail(
    client, stripe, order, news, do_waiting_jobs, mailoutbox
):
    payment = begun(order)
    stripe.pay(payment.reference)
    events = {"never": [], "never, nor a return": [], "five times": stripe.events * 5}.get(news, stripe.events)

    if news == "after the return":
        come_back(client, order)
    for event in reversed(events):
        assert send(client, stripe, event).status_code == 200
    do_waiting_jobs()
    if news in {"before the return", "five times", "never"}:
        come_back(client, order)
    ask_after_payments(later(4))
    do_waiting_jobs()

    assert state_of(order) == "paid"
    assert [mail.subject for mail in mailoutbox] == [f"Your order {order.number} at Colophon is confirmed"]
    assert len(stripe.intents) == 1


def test_every_order_in_which_news_can_arrive_ends_the_same(client, stripe, do_waiting_jobs):
    for sequence in itertools.permutations(["declined", "paid", "return"]):
        order = placed(BookFactory(stock=1))
        payment = begun(order)
        stripe.events.clear()
        stripe.fail(payment.reference, "Your card was declined.")
        stripe.pay(payment.reference)
        news = {"declined": stripe.events[:1], "paid": stripe.events[1:], "return": []}

        for step in sequence:
            for event in news[step]:
                send(client, stripe, event)
            do_waiting_jobs()
            if step == "return":
                come_back(client, order)

        assert (sequence, state_of(order)) == (sequence, "paid")


def test_a_forged_event_changes_nothing(client, stripe, order, do_waiting_jobs):
    payment = begun(order)
    stripe.pay(payment.reference)

    answer = send(client, stripe, stripe.events[0], secret="whsec_of_a_thief")

    do_waiting_jobs()
    assert (answer.status_code, ProviderEvent.objects.count(), state_of(order)) == (400, 0, "placed")


def test_an_event_alone_does_not_pay_an_order(client, stripe, order, do_waiting_jobs):
    begun(order)
    stripe.tell(
        "checkout.session.completed", {**stripe.sessions[order.payments.get().reference], "payment_status": "paid"}
    )

    send(client, stripe, stripe.events[0])
    do_waiting_jobs()

    assert state_of(order) == "placed"


def test_beginning_again_leads_to_the_same_page_of_the_same_payment(stripe, order):
    first, second = payments.begin(order), payments.begin(order)

    assert first == second
    assert (len(stripe.sessions), order.payments.count()) == (1, 1)


def test_a_declined_card_is_told_with_its_reason_and_another_one_pays(client, stripe, order):
    payment = begun(order)
    stripe.fail(payment.reference, "Your card has too little money.")

    page = client.get(come_back(client, order).url)
    stripe.pay(payment.reference)
    come_back(client, order)

    assert page.content.decode().count("Your card has too little money. Nothing was charged.") == 1
    assert order.lines.get().title in page.content.decode()
    assert state_of(order) == "paid"


def test_the_cart_says_that_an_order_from_it_waits_for_its_payment(client, stripe, order):
    client.cookies["cart"] = str(order.cart.key)
    waiting = client.get("/cart/").content.decode()
    payments.approve(begun(order))

    assert f"Your order {order.number} waits for its payment." in waiting
    assert f'href="/orders/{order.number}/pay/?key={order.key}"' in waiting
    assert "waits for its payment" not in client.get("/cart/").content.decode()


def test_a_provider_that_is_down_leaves_the_order_waiting_and_says_so(client, stripe, order):
    stripe.is_down = True

    answer = client.post(f"/orders/{order.number}/pay/?key={order.key}")

    assert answer.status_code == 503
    assert "does not answer just now" in answer.content.decode()
    assert state_of(order) == "placed"


def test_a_payment_after_the_time_is_fulfilled_while_the_copies_are_there(client, stripe, order):
    payment = begun(order)
    stock.lapse_overdue(later(16))
    stripe.pay(payment.reference)

    come_back(client, order)

    assert state_of(order) == "paid"
    assert order.lines.get().hold.state == "granted"


def test_a_payment_for_copies_that_are_gone_goes_back_with_an_apology(client, stripe, do_waiting_jobs, mailoutbox):
    book = BookFactory(stock=1)
    order = placed(book)
    payment = begun(order)
    sell_to_somebody_else(book)
    stripe.pay(payment.reference)

    come_back(client, order)
    do_waiting_jobs()

    assert state_of(order) == "cancelled"
    assert [refund["amount"] for refund in stripe.refunds.values()] == [1349]
    assert f"Your payment for order {order.number} goes back to you" in [mail.subject for mail in mailoutbox]


def test_money_is_given_back_once_however_often_it_is_tried(client, stripe, order, do_waiting_jobs):
    payment = begun(order)
    cancel_unpaid(order, why="The customer changed their mind")
    stripe.pay(payment.reference)
    come_back(client, order)
    come_back(client, order)
    do_waiting_jobs()

    Refund.objects.update(state="pending")
    refunds.send(Refund.objects.get())

    assert (Refund.objects.get().state, len(stripe.refunds)) == ("done", 1)


def test_an_abandoned_payment_is_closed_at_the_provider_before_its_order_ends(stripe, order):
    payment = begun(order)

    at_twenty = end_unpaid_orders(later(20))
    at_sixty = end_unpaid_orders(later(61))

    assert (at_twenty, at_sixty) == (0, 1)
    assert stripe.sessions[payment.reference]["status"] == "expired"
    assert state_of(order) == "cancelled"


def test_an_order_paid_in_the_last_moment_is_not_ended(stripe, order):
    payment = begun(order)
    stripe.pay(payment.reference)

    end_unpaid_orders(later(61))

    assert state_of(order) == "paid"


def test_an_order_whose_provider_is_silent_is_not_ended(stripe, order):
    begun(order)
    stripe.is_down = True

    end_unpaid_orders(later(61))

    assert state_of(order) == "placed"


def test_an_order_that_cannot_be_ended_keeps_no_other_and_no_copies(order):
    """Its money was asked for through a provider that the shop has done away with."""
    order.payments.create(gateway="cowrie shells", amount=order.total, reference="shell 1")
    other = placed(BookFactory(stock=1))

    with time_machine.travel(later(61)), pytest.raises(ExceptionGroup, match="2 could not"):
        end_unpaid(0)

    assert (state_of(order), state_of(other)) == ("placed", "cancelled")
    assert not Hold.objects.live().exists()


@pytest.mark.parametrize(
    ("presses", "state"),
    [
        (["approve"], "paid"),
        (["second-step", "approve"], "paid"),
        (["no-money"], "placed"),
        (["second-step", "lost-card"], "placed"),
        (["no-reason", "approve"], "paid"),
        (["approve", "no-money"], "paid"),
        (["rubbish"], "placed"),
    ],
)
def test_the_test_bank_answers_as_one_presses(client, order, presses, state):
    page = payments.begin(order).removeprefix("http://testserver")

    for press in presses:
        client.post(page, {"answer": press})
    come_back(client, order)

    assert state_of(order) == state


@pytest.mark.parametrize("name", ["bank", "stripe"])
def test_no_provider_gives_back_more_than_it_took(request, order, name):
    fake = request.getfixturevalue("stripe") if name == "stripe" else None
    payment = begun(order)
    if fake:
        fake.pay(payment.reference)
    else:
        bank.answer(BankCharge.objects.get(), "approve")
    payment = payments.settle(payment)
    gateway = stripe_checkout if fake else bank

    first = gateway.refund(payment, Decimal("13.00"), key="a")
    again = gateway.refund(payment, Decimal("13.00"), key="a")
    with pytest.raises(GatewayFailed):
        gateway.refund(payment, Decimal("0.50"), key="b")

    assert first == again


@pytest.mark.django_db(transaction=True)
def test_return_and_event_in_the_same_moment_pay_once(stripe):
    order = placed(BookFactory(stock=1))
    payment = begun(order)
    stripe.pay(payment.reference)

    at_the_same_time(lambda _: payments.settle(payment), range(8))

    assert [event.what for event in order.events.all()] == ["Ordered", "Paid"]
