"""What comes onto a gift card and goes off it. Each step is a line in its ledger, written behind the card's lock.

Cards are locked by pk after everything else but the counter of invoices (docs/locking.md).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from accounts.models import User
from orders.events import Refused
from orders.models import GiftCard, GiftCardEntry, Order, Refund
from storefront.money import money

Kind = GiftCardEntry.Kind
NOTHING = Decimal(0)
AT_LEAST = timedelta(days=90)  # that money given back to a card can still be used


class CannotUseCard(Refused):
    """Its text is a sentence for whoever asked."""


def shares(balances: Sequence[Decimal], total: Decimal) -> list[Decimal]:
    """How much of a total each card pays, the first as much as it can."""
    paid = []
    for balance in balances:
        paid.append(min(balance, total))
        total -= paid[-1]
    return paid


def first_to_end(card: GiftCard) -> tuple[date, int]:
    """Cards in the order in which they are used: what expires first goes first."""
    return card.expires_on or date.max, card.pk


def issue(card: GiftCard, *, by: User | None = None, reason: str = "") -> GiftCard:
    """Put its amount on a card, and send it to whom it is for, on its day. Done again, it changes nothing."""
    card = GiftCard.objects.locked().get(pk=card.pk)
    if card.issued_at:
        return card
    card.issued_at = timezone.now()
    if settings.GIFT_CARD_MONTHS and not card.expires_on:
        card.expires_on = _months_later(timezone.localdate(), settings.GIFT_CARD_MONTHS)
    card.save(update_fields=["issued_at", "expires_on"])
    _write(card, Kind.ISSUED, card.amount, order=card.order, reason=reason, by=by)
    if card.recipient_email:
        send_later(card)
    return card


def _months_later(day: date, months: int) -> date:
    """The end of that month: a card never ends in the middle of one."""
    year, month = divmod(day.year * 12 + day.month + months, 12)
    return date(year, month + 1, 1) - timedelta(days=1)


def send_later(card: GiftCard) -> None:
    """In the morning of its day; now, if that has come. The job knows the card's number, never its code."""
    now = timezone.localtime()
    morning = now.replace(hour=8, minute=0, second=0, microsecond=0)
    at = {}
    if card.send_on and card.send_on > now.date():
        at = {"schedule_at": morning + (card.send_on - now.date())}
    app.configure_task("orders.tasks.send_gift_card", **at).defer(card_pk=card.pk)


def redeem(order: Order, cards: Sequence[GiftCard], total: Decimal) -> Decimal:
    """Pay for an order with these cards, as far as they reach. How much that is; the caller compares and records it.

    What somebody else has used meanwhile, or staff have blocked, pays nothing.
    """
    locked = list(GiftCard.objects.locked().filter(pk__in=[card.pk for card in cards]))
    usable = sorted((card for card in locked if card.is_usable), key=first_to_end)
    paid = shares([card.balance for card in usable], total)
    for card, amount in zip(usable, paid, strict=True):
        if amount:
            _write(card, Kind.REDEEMED, -amount, order=order)
    return sum(paid, NOTHING)


def give_back(order: Order, amount: Decimal, *, refund: Refund | None = None, reason: str = "") -> None:
    """Put so much of what cards paid for an order back on them; the card that was used last gets its money first.

    A card that has expired, or soon will, can be used for ninety days more: its owner had no hand in this.
    """
    used: dict[int, Decimal] = defaultdict(Decimal)
    for card, entry in order.gift_card_entries.exclude(kind=Kind.ISSUED).values_list("card", "amount"):
        used[card] -= entry
    locked = GiftCard.objects.locked().filter(pk__in=used)
    for card in sorted(locked, key=first_to_end, reverse=True):
        back = min(used[card.pk], amount)
        if back > 0:
            _write(card, Kind.GIVEN_BACK, back, order=order, refund=refund, reason=reason)
            _let_it_be_used(card)
            amount -= back
    if amount:
        raise CannotUseCard(f"{money(amount)} more than gift cards have paid for this order.")


def _let_it_be_used(card: GiftCard) -> None:
    soonest = timezone.localdate() + AT_LEAST
    if card.expires_on and card.expires_on < soonest:
        card.expires_on = soonest
        card.save(update_fields=["expires_on"])


@transaction.atomic
def adjust(card: GiftCard, amount: Decimal, *, reason: str, by: User) -> GiftCard:
    """Put something on a card or take it off, by hand. Raises CannotUseCard when it has not so much."""
    card = GiftCard.objects.locked().get(pk=card.pk)
    if not card.issued_at:
        raise CannotUseCard("This card is not paid yet.")
    if not amount:
        raise CannotUseCard("Nothing would change.")
    if card.balance + amount < 0:
        raise CannotUseCard(f"There is only {money(card.balance)} on this card.")
    _write(card, Kind.ADJUSTED, amount, reason=reason, by=by)
    return GiftCard.objects.get(pk=card.pk)


def take_back(card: GiftCard, refund: Refund) -> None:
    """Its price is refunded, so it is worth nothing. Raises CannotUseCard once any of it was used."""
    card = GiftCard.objects.locked().get(pk=card.pk)
    if card.balance != card.amount or card.entries.count() != 1:
        raise CannotUseCard("This gift card has been used, so its price cannot be given back.")
    _write(card, Kind.TAKEN_BACK, -card.amount, refund=refund, reason=refund.reason[:200], by=refund.actor)


def block(card: GiftCard) -> None:
    """Nobody can pay with it until it is unblocked. What is on it stays on it."""
    GiftCard.objects.filter(pk=card.pk, blocked_at=None).update(blocked_at=timezone.now())


def unblock(card: GiftCard) -> None:
    GiftCard.objects.filter(pk=card.pk).update(blocked_at=None)


@transaction.atomic
def expire_overdue() -> int:
    """Write off what is on cards whose day is over. How many."""
    overdue = list(GiftCard.objects.overdue().locked())
    for card in overdue:
        _write(card, Kind.EXPIRED, -card.balance)
    return len(overdue)


def _write(
    card: GiftCard,
    kind: str,
    amount: Decimal,
    *,
    order: Order | None = None,
    refund: Refund | None = None,
    reason: str = "",
    by: User | None = None,
) -> GiftCardEntry:
    return GiftCardEntry.objects.create(
        card=card, kind=kind, amount=amount, order=order, refund=refund, reason=reason, actor=by
    )
