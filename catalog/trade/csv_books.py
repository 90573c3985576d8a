"""Books from a CSV file."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from catalog import isbn
from catalog.languages import FROM_THE_TRADE
from catalog.models import Genre
from catalog.models.kinds import Format, Precision, Role, TaxClass
from catalog.trade.names import filed_under
from catalog.trade.onix.titles import position_of
from catalog.trade.records import Mark, Person, Problem, Reading, Record, Subject, Volume
from catalog.trade.tables import Layout, WrongValue, amount_of, read_rows, whole
from catalog.trade.texts import TooLong, clean_html

COLUMNS = (
    "isbn13", "title", "subtitle", "original_title", "authors", "publisher", "publication_date", "year", "format",
    "language", "pages", "price", "stock", "genres", "series", "description", "cover", "popularity",
)  # fmt: skip
REQUIRED = ("isbn13", "title")
MOST_PEOPLE = 500  # what names more is no book’s record, and no page could name them
TAX_CLASSES = {Format.EBOOK: TaxClass.EBOOK, Format.AUDIO_CD: TaxClass.AUDIO, Format.AUDIO_DOWNLOAD: TaxClass.AUDIO}


def read(path: Path, layout: Layout, *, say: Callable[[str], Any] = lambda step: None) -> Reading:
    """The file's records and problems, in order. Raises UnreadableFile when it is not what the layout says."""
    codes = set(Genre.objects.values_list("code", flat=True))
    names = {genre.name.casefold(): genre.code for genre in Genre.objects.all()}
    for row in read_rows(path, layout, columns=COLUMNS, required=REQUIRED, say=say):
        if isinstance(row, Mark):
            yield row
            continue
        try:
            yield _record(row.cells, row.place, codes, names)
        except (WrongValue, TooLong, isbn.InvalidIsbn) as reason:
            yield Problem(row.place, str(reason), row.cells["isbn13"], excerpt=row.excerpt)


def _record(cells: dict[str, str], place: str, codes: set[str], names: dict[str, str]) -> Record:
    number = isbn.isbn13(cells["isbn13"])
    title = re.sub(r"\s+", " ", cells["title"])
    volumes = None
    if "series" in cells:
        volumes = [_volume(each) for each in _several(cells["series"], ";")]
    elif found := SERIES_IN_TITLE.fullmatch(title):  # feeds that have no column for it write it there
        title = found["title"].strip()
        volumes = [_volume(f"{name} #{number}") for name, number in _IN_BRACKETS.findall(found["volumes"])]
    if not title:
        raise WrongValue("The book has no title.")
    fields: dict[str, Any] = {"title": title[:500]}
    for column, read_cell in READERS.items():
        if column in cells:
            fields |= read_cell(cells[column])
    return Record(
        place=place,
        isbn13=number,
        reference=number,
        fields=fields,
        publisher=cells.get("publisher", "")[:300] if "publisher" in cells else None,
        original_title=cells["original_title"][:500] if "original_title" in cells else None,
        first_published=_year(cells["year"]) if cells.get("year") else None,
        people=_people(cells["authors"]) if "authors" in cells else None,
        names_authors_only=True,
        subjects=_subjects(cells["genres"], codes, names) if "genres" in cells else None,
        volumes=None if volumes is None else _once_a_series(volumes),
        copies=whole(cells["stock"], "stock") if cells.get("stock") else None,
    )


# “The Hunger Games (The Hunger Games, #1)”, “Thud! (Discworld, #34; City Watch #7)”.
SERIES_IN_TITLE = re.compile(r"(?P<title>.+?)\s*\((?P<volumes>[^()#;]+?,?\s*#[0-9][^()]*)\)")
_IN_BRACKETS = re.compile(r"[;,\s]*([^()#;]+?),?\s*#([0-9]+(?:\.[0-9]+)?)[^;,#]*")


def _once_a_series(volumes: list[Volume]) -> list[Volume]:
    """A book has one number in a series: the first that is said."""
    first: dict[str, Volume] = {}
    for volume in volumes:
        first.setdefault(volume.series, volume)
    return list(first.values())


def _several(text: str, *dividers: str) -> list[str]:
    """The parts of a cell. Semicolons divide before commas, so that “Le Guin, Ursula K.; Wood, Susan” is two people."""
    divider = next((each for each in dividers if each in text), None)
    parts = text.split(divider) if divider else [text]
    return list(dict.fromkeys(part.strip() for part in parts if part.strip()))


def _people(text: str) -> list[Person]:
    names = [re.sub(r"\s+", " ", name)[:300] for name in _several(text, ";", ", ", ",")]
    if len(names) > MOST_PEOPLE:
        raise WrongValue(f"The book has {len(names):,} authors; we take up to {MOST_PEOPLE}.")
    return [Person(name, filed_under(name), Role.AUTHOR) for name in names]


