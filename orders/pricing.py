"""Sums, without a database. Every amount is in shop currency, tax included, and rounded where it arises."""

from collections.abc import Iterable
from decimal import Decimal

from catalog.models.books import TaxClass
from storefront.money import rounded

# UK, per cent; a dated table that staff can edit is to take this place.
TAX_RATES = {
    TaxClass.BOOK: Decimal(0),
    TaxClass.EBOOK: Decimal(0),
    TaxClass.AUDIO: Decimal(20),
    TaxClass.OTHER: Decimal(20),
}


def tax_rate(tax_class: str) -> Decimal:
    """Per cent."""
    return TAX_RATES[TaxClass(tax_class)]


def line_total(price: Decimal, quantity: int) -> Decimal:
    return rounded(price * quantity)


def tax_within(amount: Decimal, rate: Decimal) -> Decimal:
    """The tax that an amount includes: 20 % of 12.00 is 2.00."""
    return rounded(amount * rate / (100 + rate))


def subtotal(lines: Iterable[tuple[Decimal, int]]) -> Decimal:
    """Sum of price times quantity, before delivery."""
    return sum((line_total(price, quantity) for price, quantity in lines), Decimal(0))
