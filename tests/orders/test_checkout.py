from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from catalog import pricing, stock
from catalog.models import Hold, Stock
from orders import cart as carts
from orders import payment as payments
from orders.cancellation import CannotCancel, cancel_unpaid
from orders.checkout import EmptyCart, OutOfStock, TotalChanged, place_order
from orders.models import Order
from orders.sweeping import end_unpaid_orders
from tests.catalog.factories import BookFactory, BranchFactory, SupplierOfferFactory
from tests.orders.factories import CheckoutFactory
from tests.races import at_the_same_time

pytestmark = pytest.mark.django_db


def place(draft, total="13.49"):
    return place_order(draft.cart, draft, attempt_key=draft.attempt_key, shown_total=Decimal(total))


def pay(order):
    return payments.approve(payments.start_payment(order, gateway="bank"))


def held(book):
    return sum(Stock.objects.filter(book=book).values_list("held", flat=True))


def test_an_order_freezes_what_was_sold():
    book = BookFactory(title="Emma", by=["Jane Austen"], stock=3)

    order = place(CheckoutFactory(books=[book]))
    pricing.set_price(book, Decimal("99.00"))

    line = order.lines.get()
    assert (line.title, line.byline, line.isbn13, line.unit_price) == (
        "Emma",
        "Jane Austen",
        book.isbn13,
        Decimal("9.99"),
    )
    assert (order.subtotal, order.delivery_price, order.total) == (Decimal("9.99"), Decimal("3.50"), Decimal("13.49"))
    assert held(book) == 1
    assert not order.cart.lines.exists()


def test_a_second_press_finds_the_first_order():
    draft = CheckoutFactory(books=[BookFactory(stock=3)])

    first, second = place(draft), place(draft)

    assert first == second
    assert Order.objects.count() == 1


def test_an_empty_cart_is_no_order():
    with pytest.raises(EmptyCart):
        place(CheckoutFactory())


def test_a_total_that_changed_is_shown_before_it_is_charged():
    book = BookFactory(stock=3)
    draft = CheckoutFactory(books=[book])
    pricing.set_price(book, Decimal("12.00"))

    with pytest.raises(TotalChanged) as refusal:
        place(draft)

    assert refusal.value.sentences == [
        f"{book.title} costs £12.00 now. It was £9.99.",
        "You saw £13.49. It is £15.50 now, and nothing is ordered yet.",
    ]
    assert (Order.objects.count(), held(book), draft.cart.lines.count()) == (0, 0, 1)


def test_a_line_that_cannot_be_had_stops_the_whole_order():
    gone, there = BookFactory(title="Gone", stock=1), BookFactory(stock=3)
    draft = CheckoutFactory(books=[gone, there])
    stock.hold(gone, 1, kind=Hold.Kind.CHECKOUT)

    with pytest.raises(OutOfStock, match="Gone"):
        place(draft, "23.48")

    assert (Order.objects.count(), held(there), draft.cart.lines.count()) == (0, 0, 2)


def test_a_book_of_the_supplier_waits_for_its_delivery_and_gets_it():
    book = SupplierOfferFactory(book=BookFactory()).book
    order = pay(place(CheckoutFactory(books=[book])))
    assert order.lines.get().hold.state == "queued"

    stock.receive(book, BranchFactory(), 1)

    assert order.lines.get().hold.state == "granted"


def a_branch():
    from tests.catalog.factories import BranchFactory

    return BranchFactory()


def test_paying_keeps_the_copies_and_writes_once():
    book = BookFactory(stock=3)
    order = place(CheckoutFactory(books=[book]))

    payment = payments.start_payment(order, gateway="bank")
    for _ in range(5):
        payments.approve(payment)

    order.refresh_from_db()
    assert (order.state, held(book)) == ("paid", 1)
    assert order.lines.get().hold.expires_at is None
    assert ProcrastinateJob.objects.filter(task_name="storefront.tasks.send_mail").count() == 1


def test_money_that_comes_late_is_taken_while_copies_are_there():
    book = BookFactory(stock=1)
    order = place(CheckoutFactory(books=[book]))
    stock.lapse_overdue(timezone.now() + timedelta(minutes=16))

    assert pay(order).state == "paid"
    assert held(book) == 1


def test_an_order_that_is_not_paid_in_time_ends_and_its_books_are_back_in_the_cart():
    book = BookFactory(stock=1)
    draft = CheckoutFactory(books=[book])
    order = place(draft)

    assert end_unpaid_orders(timezone.now() + timedelta(minutes=14)) == 0
    assert end_unpaid_orders(timezone.now() + timedelta(minutes=16)) == 1

    order.refresh_from_db()
    assert (order.state, held(book), draft.cart.lines.get().book) == ("cancelled", 0, book)


def test_a_paid_order_is_not_cancelled_as_unpaid():
    order = pay(place(CheckoutFactory(books=[BookFactory(stock=1)])))

    with pytest.raises(CannotCancel):
        cancel_unpaid(order, why="by mistake")


def test_a_line_is_capped_by_what_can_be_had():
    book = BookFactory(stock=2)
    draft = CheckoutFactory(books=[book])

    assert carts.add(draft.cart, book, 5) == 2


@pytest.mark.django_db(transaction=True)
def test_thirty_buyers_for_five_copies_make_five_orders():
    book = BookFactory(stock=5)
    drafts = [CheckoutFactory(books=[book]) for _ in range(30)]

    outcomes = at_the_same_time(place, drafts)

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Order"] * 5 + ["OutOfStock"] * 25
    assert (Order.objects.count(), held(book)) == (5, 5)


@pytest.mark.django_db(transaction=True)
def test_the_same_form_sent_twenty_times_at_once_makes_one_order():
    book = BookFactory(stock=30)
    draft = CheckoutFactory(books=[book])

    outcomes = at_the_same_time(lambda _: place(draft), range(20))

    assert {outcome.pk for outcome in outcomes} == {Order.objects.get().pk}
    assert held(book) == 1


@pytest.mark.parametrize(("dispatch", "parcels"), [("together", 1), ("as_available", 2)])
def test_the_order_is_sent_as_the_cart_says(dispatch, parcels):
    here, at_the_supplier = BookFactory(stock=1), SupplierOfferFactory(book=BookFactory()).book
    draft = CheckoutFactory(books=[here, at_the_supplier])
    draft.cart.dispatch = dispatch
    draft.cart.save()

    order = place(draft, "23.48")

    assert (order.dispatch, order.parcels.count()) == (dispatch, parcels)
