"""Paying for an order. Whoever brings the news, and however often: it is finished once."""

from django.db import transaction
from django.utils import timezone

from catalog import stock
from catalog.models import Hold
from orders import invoices, mails
from orders.events import Kind, Refused, locked, note
from orders.models import Order, Payment


class CannotPay(Refused):
    """The order is not waiting for money; its text is a sentence for the shopper."""


@transaction.atomic
def start_payment(order: Order, *, gateway: str, reference: str) -> Payment:
    """Note that the shopper is on the way to the gateway. The same reference again is the same payment."""
    payment, _ = Payment.objects.get_or_create(
        reference=reference, defaults={"order": order, "gateway": gateway, "amount": order.total}
    )
    return payment


@transaction.atomic
def approve(payment: Payment) -> Order:
    """The gateway has the money: the order is paid, its copies are kept for good, and the shopper is told once.

    Called again, it changes nothing. Raises CannotPay if the order was cancelled or its copies went to somebody else.
    """
    order = locked(payment.order)
    if order.state != Order.State.PLACED:
        if order.state == Order.State.CANCELLED:
            raise CannotPay("This order was cancelled, and nothing was charged.")
        return order
    _keep_copies(order)
    payment.state = Payment.State.APPROVED
    payment.save(update_fields=["state"])
    order.state, order.paid_at = Order.State.PAID, timezone.now()
    order.save(update_fields=["state", "paid_at"])
    note(order, "Paid", kind=Kind.MONEY)
    mails.tell(order, "paid")
    invoices.issue_invoice(order)
    return order


def _keep_copies(order: Order) -> None:
    lines = list(order.lines.select_related("hold__book").order_by("book"))
    stock.lock_supply(line.hold.book for line in lines)
    for line in lines:
        if line.hold.state == Hold.State.LAPSED:
            _hold_again(line, order)
        else:
            stock.keep(line.hold)


def _hold_again(line, order: Order) -> None:
    """The fifteen minutes were over before the money came; if copies are still there, nobody need know."""
    try:
        line.hold = stock.hold(line.book, line.quantity, kind=Hold.Kind.ORDER, reference=order.hold_reference)
    except stock.NotEnoughCopies as short:
        raise CannotPay(
            f"While you were away the copies went to somebody else, and nothing was charged. {short}"
        ) from short
    line.save(update_fields=["hold"])


@transaction.atomic
def decline(payment: Payment) -> None:
    """The gateway refused. The order waits for another try as long as its copies are kept."""
    order = locked(payment.order)
    Payment.objects.filter(pk=payment.pk, state=Payment.State.STARTED).update(state=Payment.State.DECLINED)
    note(order, "Payment declined", kind=Kind.MONEY)
    mails.tell(order, "payment_failed")
