"""Charging when it leaves: with the way to pay that the provider keeps, and nobody at the till.

An attempt is a row before the provider hears of it, and its key the provider's key to do it once: whatever is pressed
twice or killed in the middle, the next finds the same attempt. What comes of it goes through orders.payment, like all.
"""

from contextlib import suppress
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from orders import mails
from orders import payment as payments
from orders.events import Kind, locked, note
from orders.gateways import Answer, GatewayFailed, GatewayRefuses, Outcome
from orders.gateways.choice import gateway_of
from orders.models import KeptMethod, Order, Parcel, Payment
from storefront.days import spoken_day
from storefront.sweeps import do_each

PATIENCE = timedelta(days=7)  # that a packed parcel is kept for whom the bank declined
ONCE_MORE = timedelta(days=3)  # after which the bank is asked once more


def charge(order: Order) -> Order:
    """Take the money for an order that is packed. Again, it is the same attempt. Raises GatewayFailed."""
    payment = _attempt(order)
    if payment is not None:
        _act_on(payment, _asked(payment))
    return Order.objects.get(pk=order.pk)


def settle(payment: Payment) -> None:
    """The provider has news of an attempt: it is asked again, under the same key. Raises GatewayFailed."""
    if payment.state == Payment.State.STARTED:
        _act_on(payment, _asked(payment))


@transaction.atomic
def _attempt(order: Order) -> Payment | None:
    """The one that is open, or a new one; None if there is nothing to charge now."""
    order = locked(order)
    is_packed = order.parcels.filter(state=Parcel.State.PACKED).exists()
    if order.state != Order.State.PROMISED or not is_packed:
        return None
    known = order.payments.open().filter(is_later=True).last()
    return known or order.payments.create(gateway=order.kept_method.gateway, amount=order.to_pay, is_later=True)


def _asked(payment: Payment) -> Answer:
    method = KeptMethod.objects.filter(order=payment.order).first()
    if method is None:  # it was called off a moment ago
        return Answer(Outcome.WAITING)
    try:
        return gateway_of(payment).charge(payment, method)
    except GatewayRefuses:
        return Answer(Outcome.DECLINED, reason="The card is no longer kept.")


def _act_on(payment: Payment, answer: Answer) -> None:
    if answer.outcome is Outcome.APPROVED:
        payments.approve(payment, charge=answer.charge)
    elif answer.outcome in {Outcome.DECLINED, Outcome.CLOSED}:
        fail(payment, reason=answer.reason or "The bank declined and gave no reason.")


@transaction.atomic
def fail(payment: Payment, *, reason: str) -> None:
    """The bank said no: the parcel is kept for a week, and its reader is told how to pay. Again, it changes nothing."""
    order = locked(payment.order)
    payment = Payment.objects.get(pk=payment.pk)
    if payment.state != Payment.State.STARTED or order.state != Order.State.PROMISED:
        return
    payment.state, payment.reason, payment.settled_at = Payment.State.ABANDONED, reason[:300], timezone.now()
    payment.save(update_fields=["state", "reason", "settled_at"])
    first = order.payments.filter(is_later=True).first()
    order.state, order.kept_until = Order.State.PLACED, first.settled_at + PATIENCE
    order.save(update_fields=["state", "kept_until"])
    until = timezone.localdate(order.kept_until)
    note(order, f"The charge was declined. {reason} Kept until {spoken_day(until)}"[:500], kind=Kind.MONEY)
    mails.tell(order, "charge_failed", about=f"payment {payment.pk}", reason=reason)
    if first == payment:
        again = {"days": ONCE_MORE.days}
        app.configure_task("orders.tasks.charge_once_more", schedule_in=again).defer(order_pk=order.pk)


def charge_once_more(order: Order) -> Order:
    """Some days after the bank said no: ask it again, unless its reader is paying or has paid. Raises GatewayFailed."""
    payments.let_go(order)
    if _stands_again(order):
        return charge(order)
    return Order.objects.get(pk=order.pk)


@transaction.atomic
def _stands_again(order: Order) -> bool:
    order = locked(order)
    if order.state == Order.State.PROMISED:
        return True  # a job that was killed has come so far
    is_waiting = order.state == Order.State.PLACED and not order.payments.open().exists()
    if not is_waiting or not KeptMethod.objects.filter(order=order).exists():
        return False
    order.state = Order.State.PROMISED
    order.save(update_fields=["state"])
    return True


def charge_what_is_packed() -> int:
    """What no job has charged, because it was lost or the bank was away. How many were asked for."""
    ready = Order.objects.filter(state=Order.State.PROMISED, parcels__state=Parcel.State.PACKED).order_by("pk")
    orders = list(ready.distinct())
    do_each(orders, _try_to_charge)
    return len(orders)


def _try_to_charge(order: Order) -> None:
    with suppress(GatewayFailed):  # it is tried again in ten minutes
        charge(order)
