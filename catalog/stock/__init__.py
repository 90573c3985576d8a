"""The only place where copies change hands.

Every function opens with the same lock (the book's stock rows, in pk order), checks, writes, and keeps the ledger in
the same transaction. Whatever frees copies gives them to the queue before it ends: nobody else ever sees them free.
"""

from catalog.stock.holds import (
    NotEnoughCopies,
    hold,
    keep,
    lapse_overdue,
    release,
    take,
)
from catalog.stock.locking import lock_supply
from catalog.stock.movements import CopiesPromised, adjust, move, receive, receive_many

__all__ = [
    "CopiesPromised",
    "NotEnoughCopies",
    "adjust",
    "hold",
    "keep",
    "lapse_overdue",
    "lock_supply",
    "move",
    "receive",
    "receive_many",
    "release",
    "take",
]
