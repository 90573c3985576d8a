"""Called off before it is charged: in part, by its reader, by staff, by its publisher."""

import pytest
from django.core import mail

from backoffice.checks import findings
from catalog.models import Book
from orders import ahead, cancellation, dispatch, later
from orders import payment as payments
from orders.gateways import GatewayFailed, bank
from orders.models import BankCharge, Order, OrderLine
from tests.orders.conftest import stripe  # noqa: F401, a fixture
from tests.prebooks.ahead import packed, paid_at_the_bank, two_ordered, two_to_come
from tests.prebooks.factories import a_prebook, copies_come

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _when_it_leaves(settings):
    settings.PREORDER_PAYMENT = "dispatch"


def test_one_of_two_books_is_called_off_and_the_rest_is_charged_for_the_rest(client, do_waiting_jobs):
    order, stays, goes = two_to_come()
    next_one, whole = a_prebook(goes.book), order.total
    address = f"/orders/{order.number}/lines/{goes.pk}/cancel/?key={order.key}"
    assert address in client.get(order.get_absolute_url()).content.decode()

    for _ in range(2):
        assert "It is cancelled." in client.post(address, {"why": ""}, follow=True).content.decode()
    copies_come(goes.book)
    packed(order)
    do_waiting_jobs()

    order.refresh_from_db()
    assert (order.state, order.total) == ("paid", whole - goes.total)
    assert [charge.amount for charge in BankCharge.objects.filter(amount__gt=0)] == [order.total]
    assert [line.title for line in order.lines.all()] == [stays.title]
    assert Order.objects.get(placed_with=order).state == "cancelled"
    next_one.hold.refresh_from_db()
    assert next_one.hold.state == "granted"
    assert [letter.subject for letter in mail.outbox if "A part of" in letter.subject] == [
        f"A part of your order {order.number} is cancelled"
    ]
    assert list(findings()) == []


def test_after_a_declined_charge_one_book_is_called_off_but_not_while_somebody_pays(do_waiting_jobs):
    order, _, goes = two_to_come("decline-later")
    for line in order.lines.all():
        copies_come(line.book)
    dispatch.pack(dispatch.start_picking(order.parcels.get()))
    do_waiting_jobs()
    order.refresh_from_db()
    assert order.state == "placed"
    payments.begin(order)

    with pytest.raises(cancellation.CannotCancel, match="being paid for"):
        cancellation.cancel_line(goes, why="Too much just now.")
    payments.let_go(order)
    cancellation.cancel_line(goes, why="Too much just now.")
    [left] = {line.pk for line in order.lines.all()}
    order.refresh_from_db()
    paid_at_the_bank(order)

    assert BankCharge.objects.get(state="approved", amount__gt=0).amount == order.total
    assert Order.objects.get(pk=order.pk).state == "paid"
    assert left != goes.pk
    assert list(findings()) == []


def test_a_book_is_not_called_off_between_two_tries_of_a_charge(stripe):  # noqa: F811
    order = two_ordered()
    payments.begin(order)
    stripe.set_up(order.payments.get().reference)
    payments.settle(order.payments.get())
    packed(order)
    goes = order.lines.last()
    stripe.is_down = True
    with pytest.raises(GatewayFailed):
        later.charge(order)
    stripe.is_down = False

    with pytest.raises(cancellation.CannotCancel, match="being paid for"):
        cancellation.cancel_line(goes, why="Damaged.", states=cancellation.FOR_STAFF)
    later.charge(order)
    cancellation.cancel_line(goes, why="Damaged.", states=cancellation.FOR_STAFF)

    order.refresh_from_db()
    [charged] = stripe.intents.values()
    assert (order.state, charged["amount"]) == ("paid", int(order.total * 100))
    assert order.refunds.get().amount == goes.total
    assert list(findings()) == []


def test_a_book_that_never_comes_takes_no_other_along(do_waiting_jobs):
    order, stays, goes = two_to_come()
    Book.objects.filter(pk=goes.book_id).update(status="cancelled")

    assert [ahead.follow_publishers(), ahead.follow_publishers()] == [1, 0]

    order.refresh_from_db()
    assert (order.state, [line.pk for line in order.lines.all()]) == ("promised", [stays.pk])
    assert list(findings()) == []


