"""An order's days, for calendars."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils import timezone

from orders.delivery.dates import dates_of
from orders.models import Order, Parcel
from storefront.days import ONE_DAY
from storefront.ics import Entry


def days_of(order: Order) -> Iterator[Entry]:
    """A day for each parcel that is still to come, where anybody can say; else the days on which its books come out."""
    for parcel in order.parcels.all():
        if (day := _day_of(order, parcel)) is not None:
            what = f"Collect your books in {parcel.branch}" if parcel.branch else "Your books arrive"
            where = " ".join(parcel.branch.address.split()) if parcel.branch else ""
            yield Entry(f"{order.number}-{parcel.pk}", f"{what} ({order.number})", day, day + ONE_DAY, where)
        elif not parcel.has_left and parcel.state != Parcel.State.CANCELLED:
            yield from _publications(order, parcel)


def _publications(order: Order, parcel: Parcel) -> Iterator[Entry]:
    for line in parcel.lines.all():
        day = line.book.on_sale_on
        if day and day > timezone.localdate() and not line.cancelled_at:
            yield Entry(f"{order.number}-out-{line.pk}", f"“{line.title}” is published", day, day + ONE_DAY)


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
