"""A batch of records laid into temporary tables by COPY, where statements can work on all of them at once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from django.db import connection

from catalog.arrays import array_of
from catalog.trade.records import BOOK_FIELDS, Record

TABLES = f"""
DROP TABLE IF EXISTS pg_temp.staged, pg_temp.staged_people, pg_temp.staged_subjects, pg_temp.staged_volumes,
    pg_temp.staged_offers;
CREATE TEMP TABLE staged (
    number int, isbn13 text, reference text, digest text, sent_at timestamptz, present text[], work_key text,
    publisher text, original_title text, first_published smallint, says_people bool, says_subjects bool,
    says_volumes bool, says_offers bool, is_removed bool, is_partial bool, price_follows bool, authors_only bool,
    subjects text, work_reference text, {", ".join(f"{name} {kind}" for name, kind in BOOK_FIELDS.items())},
    book_id bigint, work_id bigint, publisher_id bigint, is_new bool DEFAULT false
) ON COMMIT DROP;
CREATE TEMP TABLE staged_people (number int, sequence int, name text, sort_name text, role text) ON COMMIT DROP;
CREATE TEMP TABLE staged_subjects (number int, code text, is_main bool) ON COMMIT DROP;
CREATE TEMP TABLE staged_volumes (number int, series text, volume text, position numeric) ON COMMIT DROP;
CREATE TEMP TABLE staged_offers (number int, supplier text, state text, days_from smallint, days_to smallint,
    expected_on date, cost numeric, as_of timestamptz) ON COMMIT DROP;
"""
COLUMNS = [
    "number", "isbn13", "reference", "digest", "sent_at", "present", "work_key", "publisher", "original_title",
    "first_published", "says_people", "says_subjects", "says_volumes", "says_offers", "is_removed", "is_partial",
    "price_follows", "authors_only", "subjects", "work_reference", *BOOK_FIELDS,
]  # fmt: skip


def stage(records: Sequence[Record]) -> None:
    """Lay the records into temporary tables that live as long as the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        with cursor.copy(f"COPY staged ({', '.join(COLUMNS)}) FROM STDIN") as copy:
            for number, record in enumerate(records):
                copy.write_row(_row(number, record))
        _copy(cursor, "staged_people", [
            (number, sequence, *person)
            for number, record in enumerate(records)
            for sequence, person in enumerate(record.people or [], start=1)
        ])  # fmt: skip
        _copy(cursor, "staged_subjects", [
            (number, *subject) for number, record in enumerate(records) for subject in record.subjects or []
        ])  # fmt: skip
        _copy(cursor, "staged_volumes", [
            (number, *volume) for number, record in enumerate(records) for volume in record.volumes or []
        ])  # fmt: skip
        _copy(cursor, "staged_offers", [
            (number, *offer) for number, record in enumerate(records) for offer in record.offers or []
        ])  # fmt: skip
        cursor.execute("ANALYZE staged, staged_people, staged_subjects, staged_volumes, staged_offers")


_names = lru_cache(maxsize=64)(array_of)  # nearly all records of a file speak of the same fields


def _row(number: int, record: Record) -> tuple:
    present = (*record.fields, *(["publisher"] if record.publisher is not None else []))
    return (
        number, record.isbn13, record.reference, record.digest, record.sent_at, _names(present), record.work_key,
        record.publisher, record.original_title, record.first_published, record.people is not None,
        record.subjects is not None, record.volumes is not None, record.offers is not None, record.is_removed,
        record.is_partial, record.price_follows, record.names_authors_only, record.subjects_as_sent,
        record.work_reference,
        *(record.fields.get(name) for name in BOOK_FIELDS),
    )  # fmt: skip


def _copy(cursor, table: str, rows: list[tuple]) -> None:
    if rows:
        with cursor.copy(f"COPY {table} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
