"""Sums, without a database: the one place where a cart, an order, an invoice and a refund get their figures.

Prices are as the shop's shelves have them: tax included, or not (Rules). What is taken off a line, and tax that was
rounded for a whole order, is divided among the lines by largest remainder, so that lines always add up to totals.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from orders.promotions import Item, Offer, Saving, best_savings, frees_delivery
from storefront.money import apportioned, rounded

NOUGHT = Decimal(0)


class Rounding(StrEnum):
    LINE = "line"  # each line's tax is rounded; the order's is their sum
    ORDER = "order"  # the tax of all that bears one rate is rounded once, then divided among its lines


class DeliveryTax(StrEnum):
    GOODS = "goods"  # postage follows the goods: divided among their rates by value
    HIGHEST = "highest"  # the highest rate among the goods
    STANDARD = "standard"  # the rate of whatever is no book
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Rules:
    """How a shop reckons."""

    prices_include_tax: bool = True
    rounding: Rounding = Rounding.LINE
    delivery_tax: DeliveryTax = DeliveryTax.GOODS


@dataclass(frozen=True, slots=True)
class Tariff:
    """What a way of delivery costs: the first band that is wide enough, else the price.

    Value is that of the books that are sent, before offers take anything off: no offer may cost somebody the free
    delivery that they had without it.
    """

    price: Decimal
    bands: tuple[tuple[Decimal, Decimal], ...] = ()  # up to this many grams, or this value: that price; narrowest first
    by_weight: bool = False
    free_from: Decimal | None = None
    extra_parcel: Decimal = NOUGHT

    def price_for(self, value: Decimal, grams: int, parcels: int = 1) -> Decimal:
        measure = grams if self.by_weight else value
        price = next((price for up_to, price in self.bands if measure <= up_to), self.price)
        if self.free_from is not None and value >= self.free_from:
            price = NOUGHT
        return price + self.extra_parcel * (parcels - 1)


@dataclass(frozen=True, slots=True)
class TaxTotal:
    """An amount and its tax, or all amounts that bear one rate, delivery included."""

    rate: Decimal  # per cent
    net: Decimal
    tax: Decimal

    @property
    def gross(self) -> Decimal:
        return self.net + self.tax


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it is charged: quantity × unit price, less the discount, is what bears the tax."""

    key: int
    quantity: int
    unit_price: Decimal
    discount: Decimal
    rate: Decimal  # per cent
    net: Decimal
    tax: Decimal

    @property
    def gross(self) -> Decimal:
        return self.net + self.tax


@dataclass(frozen=True, slots=True)
class Discount:
    """A line of the cart that explains itself. Its amount is in terms of the shelf prices."""

    key: int  # of the promotion
    name: str
    amount: Decimal
    because: str
    code: str = ""
    of_delivery: bool = False


@dataclass(frozen=True, slots=True)
class DeliveryCharge:
    price: Decimal = NOUGHT  # before an offer made it free, in terms of the shelf prices
    by_rate: tuple[TaxTotal, ...] = ()
    freed_by: Offer | None = None

    @property
    def tax(self) -> Decimal:
        return sum((part.tax for part in self.by_rate), NOUGHT)

    @property
    def gross(self) -> Decimal:
        return sum((part.gross for part in self.by_rate), NOUGHT)


@dataclass(frozen=True, slots=True)
class Quote:
    lines: tuple[Line, ...]
    delivery: DeliveryCharge
    discounts: tuple[Discount, ...]
    taxes: tuple[TaxTotal, ...]
    prices_include_tax: bool = True
    to_free_delivery: Decimal | None = None  # None: it is free already, or never is
    code_note: str = ""  # why the shopper's code takes nothing off

    @property
    def subtotal(self) -> Decimal:
        """The books at their shelf prices."""
        return sum((rounded(line.unit_price * line.quantity) for line in self.lines), NOUGHT)

    @property
    def discount(self) -> Decimal:
        """What is taken off the books. Delivery that became free is not in it."""
        return sum((line.discount for line in self.lines), NOUGHT)

    @property
    def goods(self) -> Decimal:
        """What is charged for the books, tax included."""
        return sum((line.gross for line in self.lines), NOUGHT)

    @property
    def tax(self) -> Decimal:
        """All tax, that of the delivery too."""
        return sum((line.tax for line in self.lines), self.delivery.tax)

    @property
    def goods_tax(self) -> Decimal:
        return self.tax - self.delivery.tax

    @property
    def total(self) -> Decimal:
        return self.goods + self.delivery.gross

    def line(self, key: int) -> Line:
        return next(line for line in self.lines if line.key == key)


