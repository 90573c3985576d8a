"""Ordered before it is here, and charged when it leaves: with the way to pay that the provider keeps."""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from backoffice.checks import findings
from catalog.models import Book
from orders import cancellation, dispatch, later, sweeping
from orders import cart as carts
from orders import payment as payments
from orders.checkout import place_order
from orders.gateways import GatewayFailed, bank
from orders.models import BankCharge, KeptMethod, Order, Payment
from tests.catalog.factories import BookFactory
from tests.orders.conftest import stripe  # noqa: F401, a fixture
from tests.orders.factories import CheckoutFactory, DeliveryMethodFactory, PromotionFactory, card_of
from tests.prebooks.ahead import a_coming_book, cart_ahead, order_of, packed, paid_at_the_bank
from tests.prebooks.factories import a_prebook, states
from tests.races import at_the_same_time

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _when_it_leaves(settings):
    settings.PREORDER_PAYMENT = "dispatch"


def later_by(**time):
    return time_machine.travel(timezone.now() + timedelta(**time))


def kept(*others: Book, answer: str = "approve", prebook=None) -> Order:
    """An order that is charged when it leaves, its card kept at the test bank."""
    return paid_at_the_bank(order_of(cart_ahead(prebook or a_prebook(a_coming_book()), *others)), answer)[-1]


def test_what_is_here_is_paid_now_and_what_is_to_come_when_it_leaves(do_waiting_jobs):
    main, apart = paid_at_the_bank(order_of(cart_ahead(a_prebook(a_coming_book()), BookFactory(stock=1))))

    assert (main.state, apart.state, apart.placed_with) == ("paid", "promised", main)
    assert [payment.amount for payment in Payment.objects.all()] == [main.total]
    parcel = packed(apart)
    with pytest.raises(dispatch.CannotSend, match="being charged"):
        dispatch.ship(parcel)
    do_waiting_jobs()
    with later_by(days=10):
        dispatch.ship(parcel)

    apart.refresh_from_db()
    assert (apart.state, apart.invoices.get().total, apart.payments.get().amount) == ("completed", *[apart.total] * 2)
    assert not KeptMethod.objects.exists()
    assert list(findings()) == []


def test_the_mails_about_what_was_ordered_together_name_each_others_numbers(do_waiting_jobs):
    main, apart = paid_at_the_bank(order_of(cart_ahead(a_prebook(a_coming_book()), BookFactory(stock=1))))
    do_waiting_jobs()

    words = {letter.subject.split(":")[0]: " ".join(letter.body.split()) for letter in mail.outbox}
    of_main = words[f"Your order {main.number} at Colophon is confirmed"]
    of_apart = words[f"Your order {apart.number} is confirmed"]
    assert f"What comes later has a number of its own, {apart.number}, and is charged when it leaves us." in of_main
    assert f"You ordered it together with order {main.number}, which is charged by itself." in of_apart


def test_nothing_is_charged_where_all_of_it_is_to_come_and_the_card_is_kept():
    [order] = paid_at_the_bank(order_of(cart_ahead(a_prebook(a_coming_book()))))

    assert (order.state, order.payments.get().state, order.payments.get().amount) == ("promised", "kept", 0)
    assert bank.charges(timezone.now() - timedelta(days=1), timezone.now()) == []
    assert list(findings()) == []


@pytest.mark.parametrize("by_card", ["0", "12.00", "500"])
@pytest.mark.parametrize("code", [False, True])
def test_the_shares_come_to_the_whole_to_the_penny(by_card, code):
    extra = DeliveryMethodFactory(price=Decimal("3.55"), extra_parcel=Decimal("1.00"))
    here, book = BookFactory(stock=1, price=Decimal("7.77")), a_coming_book(price=Decimal("9.99"))
    cart = cart_ahead(a_prebook(book), here)
    if code:
        cart.promotion = PromotionFactory(value=13)
        cart.save()
    if Decimal(by_card):
        cart.gift_cards.create(card=card_of(by_card))
    checkout = CheckoutFactory(cart=cart, delivery=extra)
    rows = carts.rows_of(cart)
    whole = carts.quote_of(rows, country="GB", delivery=extra, parcels=2)
    to_pay = max(whole.total - Decimal(by_card), Decimal(0))

    place_order(cart, checkout, attempt_key=checkout.attempt_key, shown_total=whole.total, shown_to_pay=to_pay)

    orders = list(Order.objects.order_by("pk"))
    assert len(orders) == 2
    assert sum(order.total for order in orders) == whole.total
    assert sum(order.tax for order in orders) == whole.tax
    assert sum(order.to_pay for order in orders) == to_pay
    for order in orders:
        assert sum(discount.amount for discount in order.discounts.all()) == order.discount
    assert list(findings()) == []


def test_charged_by_two_workers_at_once_it_is_charged_once_and_so_is_a_job_that_was_killed(do_waiting_jobs):
    order = kept()
    packed(order)
    payment = later._attempt(order)  # as a worker that was killed when the bank had answered
    bank.charge(payment, order.kept_method)

    for _ in range(2):
        later.charge(order)
        do_waiting_jobs()
        later.charge_what_is_packed()

    assert order.payments.filter(is_later=True).count() == 1
    assert BankCharge.objects.filter(amount__gt=0).count() == 1
    assert Order.objects.get(pk=order.pk).state == "paid"


