from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from orders import refunds
from orders.models import BankCharge, Refund, RefundLine
from orders.parts import NOTHING, Part, spread
from orders.refunds import CannotRefund, refund, refundable
from tests.catalog.factories import BookFactory
from tests.orders.steps import paid, placed
from tests.races import at_the_same_time


@pytest.mark.django_db
def test_a_part_of_the_money_goes_back_and_the_customer_hears_when_the_bank_has_sent_it(do_waiting_jobs, mailoutbox):
    order = paid(BookFactory(stock=1, price="20.00"))

    made = refund(order, Decimal("5.00"), reason="a torn page")
    assert (made.state, refundable(order)) == ("pending", order.total - 5)
    do_waiting_jobs()
    do_waiting_jobs()

    made.refresh_from_db()
    assert (made.state, made.reference) == ("done", f"bank-refund-{made.key}")
    assert [mail.subject for mail in mailoutbox][-1] == f"£5.00 is on its way back to you: order {order.number}"


@pytest.mark.django_db
def test_no_more_goes_back_than_came():
    order = paid(BookFactory(stock=1, price="20.00"))
    refund(order, Decimal("20.00"), reason="never arrived")

    with pytest.raises(CannotRefund, match=r"Only £3\.50"):
        refund(order, Decimal("3.51"), reason="never arrived")

    assert order.refunds.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("amount", [Decimal(0), Decimal("-1.00"), None])
def test_a_refund_is_of_some_money(amount):
    with pytest.raises(CannotRefund):
        refund(paid(), amount, reason="by mistake")


@pytest.mark.django_db
def test_nothing_goes_back_of_what_was_not_paid():
    with pytest.raises(CannotRefund, match="Nothing was paid"):
        refund(placed(), Decimal("1.00"), reason="by mistake")


@pytest.mark.django_db
def test_the_second_press_finds_the_first_refund():
    order, key = paid(), uuid4()

    first, second = (refund(order, Decimal("1.00"), reason="a torn page", key=key) for _ in range(2))

    assert first == second
    assert order.refunds.count() == 1


@pytest.mark.django_db
def test_what_a_bank_refuses_stays_owed_and_is_tried_again(admin_user, do_waiting_jobs):
    order = paid()
    made = refund(order, reason="never arrived", lines={order.lines.get(): 1})
    BankCharge.objects.update(state="closed")
    refunds.send(made)
    made.refresh_from_db()
    assert (made.state, order.sent_mails.filter(kind="refunded").exists()) == ("failed", False)

    BankCharge.objects.update(state="approved")
    refunds.try_again(made, by=admin_user)
    do_waiting_jobs()

    made.refresh_from_db()
    assert (made.state, refundable(order)) == ("done", order.delivery_price)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("constraint", "spoil"),
    [
        ("refund_is_of_some_money", lambda: Refund.objects.update(amount=0)),
        ("refund_done_says_when", lambda: Refund.objects.update(state="done")),
        ("refund_line_contains_its_tax", lambda: RefundLine.objects.update(tax=99)),
    ],
)
def test_the_database_refuses_what_is_no_refund(constraint, spoil):
    refund(paid(), Decimal("1.00"), reason="a torn page")

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        spoil()


@pytest.mark.django_db(transaction=True)
def test_two_refunds_of_everything_at_once_give_it_back_once():
    order = paid()

    outcomes = at_the_same_time(lambda why: refund(order, order.total, reason=why), ["one", "two", "three"])

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["CannotRefund", "CannotRefund", "Refund"]
    assert refundable(order) == NOTHING


pennies = st.integers(0, 5000).map(lambda amount: Decimal(amount) / 100)


@st.composite
def parts(draw):
    amount = draw(pennies)
    rate = draw(st.sampled_from([Decimal(0), Decimal(5), Decimal(20), Decimal("13.5")]))
    tax = (amount * rate / (100 + rate)).quantize(Decimal("0.01"))
    return Part(None, "A book", draw(st.integers(1, 9)), amount, rate, tax)


@given(st.lists(parts(), min_size=1, max_size=8), st.data())
def test_any_sum_is_laid_over_the_parts_to_the_penny(laid_over, data):
    most = sum(part.amount for part in laid_over)
    if not most:
        return
    amount = data.draw(st.integers(1, int(most * 100))) / Decimal(100)

    shares = spread(amount, laid_over)

    assert sum(share.amount for share in shares) == amount
    assert all(0 <= share.tax <= share.amount for share in shares)
    if amount == most:
        assert sum(share.tax for share in shares) == sum(part.tax for part in laid_over)


@given(parts(), st.data())
def test_copies_refunded_one_after_the_other_come_to_the_whole(part, data):
    amount = tax = NOTHING
    left = part
    while left.quantity:
        share = left.copies(data.draw(st.integers(1, left.quantity)))
        amount, tax = amount + share.amount, tax + share.tax
        left = Part(
            None, "", left.quantity - share.quantity, left.amount - share.amount, part.tax_rate, left.tax - share.tax
        )

    assert (amount, tax) == (part.amount, part.tax)
    assert min(left.amount, left.tax) >= 0
