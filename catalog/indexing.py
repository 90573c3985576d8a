"""What lists and searches read, written anew after a change of what books are: the one call for everyone who makes one.

A change of copies alone needs catalog.listing only, and catalog.stock sees to that.
"""

import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, NamedTuple

from django.db import connection, transaction

from catalog import listing
from catalog.arrays import keys_of
from catalog.models import Book, Contributor, Genre, Publisher, Series, Work
from catalog.search import documents

PORTION = 1000


class Kept(NamedTuple):
    """How rows that are kept for reading come about: asked for, reckoned without a database, written."""

    read: Callable[[list[int]], Any]
    reckon: Callable[[Any], Any]
    write: Callable[[Any], None]


LISTING = Kept(listing.said_of, listing.rows_of, listing.write)
DOCUMENTS = Kept(documents.facts_of, documents.documents_of, documents.write)


@transaction.atomic
def refresh(book_pks: Iterable[int]) -> None:
    """Rewrite the listings and the search documents of these books. Call it in the transaction of the change."""
    books = sorted(set(book_pks))
    works = _works_of(books)
    if len(books) <= PORTION:
        listing.refresh(books)
        documents.refresh(works)
    else:
        _refresh_many(books, works)


def _works_of(books: list[int]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT work_id FROM catalog_book WHERE id = ANY(%s) ORDER BY 1", [keys_of(books)])
        return [work for (work,) in cursor.fetchall()]


def _refresh_many(books: list[int], works: list[int]) -> None:
    """A portion is reckoned while the database writes the one before it and is asked about the one after it."""
    listing.lock(books)
    documents.lock(works)
    turn = sys.getswitchinterval()
    sys.setswitchinterval(0.0002)  # whoever has the database's answer should not wait long for the one who reckons
    portions = [(LISTING, pks) for pks in _portions(books)] + [(DOCUMENTS, pks) for pks in _portions(works)]
    waiting: deque[tuple[Kept, Future]] = deque()
    with ThreadPoolExecutor(1) as beside:
        for kept, pks in portions:
            waiting.append((kept, beside.submit(kept.reckon, kept.read(pks))))
            if len(waiting) > 1:
                _write(*waiting.popleft())
        while waiting:
            _write(*waiting.popleft())
    sys.setswitchinterval(turn)
    documents.file_words()


def _portions(pks: list[int]) -> Iterator[list[int]]:
    return (pks[start : start + PORTION] for start in range(0, len(pks), PORTION))


def _write(kept: Kept, reckoned: Future) -> None:
    kept.write(reckoned.result())


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
