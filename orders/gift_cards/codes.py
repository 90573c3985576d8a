"""The code of a gift card: sixteen letters that are worth money.

The database knows only a digest and the last four, so whoever steals it has no money. Yet the code must be printed and
mailed on a day to come, so it is not thrown at random: it is reckoned from the card's key and SECRET_KEY, and can be
reckoned again. After SECRET_KEY has changed, old codes still pay (the digest needs no secret), but only one that is in
SECRET_KEY_FALLBACKS can be shown again.
"""

from __future__ import annotations

import hashlib
import hmac
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from orders.models import GiftCard
from orders.models.orders import NUMBER_LETTERS

LENGTH = 16  # of 27 letters: 76 bits, beyond guessing from a digest without salt


def code_for(key: UUID, secret: str) -> str:
    """“K7QM-3XWP-92BD-HHTR”."""
    number = int.from_bytes(hmac.digest(secret.encode(), b"orders.gift_card:" + key.bytes, "sha256"), "big")
    letters = ""
    for _ in range(LENGTH):
        number, place = divmod(number, len(NUMBER_LETTERS))
        letters += NUMBER_LETTERS[place]
    return "-".join(letters[start : start + 4] for start in range(0, LENGTH, 4))


def letters_of(typed: str) -> str:
    """What was meant, however it was typed: in small letters, with spaces, or without anything between."""
    return "".join(letter for letter in typed.upper() if letter.isascii() and letter.isalnum())


def digest_of(code: str) -> str:
    return hashlib.sha256(b"gift card " + letters_of(code).encode()).hexdigest()


def with_code(card: GiftCard) -> GiftCard:
    """Give a new card, not yet saved, what its code is recognised by."""
    code = code_for(card.key, settings.SECRET_KEY)
    card.code_hash, card.last_four = digest_of(code), code[-4:]
    return card


def shown_code(card: GiftCard) -> str:
    """The code, to print or mail it; empty when it can no longer be reckoned."""
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        code = code_for(card.key, secret)
        if constant_time_compare(digest_of(code), card.code_hash):
            return code
    return ""


def link_of(card: GiftCard) -> str:
    """The page that shows the card with its code, to print it; for whoever has the link."""
    return f"{reverse('orders:gift-card-print', args=[card.key])}?key={_signature(card)}"


def is_opened_by(card: GiftCard, key: str) -> bool:
    return constant_time_compare(_signature(card), key)


def _signature(card: GiftCard) -> str:
    return signing.Signer(salt="orders.gift_card").signature(str(card.key))
