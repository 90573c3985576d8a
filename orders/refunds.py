"""Money that goes back, never more than came. Decided here at once; the bank hears of it from the worker."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from accounts.models import User
from orders import invoices, mails
from orders.events import Kind, Refused, locked, note
from orders.gateways import GatewayRefuses
from orders.gateways.choice import gateway_of
from orders.gift_cards import ledger as gift_cards
from orders.models import GiftCard, Order, OrderLine, Payment, Refund, RefundLine
from orders.parts import NOTHING, Part, remaining_parts, spread
from storefront.money import money


class CannotRefund(Refused):
    pass


def refundable(order: Order) -> Decimal:
    """What was paid, at the bank and by gift card, and has not been given back."""
    paid = sum((payment.amount for payment in order.payments.taken()), NOTHING)
    paid += order.by_gift_card if order.paid_at else NOTHING
    return paid - sum((refund.amount for refund in order.refunds.all()), NOTHING)


@transaction.atomic
def refund(
    order: Order,
    amount: Decimal | None = None,
    *,
    reason: str,
    by: User | None = None,
    lines: Mapping[OrderLine, int] | None = None,
    with_delivery: bool = False,
    key: UUID | None = None,
) -> Refund | None:
    """Give money back: for copies of lines (and the delivery), or a sum that is laid over all that is left.

    It goes back the way it came: first to the bank, as much as came from there; what is over, to the gift cards. A
    credit note is written with it. The same key again finds the first refund. None when these copies cost nothing.
    Raises CannotRefund when nothing was paid, or not so much is left, and for a gift card of which some was used.
    """
    order = locked(order)
    if key and (known := Refund.objects.filter(key=key).first()):
        return known
    if order.paid_at is None:
        raise CannotRefund("Nothing was paid for this order, so nothing can be given back.")
    shares = _shares(order, amount, lines, with_delivery)
    total = sum((share.amount for share in shares), NOTHING)
    if total > refundable(order):
        raise CannotRefund(f"Only {money(refundable(order))} of this order can still be given back.")
    if not total:
        return None
    made = _kept(order, total, reason=reason, actor=by, key=key or uuid4())
    RefundLine.objects.bulk_create(_line_for(made, share) for share in shares)
    _give_back(made)
    invoices.issue_credit_note(made)
    return made


def _kept(order: Order, total: Decimal, **details: Any) -> Refund:
    """Bank first: a gift card that somebody was given is nobody's way to draw cash, nor does cash become a card."""
    payment = order.payments.filter(state=Payment.State.APPROVED).first()
    sent = sum((refund.by_bank for refund in payment.refunds.all()), NOTHING) if payment else NOTHING
    by_bank = min(total, payment.amount - sent) if payment else NOTHING
    done = {} if by_bank else {"state": Refund.State.DONE, "done_at": timezone.now()}
    return Refund.objects.create(
        order=order,
        payment=payment if by_bank else None,
        amount=total,
        to_gift_cards=total - by_bank,
        **done,
        **details,
    )


def _give_back(made: Refund) -> None:
    """Cards have their money at once, and the bank is asked. The order is locked by the caller."""
    order, reason, by = made.order, made.reason, made.actor
    _take_back_sold_card(made)
    if made.by_bank:
        way = "is yours at the counter" if made.is_at_counter else "is on its way back to you"
        note(order, f"{money(made.by_bank)} {way}: {reason}"[:500], kind=Kind.MONEY, by=by)
        _send_later(made)
    if made.to_gift_cards:
        gift_cards.give_back(order, made.to_gift_cards, refund=made, reason=reason[:200])
        what = f"{money(made.to_gift_cards)} is back on the gift card you paid with: {reason}"
        note(order, what[:500], kind=Kind.MONEY, by=by)
    if not made.by_bank:
        mails.tell(order, "refunded", about=f"refund {made.pk}", refund=made)


