from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from catalog import stock
from catalog.models import Branch, Hold, Stock, StockMovement
from orders import cancellation, dispatch, returns
from orders.models import Parcel
from orders.refunds import refund
from orders.returns import CannotReturn
from tests.catalog.factories import BookFactory
from tests.orders.steps import packed, paid, shipped

pytestmark = pytest.mark.django_db


def ask(order, quantity=1, **more):
    return returns.request_return(order, {order.lines.get(): quantity}, reason="changed_mind", **more)


def on_hand(book):
    return sum(Stock.objects.filter(book=book).values_list("on_hand", flat=True))


def test_books_come_back_to_the_shelf_and_their_money_goes_back():
    book = BookFactory(stock=2, price="12.00")
    order = shipped(book, quantity=2)
    asked = ask(order, 2)
    assert returns.refund_for(order, {order.lines.get(): 1}) == Decimal("12.00")
    assert returns.refund_for(order, {order.lines.get(): 2}) == order.total  # all of it, so the delivery too

    returns.receive(asked, {asked.lines.get(): 1}, branch=Branch.objects.get())
    done = returns.refund_return(asked)

    assert (done.state, done.refund.amount) == ("refunded", order.total)
    assert on_hand(book) == 1  # the other was too worn to be sold
    assert StockMovement.objects.get(reason="return").quantity == 1
    assert list(order.sent_mails.values_list("kind", flat=True)) == ["paid", "dispatched", "return_requested"]


def test_a_copy_that_comes_back_goes_to_whoever_waits():
    book = BookFactory(stock=1)
    asked = ask(shipped(book))
    waiting = stock.hold(book, 1, kind=Hold.Kind.PREBOOK, queue=True)

    returns.receive(asked, {asked.lines.get(): 1}, branch=Branch.objects.get())

    waiting.refresh_from_db()
    assert waiting.state == "granted"


def test_no_more_comes_back_than_went():
    order = shipped(BookFactory(stock=2), quantity=2)
    ask(order, 1)

    for quantity in (2, -1):
        with pytest.raises(CannotReturn, match="can no longer be returned"):
            ask(order, quantity)
    with pytest.raises(CannotReturn, match="Choose"):
        ask(order, 0)

    assert [one.quantity for one in returns.returnable_lines(order)] == [1]


def test_what_was_refunded_is_not_returned_as_well():
    order = shipped(BookFactory(stock=2), quantity=2)
    refund(order, reason="never arrived", lines={order.lines.get(): 2})

    with pytest.raises(CannotReturn):
        ask(order)


def test_a_withdrawn_or_refused_return_can_be_asked_for_again():
    order = shipped()

    returns.withdraw_return(ask(order))
    returns.refuse_return(ask(order), why="It was read in the bath.")
    again = ask(order)

    assert again.state == "requested"


def test_a_return_is_too_late_after_thirty_days_and_too_early_before_it_left():
    early, late = paid(), shipped()
    Parcel.objects.filter(order=late).update(left_at=timezone.now() - timedelta(days=30, minutes=1))

    assert [returns.returnable_lines(order) for order in (early, late)] == [[], []]


def test_each_step_happens_once():
    asked = ask(shipped())
    with pytest.raises(CannotReturn, match="on its way to us"):
        returns.refund_return(asked)
    returns.receive(asked, {}, branch=Branch.objects.get())
    returns.refund_return(asked)

    for again in (
        lambda: returns.receive(asked, {}, branch=Branch.objects.get()),
        lambda: returns.refund_return(asked),
        lambda: returns.withdraw_return(asked),
        lambda: returns.refuse_return(asked, why="Too late."),
    ):
        with pytest.raises(CannotReturn, match="refunded"):
            again()
    assert asked.order.refunds.count() == 1


def come_back(order, line, quantity=1):
    asked = returns.request_return(order, {line: quantity}, reason="changed_mind")
    returns.receive(asked, {}, branch=Branch.objects.get())
    return returns.refund_return(asked).refund


def test_the_delivery_is_refunded_with_the_last_book_that_comes_back():
    order = shipped(BookFactory(stock=2, price="3.00"), BookFactory(stock=2, price="3.00"), quantity=2)
    first, second = order.lines.all()

    parts = [come_back(order, first, 2), come_back(order, second), come_back(order, second)]

    assert [part.lines.filter(order_line=None).exists() for part in parts] == [False, False, True]
    assert sum(part.amount for part in parts) == order.total


def test_the_delivery_is_refunded_with_the_rest_of_an_order_that_was_called_off_in_part():
    order = paid(BookFactory(stock=1), BookFactory(stock=1))
    off, on = order.lines.all()
    cancellation.cancel_line(off, why="Changed my mind.")
    dispatch.ship(packed(order))

    assert returns.refund_for(order, {on: 1}) == on.total + order.delivery_price
    assert come_back(order, on).amount == order.total - off.total


def test_what_was_given_back_as_a_sum_is_not_returned_for_money_that_is_not_there():
    order = shipped()
    refund(order, order.total, reason="It came in pieces.")

    assert returns.returnable_lines(order) == []
