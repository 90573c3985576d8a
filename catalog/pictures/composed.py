"""Composed covers: drawn when first asked for, kept in a folder as long as there is room."""

import fcntl
import hashlib
import logging
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from catalog.covers import CoverText
from catalog.models import Book

# Part of every version: raise it when the drawing changes.
EDITION = 1
DAY = 60 * 60 * 24  # seconds
LEFT_AFTER_SWEEP = 0.9  # of the room: a sweep that stopped at the brim would be due again at once

log = logging.getLogger(__name__)


def version_of(book: Book) -> str:
    """Changes with the words that a reader would miss. Load the book with_people().

    Genre and series choose the design only: when they change, forget() throws away what the old ones drew.
    """
    words = "\0".join([str(EDITION), book.title, book.subtitle, book.byline])
    return "c" + hashlib.blake2b(words.encode("utf-8", "replace"), digest_size=6).hexdigest()


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


def folder() -> Path:
    return Path(settings.MEDIA_ROOT, "composed")


def kept(isbn13: str, version: str, kind: str) -> bytes | None:
    """A file that was drawn before. Reading it now and then tells the sweep that it is wanted."""
    path = _path(isbn13, version, kind)
    try:
        if time.time() - path.stat().st_mtime > DAY:
            os.utime(path)
        return path.read_bytes()
    except OSError:
        return None


def kept_or_drawn(isbn13: str, version: str, kind: str, draw: Callable[[], bytes]) -> bytes:
    """The file, drawn once however many ask at the same moment. A disk that is full or read-only costs only time."""
    path = _path(isbn13, version, kind)
    try:
        with _alone(path.parent):
            if (content := kept(isbn13, version, kind)) is None:
                content = draw()
                _write(path, content)
    except OSError as trouble:
        log.warning("A composed cover cannot be kept: %s", trouble)
        return draw()
    return content


def forget(isbn13: str) -> None:
    """Throw away all that was drawn for a book."""
    for path in _shard(isbn13).glob(f"{isbn13}-*"):
        path.unlink(missing_ok=True)


def sweep(room: int) -> tuple[int, int]:
    """Delete what was longest not asked for, until the folder holds less than `room` bytes. Files and bytes."""
    files = sorted((entry.stat().st_mtime, entry.stat().st_size, entry.path) for entry in _files())
    held = sum(size for _, size, _ in files)
    if held <= room:
        return 0, 0
    deleted = freed = 0
    for _, size, path in files:
        if held - freed <= room * LEFT_AFTER_SWEEP:
            break
        Path(path).unlink(missing_ok=True)
        deleted, freed = deleted + 1, freed + size
    return deleted, freed


def _files() -> Iterator[os.DirEntry]:
    if folder().is_dir():
        for shard in os.scandir(folder()):
            yield from (entry for entry in os.scandir(shard) if not entry.name.startswith("."))


def _shard(isbn13: str) -> Path:
    """One of a thousand folders: the digits before the check digit are spread evenly."""
    return folder() / isbn13[-4:-1]


def _path(isbn13: str, version: str, kind: str) -> Path:
    return _shard(isbn13) / f"{isbn13}-{version}-{kind}"


@contextmanager
def _alone(shard: Path) -> Iterator[None]:
    """One thread of one process at a time, for the files of this folder."""
    shard.mkdir(parents=True, exist_ok=True)
    with (shard / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all, for those who read without the lock."""
    unfinished = path.with_name(f".{path.name}")
    unfinished.write_bytes(content)
    unfinished.replace(path)
