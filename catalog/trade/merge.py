"""Staged records become books: a fixed number of statements for a batch, however many records it has.

All of it happens in the transaction of the batch. One import merges at a time (an advisory lock), so that two files
never make the same publisher, person or work twice.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from django.db import connection, transaction

from catalog import stock
from catalog.arrays import keys_of, texts_of
from catalog.models import Book, Branch, ImportChange
from catalog.trade import statements as sql
from catalog.trade.records import Passed, Problem, Rows, Same
from catalog.trade.staging import stage

LOCK = 0x7261DE  # any number of our own
MOST_CHANGES_KEPT = 1000  # of a run


@dataclass
class Outcome:
    """What became of a batch."""

    works: set[int] = field(default_factory=set)  # that were made
    created: set[int] = field(default_factory=set)  # books
    changed: set[int] = field(default_factory=set)
    removed: set[int] = field(default_factory=set)
    protected: int = 0  # fields that staff keep
    refused: list[Problem] = field(default_factory=list)  # what only the catalogue could show to be wrong
    unknown: int = 0  # books of a supplier that we do not have
    differences: list[ImportChange] = field(default_factory=list)  # without their run

    @property
    def touched(self) -> set[int]:
        return self.created | self.changed | self.removed


@transaction.atomic
def merge(
    rows: Sequence[Rows], *, sender: str, by_isbn: bool = False, keep_changes: int = MOST_CHANGES_KEPT
) -> Outcome:
    """Lay a batch into the catalogue. Books that are there are changed only where the records differ from them.

    Of two records of one reference, a complete one replaces what came before, and a partial one adds to it. A partial
    record needs an earlier one of this sender, or with by_isbn any book of that number.
    Rows of the listing and search documents are the caller's to refresh, in the same transaction.
    """
    outcome, who = Outcome(), {"sender": sender, "by_isbn": by_isbn}
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        for turn, part in enumerate(in_turn(rows)):
            if turn:  # nobody has seen the prices of the turn before
                cursor.execute(sql.PRICES_TAKEN_BACK, [texts_of([each.isbn13 for each in part])])
            _merge(cursor, part, who, outcome, keep_changes)
    outcome.changed -= outcome.created | outcome.removed
    return outcome


def in_turn(rows: Iterable[Rows]) -> list[list[Rows]]:
    """Parts in which each reference comes once, to be merged one after the other. What is replaced is left out."""
    said: dict[str, list[Rows]] = {}
    for each in rows:
        if not each.is_partial:
            said.pop(each.reference, None)
        said.setdefault(each.reference, []).append(each)
    return [[each for each in part if each] for part in zip_longest(*said.values())]


def _merge(cursor, rows: Sequence[Rows], who: dict[str, Any], outcome: Outcome, keep_changes: int) -> None:
    stage(rows)
    _refuse(cursor, who, outcome, {each.reference: each.place for each in rows})
    for statement in (sql.PUBLISHERS, sql.PEOPLE, sql.SERIES, sql.SUPPLIERS, sql.WORKS):
        cursor.execute(statement)
    outcome.works |= _keys(cursor, sql.NEW_WORKS)
    for statement in (sql.NEW_BOOKS, FRESH_FIGURES):
        cursor.execute(statement)
    outcome.created |= _keys(cursor, "SELECT book_id FROM staged WHERE is_new")
    cursor.execute("SELECT EXISTS (SELECT FROM staged WHERE NOT is_new)")
    (has_known,) = cursor.fetchone()
    emptied = _change_known(cursor, who, outcome, keep_changes) if has_known else {}
    for name, fill in FILLED.items():
        cursor.execute(fill, [keys_of(emptied.get(name, ()))])
    outcome.changed |= _keys(cursor, sql.OFFERS, who)
    cursor.execute(sql.PRICES)
    cursor.execute(sql.REMEMBERED, who)


@transaction.atomic
def read_what_is_needed(batch: Sequence[Any], sender: str) -> list[Rows | Problem | Passed]:
    """Without what looks as before; that is read where its record has been changed since, or is in this batch."""
    same = [each for each in batch if isinstance(each, Same)]
    if not same:
        return list(batch)
    spoken_of = [each.reference for each in batch if isinstance(each, Rows)]
    values = {
        "keys": keys_of(each.key for each in same), "looks": keys_of(each.look for each in same),
        "sent": [each.sent_at for each in same], "spoken_of": texts_of(spoken_of),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        still_so = _keys(cursor, sql.STILL_SO, values)
    return [
        each.read() if isinstance(each, Same) else each
        for each in batch
        if not (isinstance(each, Same) and each.key in still_so)
    ]


# The planner believes that a column which was empty when it last looked is empty still, and joins row by row.
FRESH_FIGURES = "ANALYZE staged (book_id, work_id, is_new)"
EMPTIED = {"contributors": sql.CREDITS, "genres": sql.PLACES, "series": sql.VOLUMES}  # where they differ
FILLED = {"contributors": sql.NEW_CREDITS, "genres": sql.NEW_PLACES, "series": sql.NEW_VOLUMES}


def _refuse(cursor, who: dict[str, Any], outcome: Outcome, places: dict[str, str]) -> None:
    """Leave in the staging tables what is new to us and may be believed."""
    cursor.execute(sql.STALE, who)
    for reference, isbn in cursor.fetchall():
        outcome.refused.append(Problem(places[reference], "A newer message about this book has come before.", isbn))
    cursor.execute(sql.SAID_BEFORE, who)
    cursor.execute(sql.TWICE)
    cursor.execute(sql.KNOWN, who)
    cursor.execute(FRESH_FIGURES)
    cursor.execute(sql.UNKNOWN, who)
    for reference, isbn in cursor.fetchall():
        if who["by_isbn"]:
            outcome.unknown += 1
        else:
            reason = f"An update or withdrawal of a record that this sender never sent: {reference}."
            outcome.refused.append(Problem(places[reference], reason, isbn))
    cursor.execute(sql.CLASHES, who)
    for reference, isbn, other, other_isbn, title in cursor.fetchall():
        reason = (
            f"The record {reference} was about {other_isbn}, “{title}”, before."
            if other == reference
            else f"The number already belongs to “{title}” (record {other}): one of the two must be wrong."
        )
        outcome.refused.append(Problem(places[reference], reason[:500], isbn))


def _change_known(cursor, who: dict[str, Any], outcome: Outcome, keep_changes: int) -> dict[str, list[int]]:
    """What was there already. The books whose people, genres and volumes have been taken away, to be filled anew."""
    cursor.execute(sql.STAFF_KEEP)
    outcome.protected += cursor.fetchone()[0]
    cursor.execute(sql.DIFFERENCES, [keep_changes])
    for book, name, before, after in cursor.fetchall():
        change = ImportChange(book_id=book, field=name.removesuffix("_id"), before=before or "", after=after or "")
        outcome.differences.append(change)
    for statement in (sql.CHANGED_BOOKS, sql.CHANGED_WORKS):
        outcome.changed |= _keys(cursor, statement)
    cursor.execute(sql.SAME_AUTHORS)
    cursor.execute(sql.OTHER_CREDITS)
    emptied = {name: _empty(cursor, outcome, name, keep_changes) for name in EMPTIED}
    outcome.changed |= _keys(cursor, sql.OFFERS_TAKEN_BACK, who)
    outcome.removed |= _keys(cursor, sql.REMOVED, who)
    return emptied


def _empty(cursor, outcome: Outcome, name: str, keep_changes: int) -> list[int]:
    """Take people, genres or volumes from the books in which they differ; which."""
    cursor.execute(EMPTIED[name])
    differing = cursor.fetchall()
    for book, before, after in differing[: max(0, keep_changes - len(outcome.differences))]:
        outcome.differences.append(ImportChange(book_id=book, field=name, before=_said(before), after=_said(after)))
    books = [book for book, _, _ in differing]
    outcome.changed |= set(books)
    return books


def _said(rows: str) -> str:
    """A list as JSON, for people: “Jane Austen (author); Fiona Stafford (editor)”."""
    return "; ".join(f"{name} ({more})" if isinstance(more, str) and more else name for name, more in json.loads(rows))


def _keys(cursor, statement: str, values: Any = None) -> set[int]:
    cursor.execute(statement, values)
    return {key for (key,) in cursor.fetchall()}


def put_on_the_shelf(rows: Sequence[Rows], outcome: Outcome) -> None:
    """Copies that the shop counted itself. Only of new books: those that are there are counted in the back office."""
    counted = {each.isbn13: each.copies for each in rows if each.copies}
    branch = Branch.objects.filter(dispatches=True).order_by("position", "pk").first()
    if counted and branch:
        books = Book.objects.filter(pk__in=outcome.created, isbn13__in=counted)
        stock.receive_many([(book, branch, counted[book.isbn13]) for book in books], reference="Import")
