"""People whom a parcel can go to without its buyer learning where that is.

An app that knows such people says so in AppConfig.ready():

    recipients.register(offers)     # offers(cart) lists those whom what lies in this cart can go to

A checkout keeps the key of the chosen one, never the address: that is asked for when the order is placed, and stands on
the order for those who pack it. Buyers read `Order.address`, which says the name alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from orders.models import Cart

LEFT_OUT = {"recipient": "", "recipient_name": "", "gift_message": ""}  # of a checkout that goes elsewhere


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """`name` is all that a buyer reads: “Ines, from their list”. `address` has the parts of storefront.addresses."""

    key: str
    name: str
    address: Mapping[str, str]


_sources: list[Callable[[Cart], list[Recipient]]] = []


def register(offers: Callable[[Cart], list[Recipient]]) -> None:
    if offers not in _sources:
        _sources.append(offers)


def offered_to(cart: Cart) -> list[Recipient]:
    return [each for offers in _sources for each in offers(cart)]


def find(cart: Cart, key: str) -> Recipient | None:
    """None once it is no longer offered: the book was taken out, or the person has thought better of it."""
    return next((each for each in offered_to(cart) if each.key == key), None)
