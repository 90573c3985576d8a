"""What somebody sent, made ready to be read: unpacked if it is packed, refused with a sentence if it is something else.

Packed files are hostile, too: a few bytes may stand for gigabytes. They are unpacked into a file that goes again, by
the bytes that come out and not by what they say of themselves.
"""

from __future__ import annotations

import gzip
import lzma
import shutil
import tempfile
import time
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import IO

from catalog.models import ImportRun
from catalog.trade.runs import UnreadableFile

LARGEST = 20_000_000_000  # bytes, unpacked
MOST_TIMES, UNDOUBTED = 200, 50_000_000  # larger than packed, beyond so many bytes: text is packed to a tenth or so
PIECE = 1024 * 1024
OURS = "colophon-import-"
LONG = 2 * 24 * 60 * 60  # seconds; no import takes so long
A_LOOK = 512  # bytes
NOTHING = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"  # marks of an encoding, and white space

ZIPS, GZIP = (b"PK\x03\x04", b"PK\x05\x06"), b"\x1f\x8b"  # the second has nothing in it
AS_CSV = "Save it as CSV there (in Excel: “CSV UTF-8”), and send that."
A_WORKBOOK = f"The file is a workbook of Excel or another spreadsheet. {AS_CSV}"
# What begins so is nothing that we read, and what to do about it.
OTHERS = {
    b"\xd0\xcf\x11\xe0": A_WORKBOOK,
    b"%PDF": "The file is a PDF, which is made for people. Ask the sender for ONIX or CSV.",
    b"\xff\xd8\xff": "The file is a picture.",
    b"\x89PNG": "The file is a picture.",
    b"Rar!": "The file is packed with RAR. Unpack it, and send what is in it.",
    b"7z\xbc\xaf": "The file is packed with 7-Zip. Unpack it, and send what is in it.",
    b"BZh": "The file is packed with bzip2. Unpack it, and send what is in it.",
    b"\xfd7zXZ": "The file is packed with xz. Unpack it, and send what is in it.",
}
# Of a spreadsheet's own files, which are ZIPs as well.
PARTS_OF_A_WORKBOOK = {"[Content_Types].xml", "mimetype", "Index/Document.iwa"}
SUFFIXES = {ImportRun.Kind.ONIX: {".xml", ".onix", ".onx"}}
OF_TABLES = {".csv", ".txt", ".tsv", ".tab"}
AN_ONIX_MESSAGE = "The file is XML and no table. If it is ONIX, say so under “What it is” (or use import_onix)."
NO_XML = (
    "The file is no XML, as ONIX is. If it is a table, say so under “What it is” (or use import_books, import_stock)."
)


@contextmanager
def opened(path: Path, kind: str) -> Iterator[Path]:
    """The file as it can be read, for as long as one reads. Raises UnreadableFile."""
    refuse_what_is_something_else(path, kind)
    with path.open("rb") as file:
        start = file.read(A_LOOK)
    if not start.startswith((*ZIPS, GZIP)):
        yield path
        return
    _clear_up()
    with tempfile.TemporaryDirectory(prefix=OURS) as folder:
        plain = Path(folder) / "file"
        try:
            with path.open("rb") as file, _unpacked(file, kind) as packed, plain.open("wb") as out:
                _copy(packed, out, path.stat().st_size)
        except (zipfile.BadZipFile, gzip.BadGzipFile, EOFError, zlib.error, lzma.LZMAError) as damage:
            raise UnreadableFile("The packed file is damaged, or was cut off on its way. Ask for it again.") from damage
        except (NotImplementedError, RuntimeError) as reason:  # a way of packing that we do not know, or a password
            raise UnreadableFile("The ZIP needs a password, or a program that we do not have. Unpack it.") from reason
        refuse_what_is_something_else(plain, kind)
        yield plain


def _clear_up() -> None:
    """What was unpacked by somebody who was killed over it."""
    for folder in Path(tempfile.gettempdir()).glob(f"{OURS}*"):
        with suppress(OSError):
            if folder.stat().st_mtime < time.time() - LONG:
                shutil.rmtree(folder, ignore_errors=True)


def refuse_what_is_something_else(path: Path, kind: str) -> None:
    """Raises UnreadableFile, with a sentence that says what to do, for what is certainly not of this kind."""
    with path.open("rb") as file:
        look(file, kind)


def look(file: IO[bytes], kind: str) -> None:
    """The same of an open file, which is read from its beginning and left there."""
    file.seek(0)
    start = file.read(A_LOOK)
    try:
        if not start.strip(NOTHING):
            raise UnreadableFile("The file is empty.")
        if sentence := next((said for mark, said in OTHERS.items() if start.startswith(mark)), ""):
            raise UnreadableFile(sentence)
        if start.startswith(ZIPS):
            _refuse_workbooks(file)
        elif not start.startswith(GZIP):
            _refuse_the_other_kind(start, kind)
    finally:
        file.seek(0)


def _refuse_workbooks(file: IO[bytes]) -> None:
    try:
        names = set(zipfile.ZipFile(file).namelist())
    except zipfile.BadZipFile as damage:
        raise UnreadableFile("The ZIP is damaged, or was cut off on its way. Ask for it again.") from damage
    if names & PARTS_OF_A_WORKBOOK:
        raise UnreadableFile(A_WORKBOOK)


def _refuse_the_other_kind(start: bytes, kind: str) -> None:
    bare = start.replace(b"\0", b"").lstrip(NOTHING)
    if kind != ImportRun.Kind.ONIX and bare.startswith((b"<?xml", b"<ONIX")):
        raise UnreadableFile(AN_ONIX_MESSAGE)
    if kind == ImportRun.Kind.ONIX and not bare.startswith(b"<"):
        raise UnreadableFile(NO_XML)


@contextmanager
def _unpacked(file: IO[bytes], kind: str) -> Iterator[IO[bytes]]:
    if file.read(2) == GZIP:
        file.seek(0)
        with gzip.open(file) as packed:
            yield packed
        return
    with zipfile.ZipFile(file) as folder, folder.open(_the_one(folder, kind)) as packed:
        yield packed


def _the_one(folder: zipfile.ZipFile, kind: str) -> zipfile.ZipInfo:
    """The file that is meant: the only one, or the only one that is named as its kind is."""
    found = [each for each in folder.infolist() if not each.is_dir() and _is_meant(each.filename)]
    suffixes = SUFFIXES.get(kind, OF_TABLES)
    named = [each for each in found if PurePosixPath(each.filename).suffix.lower() in suffixes]
    for candidates in (found, named):
        if len(candidates) == 1:
            return candidates[0]
    if not found:
        raise UnreadableFile("The ZIP has no file in it.")
    names = ", ".join(each.filename[:60] for each in (named or found)[:5])
    raise UnreadableFile(f"The ZIP has {len(named or found)} files in it: {names}. Unpack it, and send each by itself.")


def _is_meant(name: str) -> bool:
    """Macs pack notes of their own beside each file."""
    return not name.startswith("__MACOSX/") and not PurePosixPath(name).name.startswith(".")


def _copy(packed: IO[bytes], out: IO[bytes], size: int) -> None:
    written = 0
    while piece := packed.read(PIECE):
        written += len(piece)
        if written > LARGEST or (written > UNDOUBTED and written > MOST_TIMES * size):
            raise UnreadableFile("The packed file grows beyond all measure when it is opened. We have not read it.")
        out.write(piece)
