"""Readers with lists."""

from datetime import timedelta

from django.utils import timezone

from tests.catalog.factories import BookFactory
from tests.prebooks.factories import PersonFactory
from wishlist import giving, wishing
from wishlist.models import Wish, Wishlist


def a_wish(book, **whose) -> Wish:
    """Of this book on the default list of a person, or of a visitor."""
    return wishing.add(wishing.default_list(**whose), book)


def a_gift_list(*, days: int = 30, **facts) -> Wishlist:
    """For Ines, with one book in stock, secret for so many days."""
    owner = facts.pop("owner", None) or PersonFactory(name="Ines")
    wishlist = a_wish(BookFactory(stock=5), person=owner).wishlist
    words = {"occasion": "", "gift_for": "Ines", "deliver_to": None, **facts}
    return giving.make_gift_list(wishlist, reveal_on=timezone.localdate() + timedelta(days=days), **words)
