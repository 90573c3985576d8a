"""Amounts in the shop's one currency. This is the only place where money is rounded, divided or put into words."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache

from babel.numbers import format_currency, get_currency_precision
from django.conf import settings
from django.utils.translation import get_language, to_locale


def coin() -> Decimal:
    """The smallest coin of the shop's currency: 0.01, or 1 where there are no cents."""
    return Decimal(1).scaleb(-get_currency_precision(settings.SHOP_CURRENCY))


def rounded(amount: Decimal | int) -> Decimal:
    """The amount to the smallest coin of the shop's currency; half a coin goes up, away from zero."""
    return Decimal(amount).quantize(coin(), rounding=ROUND_HALF_UP)


def apportioned(total: Decimal, weights: Sequence[Decimal | int]) -> list[Decimal]:
    """A total, in whole coins, divided in proportion to the weights so that the shares add up to it exactly.

    By largest remainder: nobody is a whole coin away from the exact share; ties go to whoever comes first. Weights are
    not negative; where all are nought, they count as equal.
    """
    weights = weights if any(weights) else [1] * len(weights)
    whole, smallest = Fraction(sum(weights)), coin()
    exact = [Fraction(total / smallest) * Fraction(weight) / whole for weight in weights]
    coins = [int(share) for share in exact]
    over = int(total / smallest) - sum(coins)
    for place in sorted(range(len(exact)), key=lambda place: coins[place] - exact[place])[:over]:
        coins[place] += 1
    return [share * smallest for share in coins]


def money(amount: Decimal | int) -> str:
    """The amount as a shopper reads it: “£9.99”, “-£1,204.50”."""
    return _said(rounded(amount), settings.SHOP_CURRENCY, to_locale(get_language() or settings.LANGUAGE_CODE))


@lru_cache(maxsize=4096)  # a page of books says dozens, and shops have few different prices
def _said(amount: Decimal, currency: str, locale: str) -> str:
    return format_currency(amount, currency, locale=locale)
