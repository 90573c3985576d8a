"""Tables that somebody sent as CSV: our own columns, or anybody’s with a map of theirs to ours."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from functools import cached_property
from pathlib import Path
from typing import Any, TextIO

from catalog.trade.records import BETWEEN_MARKS, Mark
from catalog.trade.runs import UnreadableFile
from storefront.spreadsheets import as_meant

DIVIDERS = ",;\t|"
MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
LONGEST_HEADER = 100_000  # characters
LONGEST_CELL = 20_000_000  # characters; a longer description is put aside, and costs its own row only
SKIPPED = "Columns we do not know, and skip: "


class WrongValue(ValueError):
    """A cell that cannot be read; its text is a sentence."""


@dataclass(frozen=True)
class Layout:
    """How a file is written: which of its columns are ours, and in which bytes."""

    names: Mapping[str, str] = field(default_factory=dict)  # theirs to ours; theirs may be a column's number, from 1
    delimiter: str = ","
    encoding: str = "utf-8-sig"

    @cached_property
    def wanted(self) -> dict[str, str]:
        """Ours by theirs, in small letters."""
        return {theirs.strip().casefold(): ours for theirs, ours in self.names.items()}


@dataclass(frozen=True)
class Row:
    """A line of the file: its cells by our columns, and as it was written."""

    line: int
    cells: dict[str, str]
    written: list[str]

    @property
    def place(self) -> str:
        return f"line {self.line}"

    @property
    def excerpt(self) -> str:
        return " | ".join(self.written)[:2000]


def read_rows(
    path: Path,
    layout: Layout,
    *,
    columns: Collection[str],
    required: Collection[str],
    say: Callable[[str], Any] = lambda step: None,
) -> Iterator[Row | Mark]:
    """The rows of a file that are not blank, and how far one is. Unknown columns are named through `say` and skipped.

    Raises UnreadableFile when the file is not what the layout says it is.
    """
    csv.field_size_limit(LONGEST_CELL)
    layout = _as_it_is_marked(path, layout)
    try:
        with path.open(encoding=layout.encoding, newline="") as file:
            rows = csv.reader(file, delimiter=_divider(file, layout, required))
            header = next(rows, [])
            places = _places(header, layout, columns, required, say)
            by_number = all(each.isdigit() for each in layout.names) and bool(layout.names)
            if by_number and not any(cell.strip().casefold() in columns for cell in header):
                yield _row(header, places, rows.line_num)
            size, marked = path.stat().st_size, 0.0
            for row in rows:
                if (share := file.buffer.tell() / size) >= marked + BETWEEN_MARKS:
                    marked = share
                    yield Mark(share)
                if any(cell.strip() for cell in row):
                    yield _row(row, places, rows.line_num)
    except UnicodeError as error:
        raise UnreadableFile(
            f"The file is not written in {layout.encoding.removesuffix('-sig')}{_first_unreadable(path, layout)}. Save "
            "it as “CSV UTF-8”, or say what it is written in: with Excel on Windows often Western European (cp1252)."
        ) from error
    except csv.Error as error:
        raise UnreadableFile(f"The file is no CSV that we can read: {error}.") from error
    except LookupError as error:
        raise UnreadableFile(f"We know no encoding “{layout.encoding}”.") from error


def _as_it_is_marked(path: Path, layout: Layout) -> Layout:
    """A mark at the beginning of the file is believed before what was said of it."""
    with path.open("rb") as file:
        start = file.read(4)
    marked = next((encoding for mark, encoding in MARKS.items() if start.startswith(mark)), layout.encoding)
    return replace(layout, encoding=marked)


def _divider(file: TextIO, layout: Layout, required: Collection[str]) -> str:
    """What stands between cells: what was said, unless it never does and another one makes sense of the header.

    Where a comma divides pounds from pence, spreadsheets write semicolons.
    """
    header = file.readline(LONGEST_HEADER)
    file.seek(0)
    for each in dict.fromkeys([layout.delimiter, *DIVIDERS]):
        cells = next(csv.reader([header], delimiter=each), [])
        if set(required) <= {_ours(name, place, layout) for place, name in enumerate(cells)}:
            return each
    return layout.delimiter


def _ours(name: str, place: int, layout: Layout) -> str:
    """What we call a column of theirs, by its name or its number; as they do, if nobody said."""
    plain = name.strip().casefold()
    return layout.wanted.get(plain) or layout.wanted.get(str(place + 1)) or plain


def _first_unreadable(path: Path, layout: Layout) -> str:
    """“, from line 7 on”, where lines can be told apart without reading them."""
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            try:
                line.decode(layout.encoding)
            except UnicodeError:
                return "" if "16" in layout.encoding else f" (line {number})"
    return ""


def _places(
    header: list[str], layout: Layout, columns: Collection[str], required: Collection[str], say: Callable[[str], Any]
) -> dict[str, int]:
    """Where each of our columns stands in theirs."""
    places, unknown = {}, []
    for place, name in enumerate(header):
        ours = _ours(name, place, layout)
        if ours in columns:
            places[ours] = place
        elif name.strip():
            unknown.append(name.strip())
    if unknown:
        say(SKIPPED + ", ".join(unknown))
    if missing := set(required) - places.keys():
        raise UnreadableFile(
            f"A column is missing: {', '.join(sorted(missing))}. Say which of theirs it is: theirs=ours. The file has "
            f"{', '.join(filter(None, map(str.strip, header)))[:200] or 'none'}."
        )
    return places


def _row(row: list[str], places: dict[str, int], line: int) -> Row:
    cells = {name: _cell(row[place]) if place < len(row) else "" for name, place in places.items()}
    return Row(line, cells, row)


def _cell(written: str) -> str:
    return as_meant(written.replace("\0", "").strip())


def amount_of(text: str) -> Decimal | None:
    """An amount of money, None for nothing. Half of Europe’s spreadsheets write 12,99. Raises WrongValue."""
    if not text:
        return None
    bare = text.strip().lstrip("£$€").replace(" ", "")
    if re.fullmatch(r"[0-9]{1,6},[0-9]{2}", bare):
        bare = bare.replace(",", ".")
    try:
        amount = Decimal(bare)
    except InvalidOperation as error:
        raise WrongValue(f"“{text[:40]}” is no price: we read 12.99.") from error
    if not amount.is_finite() or not 0 <= amount < 1_000_000 or -amount.as_tuple().exponent > 2:
        raise WrongValue(f"“{text[:40]}” is no price: we read 12.99.")
    return amount


def whole(text: str, what: str) -> int:
    """A number of something. Raises WrongValue."""
    bare = text.removesuffix(".0")
    if not re.fullmatch(r"[0-9]{1,9}", bare):
        raise WrongValue(f"“{text[:40]}” is no number of {what}.")
    return int(bare)
