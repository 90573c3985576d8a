"""The way of a parcel out of the house: waiting → picking → packed → shipped → delivered, or ready → collected.

Every step locks the order, looks at the parcel again, and refuses with a sentence what cannot be done now. A step that
was done already changes nothing, except that nobody ships or hands over twice.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from accounts.models import User
from catalog import stock
from catalog.models import Hold
from orders import mails
from orders.events import Kind, Refused, locked, note
from orders.models import Carrier, Order, OrderLine, Parcel
from orders.signals import order_shipped
from orders.timeline import arrival
from storefront.days import end_of, spoken_day
from storefront.money import money

State = Parcel.State


class CannotSend(Refused):
    pass


@transaction.atomic
def start_picking(parcel: Parcel, *, by: User | None = None) -> Parcel:
    """Somebody fetches the books from the shelves. Raises CannotSend while one of them is not here."""
    parcel = _locked(parcel)
    if parcel.state == State.PICKING:
        return parcel
    _refuse_unless(parcel, State.WAITING)
    refuse_missing(open_lines(parcel))
    return _move(parcel, State.PICKING, "We are fetching your books from the shelves", by)


@transaction.atomic
def pack(parcel: Parcel, *, by: User | None = None) -> Parcel:
    parcel = _locked(parcel)
    if parcel.state == State.PACKED:
        return parcel
    _refuse_unless(parcel, State.PICKING)
    parcel = _move(parcel, State.PACKED, "Packed", by)
    if parcel.order.state == Order.State.PROMISED:
        app.configure_task("orders.tasks.charge_order").defer(order_pk=parcel.order.pk)
    return parcel


@transaction.atomic
def ship(
    parcel: Parcel, *, carrier: Carrier | None = None, tracking_number: str = "", by: User | None = None
) -> Parcel:
    """Hand a packed parcel to the carrier: its copies leave the stock. Raises CannotSend if it left before."""
    parcel = _locked(parcel)
    _refuse_unless(parcel, State.PACKED)
    if parcel.branch_id:
        raise CannotSend(f"This parcel is collected at {parcel.branch}, not sent.")
    if parcel.order.state == Order.State.PROMISED:
        raise CannotSend("It is being charged, and not paid yet. Please try again in a moment.")
    parcel.carrier, parcel.tracking_number = carrier, tracking_number.strip()
    _let_go(parcel, State.SHIPPED, f"Left us with {carrier}" if carrier else "Left us", by)
    words = {"parcel": parcel, "lines": open_lines(parcel), "arrives": arrival(parcel.order, parcel)}
    mails.tell(parcel.order, "dispatched", about=f"parcel {parcel.pk}", **words)
    return parcel


@transaction.atomic
def deliver(parcel: Parcel, *, by: User | None = None) -> Parcel:
    """The carrier says that it has arrived."""
    parcel = _locked(parcel)
    if parcel.state == State.DELIVERED:
        return parcel
    _refuse_unless(parcel, State.SHIPPED)
    parcel.delivered_at = timezone.now()
    return _move(parcel, State.DELIVERED, "Delivered", by)


@transaction.atomic
def make_ready(parcel: Parcel, *, until: date, by: User | None = None) -> Parcel:
    """It stands behind the counter of its branch until the end of that day, and the customer is told."""
    parcel = _locked(parcel)
    if parcel.state == State.READY:
        return parcel
    _refuse_unless(parcel, State.WAITING, State.PICKING, State.PACKED)
    if not parcel.branch_id:
        raise CannotSend("This parcel is sent, not collected.")
    if until < timezone.localdate():
        raise CannotSend("That day is over. Keep it for a few days at least.")
    lines = open_lines(parcel)
    refuse_missing(lines)
    parcel.kept_until = until
    if parcel.order.state == Order.State.PLACED:
        _reserve_until(parcel.order, lines, until)
    what = f"Ready to collect at {parcel.branch}, kept until {spoken_day(until)}"
    _move(parcel, State.READY, what, by)
    mails.tell(parcel.order, "ready", about=f"parcel {parcel.pk}", parcel=parcel, lines=lines)
    return parcel


@transaction.atomic
def hand_over(parcel: Parcel, *, by: User | None = None) -> Parcel:
    """The customer is here and takes it. Raises CannotSend if somebody did before, or it is not paid yet."""
    parcel = _locked(parcel)
    _refuse_unless(parcel, State.READY)
    if parcel.order.state == Order.State.PLACED:
        raise CannotSend(f"It is not paid yet: take {money(parcel.order.to_pay)} first.")
    _let_go(parcel, State.COLLECTED, f"Collected at {parcel.branch}", by)
    return parcel


@transaction.atomic
def move_date(parcel: Parcel, to: date, *, why: str, by: User | None = None) -> Parcel:
    """Say that it leaves on another day. The old day stays in the history; the customer hears of a later one."""
    parcel = _locked(parcel)
    _refuse_unless(parcel, State.WAITING, State.PICKING, State.PACKED)
    before = parcel.leaves_on
    if before == to:
        return parcel
    parcel.leaves_on = to
    parcel.save(update_fields=["leaves_on"])
    was = f", instead of {spoken_day(before)}" if before else ""
    note(parcel.order, f"Leaves on {spoken_day(to)}{was}: {why}", kind=Kind.DATE, parcel=parcel, by=by)
    if before and to > before:
        words = {"parcel": parcel, "before": before, "why": why, "lines": open_lines(parcel)}
        mails.tell(parcel.order, "delayed", about=f"parcel {parcel.pk}, {to}", **words)
    return parcel


@transaction.atomic
def split(parcel: Parcel, lines: Collection[OrderLine], *, by: User | None = None) -> Parcel:
    """Let some lines go first, in a parcel of their own; the new parcel. Raises CannotSend if none would stay."""
    parcel = _locked(parcel)
    _refuse_unless(parcel, State.WAITING)
    here = open_lines(parcel)
    going = [line for line in here if line in lines]
    if not going or len(going) == len(here):
        raise CannotSend("Choose some of the books, and leave some: a parcel is split in two.")
    first = Parcel.objects.create(order=parcel.order, branch=parcel.branch, leaves_on=timezone.localdate())
    parcel.order.lines.filter(pk__in=[line.pk for line in going]).update(parcel=first)
    titles = ", ".join(line.title for line in going)
    note(parcel.order, f"Goes ahead in a parcel of its own: {titles}"[:500], kind=Kind.PARCEL, parcel=first, by=by)
    return first


def _reserve_until(order: Order, lines: Iterable[OrderLine], day: date) -> None:
    """What waits at the counter to be paid is promised exactly as long as it waits there, never shorter than before."""
    order.kept_until = max(order.kept_until, end_of(day))
    order.save(update_fields=["kept_until"])
    for line in lines:
        stock.hand_over(line.hold, kind=line.hold.kind, reference=order.hold_reference, until=order.kept_until)


def open_lines(parcel: Parcel) -> list[OrderLine]:
    return list(parcel.lines.open().select_related("hold__book", "book").order_by("book"))


def missing(lines: Iterable[OrderLine]) -> list[OrderLine]:
    """Lines whose copies have not arrived in the house."""
    return [line for line in lines if line.hold.state != Hold.State.GRANTED]


def refuse_missing(lines: Iterable[OrderLine]) -> None:
    if absent := missing(lines):
        raise CannotSend(f"Not here yet: {', '.join(line.title for line in absent)}.")


def refuse_early(lines: Iterable[OrderLine]) -> None:
    """What is not on sale yet leaves nobody's house, though its copies are here."""
    early = [line for line in lines if line.book.on_sale_on and line.book.on_sale_on > timezone.localdate()]
    if early:
        day = max(line.book.on_sale_on for line in early)
        raise CannotSend(f"Not before {spoken_day(day)}: {', '.join(line.title for line in early)}.")


