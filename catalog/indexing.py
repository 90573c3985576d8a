"""What lists and searches read, written anew after a change of what books are: the one call for everyone who makes one.

A change of copies alone needs catalog.listing only, and catalog.stock sees to that.
"""

import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Set
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import chain
from typing import Any, NamedTuple

from django.db import connection, transaction

from catalog import listing
from catalog.arrays import keys_of
from catalog.models import Book, Contributor, Genre, Publisher, Series, Work
from catalog.search import documents

PORTION = 1000
SHORT_TURN, USUAL_TURN = 0.0002, sys.getswitchinterval()  # seconds of a thread, before another may go on


class Kept(NamedTuple):
    """How rows that are kept for reading come about: asked for, reckoned without a database, written."""

    read: Callable[[list[int]], Any]
    reckon: Callable[[Any, Set[int]], Any]
    write: Callable[[Any], None]


class New(NamedTuple):
    """What was made in this transaction: nobody else can have written its listing or document."""

    books: Set[int]
    works: Set[int]


NONE_NEW = New(frozenset(), frozenset())
LISTING = Kept(listing.said_of, listing.rows_of, listing.write)
DOCUMENTS = Kept(documents.facts_of, documents.documents_of, documents.write)


@transaction.atomic
def refresh(book_pks: Iterable[int], new: New = NONE_NEW) -> None:
    """Rewrite the listings and the search documents of these books. Call it in the transaction of the change."""
    books = sorted(set(book_pks))
    works = _works_of(books)
    if len(books) <= PORTION:
        listing.refresh(books)
        documents.refresh(works)
    else:
        _refresh_many(works, new)


def _works_of(books: list[int]) -> dict[int, list[int]]:
    """Their works, each with those of the books that are its editions."""
    sql = "SELECT work_id, array_agg(id) FROM catalog_book WHERE id = ANY(%s) GROUP BY 1 ORDER BY 1"
    with connection.cursor() as cursor:
        cursor.execute(sql, [keys_of(books)])
        return dict(cursor.fetchall())


def _refresh_many(works: dict[int, list[int]], new: New) -> None:
    """A portion is reckoned while the database writes the one before it and is asked about the one after it.

    All editions of a work are in one portion: which of them leads is found once.
    """
    listing.lock(list(chain(*works.values())))
    documents.lock(list(works))
    keys = list(works)
    parts = [keys[start : start + PORTION] for start in range(0, len(keys), PORTION)]
    portions = [(LISTING, list(chain(*(works[work] for work in part))), new.books) for part in parts]
    portions += [(DOCUMENTS, part, new.works) for part in parts]
    waiting: deque[tuple[Kept, Future]] = deque()
    with _short_turns(), ThreadPoolExecutor(1) as beside:
        for kept, pks, made in portions:
            waiting.append((kept, beside.submit(kept.reckon, kept.read(pks), made)))
            if len(waiting) > 1:
                _write(*waiting.popleft())
        while waiting:
            _write(*waiting.popleft())
    documents.file_words()


@contextmanager
def _short_turns() -> Iterator[None]:
    """Whoever has the database's answer should not wait long for the one who reckons."""
    sys.setswitchinterval(SHORT_TURN)
    try:
        yield
    finally:
        sys.setswitchinterval(USUAL_TURN)


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
