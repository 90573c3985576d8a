from decimal import Decimal

import pytest
from django.core.management import call_command
from django.utils import timezone

from catalog import stock
from catalog.models import Branch, HeldCopies, Stock
from orders import returns
from orders.cancellation import cancel_line, cancel_order
from orders.models import Invoice, InvoiceCounter, Order, OrderLine, Parcel, Payment, Refund, RefundLine
from orders.refunds import refund
from tests.catalog.factories import BookFactory
from tests.orders.factories import CheckoutFactory
from tests.orders.steps import paid, placed, shipped
from tests.orders.test_checkout import pay, place

pytestmark = pytest.mark.django_db


@pytest.fixture
def order():
    return pay(place(CheckoutFactory(books=[BookFactory(stock=3)])))


def test_a_sound_shop_adds_up(order, capsys):
    """Whatever became of its orders."""
    shipped()
    cancel_order(paid(), why="Changed my mind.")
    cancel_line(paid(BookFactory(stock=1), BookFactory(stock=1)).lines.first(), why="Changed my mind.")
    back = returns.request_return(shipped(), {OrderLine.objects.last(): 1}, reason="damaged")
    returns.receive(back, {back.lines.get(): 1}, branch=Branch.objects.first())
    returns.refund_return(back)
    placed()

    call_command("check_shop")

    assert capsys.readouterr().out == "Everything adds up.\n"


@pytest.mark.parametrize(
    ("spoil", "finding"),
    [
        (lambda: Stock.objects.filter(on_hand=3).update(on_hand=4), "4 on hand, the ledger says 3"),
        (lambda: Stock.objects.filter(on_hand=3).update(held=2), "2 held, the promises say 1"),
        (lambda: HeldCopies.objects.all().delete(), "granted for 1, 0 are set aside"),
        (lambda: OrderLine.objects.update(total=1), "the lines come to 1.00"),
        (lambda: Payment.objects.update(state="declined"), "paid, without an approved payment"),
        (lambda: stock.release(OrderLine.objects.get().hold), "is kept for it"),
        (lambda: Parcel.objects.update(state="cancelled"), "paid, and nothing of it is left to send"),
        (lambda: Order.objects.update(state="completed"), "completed, and a parcel is still in the house"),
        (
            lambda: Parcel.objects.update(state="shipped", left_at=timezone.now()),
            "left, and its copies were not taken from the stock",
        ),
        (lambda: stock.take(OrderLine.objects.get().hold), "was taken from the stock, and has not left"),
        (lambda: OrderLine.objects.update(cancelled_at=timezone.now()), "was cancelled, and its copies are still kept"),
        (lambda: Invoice.objects.all().delete(), "paid, without an invoice"),
        (lambda: Invoice.objects.update(total=1), "1.00, the order says 13.49"),
        (lambda: InvoiceCounter.objects.update(last=7), "1 documents, up to 1, counted to 7"),
        (lambda: Parcel.objects.update(state="picking"), "a parcel is being picked, and nothing says since when"),
    ],
)
def test_each_fault_is_found(order, capsys, spoil, finding):
    spoil()

    with pytest.raises(SystemExit):
        call_command("check_shop")
    assert finding in capsys.readouterr().out


@pytest.mark.parametrize(
    ("spoil", "finding"),
    [
        (lambda: Refund.objects.update(amount=99), "99.00 went back of 13.49"),
        (lambda: RefundLine.objects.update(amount=5), "2.00, its lines come to 10.00"),
        (lambda: Invoice.objects.filter(series="credit_note").delete(), "goes back, without a credit note"),
        (lambda: Payment.objects.update(state="abandoned"), "goes back of a payment that brought nothing"),
    ],
)
def test_each_fault_of_a_refund_is_found(order, capsys, spoil, finding):
    refund(order, Decimal("2.00"), reason="a torn page")
    spoil()

    with pytest.raises(SystemExit):
        call_command("check_shop")
    assert finding in capsys.readouterr().out
