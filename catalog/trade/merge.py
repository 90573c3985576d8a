"""Staged records become books: a fixed number of statements for a batch, however many records it has.

All of it happens in the transaction of the batch. One import merges at a time (an advisory lock), so that two files
never make the same publisher, person or work twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import connection, transaction

from catalog import stock
from catalog.models import Book, Branch, ImportChange
from catalog.trade import statements as sql
from catalog.trade.records import Record
from catalog.trade.staging import stage

LOCK = 0x7261DE  # any number of our own
MOST_CHANGES_KEPT = 1000  # of a run


@dataclass
class Outcome:
    """What became of a batch."""

    created: set[int] = field(default_factory=set)  # books
    changed: set[int] = field(default_factory=set)
    removed: set[int] = field(default_factory=set)
    unknown: int = 0  # removals of books that we never had
    protected: int = 0  # fields that staff keep
    stale: list[tuple[str, str]] = field(default_factory=list)  # reference and ISBN of what came too late
    differences: list[ImportChange] = field(default_factory=list)  # without their run

    @property
    def touched(self) -> set[int]:
        return self.created | self.changed | self.removed


@transaction.atomic
def merge(records: Sequence[Record], *, sender: str, keep_changes: int = MOST_CHANGES_KEPT) -> Outcome:
    """Lay a batch into the catalogue. Books that are there are changed only where the records differ from them.

    Rows of the listing and search documents are the caller's to refresh, in the same transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        stage(records)
        outcome = Outcome()
        cursor.execute(sql.STALE, [sender])
        outcome.stale = cursor.fetchall()
        cursor.execute(sql.SAID_BEFORE, [sender])
        cursor.execute(sql.TWICE)
        cursor.execute(sql.KNOWN)
        cursor.execute(sql.STAFF_KEEP)
        outcome.protected = cursor.fetchone()[0]
        for statement in (sql.PUBLISHERS, sql.PEOPLE, sql.SERIES, sql.WORKS):
            cursor.execute(statement)
        cursor.execute(sql.DIFFERENCES, [keep_changes])
        outcome.differences = [
            ImportChange(book_id=book, field=name.removesuffix("_id"), before=before or "", after=after or "")
            for book, name, before, after in cursor.fetchall()
        ]
        cursor.execute(sql.NEW_BOOKS)
        outcome.created = _books(cursor, "SELECT book_id FROM staged WHERE is_new")
        for statement in (sql.CHANGED_BOOKS, sql.CHANGED_WORKS):
            outcome.changed |= _books(cursor, statement)
        for find, fill in (
            (sql.CREDITS, sql.NEW_CREDITS),
            (sql.PLACES, sql.NEW_PLACES),
            (sql.VOLUMES, sql.NEW_VOLUMES),
        ):
            differing = _books(cursor, find)
            cursor.execute(fill, [list(differing)])
            outcome.changed |= differing
        outcome.removed = _books(cursor, sql.REMOVED)
        outcome.changed -= outcome.created | outcome.removed
        cursor.execute(sql.PRICES)
        cursor.execute(sql.REMEMBERED, [sender])
    return outcome


def _books(cursor, statement: str) -> set[int]:
    cursor.execute(statement)
    return {book for (book,) in cursor.fetchall()}


def put_on_the_shelf(records: Sequence[Record], outcome: Outcome) -> None:
    """Copies that the shop counted itself. Only of new books: those that are there are counted in the back office."""
    counted = {record.isbn13: record.copies for record in records if record.copies}
    branch = Branch.objects.filter(dispatches=True).order_by("position", "pk").first()
    if counted and branch:
        books = Book.objects.filter(pk__in=outcome.created, isbn13__in=counted)
        stock.receive_many([(book, branch, counted[book.isbn13]) for book in books], reference="Import")
