"""Prices change here, so that what a book cost before is a fact."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction

from accounts.models import User
from catalog import listing
from catalog.models import Book, PriceChange


@transaction.atomic
def set_price(
    book: Book, price: Decimal | None, *, list_price: Decimal | None = None, actor: User | None = None
) -> PriceChange | None:
    """Set what a book costs and the publisher's price, in shop currency with tax. None if both were so already."""
    book = Book.objects.select_for_update(of=("self",)).get(pk=book.pk)
    known = PriceChange.objects.filter(book=book).exists()
    if known and (book.price, book.list_price) == (price, list_price):
        return None
    book.price, book.list_price = price, list_price
    book.save(update_fields=["price", "list_price", "updated_at"])
    change = PriceChange.objects.create(book=book, price=price, list_price=list_price, actor=actor)
    listing.refresh([book.pk])
    return change


A_MONTH = timedelta(days=30)


def lowest_before(book: Book) -> Decimal | None:
    """The lowest price in the 30 days before the present one, in shop currency; None if it has always cost this.

    A shop in the EU that announces a reduction must say it (Directive 98/6/EC, article 6a). Ours says it everywhere.
    """
    return lowest_of(book.price_changes.values_list("price", "changed_at")[:200])


def lowest_of(history: Sequence[tuple[Decimal | None, datetime]]) -> Decimal | None:
    """The same from the prices themselves: each with the moment since when it held, the newest first."""
    since = None
    earlier = list(history)
    while earlier and earlier[0][0] == history[0][0]:
        since = earlier.pop(0)[1]
    lowest = None
    for price, began in earlier:
        if price is not None:
            lowest = price if lowest is None else min(lowest, price)
        if began <= since - A_MONTH:
            break  # it held when the thirty days began: what was before it does not count
    return lowest
