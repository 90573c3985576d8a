"""Which book of ours a row of a reading list is. A number decides; by title and author it is only offered."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import connection

from catalog.models import Book
from wishlist.models import ImportedRow

MOST_OFFERED = 4
# By the key that titles are filed under, one edition a work: lead_by_title finds them without a scan.
BY_TITLE = """
SELECT asked.title, l.book_id FROM unnest(%s::text[]) asked(title)
JOIN catalog_listing l ON l.is_lead AND l.title_key = title_sort_key(asked.title) AND l.title_key <> ''
ORDER BY l.popularity DESC, l.book_id
"""


@dataclass(slots=True)
class Match:
    """A book that it is, or books that it may be, or neither."""

    book: Book | None = None
    offered: list[int] = field(default_factory=list)


def matched(rows: Sequence[ImportedRow]) -> dict[int, Match]:
    """By the pk of the row, in a constant number of queries."""
    numbers = {isbn for row in rows for isbn in row.isbns}
    books = {book.isbn13: book for book in Book.objects.shown().with_people().filter(isbn13__in=numbers)}
    matches = {row.pk: _by_number(row, [books[isbn] for isbn in row.isbns if isbn in books]) for row in rows}
    open_rows = [row for row in rows if matches[row.pk].book is None and not matches[row.pk].offered]
    for pk, offered in _by_title(open_rows).items():
        matches[pk].offered = offered
    return matches


def _by_number(row: ImportedRow, books: list[Book]) -> Match:
    """Two numbers of two texts, or a number whose book shares no word with the row, are for a person to settle."""
    if not books:
        return Match()
    if len({book.work_id for book in books}) > 1 or not _is_plausible(row, books[0]):
        return Match(offered=[book.pk for book in books])
    return Match(book=books[0])


def _is_plausible(row: ImportedRow, book: Book) -> bool:
    if not row.title:
        return True
    long_words = {word for word in words_of(book.title) if len(word) > 3} or words_of(book.title)
    return bool(long_words & words_of(row.title)) or is_by(row.author, book)


def is_by(author: str, book: Book) -> bool:
    """Whether its people include one with this last name; a row without an author fits any."""
    names = _in_order(author)
    people = [_in_order(credit.contributor.name) for credit in book.contributions.all()]
    return not names or any(names[-1] in person for person in people)


def _by_title(rows: Iterable[ImportedRow]) -> dict[int, list[int]]:
    asked = {row.pk: titles_of(row.title) for row in rows if row.title}
    found = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(BY_TITLE, [sorted({title for titles in asked.values() for title in titles})])
        for title, book in cursor.fetchall():
            found[title].append(book)
    books = Book.objects.shown().with_people().in_bulk({pk for pks in found.values() for pk in pks})
    offered = {}
    for row in rows:
        maybe = dict.fromkeys(pk for title in asked.get(row.pk, []) for pk in found[title])
        offered[row.pk] = [pk for pk in maybe if pk in books and is_by(row.author, books[pk])][:MOST_OFFERED]
    return offered


def titles_of(title: str) -> list[str]:
    """As it stands; without “(The Lord of the Rings, #1)”; without what follows a colon."""
    bare = re.sub(r"\s*\([^()]*\)\s*$", "", title)
    return list(dict.fromkeys(each for each in (title, bare, bare.partition(":")[0].strip()) if each))


def words_of(text: str) -> set[str]:
    return set(_in_order(text))


def _in_order(text: str) -> list[str]:
    plain = "".join(each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each))
    return re.findall(r"\w+", plain.casefold())
