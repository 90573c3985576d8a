"""Taking money at the counter, for what was reserved to be paid there."""

from __future__ import annotations

from django.db import models, transaction

from accounts.models import User
from orders import payment as payments
from orders.events import locked
from orders.models import Order, Payment, Reach

GATEWAY = "counter"


class How(models.TextChoices):
    CASH = "cash", "Cash"
    CARD = "card", "Card"


def awaits_money(order: Order) -> bool:
    """Whether its reader pays when they come for it."""
    return order.reach == Reach.RESERVED and order.state == Order.State.PLACED


@transaction.atomic
def take_payment(order: Order, *, how: str, by: User) -> Order:
    """The reader is here and pays. Raises CannotPay, and then nothing was taken: it is paid, it is over, or the copies
    went to somebody else.
    """
    if locked(order).reach != Reach.RESERVED:
        raise payments.CannotPay("This order is paid on the website, not here.")
    payment = payments.start_payment(order, gateway=GATEWAY)
    order = payments.approve(payment, charge=f"{how} {payment.key}", what=f"Paid at the counter ({how})", by=by)
    payment.refresh_from_db()
    if payment.state == Payment.State.RETURNED:
        raise payments.CannotPay(payment.reason)
    return order
