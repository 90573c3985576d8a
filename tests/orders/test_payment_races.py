"""News of one payment that arrives several times in the same moment."""

import pytest
from django.test import Client

from orders import payment as payments
from orders import provider_events
from orders.models import Invoice, Order, ProviderEvent
from tests.orders.fake_stripe import FakeStripe
from tests.orders.steps import placed
from tests.races import at_the_same_time

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("real_queue")]


@pytest.fixture
def order(stripe: FakeStripe) -> Order:
    """One that is paid for at the provider, which has not been heard of here."""
    order = placed()
    payments.begin(order)
    stripe.pay(order.payments.get().reference)
    return order


def deliver(stripe: FakeStripe, event) -> int:
    body, signature = stripe.signed(event)
    headers = {"Stripe-Signature": signature}
    return Client().post("/payments/stripe/", body, "application/json", headers=headers).status_code


def come_back(order: Order) -> int:
    return Client().get(f"/orders/{order.number}/paid/?key={order.key}").status_code


def assert_paid_once(stripe: FakeStripe, order: Order, mails) -> None:
    assert Order.objects.get().state == "paid"
    assert [event.what for event in order.events.all()] == ["Ordered", "Paid"]
    assert order.payments.get().charge in stripe.intents
    assert (len(stripe.intents), Invoice.objects.count()) == (1, 1)
    assert [mail.subject for mail in mails] == [f"Your order {order.number} at Colophon is confirmed"]


def test_an_event_that_comes_five_times_at_once_is_kept_once_and_pays_once(stripe, order, do_waiting_jobs, mailoutbox):
    event = stripe.events[0]

    answers = at_the_same_time(lambda _: deliver(stripe, event), range(5))
    kept = ProviderEvent.objects.get()
    at_the_same_time(lambda _: provider_events.handle(kept), range(5))  # as by workers that took it up again
    do_waiting_jobs()
    do_waiting_jobs()

    assert answers == [200] * 5
    assert_paid_once(stripe, order, mailoutbox)


def test_the_shopper_who_returns_in_the_moment_of_the_event_is_charged_and_told_once(
    stripe, order, do_waiting_jobs, mailoutbox
):
    for event in stripe.events:
        deliver(stripe, event)
    events = list(ProviderEvent.objects.all())
    assert len(events) == 2

    news = [lambda event=event: provider_events.handle(event) for event in events * 2]
    returns = [lambda: come_back(order)] * 4
    outcomes = at_the_same_time(lambda happens: happens(), [*news, *returns])
    do_waiting_jobs()
    do_waiting_jobs()

    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    assert_paid_once(stripe, order, mailoutbox)
