"""Any cart, any gift cards, any refunds: what came and what went back agree to the penny.

GIFT_CARD_EXAMPLES says how many whole orders are tried; MONEY_EXAMPLES how many divisions among cards.
"""

import os
from decimal import Decimal

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import find, given, settings
from hypothesis import strategies as st

from backoffice.checks import findings
from orders import refunds
from orders.cart import quote_of, rows_of
from orders.checkout import place_order
from orders.gift_cards import ledger
from orders.gift_cards.wallet import wallet_of
from orders.models import BankCharge, CartGiftCard, GiftCard
from tests.catalog.factories import BookFactory
from tests.orders.factories import CheckoutFactory, PromotionFactory, card_of
from tests.orders.steps import pay

pennies = st.integers(0, 5000).map(lambda amount: Decimal(amount) / 100)
some = st.integers(1, 5000).map(lambda amount: Decimal(amount) / 100)


@given(st.lists(pennies, max_size=5), pennies)
@settings(max_examples=int(os.environ.get("MONEY_EXAMPLES", "100")))
def test_cards_pay_all_they_can_and_never_more(balances, total):
    paid = ledger.shares(balances, total)

    assert sum(paid) == min(sum(balances), total)
    assert all(0 <= share <= balance for share, balance in zip(paid, balances, strict=True))


def test_a_planted_bug_is_shrunk_to_two_cards():
    """The bug: every card is asked for the whole sum."""

    def overpays(made):
        balances, total = made
        return sum(min(balance, total) for balance in balances) > total

    balances, total = find(st.tuples(st.lists(pennies, max_size=5), pennies), overpays)

    assert (balances, total) == ([Decimal("0.01")] * 2, Decimal("0.01"))


@pytest.mark.django_db
@given(
    prices=st.lists(some, min_size=1, max_size=3),
    percent=st.integers(0, 60),
    cards=st.lists(some, max_size=2),
    back=st.lists(some, max_size=4),
)
@settings(max_examples=int(os.environ.get("GIFT_CARD_EXAMPLES", "15")))
def test_cart_order_invoice_payments_refunds_and_ledgers_agree(prices, percent, cards, back):
    with transaction.atomic():
        _agree(prices, percent, cards, back)
        transaction.set_rollback(True)


def _agree(prices, percent, cards, back):
    draft = CheckoutFactory(books=[BookFactory(stock=1, price=price) for price in prices])
    if percent:
        draft.cart.promotion = PromotionFactory(kind="percentage", value=percent)
        draft.cart.save()
    for amount in cards:
        CartGiftCard.objects.create(cart=draft.cart, card=card_of(amount))
    total = quote_of(rows_of(draft.cart), country=draft.country, delivery=draft.delivery).total
    to_pay = wallet_of(draft.cart, total).to_pay
    order = place_order(draft.cart, draft, attempt_key=draft.attempt_key, shown_total=total, shown_to_pay=to_pay)
    if to_pay:
        order = pay(order)
    for amount in back:
        try:
            refunds.refund(order, amount, reason="a torn page")
        except refunds.CannotRefund:
            continue

    made = list(order.refunds.all())
    charged = sum(charge.amount for charge in BankCharge.objects.all())
    left = GiftCard.objects.aggregate(left=Sum("balance"))["left"] or 0
    assert (order.total, charged, order.invoices.get(series="invoice").total) == (total, to_pay, total)
    assert left == sum(cards) - order.by_gift_card + sum(each.to_gift_cards for each in made)
    assert sum(each.by_bank for each in made) <= charged
    assert refunds.refundable(order) == total - sum(each.amount for each in made) >= 0
    assert [each.credit_note.total for each in made] == [each.amount for each in made]
    assert list(findings()) == []
