"""Dates of ONIX, as exact as they were sent. What is no date (20230230, “tbc”) costs the date, not the book."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache

from django.utils import timezone

from catalog.models.kinds import Precision
from catalog.trade.onix.nodes import Node, nodes, text

QUARTERS, SEASONS = "03", "04"  # list 55


def day_of(value: str, form: str = "") -> tuple[date, str] | None:
    """The first day that a date means, and how much of it is known. The form (list 55) tells, else the length."""
    return _day_of(value, getattr(value, "form", "") or form) if value else None


@lru_cache(maxsize=10_000)
def _day_of(value: str, form: str) -> tuple[date, str] | None:
    digits = re.sub(r"[-\s:]", "", value)
    if form in {QUARTERS, SEASONS} and (found := re.fullmatch(r"([0-9]{4})0?([1-4])", digits)):
        first = (int(found[2]) - 1) * 3 + (1 if form == QUARTERS else 3)  # spring begins in March
        return date(int(found[1]), first, 1), Precision.MONTH.value
    found = re.match(r"([0-9]{4})([0-9]{2})?([0-9]{2})?(?:T?[0-9]{4}|$|T)", digits)
    if not found:
        return None
    precision = Precision.DAY if found[3] else Precision.MONTH if found[2] else Precision.YEAR
    try:
        return date(int(found[1]), int(found[2] or 1), int(found[3] or 1)), precision.value
    except ValueError:
        return None


def dated(node: Node, kind: str, *roles: str) -> tuple[date, str] | None:
    """The first readable of a composite’s dates in these roles: PublishingDate, MarketDate, SupplyDate …"""
    if kind not in node:
        return None
    found = dates_of(node, kind)
    return next((found[role] for role in roles if role in found), None)


def dates_of(node: Node, kind: str) -> dict[str, tuple[date, str]]:
    """The first readable date in each role."""
    found: dict[str, tuple[date, str]] = {}
    role = f"{kind}Role"
    for each in nodes(node, kind):
        if day := day_of(text(each, "Date"), text(each, "DateFormat")):
            found.setdefault(text(each, role), day)
    return found


def moment_of(value: str) -> datetime | None:
    """When a message was sent; without a zone, by the shop’s clock."""
    try:
        moment = datetime.fromisoformat(re.sub(r"^([0-9]{8})([0-9]{4,6})", r"\1T\2", value))
    except ValueError:
        return None
    return moment if moment.tzinfo else timezone.make_aware(moment)
