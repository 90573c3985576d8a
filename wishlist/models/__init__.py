"""Lists and wishes, and what their owners hear of them."""

from wishlist.models.giving import Pledge, PledgeQuerySet
from wishlist.models.happenings import Absence, Happening
from wishlist.models.imports import ImportedRow, ReadingImport
from wishlist.models.lists import (
    MOST_LISTS,
    MOST_WANTED,
    UNDO_WITHIN,
    Wish,
    Wishlist,
    WishlistQuerySet,
    WishQuerySet,
    new_secret,
)

__all__ = [
    "MOST_LISTS",
    "MOST_WANTED",
    "UNDO_WITHIN",
    "Absence",
    "Happening",
    "ImportedRow",
    "Pledge",
    "PledgeQuerySet",
    "ReadingImport",
    "Wish",
    "WishQuerySet",
    "Wishlist",
    "WishlistQuerySet",
    "new_secret",
]
