"""Covers that were sent in, by staff or fetched for an import: kept as WebP under names of our own."""

import io
import secrets
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from PIL import Image

from catalog import covers
from catalog.models import Book
from catalog.pictures import composed, reading

# A version's first letter says where a picture came from; "c" is a composed one.
BY_STAFF, FETCHED = "u", "f"
MASTER_QUALITY, QUALITY = 90, 80


def is_there(book: Book) -> bool:
    return bool(book.cover and book.cover_width and book.cover_height)


def was_fetched(book: Book) -> bool:
    return is_there(book) and version_of(book).startswith(FETCHED)


def version_of(book: Book) -> str:
    return book.cover.name.rpartition("-")[2].removesuffix(".webp")


def read_rendition(isbn13: str, version: str, width: int) -> bytes | None:
    """The file of a version, whether or not the book still has that picture."""
    try:
        with default_storage.open(_name(isbn13, f"{version}-{width}")) as file:
            return file.read()
    except OSError:
        return None


def keep(book: Book, content: bytes, *, origin: str) -> bool:
    """Make this the book's picture, in all widths. Raises NotAPicture, and nothing has changed.

    A fetched picture does not replace one that staff chose: then the answer is False. The new files are there before
    the row names them, and the old ones go when it no longer does.
    """
    image = reading.read(content)
    version = origin + secrets.token_hex(6)
    master = _save(_name(book.isbn13, version), image, MASTER_QUALITY)
    for width in covers.WIDTHS:
        _save(_name(book.isbn13, f"{version}-{width}"), _no_wider(image, width), QUALITY)
    kept = _replace(book, origin, cover=master, cover_width=image.width, cover_height=image.height)
    if not kept:
        _delete(master)
    return kept


def remove(book: Book) -> None:
    """Take the picture away: the book has a composed cover again."""
    _replace(book, BY_STAFF, cover="", cover_width=None, cover_height=None)


@transaction.atomic
def _replace(book: Book, origin: str, **values: Any) -> bool:
    now = Book.objects.select_for_update(of=("self",)).get(pk=book.pk)
    if origin == FETCHED and is_there(now) and not was_fetched(now):
        return False
    for name, value in values.items():
        setattr(book, name, value)
    book.save(update_fields=[*values, "updated_at"])
    transaction.on_commit(lambda: _delete(now.cover.name))
    composed.forget(book.isbn13)
    return True


def _delete(master: str) -> None:
    if master:
        stem = master.removesuffix(".webp")
        for name in [master, *(f"{stem}-{width}.webp" for width in covers.WIDTHS)]:
            default_storage.delete(name)


def _name(isbn13: str, rest: str) -> str:
    return f"covers/{isbn13[-4:-1]}/{isbn13}-{rest}.webp"


def _save(name: str, image: Image.Image, quality: int) -> str:
    buffer = io.BytesIO()
    image.save(buffer, "WEBP", quality=quality, method=4)
    return default_storage.save(name, ContentFile(buffer.getvalue()))


def _no_wider(image: Image.Image, width: int) -> Image.Image:
    """Never enlarged: a browser does that as well, from fewer bytes."""
    if image.width <= width:
        return image
    return image.resize((width, max(1, round(image.height * width / image.width))), Image.Resampling.LANCZOS)
