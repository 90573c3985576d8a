"""The gift cards that a shopper means to pay with: kept with the cart, used when the order is placed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from orders.gift_cards.codes import digest_of
from orders.gift_cards.ledger import NOTHING, CannotUseCard, first_to_end, shares
from orders.models import Cart, CartGiftCard, GiftCard

MOST = 5  # cards on one order


@dataclass(frozen=True)
class Use:
    """A card, what it would pay of this order, and what stays on it."""

    card: GiftCard
    amount: Decimal

    @property
    def left(self) -> Decimal:
        return self.card.balance - self.amount


@dataclass(frozen=True)
class Wallet:
    uses: tuple[Use, ...]
    to_pay: Decimal  # at the bank

    @property
    def has_room(self) -> bool:
        return len(self.uses) < MOST


def wallet_of(cart: Cart | None, total: Decimal) -> Wallet:
    """What the cards of a cart pay of a total, and what they leave. One that can no longer be used pays nothing."""
    kept = [each.card for each in cart.gift_cards.select_related("card")] if cart else []
    cards = sorted(kept, key=first_to_end)
    paid = shares([card.balance if card.is_usable else NOTHING for card in cards], total)
    return Wallet(tuple(map(Use, cards, paid)), total - sum(paid, NOTHING))


def card_of(code: str) -> GiftCard:
    """The card with this code. Raises CannotUseCard, in the same words whether there is none or it is not paid."""
    card = GiftCard.objects.filter(code_hash=digest_of(code)).exclude(issued_at=None).first()
    if card is None:
        raise CannotUseCard("We know no gift card with this code. Please look at it again.")
    return card


def add(cart: Cart, code: str) -> GiftCard:
    """Keep a card with the cart. Raises CannotUseCard."""
    card = card_of(code)
    if card.blocked_at:
        raise CannotUseCard("This gift card is blocked. Please ask us.")
    if card.is_expired:
        raise CannotUseCard(f"This gift card was good until {card.expires_on:%-d %B %Y}.")
    if not card.balance:
        raise CannotUseCard("Nothing is left on this gift card.")
    if cart.gift_cards.exclude(card=card).count() >= MOST:
        raise CannotUseCard(f"An order can be paid with {MOST} gift cards.")
    CartGiftCard.objects.get_or_create(cart=cart, card=card)
    return card


def remove(cart: Cart, card_pk: int) -> None:
    cart.gift_cards.filter(card=card_pk).delete()
