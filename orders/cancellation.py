"""Calling off what has not left yet. Copies go to the next in line, and money back to where it came from."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from catalog import stock
from catalog.models import Hold
from orders import kept_methods, mails
from orders.dispatch import complete_if_all_left
from orders.events import Kind, Refused, locked, note
from orders.gift_cards import ledger as gift_cards
from orders.models import Cart, CartGiftCard, CartLine, KeptMethod, Order, OrderLine, Parcel, Refund
from orders.offers import give_back
from orders.refunds import refund
from orders.signals import order_unpaid
from orders.taken_out import is_charged_later, take_out
from storefront.days import spoken_day

# A customer calls off what nobody has begun to fetch; staff anything that is still in the house.
FOR_CUSTOMERS = (Parcel.State.WAITING,)
FOR_STAFF = Parcel.IN_THE_HOUSE


class CannotCancel(Refused):
    """Its text is a sentence for whoever asked."""


@transaction.atomic
def cancel_unpaid(
    order: Order, *, why: str, actor: User | None = None, to_cart: bool = True, tells: bool = False
) -> Order:
    """End an order that waits for money, and those that were placed with it; its books go back to the cart.

    tells: its reader hears of it by mail. Raises CannotCancel once it is paid; a cancelled one stays as it is.
    """
    Cart.objects.locked().filter(pk=order.cart_id).first()  # its books go back there; see docs/locking.md
    order = locked(order)
    if order.state == Order.State.CANCELLED:
        return order
    if order.state not in Order.OWED:
        raise CannotCancel("This order is paid.")
    for other in order.apart.unpaid():
        cancel_unpaid(other, why=why, actor=actor, to_cart=to_cart)
    lines = list(order.lines.select_related("hold__book", "book").order_by("book"))
    stock.lock_supply(line.book for line in lines)
    if not KeptMethod.objects.filter(order=order).exists():
        order_unpaid.send(sender=Order, order=order)
    kept_methods.forget(order)
    _give_back(lines)
    _end(order, why, actor)
    if to_cart:
        _put_back(order, lines)
    if order.by_gift_card:
        gift_cards.give_back(order, order.by_gift_card, reason="The order was not paid.")
    if tells:
        mails.tell(order, "cancelled", lines=lines, refund=None, is_whole=True, why=why)
    return order


@transaction.atomic
def end_reservation(order: Order) -> Order:
    """Its day is over, and nobody came: the copies go to the next, and its reader is told once."""
    until = spoken_day(order.last_day)
    order = cancel_unpaid(order, why=f"It was kept until {until}, and not collected.", to_cart=False)
    mails.tell(order, "reservation_ended", until=until)
    return order


@transaction.atomic
def end_declined(order: Order) -> Order:
    """Its charge was declined, and nobody paid in the time that it was kept: the copies go to the next."""
    return cancel_unpaid(order, why="The payment did not come in time.", to_cart=False, tells=True)


def _put_back(order: Order, lines: list[OrderLine]) -> None:
    if not order.cart_id or not Cart.objects.filter(pk=order.cart_id).exists():
        return
    for line in lines:
        CartLine.objects.get_or_create(
            cart_id=order.cart_id,
            book=line.book,
            defaults={"quantity": line.quantity, "price_known": line.unit_price},
        )
    if code := order.redemptions.exclude(promotion__code="").first():
        Cart.objects.filter(pk=order.cart_id, promotion=None).update(promotion=code.promotion_id)
    for card in set(order.gift_card_entries.values_list("card", flat=True)):
        CartGiftCard.objects.get_or_create(cart_id=order.cart_id, card_id=card)


def cancellable_lines(order: Order, states: Collection[str]) -> list[OrderLine]:
    """The lines that can be called off one by one: of a paid order, or of one that is charged when it leaves."""
    open_lines = order.lines.open().select_related("hold__book", "book", "parcel").order_by("book")
    if order.state == Order.State.PAID:
        return list(open_lines.filter(parcel__state__in=states))
    if not is_charged_later(order) or len(open_lines) == 1:
        return []
    waits = (*states, Parcel.State.PACKED) if order.state == Order.State.PLACED else states  # for its money
    return [line for line in open_lines if line.parcel.state in waits and order.total - line.total > order.by_gift_card]


@transaction.atomic
def cancel_line(
    line: OrderLine, *, why: str, by: User | None = None, states: Collection[str] = FOR_CUSTOMERS
) -> Refund | None:
    """Call off a line, and give its money back if it was paid; the delivery's too when nothing is left to send.

    A line that was called off stays as it is. Raises CannotCancel once its parcel is past those states.
    """
    order = locked(line.order)
    line = order.lines.get(pk=line.pk)
    if line.cancelled_at:
        return None
    if line not in (lines := cancellable_lines(order, states)):
        raise CannotCancel(f"“{line.title}” can no longer be cancelled: its parcel is on the way out.")
    if order.state in Order.OWED:
        _take_out(order, line, why, by)
        return None
    return _cancel(order, [each for each in lines if each == line], why, by)


@transaction.atomic
def cancel_order(
    order: Order, *, why: str, by: User | None = None, states: Collection[str] = FOR_CUSTOMERS
) -> Refund | None:
    """Call off a whole order, with all of its money back. Raises CannotCancel if a part of it is past those states."""
    if order.state == Order.State.PROMISED and order.parcels.exclude(state__in=states).exists():
        raise CannotCancel("This order is on the way out, so it can no longer be cancelled.")
    if order.state in Order.OWED:
        cancel_unpaid(order, why=why, actor=by, tells=True)
        return None
    order = locked(order)
    if order.state == Order.State.CANCELLED:
        return None
    lines = cancellable_lines(order, states)
    if not lines or len(lines) < order.lines.open().count():
        raise CannotCancel("A part of this order is on the way out, so not all of it can be cancelled.")
    return _cancel(order, lines, why, by)


def _cancel(order: Order, lines: list[OrderLine], why: str, by: User | None) -> Refund | None:
    _give_back(lines)
    order.lines.filter(pk__in=[line.pk for line in lines]).update(cancelled_at=timezone.now())
    _empty_parcels(order)
    nothing_is_sent = not order.lines.open().exists()
    if nothing_is_sent:
        _end(order, why, by)
    else:
        titles = ", ".join(line.title for line in lines)
        note(order, f"Cancelled: {titles}. {why}"[:500], by=by)
        complete_if_all_left(order)
    copies = {line: line.quantity for line in lines}
    back = refund(order, reason=why, by=by, lines=copies, with_delivery=nothing_is_sent)
    about = "" if nothing_is_sent else "lines " + ", ".join(str(line.pk) for line in lines)
    mails.tell(order, "cancelled", about=about[:60], lines=lines, refund=back, is_whole=nothing_is_sent, why=why)
    return back


def _take_out(order: Order, line: OrderLine, why: str, by: User | None) -> None:
    """Nothing of it is paid yet: what is left is charged for what is left."""
    if order.payments.open().filter(~Q(reference="") | Q(is_later=True)).exists():
        raise CannotCancel("It is being paid for just now. Please try again in a moment.")
    line.order = order
    alone = take_out(line)
    _give_back([line])
    note(alone, f"Taken out of order {order.number}", by=by)
    note(order, f"{line.title} is order {alone.number} now"[:500], kind=Kind.STAFF, by=by)
    _end(alone, why, by)
    alone.lines.update(cancelled_at=alone.ended_at)
    note(order, f"Cancelled: {line.title}. {why}"[:500], by=by)
    mails.tell(order, "cancelled", about=f"line {line.pk}", lines=[line], refund=None, is_whole=False, why=why)


def _give_back(lines: list[OrderLine]) -> None:
    stock.lock_supply(line.book for line in lines)
    live = Hold.objects.live().in_bulk([line.hold_id for line in lines])
    for line in lines:
        if line.hold_id in live:
            stock.release(live[line.hold_id])


def _empty_parcels(order: Order) -> None:
    """A parcel without books is no parcel any more."""
    full = order.lines.open().values("parcel")
    order.parcels.filter(state__in=Parcel.IN_THE_HOUSE).exclude(pk__in=full).update(state=Parcel.State.CANCELLED)


def _end(order: Order, why: str, by: User | None) -> None:
    order.state, order.ended_at = Order.State.CANCELLED, timezone.now()
    order.save(update_fields=["state", "ended_at"])
    give_back(order)
    order.parcels.filter(state__in=Parcel.IN_THE_HOUSE).update(state=Parcel.State.CANCELLED)
    note(order, f"Cancelled: {why}", kind=Kind.ORDER, by=by)
