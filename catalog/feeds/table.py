"""The catalogue as a table, in the columns that import_books reads."""

import re
from collections.abc import Iterable, Iterator

from catalog.feeds.atom import issued
from catalog.models import Book, SeriesVolume
from catalog.models.kinds import Role
from catalog.trade.csv_books import COLUMNS, NUMBER
from storefront.spreadsheets import as_text

DIVIDER = "; "


def rows(books: Iterable[Book]) -> Iterator[list[object]]:
    """The header, then a row for each book."""
    yield list(COLUMNS)
    for book in books:
        cells = cells_of(book)
        yield [as_text(cell) if isinstance(cell := cells[column], str) else cell for column in COLUMNS]


def cells_of(book: Book) -> dict[str, object]:
    return {
        "isbn13": book.isbn13,
        "title": book.title,
        "subtitle": book.subtitle,
        "original_title": book.work.original_title,
        "authors": _several([credit.contributor.name for credit in book.credits if credit.role == Role.AUTHOR]),
        "publisher": book.publisher.name if book.publisher else "",
        "publication_date": issued(book) if book.published_on else "",
        "year": book.work.first_published,
        "format": book.format,
        "language": book.language,
        "pages": book.pages,
        "price": book.price,
        "stock": sum(row.on_hand for row in book.stock.all()),
        "genres": _several([place.genre.code for place in book.book_genres.all()]),
        "series": _several([_volume(volume) for volume in book.volumes.all()]),
        "description": book.description,
        "cover": book.cover_url,
        "popularity": book.popularity,
    }


def _several(parts: list[str]) -> str:
    """One name with a comma in it ends in a divider, or it would be read as two: “Martin Luther King, Jr.;”."""
    text = DIVIDER.join(parts)
    return f"{text};" if len(parts) == 1 and "," in text else text


def _volume(volume: SeriesVolume) -> str:
    """“Discworld #8”. Numbers of many words have no way to be said in a table."""
    return f"{volume.series.name} #{volume.number}" if re.fullmatch(NUMBER, volume.number) else volume.series.name
