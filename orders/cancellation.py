"""Ending an order that will not be paid. Copies go to the next, and the books back into the cart they came from."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from catalog import stock
from catalog.models import Hold
from orders.models import Cart, CartLine, Order, OrderEvent


class CannotCancel(Exception):
    """Its text is a sentence for whoever asked."""


@transaction.atomic
def cancel_unpaid(order: Order, *, why: str, actor: User | None = None) -> Order:
    """End an order that waits for money. Raises CannotCancel once it is paid; a cancelled one stays as it is."""
    order = Order.objects.locked().get(pk=order.pk)
    if order.state == Order.State.CANCELLED:
        return order
    if order.state != Order.State.PLACED:
        raise CannotCancel("This order is paid.")
    lines = list(order.lines.select_related("hold__book", "book").order_by("book"))
    stock.lock_supply(line.book for line in lines)
    for line in lines:
        if line.hold.state in {Hold.State.QUEUED, Hold.State.GRANTED}:
            stock.release(line.hold)
    order.state, order.ended_at = Order.State.CANCELLED, timezone.now()
    order.save(update_fields=["state", "ended_at"])
    OrderEvent.objects.create(order=order, what=why, actor=actor)
    _put_back(order, lines)
    return order


def _put_back(order: Order, lines: list) -> None:
    if not order.cart_id or not Cart.objects.filter(pk=order.cart_id).exists():
        return
    for line in lines:
        CartLine.objects.get_or_create(
            cart_id=order.cart_id,
            book=line.book,
            defaults={"quantity": line.quantity, "price_when_added": line.unit_price},
        )


def cancel_overdue(now: datetime | None = None) -> int:
    """End every order whose copies were kept in vain. How many."""
    overdue = list(Order.objects.unpaid().filter(kept_until__lte=now or timezone.now()).order_by("pk"))
    for order in overdue:
        cancel_unpaid(order, why="Not paid in time")
    return len(overdue)
