"""Orders for books that are not out yet: parcels follow the publisher's day, what never comes is paid back."""

from contextlib import suppress

from django.db.models import F
from django.db.models.functions import Greatest

from catalog.availability import FOR_GOOD
from catalog.models import Hold
from orders import cancellation, dispatch
from orders.events import Refused
from orders.models import Order, OrderLine, Parcel
from orders.models.orders import OrderLineQuerySet
from storefront.closings import shop_calendar

MOVABLE = (Parcel.State.WAITING, Parcel.State.PICKING, Parcel.State.PACKED)


def follow_publishers() -> int:
    """Bring orders up to date with what publishers have said since. How many lines it was of; again, it is none."""
    ended, moved = list(_never_to_come()), list(_too_early())
    for line in ended:
        with suppress(Refused):  # called off, or on its way, by somebody else in this moment
            _call_off(line)
    for line in moved:
        to = shop_calendar().working_day_from(line.book.on_sale_on)
        with suppress(Refused):
            dispatch.move_date(line.parcel, to, why="the publisher has moved the day of publication")
    return len(ended) + len(moved)


def _call_off(line: OrderLine) -> None:
    """The line alone, as long as anything is left to be charged; otherwise its order."""
    why, states = "The publisher has ended this book, so it will not come.", cancellation.FOR_STAFF
    order = Order.objects.get(pk=line.order_id)  # another of its lines may just have gone
    if order.state == Order.State.PROMISED and line not in cancellation.cancellable_lines(order, states):
        cancellation.cancel_order(order, why=why, states=states)
    else:
        cancellation.cancel_line(line, why=why, states=states)


def _open() -> OrderLineQuerySet:
    lines = OrderLine.objects.open().filter(
        order__state__in=(Order.State.PAID, Order.State.PROMISED), parcel__state__in=MOVABLE
    )
    return lines.select_related("order", "parcel", "book").order_by("pk")


def _never_to_come() -> OrderLineQuerySet:
    return _open().filter(hold__state=Hold.State.QUEUED, book__status__in=FOR_GOOD)


def _too_early() -> OrderLineQuerySet:
    """Lines whose parcel is to leave before they are on sale; the day that is last, last."""
    day = Greatest("book__published_on", "book__embargo_on")
    return _open().annotate(day=day).filter(day__gt=F("parcel__leaves_on")).order_by("day", "pk")
