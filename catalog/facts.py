"""What is known of an edition, as the page and the machines that read it say it."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal

from catalog.languages import language_name
from catalog.models import Book
from catalog.models.kinds import Precision, Role
from storefront.days import spoken_day

# As a title page has it: “Translated by Ann Goldstein”.
DEEDS = {
    Role.ILLUSTRATOR: "Illustrated by",
    Role.EDITOR: "Edited by",
    Role.TRANSLATOR: "Translated by",
    Role.NARRATOR: "Read by",
    Role.INTRODUCTION: "Introduced by",
    Role.ADAPTER: "Adapted by",
}


def deed(role: str) -> str:
    """What somebody did, before their name: “Translated by”."""
    return DEEDS.get(Role(role), "With")


def published(book: Book) -> str:
    """When it came or comes out, as far as it is known: “Thursday 14 May 2026”, “May 2026”, “2026”."""
    day = book.published_on
    if day is None:
        return ""
    if book.published_precision == Precision.YEAR:
        return str(day.year)
    return f"{day:%B} {day.year}" if book.published_precision == Precision.MONTH else spoken_day(day)


def published_iso(book: Book) -> str:
    """The same for machines: 2026-05-14, 2026-05, 2026. A year or a month is not its first day."""
    if book.published_on is None:
        return ""
    return book.published_on.isoformat()[: {Precision.YEAR: 4, Precision.MONTH: 7}.get(book.published_precision)]


def size(book: Book) -> str:
    """Height, width and thickness as far as they are known, in millimetres."""
    lengths = [book.height_mm, book.width_mm, book.thickness_mm]
    return " × ".join(str(length) for length in lengths if length) + " mm" if all(lengths[:2]) else ""


def details(book: Book) -> list[tuple[str, str]]:
    """Label and value of everything that is known and needs no link, in the order of the page."""
    made_from = book.original_language if book.original_language != book.language else ""
    rows = [
        ("ISBN-13", book.isbn13_hyphenated),
        ("ISBN-10", book.isbn10 or ""),
        ("Format", book.get_format_display()),
        ("Edition", book.edition),
        ("Published", published(book)),
        ("First published", year_words(book.work.first_published)),
        ("Pages", f"{book.pages:,}" if book.pages else ""),
        ("Size", size(book)),
        ("Weight", f"{book.weight_g:,} g" if book.weight_g else ""),
        ("Language", language_name(book.language)),
        ("Translated from", language_name(made_from) if made_from else ""),
        ("Original title", book.work.original_title if book.work.original_title != book.title else ""),
    ]
    return [(label, value) for label, value in rows if value]


def year_words(year: int | None) -> str:
    """“1815”, “500 BCE”; nothing for none."""
    if year is None:
        return ""
    return str(year) if year > 0 else f"{-year} BCE"


def said_rating(average: Decimal | None) -> Decimal | None:
    """An average of stars as people read it, “4.2”: to one decimal, exact halves to the even digit."""
    return None if average is None else Decimal(average).quantize(Decimal("0.1"), ROUND_HALF_EVEN)