def quote(
    items: Sequence[Item],
    *,
    rates: Mapping[str, Decimal],
    rules: Rules,
    tariff: Tariff | None = None,
    offers: Sequence[Offer] = (),
    parcels: int = 1,
) -> Quote:
    """What these copies cost together.

    rates: per cent by tax class, where they go; a class without one bears no tax. tariff: how they are sent; None for
    collection, or while nobody knows. offers: those that may be used, automatic ones and the shopper's code.
    """
    savings = best_savings(offers, items)
    discounts = [sum((saving.by_line.get(place, NOUGHT) for saving in savings), NOUGHT) for place in range(len(items))]
    goods = [
        (item.amount - discount, Decimal(rates.get(item.tax_class, 0)))
        for item, discount in zip(items, discounts, strict=True)
    ]
    sent = [place for place, item in enumerate(items) if item.is_sent]
    price, freed_by, to_free = _delivery_price(items, tariff, offers, parcels)
    standard = Decimal(rates.get("other", 0))
    postage = _postage(NOUGHT if freed_by else price, [goods[place] for place in sent], standard, rules)
    parts = _taxed([*goods, *postage], rules)
    lines = tuple(
        Line(item.key, item.quantity, item.unit_price, discount, part.rate, part.net, part.tax)
        for item, discount, part in zip(items, discounts, parts[: len(items)], strict=True)
    )
    by_rate = _by_rate(parts)
    delivery = DeliveryCharge(price, tuple(parts[len(items) :]), freed_by)
    discounted = _explained(savings, freed_by, price)
    return Quote(lines, delivery, discounted, by_rate, rules.prices_include_tax, to_free)


def _explained(savings: Sequence[Saving], freed_by: Offer | None, delivery: Decimal) -> tuple[Discount, ...]:
    explained = [
        Discount(saving.offer.key, saving.offer.name, saving.amount, saving.because, saving.offer.code)
        for saving in savings
    ]
    if freed_by:
        explained.append(Discount(freed_by.key, freed_by.name, delivery, "delivery is free", freed_by.code, True))
    return tuple(explained)


def _delivery_price(
    items: Sequence[Item], tariff: Tariff | None, offers: Sequence[Offer], parcels: int
) -> tuple[Decimal, Offer | None, Decimal | None]:
    """The price, the offer that makes it free, and how much more has to be bought for that without an offer."""
    sent = [item for item in items if item.is_sent]
    if tariff is None or not sent:
        return NOUGHT, None, None
    value = sum((item.amount for item in sent), NOUGHT)
    price = tariff.price_for(value, sum(item.weight_g * item.quantity for item in sent), parcels)
    freed_by = frees_delivery(offers, items) if price else None
    is_far = tariff.free_from is not None and value < tariff.free_from and price and not freed_by
    return price, freed_by, tariff.free_from - value if is_far else None


def _postage(
    price: Decimal, goods: Sequence[tuple[Decimal, Decimal]], standard: Decimal, rules: Rules
) -> list[tuple[Decimal, Decimal]]:
    """The price of the delivery by the rates it bears."""
    if not price:
        return []
    if rules.delivery_tax is not DeliveryTax.GOODS:
        highest = max((rate for _, rate in goods), default=NOUGHT)
        rate = {DeliveryTax.HIGHEST: highest, DeliveryTax.STANDARD: standard}.get(rules.delivery_tax, NOUGHT)
        return [(price, rate)]
    worth: dict[Decimal, Decimal] = defaultdict(Decimal)
    for amount, rate in goods:
        worth[rate] += amount
    shares = apportioned(price, list(worth.values()))
    return list(zip(shares, worth, strict=True))


def _taxed(charged: Sequence[tuple[Decimal, Decimal]], rules: Rules) -> list[TaxTotal]:
    """Each amount with the tax at its rate, in whole coins."""
    taxes = [_tax(amount, rate, rules) for amount, rate in charged]
    if rules.rounding is Rounding.ORDER:
        for rate in {rate for _, rate in charged}:
            places = [place for place, (_, its_rate) in enumerate(charged) if its_rate == rate]
            amounts = [charged[place][0] for place in places]
            whole = _tax(sum(amounts, NOUGHT), rate, rules)
            for place, share in zip(places, apportioned(whole, amounts), strict=True):
                taxes[place] = share
    return [
        TaxTotal(rate, amount - tax if rules.prices_include_tax else amount, tax)
        for (amount, rate), tax in zip(charged, taxes, strict=True)
    ]


def _tax(amount: Decimal, rate: Decimal, rules: Rules) -> Decimal:
    """20 % of 12.00 is 2.00 where prices include tax, else 2.40."""
    return rounded(amount * rate / (100 + rate if rules.prices_include_tax else 100))


def _by_rate(parts: Sequence[TaxTotal]) -> tuple[TaxTotal, ...]:
    rates = sorted({part.rate for part in parts})
    return tuple(TaxTotal(rate, *_sums([part for part in parts if part.rate == rate])) for rate in rates)


def _sums(parts: Sequence[TaxTotal]) -> tuple[Decimal, Decimal]:
    """Net and tax."""
    return sum((part.net for part in parts), NOUGHT), sum((part.tax for part in parts), NOUGHT)
