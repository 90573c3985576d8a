from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storefront.money import money, rounded

amounts = st.decimals(min_value=-10_000_000, max_value=10_000_000, allow_nan=False, places=6)


@pytest.mark.parametrize(
    ("amount", "coins"), [("9.994", "9.99"), ("9.995", "10.00"), ("-9.995", "-10.00"), ("0.004", "0.00"), ("7", "7.00")]
)
def test_half_a_penny_goes_up(amount: str, coins: str):
    assert str(rounded(Decimal(amount))) == coins


@given(amounts)
def test_rounding_moves_an_amount_by_half_a_penny_at_most_and_only_once(amount: Decimal):
    once = rounded(amount)

    assert abs(once - amount) <= Decimal("0.005")
    assert rounded(once) == once


@pytest.mark.parametrize(
    ("amount", "words"), [("9.99", "£9.99"), ("1204.5", "£1,204.50"), ("-3", "-£3.00"), ("0", "£0.00")]
)
def test_an_amount_reads_as_on_a_price_label(amount: str, words: str):
    assert money(Decimal(amount)) == words


def test_a_currency_without_small_coins_has_none(settings):
    settings.SHOP_CURRENCY = "JPY"

    assert (str(rounded(Decimal("1299.5"))), money(Decimal("1299.5"))) == ("1300", "JP¥1,300")
