"""Reading the files in which Goodreads and StoryGraph give people their books back.

A line that cannot be read is reported and the next one is read; a file that is something else is refused in a sentence.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field

from catalog.isbn import InvalidIsbn, isbn13
from wishlist.models import ReadingImport

MOST_BYTES = 10 * 1024 * 1024
MOST_ROWS = 20_000
MOST_BROKEN = 200
MOST_SHELVES = 60
Source = ReadingImport.Source
# What each export calls title, author, numbers and shelf.
COLUMNS = {
    Source.GOODREADS: ("title", "author", ("isbn13", "isbn"), "exclusive shelf"),
    Source.STORYGRAPH: ("title", "authors", ("isbn/uid",), "read status"),
}


class CannotRead(Exception):
    """Its text is a sentence for the reader."""


@dataclass(slots=True)
class Row:
    number: int
    title: str = ""
    author: str = ""
    isbns: list[str] = field(default_factory=list)
    shelf: str = ""
    problem: str = ""


@dataclass(slots=True)
class ReadingList:
    source: str
    rows: list[Row]


def read(data: bytes) -> ReadingList:
    """Raises CannotRead."""
    lines = _text(data).splitlines(keepends=True)
    if not lines:
        raise CannotRead("This file is empty.")
    delimiter = max(",;\t", key=lines[0].count)
    header = [name.strip().casefold() for name in next(csv.reader(lines[:1], delimiter=delimiter), [])]
    source = _source(header)
    rows = [_row(source, header, number, cells) for number, cells in _records(lines, delimiter, len(header))]
    if not rows:
        raise CannotRead("There are no books in this file.")
    if len({row.shelf for row in rows}) > MOST_SHELVES:
        raise CannotRead(f"The books in this file stand on more than {MOST_SHELVES} shelves.")
    return ReadingList(source, rows)


def _text(data: bytes) -> str:
    if len(data) > MOST_BYTES:
        raise CannotRead("This file is larger than 10 MB. An export of your books is smaller.")
    if data.startswith(b"PK"):
        raise CannotRead("This is a spreadsheet, not a CSV file. Send the file as you got it.")
    try:
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise CannotRead("This file is not in UTF-8. Export it again, and send it as you got it.") from error
    if "\0" in text:
        raise CannotRead("This is not a CSV file.")
    # Only these end a line of a CSV file; str.splitlines knows many more, which stand in titles.
    return text.translate({ord(odd): " " for odd in "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"})


def _source(header: list[str]) -> str:
    for source, (title, author, numbers, shelf) in COLUMNS.items():
        if {title, author, *numbers[:1], shelf} <= set(header):
            return source
    if len(header) < 3:
        raise CannotRead("This is not a CSV file from Goodreads or StoryGraph.")
    near = Source.STORYGRAPH if "authors" in header or "read status" in header else Source.GOODREADS
    title, author, numbers, shelf = COLUMNS[near]
    missing = [name for name in (title, author, numbers[0], shelf) if name not in header]
    raise CannotRead(f"This looks like a file from {near.label}, but these columns are missing: {', '.join(missing)}.")


def _records(lines: list[str], delimiter: str, width: int) -> Iterator[tuple[int, list[str] | None]]:
    """Number of the line and cells of each record; None for a broken one, after which the very next line is tried.

    So a quotation mark that nobody closed costs one line, and does not swallow those after it.
    """
    start, count, broken = 1, 0, 0
    while start < len(lines):
        reader = csv.reader(iter(lines[start:]), delimiter=delimiter)
        begun = start
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                cells = []
            number, after = begun, start + reader.line_num
            if len(cells) == width:
                yield number + 1, cells
            elif cells or after > number + 1:
                yield number + 1, None
                broken += 1
                start = number + 1
                break
            begun = after
            count += 1
            if count > MOST_ROWS:
                raise CannotRead(f"There are more than {MOST_ROWS:,} books in this file.")
        if broken > MOST_BROKEN:
            raise CannotRead("Too many lines of this file cannot be read. Export it again, and send it as you got it.")


def _row(source: str, header: list[str], number: int, cells: list[str] | None) -> Row:
    if cells is None:
        return Row(number, problem="This line could not be read.")
    title, author, numbers, shelf = COLUMNS[source]
    said = dict(zip(header, (_bare(cell) for cell in cells), strict=True))
    row = Row(number, said[title][:500], said[author][:300], shelf=said[shelf][:100])
    for name in numbers:
        if (isbn := _isbn(said.get(name, ""))) and isbn not in row.isbns:
            row.isbns.append(isbn)
    if not row.title and not row.isbns:
        row.problem = "This line names no book."
    return row


def _bare(cell: str) -> str:
    """Goodreads writes ="9780141439587", so that no spreadsheet takes it for a number."""
    cell = cell.strip()
    if cell.startswith('="') and cell.endswith('"'):
        cell = cell[2:-1]
    return " ".join(cell.split())


def _isbn(text: str) -> str | None:
    """None for what is none: blank, cut short by a spreadsheet, StoryGraph's own keys."""
    try:
        return isbn13(text) if text else None
    except InvalidIsbn:
        return None