def test_both_books_of_an_order_that_never_come_end_it(do_waiting_jobs):
    two_to_come()
    Book.objects.update(status="cancelled")

    assert [ahead.follow_publishers(), ahead.follow_publishers()] == [2, 0]

    assert set(Order.objects.values_list("state", flat=True)) == {"cancelled"}
    assert list(findings()) == []


def declined() -> tuple[Order, OrderLine]:
    """An order whose charge was declined when it left, and one of its two books."""
    order, _, goes = two_to_come("decline-later")
    packed(order)
    later.charge(order)
    order.refresh_from_db()
    assert order.state == "placed"
    return order, goes


def test_nobody_is_sent_to_pay_for_a_book_that_is_called_off_in_that_moment(monkeypatch):
    order, goes = declined()
    begin = bank.begin

    def begin_slowly(payment, **addresses):
        cancellation.cancel_line(goes, why="Too much just now.")
        return begin(payment, **addresses)

    monkeypatch.setattr(bank, "begin", begin_slowly)
    with pytest.raises(payments.CannotPay, match="has changed in this moment"):
        payments.begin(order)
    monkeypatch.undo()

    order.refresh_from_db()
    assert order.payments.last().state == "abandoned"
    paid_at_the_bank(order)
    assert BankCharge.objects.get(state="approved", amount__gt=0).amount == order.total
    assert list(findings()) == []


def test_nobody_is_sent_to_pay_for_an_order_that_is_called_off_in_that_moment(client, monkeypatch):
    order, _ = declined()
    begin = bank.begin

    def begin_slowly(payment, **addresses):
        cancellation.cancel_order(order, why="Staff have called it off.")
        return begin(payment, **addresses)

    monkeypatch.setattr(bank, "begin", begin_slowly)
    answer = client.post(f"/orders/{order.number}/pay/?key={order.key}")

    assert (answer.status_code, "has changed in this moment" in answer.content.decode()) == (503, True)
    assert BankCharge.objects.get(key=order.payments.last().key).state == "closed"


def test_who_once_found_nobody_to_pay_to_is_still_charged_once_more(stripe):  # noqa: F811
    order = two_ordered()
    payments.begin(order)
    stripe.set_up(order.payments.get().reference)
    payments.settle(order.payments.get())
    packed(order)
    stripe.declines = "card_declined"
    later.charge(order)
    stripe.declines, stripe.is_down = "", True
    with pytest.raises(GatewayFailed):
        payments.begin(Order.objects.get(pk=order.pk))
    stripe.is_down = False

    later.charge_once_more(order)

    order.refresh_from_db()
    assert (order.state, order.payments.open().count()) == ("paid", 0)


def test_who_called_a_book_off_reads_it_in_the_order_it_was_of_and_of_no_other(client):
    order, stays, goes = two_to_come()
    client.force_login(order.customer)

    cancellation.cancel_line(goes, why="Changed my mind.")
    page = client.get(f"/orders/{order.number}/").content.decode()
    alone = Order.objects.get(placed_with=order)

    assert "Called off" in page
    assert [page.count(f"<bdi>{line.title}</bdi>") for line in (stays, goes)] == [1, 1]
    assert f"Cancelled: {goes.title}. Changed my mind." in page
    assert [order.number in (words := client.get(address).content.decode()) for address in ("/orders/",)] == [True]
    assert alone.number not in page + words
    assert "1 order." in client.get("/account/").content.decode()


def test_who_is_charged_later_is_told_that_the_publisher_has_ended_the_book(do_waiting_jobs):
    order, *_ = two_to_come()
    Book.objects.update(status="cancelled")

    ahead.follow_publishers()
    ahead.follow_publishers()
    do_waiting_jobs()
    do_waiting_jobs()

    told = [letter.subject for letter in mail.outbox if "cancelled" in letter.subject]
    assert told == [f"A part of your order {order.number} is cancelled", f"Your order {order.number} is cancelled"]
    assert "The publisher has ended this book" in mail.outbox[-1].body
