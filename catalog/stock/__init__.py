"""The only place where copies change hands.

Every function opens with the same lock (the book's stock rows, in pk order), checks, writes, and keeps the ledger in
the same transaction. Whatever frees copies gives them to the queue before it ends: nobody else ever sees them free.
"""

from catalog.stock.day_of_sale import mind_the_day, open_sales
from catalog.stock.holds import (
    HoldEnded,
    NotEnoughCopies,
    hand_over,
    hand_over_place,
    hold,
    keep,
    lapse_overdue,
    prioritise,
    release,
    resize,
    take,
)
from catalog.stock.locking import lock_supply
from catalog.stock.movements import CopiesPromised, adjust, move, receive, receive_many

__all__ = [
    "CopiesPromised",
    "HoldEnded",
    "NotEnoughCopies",
    "adjust",
    "hand_over",
    "hand_over_place",
    "hold",
    "keep",
    "lapse_overdue",
    "lock_supply",
    "mind_the_day",
    "move",
    "open_sales",
    "prioritise",
    "receive",
    "receive_many",
    "release",
    "resize",
    "take",
]
