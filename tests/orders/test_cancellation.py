from decimal import Decimal

import pytest
from django.core import mail
from django.utils import timezone

from catalog import stock
from catalog.models import Hold, Stock
from orders import dispatch
from orders.cancellation import FOR_STAFF, CannotCancel, cancel_line, cancel_order
from tests.catalog.factories import BookFactory
from tests.orders.steps import paid, placed, shipped

pytestmark = pytest.mark.django_db


def held(book):
    return sum(Stock.objects.filter(book=book).values_list("held", flat=True))


def mails_about(order):
    return list(order.sent_mails.values_list("kind", flat=True))


def test_a_line_is_cancelled_and_its_money_goes_back():
    here, unwanted = BookFactory(stock=2, price="8.00"), BookFactory(stock=2, price="12.00")
    order = paid(here, unwanted, quantity=2)

    back = cancel_line(order.lines.get(book=unwanted), why="Changed my mind.")

    order.refresh_from_db()
    assert (back.amount, held(unwanted), held(here), order.state) == (Decimal("24.00"), 0, 2, "paid")
    assert cancel_line(order.lines.get(book=unwanted), why="Again.") is None
    assert mails_about(order) == ["paid", "cancelled"]


def test_the_last_line_takes_the_delivery_and_the_order_with_it():
    order = paid()

    back = cancel_line(order.lines.get(), why="Changed my mind.")

    order.refresh_from_db()
    assert (back.amount, order.state) == (order.total, "cancelled")
    assert order.parcels.get().state == "cancelled"


def test_an_order_is_cancelled_as_a_whole_once():
    order = paid(BookFactory(stock=1), BookFactory(stock=1))

    back = cancel_order(order, why="Changed my mind.")

    assert back.amount == order.total
    assert cancel_order(order, why="Again.") is None
    assert order.refunds.count() == 1


def test_an_order_without_money_is_cancelled_without_a_refund():
    order = placed()

    assert cancel_order(order, why="Changed my mind.") is None

    order.refresh_from_db()
    assert (order.state, order.refunds.count()) == ("cancelled", 0)


def test_a_copy_goes_to_whoever_waits_for_it():
    book = BookFactory(stock=1)
    order = paid(book)
    waiting = stock.hold(book, 1, kind=Hold.Kind.PREBOOK, queue=True)

    cancel_order(order, why="Changed my mind.")

    waiting.refresh_from_db()
    assert waiting.state == "granted"


def test_a_customer_cancels_what_nobody_fetches_yet_and_staff_what_is_in_the_house():
    order = paid()
    dispatch.start_picking(order.parcels.get())

    with pytest.raises(CannotCancel, match="on the way out"):
        cancel_line(order.lines.get(), why="Changed my mind.")

    assert cancel_line(order.lines.get(), why="They rang us.", states=FOR_STAFF).amount == order.total


def test_nothing_that_left_is_cancelled():
    order = shipped()

    for cancel in (
        lambda: cancel_line(order.lines.get(), why="Too late.", states=FOR_STAFF),
        lambda: cancel_order(order, why="Too late.", states=FOR_STAFF),
    ):
        with pytest.raises(CannotCancel):
            cancel()

    assert order.refunds.count() == 0


def test_when_the_rest_is_cancelled_what_left_makes_the_order_complete():
    gone, unwanted = BookFactory(stock=1), BookFactory(stock=1)
    order = paid(gone, unwanted)
    first = dispatch.split(order.parcels.get(), [order.lines.get(book=gone)])
    dispatch.start_picking(first)
    dispatch.pack(first)
    dispatch.ship(first)

    back = cancel_line(order.lines.get(book=unwanted), why="Changed my mind.")

    order.refresh_from_db()
    assert (order.state, back.amount) == ("completed", unwanted.price)
    assert order.ended_at <= timezone.now()


def test_who_has_not_paid_yet_reads_in_a_mail_why_staff_have_cancelled(do_waiting_jobs):
    order = placed()

    for _ in range(2):
        cancel_order(order, why="The last copy was damaged.", states=FOR_STAFF)
        do_waiting_jobs()

    [letter] = mail.outbox
    assert letter.subject == f"Your order {order.number} is cancelled"
    assert "The last copy was damaged." in letter.body
