"""Paying for an order. Whoever brings the news, in whatever order and however often: it is finished once.

Providers are asked outside of any transaction (orders.gateways); what they answer is acted on inside one, under the
order's lock.
"""

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from catalog import stock
from catalog.models import Hold
from orders import invoices, kept_methods, mails, refunds
from orders.cancellation import cancel_unpaid, end_declined, end_reservation
from orders.dispatch import complete_if_all_left
from orders.events import Kind, Refused, locked, note
from orders.gateways import Answer, GatewayFailed, Kept, Outcome
from orders.gateways.choice import gateway_in_use, gateway_of
from orders.gift_cards import ledger
from orders.models import Cart, GiftCard, KeptMethod, Order, Payment
from orders.models.orders import OrderQuerySet


class CannotPay(Refused):
    """The order is not waiting for money; its text is a sentence for the shopper."""


class CopiesGone(CannotPay):
    """The copies' time ran out before the money came, and others have them now."""


def begin(order: Order) -> str:
    """The address where the shopper pays. Asked again, it is the same payment as long as that one is open.

    Raises CannotPay if the order does not wait for money, or for another sum meanwhile, GatewayFailed if the provider
    gives no answer.
    """
    payment = start_payment(order, gateway=gateway_in_use())
    back = f"{settings.SITE_URL}{reverse('orders:order-paid', args=[order.number])}?key={order.key}"
    stop = f"{settings.SITE_URL}{reverse('orders:order-pay', args=[order.number])}?key={order.key}"
    begun = gateway_of(payment).begin(payment, return_url=back, cancel_url=stop)
    if not _is_still_asked(payment, begun.reference):
        act_on(payment, gateway_of(payment).give_up(payment))
        raise CannotPay("The order has changed in this moment. Please look at it again before you pay.")
    return begun.url


@transaction.atomic
def _is_still_asked(payment: Payment, reference: str) -> bool:
    """Keep the provider's name of it. While it was asked, the order may have been called off, or one of its books."""
    order = locked(payment.order)
    Payment.objects.filter(pk=payment.pk).update(reference=reference)
    payment.refresh_from_db()
    is_open = payment.state in {Payment.State.STARTED, Payment.State.DECLINED}
    return is_open and order.state == Order.State.PLACED and payment.amount == order.due_now


@transaction.atomic
def start_payment(order: Order, *, gateway: str) -> Payment:
    """The order's open payment, or a new one. Raises CannotPay."""
    order = locked(order)
    if order.state != Order.State.PLACED:
        raise CannotPay("This order was cancelled." if order.state == Order.State.CANCELLED else "This order is paid.")
    asked = {
        "gateway": gateway,
        "amount": order.due_now,
        "keeps_method": not order.due_now or order.apart.unpaid().exists(),
    }
    return order.payments.open().filter(is_later=False, **asked).last() or order.payments.create(**asked)


def settle(payment: Payment) -> Payment:
    """Ask the provider what became of a payment, and act on it. Raises GatewayFailed."""
    if payment.state in {Payment.State.STARTED, Payment.State.DECLINED} and payment.reference:
        act_on(payment, gateway_of(payment).look(payment))
    payment.refresh_from_db()
    return payment


def act_on(payment: Payment, answer: Answer) -> None:
    if answer.outcome is Outcome.APPROVED:
        approve(payment, charge=answer.charge, kept=answer.kept)
    elif answer.outcome is Outcome.KEPT and answer.kept:
        promise(payment, answer.kept)
    elif answer.outcome is Outcome.DECLINED:
        decline(payment, reason=answer.reason)
    elif answer.outcome is Outcome.CLOSED:
        Payment.objects.open().filter(pk=payment.pk).update(state=Payment.State.ABANDONED, settled_at=timezone.now())


@transaction.atomic
def approve(
    payment: Payment, *, charge: str = "", what: str = "Paid", by: User | None = None, kept: Kept | None = None
) -> Order:
    """The provider has the money: the order is paid, its copies are kept for good, and the shopper is told once.

    Money for an order that can no longer be had goes back at once, with an apology. Called again, it changes nothing.
    """
    Cart.objects.locked().filter(pk=payment.order.cart_id).first()  # its books may go back there; see docs/locking.md
    order = locked(payment.order)
    payment = Payment.objects.get(pk=payment.pk)
    if payment.state in {Payment.State.APPROVED, Payment.State.RETURNED}:
        return order
    payment.charge, payment.settled_at = charge, timezone.now()
    try:
        _refuse_not_waiting(order)
        _keep_copies(order)
    except CannotPay as reason:
        _return_money(payment, order, reason)
        return order
    payment.state = Payment.State.APPROVED
    payment.save(update_fields=["state", "charge", "settled_at"])
    _finish(order, what, by)
    if kept:
        _promise_all(order.apart.unpaid(), payment.gateway, kept)
    return order


