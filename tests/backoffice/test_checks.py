import pytest
from django.core.management import call_command

from catalog import stock
from catalog.models import HeldCopies, Stock
from orders.models import OrderLine, Payment
from tests.catalog.factories import BookFactory
from tests.orders.factories import CheckoutFactory
from tests.orders.test_checkout import pay, place

pytestmark = pytest.mark.django_db


@pytest.fixture
def order():
    return pay(place(CheckoutFactory(books=[BookFactory(stock=3)])))


def test_a_sound_shop_adds_up(order, capsys):
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
        (lambda: stock.release(OrderLine.objects.get().hold), "paid, and no copy is kept for it"),
    ],
)
def test_each_fault_is_found(order, capsys, spoil, finding):
    spoil()

    with pytest.raises(SystemExit):
        call_command("check_shop")
    assert finding in capsys.readouterr().out
