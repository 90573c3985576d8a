"""Any cart, any tax, any offers, any refunds: the sums agree to the penny.

MONEY_EXAMPLES says how many of each are tried (100 by default; docs/operating.md says how to try 10,000).
"""

import os
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st

from catalog.models.kinds import TaxClass
from orders.parts import Part
from orders.pricing import DeliveryTax, Rounding, Rules, Tariff, quote
from orders.promotions import Item, Kind, Offer
from storefront.money import apportioned

EXAMPLES = settings(max_examples=int(os.environ.get("MONEY_EXAMPLES", "100")))
PENNY = Decimal("0.01")

prices = st.integers(0, 6000).map(lambda pennies: pennies * PENNY)
genres = st.sampled_from(["FBC", "FF", "FFC", "YBC"])
rates = st.fixed_dictionaries({name: st.sampled_from([0, 5.5, 7, 20, 25.5]) for name in TaxClass.values}).map(
    lambda table: {name: Decimal(str(rate)) for name, rate in table.items()}
)
rules = st.builds(Rules, st.booleans(), st.sampled_from(Rounding), st.sampled_from(DeliveryTax))
tariffs = st.none() | st.builds(
    Tariff,
    price=prices,
    bands=st.lists(st.tuples(st.integers(1, 5000).map(Decimal), prices), max_size=3).map(lambda b: tuple(sorted(b))),
    by_weight=st.booleans(),
    free_from=st.none() | prices,
    extra_parcel=st.sampled_from([Decimal(0), Decimal("1.50")]),
)


def numbered(rows):
    """Lists rather than loops of draws: what fails is shrunk row by row."""
    return [replace(row, key=key) for key, row in enumerate(rows)]


items = st.builds(
    Item,
    key=st.just(0),
    tax_class=st.sampled_from(TaxClass.values),
    unit_price=prices,
    quantity=st.integers(1, 7),
    weight_g=st.integers(0, 900),
    is_sent=st.booleans(),
    is_fixed_price=st.booleans(),
    genres=st.frozensets(genres, max_size=2),
    shelves=st.frozensets(st.integers(1, 2)),
)
offer = st.builds(
    Offer,
    key=st.just(0),
    name=st.just("An offer"),
    kind=st.sampled_from(Kind),
    value=st.integers(1, 100).map(Decimal),
    copies=st.integers(2, 3),
    minimum=prices,
    genre=st.sampled_from(["", "F", "FFC"]),
    shelf=st.sampled_from([None, 1]),
)
carts = st.lists(items, max_size=6).map(numbered)
offers = st.lists(offer, max_size=4).map(numbered)
quotes = st.builds(
    lambda items, offers, **more: (items, offers, quote(items, offers=offers, **more)),
    carts,
    offers,
    rates=rates,
    rules=rules,
    tariff=tariffs,
    parcels=st.integers(1, 3),
)


@given(quotes)
@EXAMPLES
def test_a_total_is_the_sum_of_what_is_shown(made):
    items, _, sums = made

    assert sums.total == sums.goods + sums.delivery.gross == sum(part.net + part.tax for part in sums.taxes)
    assert sums.tax == sum(part.tax for part in sums.taxes)
    assert sums.subtotal == sum(item.amount for item in items)
    added = 0 if sums.prices_include_tax else sums.tax - sums.delivery.tax
    assert sums.total == sums.subtotal - sums.discount + added + sums.delivery.gross
    off_the_books = sum(d.amount for d in sums.discounts if not d.of_delivery)
    assert off_the_books == sums.discount


@given(quotes)
@EXAMPLES
def test_no_line_costs_less_than_nothing_and_no_fixed_price_is_reduced(made):
    items, _, sums = made

    for item, line in zip(items, sums.lines, strict=True):
        assert 0 <= line.discount <= (0 if item.is_fixed_price else item.amount)
        assert line.tax >= 0
        assert line.net >= 0
        assert (line.gross if sums.prices_include_tax else line.net) == item.amount - line.discount
        assert line.gross == line.gross.quantize(PENNY)


