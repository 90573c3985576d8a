"""An ONIX file as a stream of products, in memory that does not grow with it.

What comes from outside is hostile: entities are not expanded, nothing is fetched, size and depth have limits.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from xml.parsers import expat

from catalog.trade.onix.elements import Elements, NotOnix
from catalog.trade.onix.nodes import Node, first, text
from catalog.trade.runs import UnreadableFile

LARGEST = 32_000_000  # bytes of one record
PIECE = 128 * 1024
BOMS = [(codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")]
DECLARED = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
# XML cannot hold these, and vertical tabs from desktop publishing come all the same.
CONTROLS = bytes(0x20 if each < 0x20 and each not in b"\t\n\r" else each for each in range(256))
UNREADABLE = "\ufffd"  # stands for bytes that are not of the encoding


@dataclass(frozen=True)
class Header:
    """Who sent the message and when, and what holds where a product is silent."""

    release: str = ""
    sender: str = ""
    sent: str = ""
    currency: str = ""
    price_type: str = ""
    language: str = ""


@dataclass(frozen=True)
class Product:
    """A product of the message, or why it cannot be read."""

    number: int  # from 1
    line: int
    node: Node
    reason: str = ""


class _Clean:
    """The file as UTF-8, whatever it was written in, and no more of it than a record may be long."""

    def __init__(self, file: BinaryIO, encoding: str) -> None:
        self.since_last = 0  # bytes since the last product
        self.is_damaged = False  # whether any bytes so far were not of the encoding
        self._file = file
        try:
            self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        except LookupError as error:
            raise UnreadableFile(f"The file says that it is written in “{encoding}”, which we do not know.") from error

    def read(self, _size: int = 0) -> bytes:
        piece = self._file.read(PIECE)
        self.since_last += len(piece)
        if self.since_last > LARGEST:
            raise UnreadableFile(f"There is no end of a record within {LARGEST // 1_000_000} million bytes.")
        said = self._decoder.decode(piece, final=not piece)
        self.is_damaged = self.is_damaged or UNREADABLE in said
        return said.encode("utf-8", "replace").translate(CONTROLS)


def products(path: Path) -> Iterator[tuple[Header, Product]]:
    """The products of a file, in order, each with what the header says.

    Raises UnreadableFile where the file stops being XML or ONIX; what came before has been handed over by then.
    """
    with path.open("rb") as file:
        source = _Clean(file, _encoding(file))
        yield from _products(source)


def _encoding(file: BinaryIO) -> str:
    """By its byte order mark, else by what it says of itself, else UTF-8. The mark is read over."""
    start = file.read(400)
    for mark, encoding in BOMS:
        if start.startswith(mark):
            file.seek(len(mark))
            return encoding
    file.seek(0)
    if start.startswith((b"<\0?\0", b"\0<\0?")):
        return "utf-16-le" if start[0] else "utf-16-be"
    declared = DECLARED.search(start)
    return declared[1].decode("ascii") if declared else "utf-8"


def _products(source: _Clean) -> Iterator[tuple[Header, Product]]:
    elements, header, number = Elements(), Header(), 0
    is_over, fault = False, ""
    while not (is_over or fault):
        piece = source.read()
        is_over = not piece
        try:
            elements.feed(piece, is_over)
        except NotOnix as reason:
            fault = str(reason)
        except expat.ExpatError as error:
            fault = f"From line {error.lineno} on the file is no XML: {expat.ErrorString(error.code)}."
        for name, line, node, reason in elements.found:
            if name == "Header":
                header = _header(node, elements.release)
                continue
            number += 1
            source.since_last = 0
            is_damaged = source.is_damaged and UNREADABLE in repr(node)
            yield header, Product(number, line, node, DAMAGED if is_damaged else reason)
        elements.found.clear()
    if fault:
        raise UnreadableFile(fault)


DAMAGED = "Some of its bytes are not in the encoding of the file."


def _header(node: Node, release: str) -> Header:
    sender = first(node, "Sender")
    return Header(
        release=release,
        sender=(text(sender, "SenderName") or text(node, "FromCompany"))[:200],
        sent=text(node, "SentDateTime", "SentDate"),
        currency=text(node, "DefaultCurrencyCode"),
        price_type=text(node, "DefaultPriceType", "DefaultPriceTypeCode"),
        language=text(node, "DefaultLanguageOfText"),
    )
