"""The books of the demo: real ones in their editions, and a few invented ones that are new or not yet out."""

from __future__ import annotations

import csv
import random
import tomllib
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from backoffice.demo import DATA
from catalog.isbn import check_digit_13
from catalog.models import Book, Contributor, Genre, PriceChange, Publisher, Series, Work
from catalog.models.kinds import Format, Precision, Role, Status, TaxClass
from catalog.trade.names import filed_under

PRICES = ["7.99", "8.99", "9.99", "9.99", "10.99", "12.99"]
MORE = {  # than a paperback of it costs
    Format.PAPERBACK: Decimal(0),
    Format.HARDBACK: Decimal(9),
    Format.LARGE_PRINT: Decimal(7),
    Format.AUDIO_CD: Decimal(11),
}
# What a book of its format weighs about, in grams: nobody has weighed the demo's.
WEIGHTS = {Format.PAPERBACK: 250, Format.HARDBACK: 550, Format.LARGE_PRINT: 480, Format.AUDIO_CD: 180}
PEOPLE = {"authors": Role.AUTHOR, "translators": Role.TRANSLATOR, "illustrators": Role.ILLUSTRATOR}


def load() -> list[Book]:
    """Add the books that are not there yet; those."""
    known = set(Book.objects.values_list("isbn13", flat=True))
    blurbs = tomllib.loads((DATA / "blurbs.toml").read_text(encoding="utf-8"))
    new = [_load_book(row, blurbs) for row in _rows("books.csv") if row["isbn13"] not in known]
    new += [_load_format(row) for row in _rows("formats.csv") if row["isbn13"] not in known]
    new += [_load_invented(facts) for facts in _invented() if facts["isbn13"] not in known]
    return new


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _load_book(row: dict[str, str], blurbs: dict[str, str]) -> Book:
    work = Work.objects.create(
        title=row["title"], original_title=row["original_title"], first_published=row["year"] or None
    )
    dice = random.Random(row["isbn13"])  # noqa: S311 - the same shop on every machine
    form = Format(row["format"] or Format.PAPERBACK)
    price = Decimal(dice.choice(PRICES)) + MORE[form]
    day, precision = _edition_day(row["published_on"])
    book = Book.objects.create(
        isbn13=row["isbn13"],
        work=work,
        title=row["title"],
        subtitle=row["subtitle"],
        format=form,
        language=row["language"],
        publisher=_publisher(row["publisher"]),
        description=f"<p>{blurbs[row['title']]}</p>" if row["title"] in blurbs else "",
        published_on=day,
        published_precision=precision,
        pages=row["pages"] or None,
        weight_g=WEIGHTS[form],
        price=price,
        list_price=price + 2 if dice.random() < 0.15 else None,
        popularity=int(row["popularity"]),
    )
    _remember_prices(book)
    for column, role in PEOPLE.items():
        _credit(book, row[column], role)
    book.book_genres.create(genre=Genre.objects.get(code=row["genres"]), is_main=True)
    if row["series"]:
        series = Series.objects.filter(name=row["series"]).first() or Series.objects.create(name=row["series"])
        book.volumes.create(series=series, number=row["number"], position=Decimal(row["number"]))
    return book


def _edition_day(text: str) -> tuple[date | None, Precision]:
    """When this edition came out: “2004”, “2004-05” and “2004-05-12” each promise no more than they say."""
    if not text:
        return None, Precision.DAY
    precision = {4: Precision.YEAR, 7: Precision.MONTH, 10: Precision.DAY}[len(text)]
    return date.fromisoformat((text + "-01-01")[:10]), precision


def _load_format(row: dict[str, str]) -> Book:
    """The same text in another format."""
    other, form = Book.objects.get(isbn13=row["of"]), Format(row["format"])
    day, precision = _edition_day(row["published_on"])
    book = Book.objects.create(
        isbn13=row["isbn13"],
        work_id=other.work_id,
        title=other.title,
        subtitle=other.subtitle,
        format=form,
        language=other.language,
        publisher=_publisher(row["publisher"]) or other.publisher,
        description=other.description,
        published_on=day,
        published_precision=precision,
        pages=row["pages"] or None,
        weight_g=WEIGHTS[form],
        tax_class=TaxClass.AUDIO if form == Format.AUDIO_CD else TaxClass.BOOK,
        price=other.price - MORE[Format(other.format)] + MORE[form],
        popularity=other.popularity // 10,
    )
    _remember_prices(book)
    for credit in other.contributions.all():
        book.contributions.create(contributor_id=credit.contributor_id, role=credit.role, sequence=credit.sequence)
    for place in other.book_genres.all():
        book.book_genres.create(genre_id=place.genre_id, is_main=place.is_main)
    for volume in other.volumes.all():
        book.volumes.create(series_id=volume.series_id, number=volume.number, position=volume.position)
    return book


def _invented() -> list[dict[str, Any]]:
    """The invented books with their ISBNs, of a range in which no real one stands."""
    books = tomllib.loads((DATA / "invented.toml").read_text(encoding="utf-8"))["books"]
    cores = [f"97810000{number:04d}" for number in range(1, len(books) + 1)]
    return [{**facts, "isbn13": core + check_digit_13(core)} for core, facts in zip(cores, books, strict=True)]


def _load_invented(facts: dict[str, Any]) -> Book:
    """`days` counts from today: below nought it came out lately."""
    day: date = timezone.localdate() + timedelta(days=facts["days"])
    book = Book.objects.create(
        isbn13=facts["isbn13"],
        work=Work.objects.create(title=facts["title"], first_published=day.year),
        title=facts["title"],
        format=facts.get("format", Format.PAPERBACK),
        publisher=_publisher(facts["publisher"]),
        description=f"<p>{facts['blurb']}</p>",
        status=Status.FORTHCOMING if facts["days"] > 0 else Status.ACTIVE,
        published_on=day,
        published_precision=facts.get("precision", Precision.DAY),
        pages=facts.get("pages"),
        weight_g=WEIGHTS[Format(facts.get("format", Format.PAPERBACK))],
        price=Decimal(facts["price"]) if "price" in facts else None,
        popularity=20,
    )
    _remember_prices(book)
    _credit(book, facts["author"], Role.AUTHOR)
    book.book_genres.create(genre=Genre.objects.get(code=facts["genre"]), is_main=True)
    return book


def _remember_prices(book: Book) -> None:
    """What it costs since when; a reduced book cost its full price until eight days ago."""
    changes = [PriceChange(book=book, price=book.list_price or book.price, list_price=book.list_price)]
    changes[0].changed_at = timezone.now() - timedelta(days=90)
    if book.is_reduced:
        since = timezone.now() - timedelta(days=8)
        changes.append(PriceChange(book=book, price=book.price, list_price=book.list_price, changed_at=since))
    PriceChange.objects.bulk_create(changes)


def _publisher(name: str) -> Publisher | None:
    return Publisher.objects.get_or_create(name=name)[0] if name else None


def _credit(book: Book, names: str, role: str) -> None:
    for name in filter(None, names.split("; ")):
        known = Contributor.objects.filter(name=name).first()
        person = known or Contributor.objects.create(name=name, sort_name=filed_under(name))
        book.contributions.create(contributor=person, role=role, sequence=book.contributions.count() + 1)
