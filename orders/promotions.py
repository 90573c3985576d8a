"""What an offer takes off, without a database.

One rule holds them all together: **a copy is reduced at most once**, by an automatic offer or by the code. Where
several offers want the same copies, the shopper gets the way of sharing them out that saves most. Free delivery takes
no copy and goes with everything. Copies under a fixed price are never reduced.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import permutations

from storefront.money import apportioned, money, rounded

MOST_TRIED = 4  # offers on the same copies, in every order: 24 ways


class Kind(StrEnum):
    PERCENTAGE = "percentage"
    AMOUNT = "amount"
    FREE_DELIVERY = "free_delivery"
    CHEAPEST_FREE = "cheapest_free"
    BUNDLE = "bundle"


@dataclass(frozen=True, slots=True)
class Item:
    """What a sum needs to know of one line. Prices are as the shop's shelves have them, with tax or without."""

    key: int
    tax_class: str
    unit_price: Decimal
    quantity: int
    weight_g: int = 0  # of one copy
    is_sent: bool = True  # downloads are not
    is_fixed_price: bool = False  # where it goes
    genres: frozenset[str] = frozenset()  # Thema codes
    shelves: frozenset[int] = frozenset()

    @property
    def amount(self) -> Decimal:
        return rounded(self.unit_price * self.quantity)


@dataclass(frozen=True, slots=True)
class Offer:
    """A promotion as its rules need it. `value` is per cent, an amount off, or the price of a bundle."""

    key: int
    name: str
    kind: Kind
    value: Decimal = Decimal(0)
    copies: int = 0  # in a group: 3 in “three for two”, 2 in “2 for £12”
    minimum: Decimal = Decimal(0)  # of the books it is about, before anything is taken off
    genre: str = ""
    shelf: int | None = None
    code: str = ""

    def is_about(self, item: Item) -> bool:
        return not item.is_fixed_price and self._names(item)

    def is_kept_from(self, items: Iterable[Item]) -> bool:
        """Whether it would be about some of these, but for their fixed prices."""
        return any(item.is_fixed_price and self._names(item) for item in items)

    def _names(self, item: Item) -> bool:
        of_the_genre = not self.genre or any(code.startswith(self.genre) for code in item.genres)
        on_the_shelf = self.shelf is None or self.shelf in item.shelves
        return of_the_genre and on_the_shelf

    def short_of(self, items: Iterable[Item]) -> Decimal | None:
        """How much is missing to the minimum; None when there is no book it is about."""
        amounts = [item.amount for item in items if self.is_about(item)]
        return max(self.minimum - sum(amounts), Decimal(0)) if amounts else None


@dataclass(frozen=True, slots=True)
class Saving:
    """What an offer takes off: how much of which line, and how many of its copies are spoken for by that."""

    offer: Offer
    amount: Decimal
    by_line: dict[int, Decimal]
    copies: Counter[int]
    because: str


def best_savings(offers: Sequence[Offer], items: Sequence[Item]) -> list[Saving]:
    """What is taken off, in the way that saves most. The same cart and offers always give the same answer.

    All orders of applying the offers are tried; of more than four, those four that save most by themselves.
    """
    alone = [(saving.amount, offer) for offer in offers if (saving := _saving(offer, items, _all_copies(items)))]
    tried = [offer for _, offer in sorted(alone, key=lambda one: (-one[0], one[1].key))[:MOST_TRIED]]
    ways = [_in_order(way, items) for way in permutations(sorted(tried, key=lambda offer: offer.key))]
    return max(ways, key=lambda savings: sum(saving.amount for saving in savings))


def frees_delivery(offers: Sequence[Offer], items: Sequence[Item]) -> Offer | None:
    """The offer by which delivery is free; an automatic one before a code, which is then not used up."""
    fitting = [offer for offer in offers if offer.kind == Kind.FREE_DELIVERY and offer.short_of(items) == 0]
    return min(fitting, key=lambda offer: (bool(offer.code), offer.key), default=None)


def _in_order(offers: Sequence[Offer], items: Sequence[Item]) -> list[Saving]:
    left, savings = _all_copies(items), []
    for offer in offers:
        if saving := _saving(offer, items, left):
            left = left - saving.copies
            savings.append(saving)
    return savings


def _all_copies(items: Sequence[Item]) -> Counter[int]:
    return Counter({place: item.quantity for place, item in enumerate(items)})


def _saving(offer: Offer, items: Sequence[Item], left: Counter[int]) -> Saving | None:
    """What the offer takes off the copies that are left; None when that is nothing."""
    if offer.kind == Kind.FREE_DELIVERY or offer.short_of(items) != 0:
        return None
    about = Counter({place: left[place] for place, item in enumerate(items) if left[place] and offer.is_about(item)})
    copies, amount, because = RULES[offer.kind](offer, items, about)
    if amount <= 0:
        return None
    places = sorted(copies)
    shares = apportioned(amount, [items[place].unit_price * copies[place] for place in places])
    return Saving(offer, amount, dict(zip(places, shares, strict=True)), copies, because)


Reduction = tuple[Counter[int], Decimal, str]  # the copies, what is taken off them together, and why


def _percentage(offer: Offer, items: Sequence[Item], about: Counter[int]) -> Reduction:
    worth = _worth(items, about)
    return about, rounded(worth * offer.value / 100), f"{offer.value.normalize():f} % off {money(worth)}"


def _amount(offer: Offer, items: Sequence[Item], about: Counter[int]) -> Reduction:
    worth = _worth(items, about)
    return about, min(offer.value, worth), f"{money(offer.value)} off {money(worth)}"


def _cheapest_free(offer: Offer, items: Sequence[Item], about: Counter[int]) -> Reduction:
    """Dearest first, in groups; the last of each group is free. No other grouping saves more."""
    copies = _dearest_first(items, about)
    grouped = copies[: len(copies) // offer.copies * offer.copies]
    free = grouped[offer.copies - 1 :: offer.copies]
    because = f"of {len(grouped)} books the cheapest {'is' if len(free) == 1 else f'{len(free)} are'} free"
    return Counter(grouped), sum((items[place].unit_price for place in free), Decimal(0)), because


def _bundle(offer: Offer, items: Sequence[Item], about: Counter[int]) -> Reduction:
    """Dearest first, in groups, as long as a group costs more than the bundle."""
    copies, bundled, amount = _dearest_first(items, about), [], Decimal(0)
    for start in range(0, len(copies) - offer.copies + 1, offer.copies):
        group = copies[start : start + offer.copies]
        saved = sum(items[place].unit_price for place in group) - offer.value
        if saved <= 0:
            break
        bundled += group
        amount += saved
    return Counter(bundled), amount, f"{len(bundled)} books, {offer.copies} for {money(offer.value)}"


RULES = {
    Kind.PERCENTAGE: _percentage,
    Kind.AMOUNT: _amount,
    Kind.CHEAPEST_FREE: _cheapest_free,
    Kind.BUNDLE: _bundle,
}


def _worth(items: Sequence[Item], copies: Counter[int]) -> Decimal:
    return sum((items[place].unit_price * count for place, count in copies.items()), Decimal(0))


def _dearest_first(items: Sequence[Item], about: Counter[int]) -> list[int]:
    """The place of every single copy."""
    return sorted(about.elements(), key=lambda place: (-items[place].unit_price, place))
