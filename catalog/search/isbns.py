"""ISBNs in searches: one among other words, and one that is not quite right."""

from __future__ import annotations

import re
from collections.abc import Iterator

from catalog import isbn
from catalog.models import Book

_AMONG_OTHERS = re.compile(
    r"(?<![0-9A-Za-z])(?:97[89](?:[-\s]?[0-9]){10}|[0-9](?:[- ]?[0-9]){8}[- ]?[0-9Xx])(?![0-9A-Za-z])"
)
_LIKE_A_NUMBER = re.compile(r"[0-9]{6,13}[0-9X]|97[89][0-9]{3,11}")
_DIGITS = "0123456789"
SHORTEST_BEGINNING = 7
MOST = 12


def edition_with(text: str) -> Book | None:
    """The edition whose ISBN was typed, in any spelling and among other words; None if there is none of ours."""
    found = [number for number in (_valid(text), *map(_valid, _AMONG_OTHERS.findall(text))) if number]
    return Book.objects.shown().filter(isbn13__in=found).order_by("pk").first() if found else None


def is_like_one(text: str) -> bool:
    """Whether nothing but a number was typed that might be an ISBN, or a part of one."""
    return bool(_LIKE_A_NUMBER.fullmatch(isbn.bare(text)))


def what_is_wrong(text: str) -> str:
    """A sentence that says why no book has this number."""
    try:
        isbn.isbn13(text)
    except isbn.InvalidIsbn as wrong:
        return str(wrong)
    return f"No book of ours has the ISBN {isbn.hyphenated(isbn.isbn13(text))}."


def nearest(text: str) -> list[Book]:
    """Editions whose ISBN is one slip away, or begins so: best known first."""
    number = isbn.bare(text)
    books = Book.objects.shown().order_by("-popularity", "pk")
    if found := list(books.filter(isbn13__in=set(_slips(number)))[:MOST]):
        return found
    start = number if number.startswith(("978", "979")) else f"978{number}"
    if len(start) < SHORTEST_BEGINNING or not start.isdecimal() or len(start) > 13:
        return []
    return list(books.filter(isbn13__range=(start.ljust(13, "0"), start.ljust(13, "9")))[:MOST])


def _slips(number: str) -> Iterator[str]:
    """The ISBN-13s that it may have been: a digit wrong, missing or too many, neighbours swapped, 978 or 0 left out."""
    for each in (number, f"978{number}", f"0{number}"):
        yield from filter(None, map(_valid, {each, *_one_away(each)} if len(each) in range(9, 15) else ()))


def _one_away(number: str) -> Iterator[str]:
    digits = f"{_DIGITS}X" if len(number) <= 10 else _DIGITS
    for at in range(len(number) + 1):
        head, tail = number[:at], number[at:]
        yield head + tail[1:]
        yield from (head + digit + tail for digit in digits)
        yield from (head + digit + tail[1:] for digit in digits if tail)
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]


def _valid(number: str) -> str | None:
    try:
        return isbn.isbn13(number)
    except isbn.InvalidIsbn:
        return None
