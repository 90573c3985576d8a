"""Lists and wishes, and what their owners hear of them."""

from wishlist.models.happenings import Absence, Happening
from wishlist.models.imports import ImportedRow, ReadingImport
from wishlist.models.lists import MOST_LISTS, UNDO_WITHIN, Wish, Wishlist, WishlistQuerySet, WishQuerySet, new_secret

__all__ = [
    "MOST_LISTS",
    "UNDO_WITHIN",
    "Absence",
    "Happening",
    "ImportedRow",
    "ReadingImport",
    "Wish",
    "WishQuerySet",
    "Wishlist",
    "WishlistQuerySet",
    "new_secret",
]
