"""What is charged apart is an order apart: each parcel that is paid for when it leaves, with its share of the cart.

The shares of lines, discounts and delivery come to the whole, to the penny.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.conf import settings

from orders.cart import Row
from orders.delivery.ways import Sent
from orders.models import Checkout
from orders.parcels import Planned
from orders.pricing import DeliveryCharge, Discount, Quote, TaxTotal
from storefront.money import apportioned

NOUGHT = Decimal(0)
Parcel = Planned | Sent


@dataclass(frozen=True)
class Share:
    """An order to be: its parcels, what they cost, and whether that is charged when they leave."""

    planned: Sequence[Any]  # Planned, or Sent where it is shown
    quote: Quote
    is_charged_later: bool = False

    @property
    def rows(self) -> list[Row]:
        return [row for parcel in self.planned for row in parcel.rows]


def shares_of(planned: Sequence[Parcel], sums: Quote, checkout: Checkout) -> list[Share]:
    """The orders that a cart becomes: all that is charged now first, then each parcel that is charged later."""
    is_apart = settings.PREORDER_PAYMENT == "dispatch" and checkout.is_sent
    apart = [parcel for parcel in planned if is_apart and any(row.is_ahead for row in parcel.rows)]
    now = [parcel for parcel in planned if parcel not in apart]
    groups = [*([now] if now else []), *([parcel] for parcel in apart)]
    quotes = split(sums, groups)
    return [Share(group, part, group is not now) for group, part in zip(groups, quotes, strict=True)]


@dataclass(frozen=True, slots=True)
class Charges:
    """What the bank is asked for at the till, and what when each of the later parcels leaves."""

    now: Decimal
    later: tuple[tuple[Decimal, Parcel], ...]


def charges_of(planned: Sequence[Parcel], sums: Quote, checkout: Checkout, *, cards: Decimal) -> Charges | None:
    """As gift cards leave it, which pay what is charged first; None where all is charged at the till."""
    shares, now, later = shares_of(planned, sums, checkout), NOUGHT, []
    if not any(share.is_charged_later for share in shares):
        return None
    for share in shares:
        by_card = min(cards, share.quote.total)
        cards -= by_card
        if share.is_charged_later:
            later.append((share.quote.total - by_card, share.planned[0]))
        else:
            now = share.quote.total - by_card
    return Charges(now, tuple(later))


def split(sums: Quote, groups: Sequence[Sequence[Parcel]]) -> list[Quote]:
    """A quote laid over groups of parcels."""
    if len(groups) == 1:
        return [sums]
    keys = [{row.book.pk for parcel in group for row in parcel.rows} for group in groups]
    lines = [tuple(line for line in sums.lines if line.key in theirs) for theirs in keys]
    carried = [sum(not parcel.is_download for parcel in group) for group in groups]
    deliveries = _deliveries(sums.delivery, carried)
    saved = [sum((line.discount for line in theirs), NOUGHT) for theirs in lines]
    discounts = _discounts([each for each in sums.discounts if not each.of_delivery], saved)
    freed = tuple(each for each in sums.discounts if each.of_delivery)
    return [
        replace(sums, lines=theirs, delivery=delivery, discounts=(*mine, *freed), to_free_delivery=None)
        for theirs, delivery, mine in zip(lines, deliveries, discounts, strict=True)
    ]


def _deliveries(whole: DeliveryCharge, carried: Sequence[int]) -> list[DeliveryCharge]:
    """Each parcel costs the same."""
    weights = [Decimal(count) for count in carried]
    parts: list[list[TaxTotal]] = [[] for _ in carried]
    for part in whole.by_rate:
        gross, tax = apportioned(part.gross, weights), apportioned(part.tax, weights)
        for mine, of_it, its_tax in zip(parts, gross, tax, strict=True):
            if of_it:
                mine.append(TaxTotal(part.rate, of_it - its_tax, its_tax))
    prices = apportioned(whole.price, weights)
    return [DeliveryCharge(price, tuple(mine), whole.freed_by) for price, mine in zip(prices, parts, strict=True)]


def _discounts(whole: Sequence[Discount], saved: Sequence[Decimal]) -> list[list[Discount]]:
    """What each group was saved, laid over the promotions that saved it."""
    left, shares = list(saved), [[] for _ in saved]
    for discount in whole:
        amounts = apportioned(discount.amount, left)
        for place, amount in enumerate(amounts):
            left[place] -= amount
            if amount:
                shares[place].append(replace(discount, amount=amount))
    return shares
