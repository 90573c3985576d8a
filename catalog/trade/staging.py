"""A batch of records laid into temporary tables by COPY, where statements can work on all of them at once.

`staged` is written again and again as the records find their books; what is long stands beside it, in `staged_fields`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from django.db import connection

from catalog.arrays import NULL, array_of, lines_of
from catalog.trade.records import BOOK_FIELDS, Record, Rows

TABLES = f"""
DROP TABLE IF EXISTS pg_temp.staged, pg_temp.staged_fields, pg_temp.staged_people, pg_temp.staged_subjects,
    pg_temp.staged_volumes, pg_temp.staged_offers;
CREATE TEMP TABLE staged (
    number int, digest text, look bigint, sent_at timestamptz, isbn13 text, reference text, present text[],
    work_key text, publisher text, says_people bool, says_subjects bool, says_volumes bool, says_offers bool,
    is_removed bool, is_partial bool, price_follows bool, authors_only bool, work_reference text,
    book_id bigint, work_id bigint, publisher_id bigint, is_new bool DEFAULT false
) ON COMMIT DROP;
CREATE TEMP TABLE staged_fields (number int, original_title text, first_published smallint, subjects text,
    {", ".join(f"{name} {kind}" for name, kind in BOOK_FIELDS.items())}) ON COMMIT DROP;
CREATE TEMP TABLE staged_people (number int, sequence int, name text, sort_name text, role text) ON COMMIT DROP;
CREATE TEMP TABLE staged_subjects (number int, code text, is_main bool) ON COMMIT DROP;
CREATE TEMP TABLE staged_volumes (number int, series text, volume text, position numeric) ON COMMIT DROP;
CREATE TEMP TABLE staged_offers (number int, supplier text, state text, days_from smallint, days_to smallint,
    expected_on date, cost numeric, as_of timestamptz) ON COMMIT DROP;
"""
COLUMNS = [
    "number", "digest", "look", "sent_at", "isbn13", "reference", "present", "work_key", "publisher", "says_people",
    "says_subjects", "says_volumes", "says_offers", "is_removed", "is_partial", "price_follows", "authors_only",
    "work_reference",
]  # fmt: skip


KEYS = "number, isbn13, reference, digest, work_key, publisher, work_reference"  # what staged is joined by


def stage(rows: Sequence[Rows]) -> None:
    """Lay the records into temporary tables that live as long as the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        _copy(cursor, f"staged ({', '.join(COLUMNS)})", ([each.book] for each in rows))
        _copy(cursor, "staged_fields", ([each.fields] for each in rows))
        _copy(cursor, "staged_people", (each.people for each in rows))
        _copy(cursor, "staged_subjects", (each.subjects for each in rows))
        _copy(cursor, "staged_volumes", (each.volumes for each in rows))
        _copy(cursor, "staged_offers", (each.offers for each in rows))
        lists = "staged_people, staged_subjects, staged_volumes, staged_offers"
        cursor.execute(f"ANALYZE staged ({KEYS}), staged_fields (number), {lists}")


_names = lru_cache(maxsize=64)(array_of)  # nearly all records of a file speak of the same fields
_moment = lru_cache(maxsize=64)(lambda moment: NULL if moment is None else str(moment))  # and were sent at once


def rows_of(record: Record) -> Rows:
    """Asks no database: whoever reads the file may do it beforehand."""
    present = (*record.fields, *(["publisher"] if record.publisher is not None else []))
    book = (
        record.isbn13, record.reference, _names(present), record.work_key, record.publisher, record.people is not None,
        record.subjects is not None, record.volumes is not None, record.offers is not None, record.is_removed,
        record.is_partial, record.price_follows, record.names_authors_only, record.work_reference,
    )  # fmt: skip
    fields = (
        record.original_title,
        record.first_published,
        record.subjects_as_sent,
        *map(record.fields.get, BOOK_FIELDS),
    )
    people = [(sequence, *person) for sequence, person in enumerate(record.people or (), start=1)]
    subjects, volumes, offers = record.subjects or (), record.volumes or (), record.offers or ()
    said = lines_of([book, fields, *people, *subjects, *volumes, *offers])
    digest = hashlib.md5(f"{said}\n{record.copies}".encode(), usedforsecurity=False).hexdigest()
    first, second, *lines = said.split("\n")
    first = f"{digest}\t{NULL if record.look is None else record.look}\t{_moment(record.sent_at)}\t{first}"
    about = record.place, record.isbn13, record.reference, record.is_partial, record.copies
    subject = len(people)
    volume = subject + len(subjects)
    offer = volume + len(volumes)
    return Rows(*about, first, second, lines[:subject], lines[subject:volume], lines[volume:offer], lines[offer:])


def laid_out(each: Any) -> Any:
    """What a reader yields, with a record as its rows."""
    return rows_of(each) if isinstance(each, Record) else each


def _copy(cursor, table: str, lines_of_records: Iterable[list[str]]) -> None:
    lines = [f"{number}\t{line}\n" for number, lines in enumerate(lines_of_records) for line in lines]
    if lines:
        with cursor.copy(f"COPY {table} FROM STDIN") as copy:
            copy.write("".join(lines))