def complete_if_all_left(order: Order) -> None:
    """An order is complete when nothing of it is in the house any more. It is locked by the caller."""
    parcels = list(order.parcels.all())
    if order.state == Order.State.PAID and not any(parcel.state in Parcel.IN_THE_HOUSE for parcel in parcels):
        order.state, order.ended_at = Order.State.COMPLETED, timezone.now()
        order.save(update_fields=["state", "ended_at"])


def _locked(parcel: Parcel) -> Parcel:
    """The parcel as it is now, behind the lock of its paid order."""
    order = locked(parcel.order)
    if order.state == Order.State.PLACED and order.reach != Order.Reach.RESERVED:
        raise CannotSend("This order is not paid.")
    parcel = Parcel.objects.select_related("branch", "carrier").get(pk=parcel.pk)
    parcel.order = order
    return parcel


def _refuse_unless(parcel: Parcel, *states: str) -> None:
    if parcel.state not in states:
        raise CannotSend(f"This cannot be done now: the parcel is {parcel.get_state_display().lower()}.")


def _move(parcel: Parcel, state: str, what: str, by: User | None) -> Parcel:
    parcel.state = state
    parcel.save()
    note(parcel.order, what, kind=Kind.PARCEL, parcel=parcel, by=by)
    return parcel


def _let_go(parcel: Parcel, state: str, what: str, by: User | None) -> None:
    stock.lock_supply(line.book for line in open_lines(parcel))
    lines = open_lines(parcel)  # read again behind the lock
    refuse_missing(lines)
    refuse_early(lines)
    for line in lines:
        stock.take(line.hold, actor=by)
    parcel.left_at = timezone.now()
    _move(parcel, state, what, by)
    complete_if_all_left(parcel.order)
    order_shipped.send(sender=Order, parcel=parcel)