def _subjects(text: str, codes: set[str], names: dict[str, str]) -> list[Subject]:
    """Thema codes or the shop’s own names. A longer code than we know falls back to its longest known beginning."""
    found: list[str] = []
    for each in _several(text, ";", ", "):
        code = names.get(each.casefold()) or known_code(each.upper(), codes)
        if code and code not in found:
            found.append(code)
    return [Subject(code, place == 0) for place, code in enumerate(found)]


def known_code(code: str, codes: set[str]) -> str | None:
    """The longest beginning of a Thema code that is a genre of ours."""
    return next((code[:length] for length in range(len(code), 0, -1) if code[:length] in codes), None)


# How a number may be said behind “#”: 8, 2.5, IV, 3a, Volume 7.
NUMBER = r"(?:[^\W\d_.]+\.? )?[\w./-]+"
_BEHIND_A_HASH = re.compile(rf"(?P<name>.+?),?\s*#\s*(?P<number>{NUMBER})")
_BEHIND_A_COMMA = re.compile(r"(?P<name>.+?)[\s,]*,\s*(?P<number>[0-9]+(?:\.[0-9]+)?)")


def _volume(text: str) -> Volume:
    """“Discworld #8”, “Discworld #IV”, “Discworld, 8” or “Discworld”."""
    found = _BEHIND_A_HASH.fullmatch(text) or _BEHIND_A_COMMA.fullmatch(text)
    if not found:
        return Volume(text[:300], "", None)
    return Volume(found["name"].strip()[:300], found["number"][:40], position_of(found["number"]))


def _day(text: str) -> dict[str, Any]:
    """A day, a month or a year, as exact as it was written.

    Raises WrongValue for what is none: to leave the day out would take it from a book that has one.
    """
    if not text:
        return {"published_on": None, "published_precision": str(Precision.DAY)}
    found = re.fullmatch(r"([0-9]{4})(?:-?([0-9]{2}))?(?:-?([0-9]{2}))?", text)
    year, month, day = found.groups() if found else _as_spreadsheets_write(text)
    precision = Precision.DAY if day else Precision.MONTH if month else Precision.YEAR
    try:
        return {
            "published_on": date(int(year), int(month or 1), int(day or 1)),
            "published_precision": str(precision),
        }
    except ValueError as error:
        raise WrongValue(f"“{text[:40]}” is no date: we read 2027-03-31, 2027-03 or 2027.") from error


def _as_spreadsheets_write(text: str) -> tuple[str, str, str]:
    """“31/03/2027” and “31.3.2027”, which a spreadsheet makes of 2027-03-31; in the USA the month comes first."""
    found = re.fullmatch(r"([0-9]{1,2})([/.])([0-9]{1,2})\2([0-9]{4})", text)
    if not found:
        return "", "", ""
    first, divider, second, year = found.groups()
    is_month_first = divider == "/" and settings.SHOP_COUNTRY == "US"
    return (year, first, second) if is_month_first else (year, second, first)


def _year(text: str) -> int:
    bare = text.removesuffix(".0")
    if not re.fullmatch(r"-?[0-9]{1,4}", bare):
        raise WrongValue(f"“{text[:40]}” is no year.")
    return int(bare)


def _format(text: str) -> dict[str, Any]:
    plain = text.casefold().replace(" ", "_").replace("-", "_")
    known = {label.casefold().replace(" ", "_"): value for value, label in Format.choices}
    aliases = {"hardcover": Format.HARDBACK, "softcover": Format.PAPERBACK, "mass_market_paperback": Format.PAPERBACK,
               "kindle_edition": Format.EBOOK, "e_book": Format.EBOOK}  # fmt: skip
    chosen = plain if plain in Format.values else known.get(plain) or aliases.get(plain)
    form = chosen or (Format.OTHER if plain else Format.PAPERBACK)
    if form == Format.OTHER:  # which may be a calendar or a map: what it is for the tax no table says
        return {"format": str(form)}
    return {"format": str(form), "tax_class": str(TAX_CLASSES.get(form, TaxClass.BOOK))}


@lru_cache(maxsize=1000)
def language_of(text: str) -> str:
    """A BCP 47 code for what a catalogue wrote; English where it wrote nothing."""
    plain = text.strip()
    if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", plain):
        return "en"
    return FROM_THE_TRADE.get(plain.lower(), plain[:35])


READERS: dict[str, Callable[[str], dict[str, Any]]] = {
    "subtitle": lambda text: {"subtitle": text[:500]},
    "publication_date": _day,
    "format": _format,
    "language": lambda text: {"language": language_of(text)},
    "pages": lambda text: {"pages": whole(text, "pages") if text else None},
    "price": lambda text: {"price": amount_of(text)},
    "description": lambda text: {"description": clean_html(text)},
    "cover": lambda text: {"cover_url": text if re.fullmatch(r"https?://\S{1,2000}", text) else ""},
    "popularity": lambda text: {"popularity": min(whole(text, "points"), 2**31 - 1) if text else 0},
}