def test_a_charge_that_is_declined_keeps_the_parcel_and_its_reader_pays_with_another_card(client, do_waiting_jobs):
    order = kept(answer="decline-later")
    parcel = packed(order)
    do_waiting_jobs()
    do_waiting_jobs()
    order.refresh_from_db()

    assert (order.state, order.due_now) == ("placed", order.total)
    assert any("could not charge" in letter.subject for letter in mail.outbox)
    with pytest.raises(dispatch.CannotSend, match="not paid"):
        dispatch.ship(parcel)
    assert b"Pay" in client.get(f"/orders/{order.number}/pay/?key={order.key}").content
    paid_at_the_bank(order)
    with later_by(days=10):
        dispatch.ship(parcel)

    assert Order.objects.get().state == "completed"
    assert list(findings()) == []


def test_staff_find_what_could_not_be_charged(admin_client, do_waiting_jobs):
    order, fine = kept(answer="decline-later"), kept()
    packed(order)
    do_waiting_jobs()
    do_waiting_jobs()

    page = admin_client.get("/admin/orders/order/?payment=not-charged").content.decode()

    assert (order.number in page, fine.number in page) == (True, False)
    assert order.number not in admin_client.get("/admin/orders/order/?payment=declined").content.decode()


def test_after_a_week_the_copy_goes_to_the_next_and_its_reader_is_told(do_waiting_jobs):
    book = a_coming_book()
    mine, next_one = a_prebook(book), a_prebook(book)
    order = kept(prebook=mine, answer="decline-later")
    packed(order)
    do_waiting_jobs()
    with later_by(days=3, minutes=1):
        later.charge_once_more(order)
        later.charge_once_more(order)
    with later_by(days=7, minutes=1):
        sweeping.end_unpaid_orders()
    do_waiting_jobs()

    next_one.hold.refresh_from_db()
    assert (Order.objects.get().state, next_one.hold.state) == ("cancelled", "granted")
    assert order.payments.filter(is_later=True, state="abandoned").count() == 3
    assert any("cancelled" in letter.subject for letter in mail.outbox)
    assert not KeptMethod.objects.exists()
    assert list(findings()) == []


def test_called_off_before_it_is_fetched_nothing_is_charged_and_the_card_is_forgotten(do_waiting_jobs):
    order = kept(BookFactory(stock=1))

    cancellation.cancel_order(order, why="Changed my mind.")
    do_waiting_jobs()

    assert Order.objects.get(pk=order.pk).state == "cancelled"
    assert not BankCharge.objects.filter(keeps_method=True).exists()
    assert list(findings()) == []


def test_an_order_that_is_not_paid_ends_with_what_was_placed_with_it():
    mine = a_prebook(a_coming_book())
    main = order_of(cart_ahead(mine, BookFactory(stock=1)))
    payments.begin(main)

    with later_by(minutes=20):  # somebody is at the bank's page
        assert sweeping.end_unpaid_orders() == 0
    with later_by(minutes=61):
        sweeping.end_unpaid_orders()

    assert set(Order.objects.values_list("state", flat=True)) == {"cancelled"}
    assert states(mine) == ["waiting"]


def send_all(fake, times: int = 1) -> None:
    for event in reversed(fake.events * times):
        body, signature = fake.signed(event)
        Client().post("/payments/stripe/", body, "application/json", headers={"Stripe-Signature": signature})


@pytest.mark.parametrize("mixed", [True, False])
@pytest.mark.parametrize("news", [0, 1, 5])
def test_through_stripe_the_card_is_kept_and_charged_once_however_often_it_says_so(
    stripe,  # noqa: F811
    do_waiting_jobs,
    mixed,
    news,
):
    main = order_of(cart_ahead(a_prebook(a_coming_book()), *([BookFactory(stock=1)] if mixed else [])))
    payments.begin(main)
    payment = main.payments.get()
    (stripe.pay if mixed else stripe.set_up)(payment.reference)
    send_all(stripe, news)
    payments.settle(payment)
    do_waiting_jobs()
    order = Order.objects.order_by("pk").last()
    assert order.state == "promised"
    packed(order)
    stripe.events.clear()
    do_waiting_jobs()
    send_all(stripe, news)
    do_waiting_jobs()

    assert Order.objects.get(pk=order.pk).state == "paid"
    assert len(stripe.intents) == 1 + mixed
    assert [method["customer"] for method in stripe.methods.values()] == [None]  # detached again


@pytest.mark.parametrize("code", ["card_declined", "authentication_required"])
def test_what_the_bank_wants_confirmed_is_confirmed_on_the_providers_page(stripe, do_waiting_jobs, code):  # noqa: F811
    order = order_of(cart_ahead(a_prebook(a_coming_book())))
    payments.begin(order)
    stripe.set_up(order.payments.get().reference)
    payments.settle(order.payments.get())
    packed(order)
    stripe.declines = code
    do_waiting_jobs()
    order.refresh_from_db()
    assert order.state == "placed"
    assert ("confirm the payment yourself" in order.payments.last().reason) == (code == "authentication_required")

    payments.begin(order)
    stripe.pay(order.payments.last().reference)
    payments.settle(order.payments.last())

    assert Order.objects.get().state == "paid"


def test_a_provider_that_is_away_is_asked_again(stripe):  # noqa: F811
    order = order_of(cart_ahead(a_prebook(a_coming_book())))
    payments.begin(order)
    stripe.set_up(order.payments.get().reference)
    payments.settle(order.payments.get())
    packed(order)
    stripe.is_down = True
    with pytest.raises(GatewayFailed):
        later.charge(order)
    stripe.is_down = False

    later.charge_what_is_packed()

    assert Order.objects.get().state == "paid"


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("real_queue")
def test_of_ten_workers_who_charge_at_the_same_moment_one_makes_the_attempt():
    order = kept()
    packed(order)

    at_the_same_time(lambda _: later.charge(order), range(10))

    assert BankCharge.objects.filter(amount__gt=0).count() == 1
    assert Order.objects.get().state == "paid"
