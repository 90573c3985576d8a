"""Readers with lists."""

from wishlist import wishing
from wishlist.models import Wish


def a_wish(book, **whose) -> Wish:
    """Of this book on the default list of a person, or of a visitor."""
    return wishing.add(wishing.default_list(**whose), book)
