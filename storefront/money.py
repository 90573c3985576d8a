"""Amounts in the shop's one currency. This is the only place where money is rounded or put into words."""

from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import format_currency, get_currency_precision
from django.conf import settings
from django.utils.translation import get_language, to_locale


def rounded(amount: Decimal | int) -> Decimal:
    """The amount to the smallest coin of the shop's currency; half a coin goes up, away from zero."""
    places = get_currency_precision(settings.SHOP_CURRENCY)
    return Decimal(amount).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def money(amount: Decimal | int) -> str:
    """The amount as a shopper reads it: “£9.99”, “-£1,204.50”."""
    locale = to_locale(get_language() or settings.LANGUAGE_CODE)
    return format_currency(rounded(amount), settings.SHOP_CURRENCY, locale=locale)
