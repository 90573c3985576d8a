"""What readers hand to the bulk path, whatever file it came from."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

# Columns of a book that an import may write; a record says which of them it speaks of.
BOOK_FIELDS = {
    "title": "text",
    "subtitle": "text",
    "format": "text",
    "edition": "text",
    "imprint": "text",
    "language": "text",
    "original_language": "text",
    "pages": "int",
    "height_mm": "int",
    "width_mm": "int",
    "thickness_mm": "int",
    "weight_g": "int",
    "published_on": "date",
    "published_precision": "text",
    "embargo_on": "date",
    "status": "text",
    "price": "numeric",
    "list_price": "numeric",
    "price_rule": "text",
    "tax_class": "text",
    "description": "text",
    "keywords": "text",
    "cover_url": "text",
    "popularity": "int",
}


class Person(NamedTuple):
    name: str
    sort_name: str
    role: str


class Volume(NamedTuple):
    series: str
    number: str
    position: Decimal | None


class Subject(NamedTuple):
    code: str
    is_main: bool


class Supply(NamedTuple):
    """What a supplier says of a book: its state, working days, the day it expects more, what we pay."""

    supplier: str
    state: str
    days_from: int
    days_to: int
    expected_on: date | None = None
    cost: Decimal | None = None
    as_of: datetime | None = None  # when it was so; else when the record was sent


@dataclass(slots=True)
class Record:
    """What one record says of one book. What is None is not spoken of and stays as it is; an empty list says “none”."""

    place: str  # where it stands in the file, for people: “line 12”
    isbn13: str
    reference: str  # the sender's key of it
    fields: dict[str, Any] = field(default_factory=dict)
    publisher: str | None = None
    original_title: str | None = None
    first_published: int | None = None
    people: list[Person] | None = None
    names_authors_only: bool = False  # translators and others stay as they are
    subjects: list[Subject] | None = None
    volumes: list[Volume] | None = None
    copies: int | None = None  # counted by the shop itself
    offers: list[Supply] | None = None
    subjects_as_sent: str = ""  # with their schemes: “93:FF 10:FIC022000”
    work_reference: str = ""  # the sender's name of the work
    sent_at: datetime | None = None
    price_follows: bool = False  # the price is a recommendation: a price of the shop's own stays
    is_partial: bool = False  # speaks of a book that must be there already
    is_removed: bool = False
    look: int | None = None  # of its bytes: what looks the same need not be read again

    @property
    def work_key(self) -> str:
        """What editions of one text share: the title without case, accents and article, and the first author."""
        author = self.people[0].name if self.people else ""
        return work_key(self.fields.get("title", ""), author)


class Rows(NamedTuple):
    """A record as COPY reads it, but for its number at the beginning of each line, and what is asked of it beside."""

    place: str
    isbn13: str
    reference: str
    is_partial: bool
    copies: int | None
    book: str
    fields: str
    people: list[str]
    subjects: list[str]
    volumes: list[str]
    offers: list[str]


@dataclass(frozen=True, slots=True)
class Problem:
    """A record that cannot be read, and why, in a sentence."""

    place: str
    reason: str
    isbn: str = ""
    excerpt: str = ""


@dataclass(frozen=True, slots=True)
class Passed:
    """A record that is not meant for us: a test."""

    place: str


@dataclass(frozen=True, slots=True)
class Same:
    """A record with the same bytes as the last that its sender sent of the book."""

    look: int
    key: int  # of the TradeRecord that looks so
    sent_at: datetime | None
    read: Callable[[], Rows | Problem | Passed]  # should that have changed since


@dataclass(frozen=True, slots=True)
class Mark:
    """No record: how much of the file has been read when one comes to this place, from 0 to 1."""

    share: float


BETWEEN_MARKS = 0.005  # of the file

Reading = Iterator[Record | Rows | Problem | Passed | Same | Mark]


def after(done: int, reading: Reading) -> Reading:
    """What a reading has after the first `done`; marks do not count."""
    for each in reading:
        if isinstance(each, Mark) or done <= 0:
            yield each
        else:
            done -= 1


def work_key(title: str, author: str) -> str:
    """A key under which a new edition finds its work; empty when there is no author to tell two texts apart."""
    if not (title and author):
        return ""
    return f"{_ARTICLE.sub('', _plain(title))}|{_plain(author)}"[:400]


_ARTICLE, _WORDS = re.compile(r"^(the|a|an) "), re.compile(r"\w+")


def _plain(text: str) -> str:
    if not text.isascii():
        text = "".join(each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each))
    return " ".join(_WORDS.findall(text.casefold().replace(".", " ")))
