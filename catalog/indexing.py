"""What lists and searches read, written anew after a change of what books are: the one call for everyone who makes one.

A change of copies alone needs catalog.listing only, and catalog.stock sees to that.
"""

from collections.abc import Iterable

from django.db import transaction

from catalog import listing
from catalog.models import Book
from catalog.search import documents


@transaction.atomic
def refresh(book_pks: Iterable[int]) -> None:
    """Rewrite the listings and the search documents of these books. Call it in the transaction of the change."""
    pks = list(book_pks)
    listing.refresh(pks)
    documents.refresh(Book.objects.filter(pk__in=pks).order_by().values_list("work", flat=True))
