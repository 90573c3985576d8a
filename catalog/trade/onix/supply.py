"""Whether the book can be had here, from whom, and for how much."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import NamedTuple

from catalog.models.kinds import PriceRule, Status
from catalog.models.supply import SupplierOffer
from catalog.trade.onix import codes as lists
from catalog.trade.onix.dates import dated, day_of
from catalog.trade.onix.message import Header
from catalog.trade.onix.nodes import Node, codes, first, nodes, text
from catalog.trade.onix.titles import line
from catalog.trade.records import Supply
from storefront.money import rounded

FOR_SALE, NOT_FOR_SALE = {"01", "02", "07", "08"}, {"03", "04", "05", "06"}  # list 46
WORLD = "WORLD"
COUNTRIES = ("CountriesIncluded", "RightsCountry", "CountryCode")  # the latter two in ONIX 2.1
REGIONS = ("RegionsIncluded", "RightsTerritory", "Territory")
PLACES = {"Territory", "CountriesIncluded", "CountryCode", "RegionsIncluded"}
CONSUMER = {"", "05"}  # list 59
UNKNOWN_SUPPLIER = "Publisher"
DATED_PRICE = {"PriceDate", "PriceEffectiveFrom", "PriceEffectiveUntil"}


class WrongPrice(ValueError):
    """An amount that cannot be read; its text is a sentence."""


@dataclass(frozen=True)
class Shop:
    """Where the shop is, how it counts, and when."""

    country: str
    currency: str
    with_tax: bool
    today: date
    company: str = ""  # under which it sends its own catalogue
    covers: str = ""  # where its own pictures of covers are


class Amount(NamedTuple):
    """A price as it may stand on the page, and whether it must be asked before others."""

    value: Decimal
    has_tax: bool
    rule: str  # who decides: PriceRule
    is_recommended: bool = True


def may_be_sold(publishing: Node, country: str) -> bool:
    """Whether the rights allow it here. What nobody speaks of is allowed."""
    for rights in nodes(publishing, "SalesRights"):
        if holds(rights, country):
            return text(rights, "SalesRightsType") not in NOT_FOR_SALE
    return text(publishing, "ROWSalesRightsType") not in NOT_FOR_SALE


def holds(place: Node, country: str) -> bool:
    """Whether a territory, or what holds one, has this country in it."""
    territory = first(place, "Territory") or place
    return country in codes(territory, *COUNTRIES) or (
        WORLD in codes(territory, *REGIONS) and country not in codes(territory, "CountriesExcluded")
    )


def _is_placed(node: Node) -> bool:
    """Whether it speaks of countries at all."""
    return not PLACES.isdisjoint(node)


Here = list[tuple[Node, Node]]  # a ProductSupply and a SupplyDetail of it


def supplies_here(product: Node, country: str) -> Iterator[tuple[Node, Node]]:
    """Each ProductSupply for a market that has our country, with its SupplyDetail. Of ONIX 2.1, the details alone."""
    for supply in nodes(product, "ProductSupply"):
        markets = list(nodes(supply, "Market"))
        if not markets or any(holds(market, country) or not _is_placed(market) for market in markets):
            for detail in nodes(supply, "SupplyDetail"):
                yield supply, detail
    for detail in nodes(product, "SupplyDetail"):
        yield {}, detail


def availability_of(detail: Node) -> str:
    code = text(detail, "ProductAvailability")
    return code or lists.OLD_AVAILABILITIES.get(text(detail, "AvailabilityCode").upper(), "")


def offer_of(detail: Node, header: Header, shop: Shop) -> Supply:
    """What a supplier says of the book."""
    state, days_from, days_to = _state_of(availability_of(detail))
    wait = text(detail, "OrderTime")
    if wait.isdigit() and 0 < int(wait) < 1000:
        days_from = days_to = int(wait)
    expected = dated(detail, "SupplyDate", "08") or day_of(text(detail, "ExpectedShipDate"))
    name = line(first(detail, "Supplier") or detail, "SupplierName")[:200] or header.sender or UNKNOWN_SUPPLIER
    return Supply(name, state, days_from, days_to, expected[0] if expected else None, _cost(detail, header, shop))


@lru_cache(maxsize=1000)
def _state_of(availability: str) -> tuple[str, int, int]:
    """The state that a code of list 65 stands for, and how many days it usually takes then."""
    state = lists.AVAILABILITIES.get(availability, SupplierOffer.State.UNAVAILABLE)
    return (state.value, *lists.DAYS.get(state, (2, 4)))


def embargo_of(publishers_day: tuple[date, str] | None, here: Here) -> date | None:
    """The latest of all that forbid to sell before a day."""
    days = [publishers_day]
    for supply, detail in here:
        days += [dated(each, "MarketDate", "02") for each in nodes(supply, "MarketPublishingDetail")]
        days += [dated(detail, "SupplyDate", "02"), day_of(text(detail, "OnSaleDate"))]
    return max((found[0] for found in days if found), default=None)


def price_of(here: Here, header: Header, shop: Shop, published_on: date | None) -> Amount | None:
    """The recommended price for readers here, today, in our currency; with the shop’s tax habit where it can be.

    Without one a special price stands, which is no recommendation. None where there is none: that is not nought.
    Raises WrongPrice.
    """
    found: list[Amount] = []
    for _, detail in here:
        for price in nodes(detail, "Price"):
            kind = _kind_of(price, header) or "02"
            if published_on and published_on > shop.today:
                kind = lists.BEFORE_PUBLICATION.get(kind, kind)
            has_tax = kind in lists.WITH_TAX
            if (has_tax or kind in lists.WITHOUT_TAX) and _is_for_readers(price) and _is_ours(price, header, shop):
                rule = lists.PRICE_RULES.get(kind, PriceRule.FREE).value
                found.append(Amount(_amount(price, shop), has_tax, rule, kind not in lists.SPECIAL))
        if not found and text(detail, "UnpricedItemType") == "01":
            return Amount(Decimal(0), shop.with_tax, PriceRule.FREE.value)
    found = [amount for amount in found if amount.value]
    found = [amount for amount in found if amount.is_recommended] or found
    return next((amount for amount in found if amount.has_tax == shop.with_tax), next(iter(found), None))


def _kind_of(price: Node, header: Header) -> str:
    return text(price, "PriceType", "PriceTypeCode") or header.price_type


def _is_for_readers(price: Node) -> bool:
    return text(price, "PriceQualifier") in CONSUMER


def _is_ours(price: Node, header: Header, shop: Shop) -> bool:
    """Here, today, in our currency, and with an amount."""
    return (
        (text(price, "CurrencyCode") or header.currency or shop.currency) == shop.currency
        and bool(text(price, "PriceAmount"))
        and (not _is_placed(price) or holds(price, shop.country))
        and _is_of_today(price, shop.today)
    )


def holds_for_a_time(product: Node, header: Header) -> bool:
    """Whether the clock alone may change what it costs."""
    for supply in (*nodes(product, "ProductSupply"), product):
        for detail in nodes(supply, "SupplyDetail"):
            for price in nodes(detail, "Price"):
                if _is_dated(price) or _kind_of(price, header) in lists.BEFORE_PUBLICATION:
                    return True
    return False


def _is_dated(price: Node) -> bool:
    return not DATED_PRICE.isdisjoint(price)


def _is_of_today(price: Node, today: date) -> bool:
    if not _is_dated(price):
        return True
    begins = dated(price, "PriceDate", "14") or day_of(text(price, "PriceEffectiveFrom"))
    ends = dated(price, "PriceDate", "15") or day_of(text(price, "PriceEffectiveUntil"))
    return not (begins and begins[0] > today) and not (ends and ends[0] < today)


def _amount(price: Node, shop: Shop) -> Decimal:
    return _amount_of(text(price, "PriceAmount"), shop.currency)


@lru_cache(maxsize=10_000)
def _amount_of(said: str, currency: str) -> Decimal:
    """In the shop’s currency, which decides what it is rounded to."""
    try:
        amount = Decimal(said)
    except InvalidOperation as error:
        raise WrongPrice(f"“{said[:40]}” is no price: ONIX writes 12.99.") from error
    if not amount.is_finite() or not 0 <= amount < 1_000_000:
        raise WrongPrice(f"“{said[:40]}” is no price: ONIX writes 12.99.")
    return rounded(amount)


def _cost(detail: Node, header: Header, shop: Shop) -> Decimal | None:
    """What we pay: the net price, or the recommended one less our discount. Never shown to shoppers."""
    for price in nodes(detail, "Price"):
        is_net = _kind_of(price, header) in lists.NET
        if not (is_net or "Discount" in price or "DiscountPercent" in price) or not _is_ours(price, header, shop):
            continue
        if is_net:
            return _amount(price, shop)
        percent = next(
            (text(each, "DiscountPercent") for each in nodes(price, "Discount")), text(price, "DiscountPercent")
        )
        if percent.replace(".", "", 1).isdigit() and Decimal(percent) <= 100:
            return rounded(_amount(price, shop) * (100 - Decimal(percent)) / 100)
    return None


def veto_of(here: Here) -> str:
    """The status that a supplier’s word makes of it, whatever the publisher says; usually none."""
    said = [availability_of(detail) for _, detail in here]
    return next((lists.VETOES[code].value for code in said if code in lists.VETOES), "")


def status_of(publishing: Node, here: Here) -> str:
    """The publisher’s word, unless a supplier’s forbids the sale. Where nobody says it, what the suppliers say."""
    if veto := veto_of(here):
        return veto
    said = [availability_of(detail) for _, detail in here]
    sent = text(publishing, "PublishingStatus")
    if not sent and len(said) == 1 and said[0] in lists.SAYS_STATUS:
        return lists.SAYS_STATUS[said[0]].value
    return lists.STATUSES.get(sent, Status.ACTIVE).value