@transaction.atomic
def promise(payment: Payment, kept: Kept) -> None:
    """The provider keeps the way to pay: the order, and those placed with it, are charged when they leave.

    Called again, it changes nothing.
    """
    Cart.objects.locked().filter(pk=payment.order.cart_id).first()
    order = locked(payment.order)
    payment = Payment.objects.get(pk=payment.pk)
    if payment.state == Payment.State.KEPT:
        return
    payment.state, payment.settled_at = Payment.State.KEPT, timezone.now()
    payment.save(update_fields=["state", "settled_at"])
    _promise_all(Order.objects.unpaid().filter(Q(pk=order.pk) | Q(placed_with=order)), payment.gateway, kept)


def _promise_all(orders: OrderQuerySet, gateway: str, kept: Kept) -> None:
    for order in orders.filter(is_charged_later=True).locked():
        try:
            _keep_copies(order)
        except CopiesGone as gone:
            cancel_unpaid(order, why=str(gone), tells=True)
            continue
        kept_methods.keep(order, gateway, kept)
        order.state = Order.State.PROMISED
        order.save(update_fields=["state"])
        note(order, "Your way to pay is kept by our payment provider. Charged when it leaves us", kind=Kind.MONEY)
        mails.tell(order, "promised")


def finish_without_bank(order: Order) -> None:
    """Gift cards have paid for all of it, so nobody is sent to the bank. In the transaction that has placed it."""
    _keep_copies(order)
    _finish(order)


def _finish(order: Order, what: str = "Paid", by: User | None = None) -> None:
    order.state, order.paid_at = Order.State.PAID, timezone.now()
    order.save(update_fields=["state", "paid_at"])
    note(order, what, kind=Kind.MONEY, by=by)
    kept_methods.forget(order)
    card = GiftCard.objects.filter(order=order).first()
    if card:
        ledger.issue(card)
        complete_if_all_left(order)  # nothing has to be sent
    kind = "gift_card" if card else "charged" if order.is_charged_later else "paid"
    mails.tell(order, kind, **({"card": card} if card else {}))
    invoices.issue_invoice(order)


def _refuse_not_waiting(order: Order) -> None:
    if order.state == Order.State.CANCELLED:
        raise CannotPay("The order had been cancelled.")
    if order.state not in Order.OWED:
        raise CannotPay("The order had been paid already.")


def _keep_copies(order: Order) -> None:
    lines = list(order.lines.select_related("hold__book", "hold__branch").order_by("book"))
    stock.lock_supply(line.hold.book for line in lines)
    with transaction.atomic():  # all of the copies, or none
        for line in lines:
            if line.hold.state == Hold.State.LAPSED:
                _hold_again(line, order)
            else:
                stock.keep(line.hold)


def _hold_again(line, order: Order) -> None:
    """The fifteen minutes were over before the money came; if copies are still there, nobody need know."""
    try:
        branch, reference = line.hold.branch, order.hold_reference
        line.hold = stock.hold(line.book, line.quantity, kind=Hold.Kind.ORDER, reference=reference, branch=branch)
    except stock.NotEnoughCopies as short:
        raise CopiesGone(f"The copies had gone to somebody else. {short}") from short
    line.save(update_fields=["hold"])


def _return_money(payment: Payment, order: Order, reason: Exception) -> None:
    payment.state, payment.reason = Payment.State.RETURNED, str(reason)[:300]
    payment.save(update_fields=["state", "reason", "charge", "settled_at"])
    note(order, f"A payment came too late and goes back. {reason}"[:500], kind=Kind.MONEY)
    if order.state == Order.State.PLACED:
        cancel_unpaid(order, why="The copies were gone when the payment came.")
    refunds.return_payment(payment)
    mails.tell(order, "payment_returned", about=f"payment {payment.pk}", payment=payment)


@transaction.atomic
def decline(payment: Payment, *, reason: str) -> None:
    """The provider refused this try. The order waits for another one."""
    order = locked(payment.order)
    payment = Payment.objects.get(pk=payment.pk)
    if payment.state in {Payment.State.STARTED, Payment.State.DECLINED} and payment.reason != reason[:300]:
        payment.state, payment.reason = Payment.State.DECLINED, reason[:300]
        payment.save(update_fields=["state", "reason"])
        note(order, f"Payment declined. {reason}"[:500], kind=Kind.MONEY)
        mails.tell(order, "payment_failed")


def close(order: Order) -> Order:
    """See to it that nobody can pay for an order any more, then end it, unless it turns out to be paid.

    A provider that gives no answer leaves the order as it is, for the next time.
    """
    try:
        let_go(order)
    except GatewayFailed:
        return order
    order.refresh_from_db()
    if order.state != Order.State.PLACED:
        return order
    if order.reach == Order.Reach.RESERVED:
        return end_reservation(order)
    if order.is_charged_later and KeptMethod.objects.filter(order=order).exists():
        return end_declined(order)
    return cancel_unpaid(order, why="Not paid in time.")


def let_go(order: Order) -> None:
    """Nobody pays for it at the provider's page any more, unless somebody has. Raises GatewayFailed."""
    for payment in order.payments.open().filter(is_later=False):
        closed = gateway_of(payment).give_up(payment) if payment.reference else Answer(Outcome.CLOSED)
        act_on(payment, closed)  # without a name, nobody was shown where to pay
