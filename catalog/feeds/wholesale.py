"""The catalogue read whole, for files that go out: one scan, in flat memory."""

from collections.abc import Iterator, Sequence

from django.db import transaction
from django.db.models import Prefetch, QuerySet

from catalog.models import Book, BookGenre

AT_ONCE = 1000  # books in memory


def books(genres: Sequence[str] = ()) -> QuerySet[Book]:
    """All books, or those in some genres and what is below them, with all that a record says."""
    main_first = BookGenre.objects.select_related("genre").order_by("-is_main", "genre__code")
    found = Book.objects.shown().select_related("work", "publisher").with_people().with_supply().order_by("pk")
    found = found.prefetch_related(Prefetch("book_genres", main_first), "volumes__series")
    return found.filter(listing__genres__overlap=list(genres)) if genres else found


def read(found: QuerySet[Book]) -> Iterator[Book]:
    """One book after the other through a cursor of the server.

    In one transaction: outside of one, PostgreSQL would first write the whole answer to its disk.
    """
    with transaction.atomic():
        yield from found.iterator(chunk_size=AT_ONCE)
