"""Prices change here, so that what a book cost before is a fact."""

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
