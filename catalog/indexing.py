"""What lists and searches read, written anew after a change of what books are: the one call for everyone who makes one.

A change of copies alone needs catalog.listing only, and catalog.stock sees to that.
"""

from collections.abc import Iterable

from django.db import transaction

from catalog import listing
from catalog.models import Book, Contributor, Genre, Publisher, Series, Work
from catalog.search import documents


@transaction.atomic
def refresh(book_pks: Iterable[int]) -> None:
    """Rewrite the listings and the search documents of these books. Call it in the transaction of the change."""
    pks = list(book_pks)
    listing.refresh(pks)
    documents.refresh(Book.objects.filter(pk__in=pks).order_by().values_list("work", flat=True))


def works_naming(thing: Contributor | Genre | Publisher | Series | Work) -> list[int]:
    """The works whose documents hold the name of this person, genre, publisher or series."""
    conditions = {
        Contributor: {"contributions__contributor": thing},
        Genre: {"genres__code__startswith": getattr(thing, "code", "")},  # the genres below say its name too
        Publisher: {"publisher": thing},
        Series: {"volumes__series": thing},
        Work: {"work": thing},
    }
    editions = Book.objects.filter(**conditions[type(thing)])
    return list(editions.order_by().values_list("work", flat=True).distinct())