@given(carts, offers, rates, rules)
@EXAMPLES
def test_tax_is_the_exact_tax_to_half_a_penny(items, offers, rates, rules):
    sums = quote(items, offers=offers, rates=rates, rules=rules)

    def exact(amount, rate):
        return amount * rate / (100 + rate if rules.prices_include_tax else 100)

    charged = [(line, line.gross if rules.prices_include_tax else line.net) for line in sums.lines]
    if rules.rounding is Rounding.LINE:
        assert all(abs(line.tax - exact(amount, line.rate)) <= PENNY / 2 for line, amount in charged)
    for part in sums.taxes:
        amount = sum(amount for line, amount in charged if line.rate == part.rate)
        rows = 1 if rules.rounding is Rounding.ORDER else len(items)
        assert abs(part.tax - exact(amount, part.rate)) <= rows * PENNY / 2


@given(carts, offers, rates, rules, tariffs)
@EXAMPLES
def test_one_more_offer_never_costs_the_shopper_more(items, offers, rates, rules, tariff):
    def total(offers):
        sums = quote(items, offers=offers, rates=rates, rules=rules, tariff=tariff)
        return sums.subtotal - sums.discount + (0 if sums.delivery.freed_by else sums.delivery.price)

    assert total(offers) <= total(offers[:-1])
    assert quote(items, offers=offers, rates=rates, rules=rules) == quote(
        items, offers=offers[::-1], rates=rates, rules=rules
    )


@given(quotes, st.data())
@EXAMPLES
def test_what_goes_back_copy_by_copy_is_what_was_charged(made, data):
    for line in made[2].lines:
        left, back = Part(None, "", line.quantity, line.gross, line.rate, line.tax), []
        while left.quantity:
            back.append(left.copies(data.draw(st.integers(1, left.quantity))))
            quantity, amount, tax = left.quantity, left.amount, left.tax
            left = replace(
                left,
                quantity=quantity - back[-1].quantity,
                amount=amount - back[-1].amount,
                tax=tax - back[-1].tax,
            )

        assert all(0 <= part.tax <= part.amount for part in back)
        assert sum(part.amount for part in back) == line.gross
        assert sum(part.tax for part in back) == line.tax


@given(prices, st.lists(prices, min_size=1, max_size=9))
@EXAMPLES
def test_shares_add_up_and_nobody_is_a_penny_from_the_exact_one(total, weights):
    shares = apportioned(total, weights)

    assert sum(shares) == total
    if any(weights):
        exact = [total * weight / sum(weights) for weight in weights]
        assert all(abs(share - its) < PENNY + Decimal("1e-20") for share, its in zip(shares, exact, strict=True))


def test_a_planted_bug_is_found_and_shrunk_to_its_smallest_cart(monkeypatch: pytest.MonkeyPatch):
    """The bug: each line's share of a discount is rounded by itself, as everybody writes it the first time."""

    def rounded_by_itself(total, weights):
        return [(total * weight / (sum(weights) or 1)).quantize(PENNY) for weight in weights]

    def does_not_add_up(made):
        items, offers = made
        sums = quote(items, offers=offers, rates={}, rules=Rules())
        return sum(discount.amount for discount in sums.discounts) != sums.discount

    monkeypatch.setattr("orders.promotions.apportioned", rounded_by_itself)
    plain = st.lists(st.builds(Item, st.just(0), st.just("book"), unit_price=prices, quantity=st.just(1)), max_size=6)
    percents = st.builds(
        Offer, st.just(0), st.just("An offer"), st.just(Kind.PERCENTAGE), st.integers(1, 100).map(Decimal)
    )
    made = st.tuples(plain.map(numbered), st.tuples(percents))
    items, _ = find(made, does_not_add_up, settings=settings(max_examples=2000, database=None))

    assert len(items) <= 3
