"""One order form that is sent many times in the same moment."""

import pytest
from django.test import Client

from orders import payment as payments
from orders.gateways import bank
from orders.models import BankCharge, Order
from tests.catalog.factories import BookFactory
from tests.orders.factories import DeliveryMethodFactory
from tests.orders.till import at_the_review, press_of
from tests.races import at_the_same_time

pytestmark = pytest.mark.usefixtures("real_queue")


@pytest.mark.django_db(transaction=True)
def test_the_same_form_fifty_times_at_once_is_one_order_one_charge_and_one_mail(do_waiting_jobs, mailoutbox):
    """Fifty presses of “Place order” over HTTP, each on a connection of its own."""
    client = Client()
    DeliveryMethodFactory()
    client.post("/cart/add/", {"isbn13": BookFactory(stock=3).isbn13})
    press = press_of(at_the_review(client))

    def send(_):
        tab = Client()
        tab.cookies.update(client.cookies)
        return tab.post("/checkout/review/", press).status_code

    answers = at_the_same_time(send, range(50))
    charge = BankCharge.objects.get()
    bank.answer(charge, "approve")
    payments.settle(Order.objects.get().payments.get())
    do_waiting_jobs()

    assert answers == [302] * 50
    assert (Order.objects.get().state, Order.objects.get().lines.get().quantity) == ("paid", 1)
    assert len(mailoutbox) == 1
