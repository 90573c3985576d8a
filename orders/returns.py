"""Books that come back: asked for, received, refunded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from catalog import stock
from catalog.models import Branch, StockMovement
from orders import mails
from orders.events import Kind, Refused, locked, note
from orders.models import Order, OrderLine, Parcel, Return, ReturnLine
from orders.parts import NOTHING, remaining_parts
from orders.refunds import refund

RETURN_WITHIN = timedelta(days=30)  # from the day it left us, as the help page on returns says
State = Return.State
OUR_FAULT = (Return.Reason.DAMAGED, Return.Reason.FAULTY, Return.Reason.WRONG_BOOK)


class CannotReturn(Refused):
    pass


@dataclass(frozen=True, slots=True)
class Returnable:
    line: OrderLine
    quantity: int  # the most copies that can come back


def returnable_lines(order: Order) -> list[Returnable]:
    """What left us lately, is not refunded, and is not on its way back already."""
    since = timezone.now() - RETURN_WITHIN
    lines = order.lines.open().filter(parcel__state__in=Parcel.LEFT, parcel__left_at__gte=since)
    unrefunded = {part.line.pk: part.quantity if part.amount else 0 for part in remaining_parts(order) if part.line}
    coming = ReturnLine.objects.filter(returned__order=order, returned__state__in=(State.REQUESTED, State.RECEIVED))
    for line in coming:
        unrefunded[line.order_line_id] -= line.quantity
    return [Returnable(line, unrefunded[line.pk]) for line in lines.with_covers() if unrefunded[line.pk] > 0]


def refund_for(order: Order, copies: Mapping[OrderLine, int]) -> Decimal:
    """What would be given back for these copies, in shop currency, tax included."""
    left = remaining_parts(order)
    parts = {part.line.pk: part for part in left if part.line}
    books = sum((parts[line.pk].copies(quantity).amount for line, quantity in copies.items()), NOTHING)
    delivery = sum((part.amount for part in left if part.line is None), NOTHING)
    return books + delivery if is_the_rest(order, copies) else books


def is_the_rest(order: Order, copies: Mapping[OrderLine, int]) -> bool:
    """Whether nothing of the order stays with them: then the delivery is refunded too (help page on returns)."""
    theirs = [part for part in remaining_parts(order) if part.line and not part.line.cancelled_at]
    return all(copies.get(part.line, 0) == part.quantity for part in theirs)


@transaction.atomic
def request_return(
    order: Order,
    copies: Mapping[OrderLine, int],
    *,
    reason: str,
    condition: str = ReturnLine.Condition.AS_NEW,
    way: str = Return.Way.POST,
    note_text: str = "",
    by: User | None = None,
) -> Return:
    """Say that copies are coming back. Raises CannotReturn for more than can, and for none."""
    order = locked(order)
    most = {one.line.pk: one.quantity for one in returnable_lines(order)}
    copies = {line: quantity for line, quantity in copies.items() if quantity}
    if not copies:
        raise CannotReturn("Choose the books that you want to send back.")
    for line, quantity in copies.items():
        if not 0 < quantity <= most.get(line.pk, 0):
            raise CannotReturn(f"“{line.title}” can no longer be returned.")
    asked = Return.objects.create(order=order, reason=reason, way=way, note=note_text)
    ReturnLine.objects.bulk_create(
        ReturnLine(returned=asked, order_line=line, quantity=quantity, condition=condition)
        for line, quantity in copies.items()
    )
    note(order, f"Return asked for: {_titles(asked)}", kind=Kind.RETURN, by=by)
    amount = refund_for(order, copies)
    mails.tell(order, "return_requested", about=f"return {asked.pk}", returned=asked, amount=amount, lines=list(copies))
    return asked


@transaction.atomic
def receive(asked: Return, restocked: Mapping[ReturnLine, int], *, branch: Branch, by: User | None = None) -> Return:
    """The books are here: so many copies of each line go back on the shelf (to the queue first), the rest is lost.

    Raises CannotReturn when it was received, withdrawn or refused before.
    """
    order, asked = _locked(asked, State.REQUESTED)
    lines = list(asked.lines.select_related("order_line__book").order_by("order_line__book"))
    stock.lock_supply(line.order_line.book for line in lines)
    for line in lines:
        line.restocked, line.branch = restocked.get(line, 0), branch
        if not 0 <= line.restocked <= line.quantity:
            raise CannotReturn(f"{line.quantity} of “{line.order_line.title}” came back, not {line.restocked}.")
        line.save(update_fields=["restocked", "branch"])
        if line.restocked:
            reason = StockMovement.Reason.RETURN
            book = line.order_line.book
            stock.receive(book, branch, line.restocked, reason=reason, reference=order.hold_reference, actor=by)
    asked.state, asked.received_at = State.RECEIVED, timezone.now()
    asked.save(update_fields=["state", "received_at"])
    note(order, f"Your return has arrived: {_titles(asked)}", kind=Kind.RETURN, by=by)
    return asked


@transaction.atomic
def refund_return(asked: Return, *, by: User | None = None) -> Return:
    """Give the money for received copies back. Raises CannotReturn unless it is here and unpaid, or CannotRefund."""
    order, asked = _locked(asked, State.RECEIVED)
    copies = {line.order_line: line.quantity for line in asked.lines.select_related("order_line")}
    said = f"returned: {_titles(asked)}"
    back = refund(order, reason=said, by=by, lines=copies, with_delivery=is_the_rest(order, copies))
    if back is None:
        raise CannotReturn("These copies cost nothing, so there is nothing to give back.")
    asked.refund = back
    return _end(asked, State.REFUNDED)


@transaction.atomic
def refuse_return(asked: Return, *, why: str, by: User | None = None) -> Return:
    order, asked = _locked(asked, State.REQUESTED, State.RECEIVED)
    note(order, f"We cannot take this return: {why}"[:500], kind=Kind.RETURN, by=by)
    return _end(asked, State.REFUSED)


@transaction.atomic
def withdraw_return(asked: Return, *, by: User | None = None) -> Return:
    """The customer keeps the books after all. Raises CannotReturn once they are here."""
    order, asked = _locked(asked, State.REQUESTED)
    note(order, "Return withdrawn", kind=Kind.RETURN, by=by)
    return _end(asked, State.WITHDRAWN)


def _locked(asked: Return, *states: str) -> tuple[Order, Return]:
    order = locked(asked.order)
    asked = Return.objects.get(pk=asked.pk)
    if asked.state not in states:
        raise CannotReturn(f"This cannot be done now: the return is {asked.get_state_display().lower()}.")
    return order, asked


def _end(asked: Return, state: str) -> Return:
    asked.state, asked.ended_at = state, timezone.now()
    asked.save(update_fields=["state", "ended_at", "refund"])
    return asked


def _titles(asked: Return) -> str:
    lines = asked.lines.select_related("order_line")
    return ", ".join(f"{line.quantity} × {line.order_line.title}" for line in lines)[:200]
