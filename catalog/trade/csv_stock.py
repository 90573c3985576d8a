"""What a supplier has, from a CSV file: copies or a state, working days, a date, what we pay."""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from catalog import indexing, isbn
from catalog.models import ImportRun
from catalog.models.supply import SupplierOffer
from catalog.trade import runs
from catalog.trade.onix.codes import AVAILABILITIES
from catalog.trade.records import Mark, Problem, Reading, Record, Supply, after
from catalog.trade.tables import Layout, Row, WrongValue, amount_of, read_rows, whole

COLUMNS = ("isbn13", "copies", "state", "days", "expected", "cost")
REQUIRED = ("isbn13",)
STATES = {state.value: state.value for state in SupplierOffer.State} | {
    "in stock": "available", "yes": "available", "y": "available", "to order": "to_order", "special order": "to_order",
    "pod": "to_order", "print on demand": "to_order", "reprinting": "awaited", "not yet published": "awaited",
    "out of stock": "awaited", "out of print": "unavailable", "no": "unavailable", "n": "unavailable",
}  # fmt: skip


@dataclass(frozen=True)
class Feed:
    """Whose feed it is, and what it does not say itself."""

    supplier: str
    days: tuple[int, int] = (2, 4)  # working days until it is here, where the row does not say
    is_full: bool = False  # what it does not name, the supplier does not have

    @property
    def sender(self) -> str:
        return f"stock:{self.supplier}"


def read(
    path: Path, layout: Layout, feed: Feed, *, seen: array, say: Callable[[str], Any] = lambda step: None
) -> Reading:
    """The file's records and problems, in order; `seen` gathers the numbers that it names. Raises UnreadableFile."""
    for row in read_rows(path, layout, columns=COLUMNS, required=REQUIRED, say=say):
        if isinstance(row, Mark):
            yield row
            continue
        try:
            record = _record(row, feed)
        except (WrongValue, isbn.InvalidIsbn) as reason:
            yield Problem(row.place, str(reason), row.cells["isbn13"], excerpt=row.excerpt)
        else:
            seen.append(int(record.isbn13))
            yield record


def carry_out(
    run: ImportRun, path: Path, layout: Layout, feed: Feed, *, batch: int | None = None, say: Callable[[str], Any]
) -> ImportRun:
    """Import the feed, or the rest of it. Raises UnreadableFile, with all that came before kept.

    After a full feed the supplier has no more of what it did not name. A row that could not be read ends nothing: then
    the supplier keeps what it had.
    """
    seen = array("q")
    rest = after(run.position, read(path, layout, feed, seen=seen, say=say))
    return runs.carry_out(run, rest, batch=batch, say=say, at_the_end=lambda: _end_others(run, feed, seen))


def _end_others(run: ImportRun, feed: Feed, seen: array) -> None:
    if not feed.is_full or run.refused:
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE named (number bigint) ON COMMIT DROP")
        with cursor.copy("COPY named FROM STDIN") as copy:
            for number in seen:
                copy.write_row((number,))
        cursor.execute("ANALYZE named")
        cursor.execute(NOT_NAMED, {"sender": feed.sender})
        ended = [book for (book,) in cursor.fetchall()]
        indexing.refresh(ended)
        run.removed += len(ended)
        run.save(update_fields=["removed"])


# The record goes with the offer, so that the same row counts again when the book is back.
NOT_NAMED = """
WITH ended AS (
    DELETE FROM catalog_supplieroffer o USING catalog_book b
    WHERE b.id = o.book_id AND o.source = %(sender)s
        AND NOT EXISTS (SELECT 1 FROM named n WHERE n.number = b.isbn13::bigint)
    RETURNING o.book_id
), forgotten AS (
    DELETE FROM catalog_traderecord t USING ended e WHERE t.book_id = e.book_id AND t.sender = %(sender)s
) SELECT DISTINCT book_id FROM ended
"""


def _record(row: Row, feed: Feed) -> Record:
    cells = row.cells
    number = isbn.isbn13(cells["isbn13"])
    expected = _day(cells.get("expected", ""))
    first, last = _days(cells.get("days", "")) or feed.days
    state = _state(cells, expected)
    offer = Supply(feed.supplier, state, first, last, expected, amount_of(cells.get("cost", "")))
    return Record(place=row.place, isbn13=number, reference=number, offers=[offer], is_partial=True)


def _state(cells: dict[str, str], expected: date | None) -> str:
    """What the row says; else by its copies: some can be had, none are awaited."""
    said = cells.get("state", "").casefold()
    if said in STATES:
        return STATES[said]
    if re.fullmatch(r"[0-9]{2}", said):  # ONIX list 65
        return AVAILABILITIES.get(said, SupplierOffer.State.UNAVAILABLE).value
    if said:
        raise WrongValue(
            f"“{said[:40]}” is no state: we read {', '.join(SupplierOffer.State)} or a code of ONIX list 65."
        )
    if "copies" not in cells or not cells["copies"]:
        return "awaited" if expected else "unknown"
    copies = cells["copies"].removesuffix("+").removeprefix(">")
    return "available" if whole(copies, "copies") else "awaited"


def _days(text: str) -> tuple[int, int] | None:
    """“3” or “2-4” working days."""
    if not text:
        return None
    found = re.fullmatch(r"([0-9]{1,3})(?:\s*[-–]\s*([0-9]{1,3}))?", text)
    if not found or int(found[1]) > int(found[2] or found[1]):
        raise WrongValue(f"“{text[:40]}” are no working days: we read 3 or 2-4.")
    return int(found[1]), int(found[2] or found[1])


def _day(text: str) -> date | None:
    if not text:
        return None
    for form in ("%Y-%m-%d", "%Y%m%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise WrongValue(f"“{text[:40]}” is no day: we read 2027-03-31.")
