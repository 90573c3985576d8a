"""Covers over HTTP: composed when first asked for, kept in a folder, served for good."""

from pathlib import Path

from django.conf import settings

from catalog.covers import CoverText, cover_bytes
from catalog.models import Book

# Part of the folder's name: raise it when the drawing changes.
EDITION = 1


def cover_file(isbn13: str, width: int) -> bytes:
    """The cover of a book as WebP. Raises Book.DoesNotExist for a number that is not ours."""
    path = Path(settings.MEDIA_ROOT, f"composed-{EDITION}", isbn13[-3:], f"{isbn13}-{width}.webp")
    if path.exists():
        return path.read_bytes()
    book = (
        Book.objects.select_related("publisher")
        .with_people()
        .prefetch_related("book_genres__genre", "volumes__series")
        .get(isbn13=isbn13)
    )
    content = cover_bytes(text_of(book), width)
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(f".{id(content)}.tmp")
    unfinished.write_bytes(content)
    unfinished.replace(path)  # two who ask at once write the same picture
    return content


def text_of(book: Book) -> CoverText:
    """What stands on the cover of a book."""
    main = next((place.genre.code for place in book.book_genres.all()), "")
    volume = next(iter(book.volumes.all()), None)
    return CoverText(
        isbn13=book.isbn13,
        title=book.title,
        subtitle=book.subtitle,
        author=book.byline,
        publisher=book.imprint or (book.publisher.name if book.publisher else ""),
        subject=main,
        series=volume.series.name if volume else "",
        number=volume.number if volume else "",
    )
