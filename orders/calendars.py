"""An order's days as a file that calendars take (RFC 5545)."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.utils import timezone

from orders.delivery.dates import dates_of
from orders.models import Order, Parcel
from storefront.days import ONE_DAY


def calendar_of(order: Order) -> str:
    """A day for each parcel that is still to come; an empty calendar where nobody can say."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//{settings.SHOP_NAME}//Orders//EN"]
    stamp = f"{timezone.now():%Y%m%dT%H%M%SZ}"
    for parcel in order.parcels.all():
        if (day := _day_of(order, parcel)) is None:
            continue
        what = f"Collect your books in {parcel.branch}" if parcel.branch else "Your books arrive"
        lines += [
            "BEGIN:VEVENT",
            f"UID:{order.number}-{parcel.pk}@{settings.SHOP_EMAIL.rpartition('@')[2]}",
            f"DTSTAMP:{stamp}",
            f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{day + ONE_DAY:%Y%m%d}",
            f"SUMMARY:{_text(f'{what} ({order.number})')}",
            "END:VEVENT",
        ]
    return "\r\n".join([*lines, "END:VCALENDAR", ""])


def _day_of(order: Order, parcel: Parcel) -> date | None:
    """The day it is ready, or the last on which it should arrive."""
    if parcel.state in (Parcel.State.CANCELLED, Parcel.State.DELIVERED, Parcel.State.COLLECTED):
        return None
    left = timezone.localtime(parcel.left_at).date() if parcel.left_at else parcel.leaves_on
    if parcel.branch or left is None:
        return left
    if order.days_from is None or order.days_to is None:
        return None
    return dates_of(left, order.days_from, order.days_to, order.country).last


def _text(said: str) -> str:
    """What stands for something else in such a file is told apart."""
    for mark in ("\\", ";", ","):
        said = said.replace(mark, f"\\{mark}")
    return said.replace("\n", " ")
