"""Which bytes stand at the address of a cover."""

import io
from dataclasses import dataclass

from PIL import Image, ImageOps

from catalog import covers
from catalog.covers import card
from catalog.models import Book
from catalog.pictures import composed, sent, version_of

CARD = "card"


@dataclass(frozen=True)
class Served:
    content: bytes
    is_lasting: bool  # whether the address names this very picture


def cover(isbn13: str, width: int, version: str) -> Served:
    """The cover of a book as WebP. Without the right version it is the present one, for a while.

    Raises Book.DoesNotExist for a number that is not ours, after one look into the index.
    """
    if content := _known(isbn13, version, str(width)):
        return Served(content, is_lasting=True)
    book = _book(isbn13)
    content = _sent(book, width) or composed.kept_or_drawn(
        isbn13, composed.version_of(book), str(width), lambda: covers.cover_bytes(composed.text_of(book), width)
    )
    return Served(content, is_lasting=version == version_of(book))


def as_jpeg(isbn13: str, width: int, version: str) -> Served:
    """The same as JPEG, for programs that know nothing newer. Raises Book.DoesNotExist."""
    picture = cover(isbn13, width, version)
    if not picture.is_lasting:
        return Served(_jpeg(picture.content), is_lasting=False)
    kind = f"{width}-jpeg"
    content = composed.kept(isbn13, version, kind) or composed.kept_or_drawn(
        isbn13, version, kind, lambda: _jpeg(picture.content)
    )
    return Served(content, is_lasting=True)


def social_card(isbn13: str, version: str) -> Served:
    """The card for other sites as PNG. Raises Book.DoesNotExist."""
    if content := _known(isbn13, version, CARD):
        return Served(content, is_lasting=True)
    book = _book(isbn13)
    current = version_of(book)
    return Served(
        composed.kept_or_drawn(isbn13, current, CARD, lambda: _draw_card(book)), is_lasting=version == current
    )


def _known(isbn13: str, version: str, kind: str) -> bytes | None:
    """A file that needs no look into the database: most requests end here."""
    if not (version.isascii() and version.isalnum() and len(version) == 13):
        return None
    if kind == CARD or version.startswith("c"):
        return composed.kept(isbn13, version, kind)
    return sent.read_rendition(isbn13, version, int(kind))


def _book(isbn13: str) -> Book:
    books = Book.objects.select_related("publisher").with_people()
    return books.prefetch_related("book_genres__genre", "volumes__series").get(isbn13=isbn13)


def _sent(book: Book, width: int) -> bytes | None:
    return sent.read_rendition(book.isbn13, sent.version_of(book), width) if sent.is_there(book) else None


def _draw_card(book: Book) -> bytes:
    text = composed.text_of(book)
    picture = _sent(book, max(covers.WIDTHS))
    if picture is None:
        return covers.og_card(text)
    image = ImageOps.contain(Image.open(io.BytesIO(picture)).convert("RGB"), (card.HIGH, card.HIGH))
    return covers.encoded(card.lay_out(text, image), "PNG")


def _jpeg(picture: bytes) -> bytes:
    return covers.encoded(Image.open(io.BytesIO(picture)).convert("RGB"), "JPEG")
