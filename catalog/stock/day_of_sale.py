"""The day of sale, by the clock: copies that were set aside for a pre-book may be had from its first moment."""

from django.db import transaction
from django.utils import timezone

from catalog import listing
from catalog.models import Book, Hold
from catalog.signals import hold_granted
from catalog.stock.locking import lock_supply
from catalog.stock.queue import is_on_sale, kept_until, serve_queue
from storefront.queries import these


def open_sales() -> int:
    """Let the turns begin of all whose copies waited for a day that has come, a book at a time. Of how many books."""
    kept = Hold.objects.filter(kind=Hold.Kind.PREBOOK, state=Hold.State.GRANTED, expires_at=None)
    books = Book.objects.on_sale_by(timezone.localdate()).filter(pk__in=kept.values("book")).order_by("pk")
    for book in list(books):
        mind_the_day(book)
    return len(books)


@transaction.atomic
def mind_the_day(book: Book) -> None:
    """Make the turns of a book's pre-books begin, or wait, as its day of sale says now. Again, it changes nothing."""
    lock_supply([book])
    serve_queue(book)
    kept = Hold.objects.filter(book=book, kind=Hold.Kind.PREBOOK, state=Hold.State.GRANTED)
    now = timezone.now()
    if not is_on_sale(book, now):
        kept.update(expires_at=None)
        return
    waited = list(kept.filter(expires_at=None).locked().values_list("pk", flat=True))
    if waited:
        Hold.objects.filter(pk__in=these(waited)).update(expires_at=kept_until(Hold.Kind.PREBOOK, book, now))
        hold_granted.send(sender=Hold, book=book, holds=waited)
    listing.refresh([book.pk])