def _take_back_sold_card(made: Refund) -> None:
    card = GiftCard.objects.filter(order=made.order).first()
    if card is None:
        return
    if made.amount != card.amount:
        raise CannotRefund("A gift card is refunded as a whole, or not at all.")
    try:
        gift_cards.take_back(card, made)
    except gift_cards.CannotUseCard as used:
        raise CannotRefund(str(used)) from used


def return_payment(payment: Payment) -> Refund:
    """Give all of a payment back that came when its order could no longer be had. It bought nothing: no credit note."""
    made = Refund.objects.create(
        order=payment.order, payment=payment, amount=payment.amount, reason=payment.reason or "It came too late."
    )
    _send_later(made)
    return made


def _shares(
    order: Order, amount: Decimal | None, lines: Mapping[OrderLine, int] | None, with_delivery: bool
) -> list[Part]:
    left = remaining_parts(order)
    try:
        if not lines and not with_delivery:
            return spread(amount or NOTHING, [part for part in left if part.amount])
        wanted = {line.pk: copies for line, copies in (lines or {}).items()}
        shares = [part.copies(wanted[part.line.pk]) for part in left if part.line and part.line.pk in wanted]
        if with_delivery:
            shares += [part.share(part.amount, part.quantity) for part in left if part.line is None]
    except ValueError as short:
        raise CannotRefund(f"Only {money(refundable(order))} of this order can still be given back.") from short
    return shares


def _line_for(refund: Refund, share: Part) -> RefundLine:
    return RefundLine(
        refund=refund,
        order_line=share.line,
        what=share.what,
        quantity=share.quantity,
        amount=share.amount,
        tax_rate=share.tax_rate,
        tax=share.tax,
    )


def _send_later(refund: Refund) -> None:
    app.configure_task("orders.tasks.send_refund").defer(refund_pk=refund.pk)


def send(refund: Refund) -> None:
    """Tell the bank. Asked again it does nothing: the gateway knows the key, and we know the state.

    A bank that refuses leaves the refund owed, and staff can try again. Raises GatewayFailed while the bank is away.
    """
    if refund.state != Refund.State.PENDING:
        return
    try:
        reference = gateway_of(refund.payment).refund(refund.payment, refund.by_bank, key=str(refund.key))
    except GatewayRefuses as refusal:
        _close(refund, Refund.State.FAILED, str(refusal)[:100])
    else:
        _close(refund, Refund.State.DONE, reference)


@transaction.atomic
def _close(refund: Refund, state: str, reference: str) -> None:
    order = locked(refund.order)
    refund = Refund.objects.get(pk=refund.pk)
    if refund.state != Refund.State.PENDING:
        return
    refund.state, refund.reference = state, reference
    refund.done_at = timezone.now() if state == Refund.State.DONE else None
    refund.save(update_fields=["state", "reference", "done_at"])
    if state == Refund.State.DONE:
        if not refund.is_at_counter:
            note(order, f"The bank has sent {money(refund.by_bank)} back", kind=Kind.MONEY)
        mails.tell(order, "refunded", about=f"refund {refund.pk}", refund=refund)
    else:
        note(order, f"The bank refused to send {money(refund.by_bank)} back: {reference}", kind=Kind.STAFF)


@transaction.atomic
def try_again(refund: Refund, *, by: User) -> Refund:
    """Ask a bank that refused once more, under a new key. Raises CannotRefund if it did not refuse."""
    order = locked(refund.order)
    refund = Refund.objects.get(pk=refund.pk)
    if refund.state != Refund.State.FAILED:
        raise CannotRefund("This refund was not refused.")
    refund.state, refund.key, refund.reference = Refund.State.PENDING, uuid4(), ""
    refund.save(update_fields=["state", "key", "reference"])
    note(order, f"The refund of {money(refund.by_bank)} is tried again", kind=Kind.STAFF, by=by)
    _send_later(refund)
    return refund
