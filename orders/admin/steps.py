"""The steps that staff take with an order, each a button that asks before it does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from accounts.models import User
from orders import counter, dispatch, refunds, returns
from orders.admin import forms
from orders.cancellation import FOR_STAFF, cancel_line, cancel_order, cancellable_lines
from orders.models import Order, OrderLine, Parcel, Refund, Return
from orders.refunds import refundable

MOVE, GIVE_BACK = "orders.move_order", "orders.refund_order"
Waiting = Parcel.State


@dataclass(frozen=True)
class Step:
    """`offered` says whether the button stands there; the operation looks again, behind the lock."""

    name: str
    label: str
    about: type[Model]
    do: Callable[..., Any]
    offered: Callable[[Any], bool]
    form: type[forms.StepForm] = forms.StepForm
    permission: str = MOVE


def _in(*states: str) -> Callable[[Any], bool]:
    return lambda thing: thing.state in states


def _sent(*states: str) -> Callable[[Parcel], bool]:
    return lambda parcel: parcel.branch_id is None and parcel.state in states


def _collected(*states: str) -> Callable[[Parcel], bool]:
    return lambda parcel: parcel.branch_id is not None and parcel.state in states


def _can_cancel(order: Order) -> bool:
    in_the_house = all(parcel.state in (*FOR_STAFF, Waiting.CANCELLED) for parcel in order.parcels.all())
    return order.state in (*Order.OWED, Order.State.PAID) and in_the_house


def _can_cancel_line(line: OrderLine) -> bool:
    if line.order.state in Order.OWED:
        return line in cancellable_lines(line.order, FOR_STAFF)
    return line.order.state == Order.State.PAID and not line.cancelled_at and line.parcel.state in FOR_STAFF


def _cancel_order(order: Order, *, why: str, by: User) -> None:
    cancel_order(order, why=why, by=by, states=FOR_STAFF)


def _cancel_line(line: OrderLine, *, why: str, by: User) -> None:
    cancel_line(line, why=why, by=by, states=FOR_STAFF)


# fmt: off
STEPS = [
    Step("pick", "Start picking", Parcel, dispatch.start_picking, _in(Waiting.WAITING)),
    Step("pack", "It is packed", Parcel, dispatch.pack, _in(Waiting.PICKING)),
    Step("ship", "Hand to the carrier", Parcel, dispatch.ship, _sent(Waiting.PACKED), forms.ShipForm),
    Step("deliver", "It has arrived", Parcel, dispatch.deliver, _in(Waiting.SHIPPED)),
    Step("ready", "Ready to collect", Parcel, dispatch.make_ready,
         _collected(Waiting.WAITING, Waiting.PICKING, Waiting.PACKED), forms.ReadyForm),
    Step("take-money", "Take the money", Order, counter.take_payment, counter.awaits_money, forms.TakeMoneyForm),
    Step("hand-over", "Hand over", Parcel, dispatch.hand_over, _in(Waiting.READY)),
    Step("move-date", "Move the date", Parcel, dispatch.move_date,
         _in(Waiting.WAITING, Waiting.PICKING, Waiting.PACKED), forms.MoveDateForm),
    Step("split", "Send a part ahead", Parcel, dispatch.split,
         lambda parcel: parcel.state == Waiting.WAITING and parcel.lines.open().count() > 1, forms.SplitForm),
    Step("cancel-line", "Cancel this line", OrderLine, _cancel_line, _can_cancel_line, forms.WhyForm),
    Step("cancel", "Cancel the order", Order, _cancel_order, _can_cancel, forms.WhyForm),
    Step("refund", "Give money back", Order, refunds.refund,
         lambda order: order.paid_at is not None and refundable(order) > 0, forms.RefundForm, GIVE_BACK),
    Step("try-again", "Try the refund again", Refund, refunds.try_again, _in(Refund.State.FAILED),
         permission=GIVE_BACK),
    Step("receive", "The books are here", Return, returns.receive, _in(Return.State.REQUESTED), forms.ReceiveForm),
    Step("refund-return", "Refund the return", Return, returns.refund_return, _in(Return.State.RECEIVED),
         permission=GIVE_BACK),
    Step("refuse", "Refuse the return", Return, returns.refuse_return,
         _in(Return.State.REQUESTED, Return.State.RECEIVED), forms.WhyForm),
]
# fmt: on
BY_NAME = {step.name: step for step in STEPS}


def steps_for(thing: Model, user: User) -> Iterator[Step]:
    """The buttons that stand beside a thing, for this person."""
    for step in STEPS:
        if isinstance(thing, step.about) and user.has_perm(step.permission) and step.offered(thing):
            yield step


def things_of(order: Order) -> list[Model]:
    """All that steps can be about, in the order of the page."""
    parcels = list(order.parcels.select_related("branch", "carrier"))
    lines = list(order.lines.select_related("order", "parcel"))
    return [order, *parcels, *lines, *order.returns.all(), *order.refunds.all()]
