"""An ONIX file as a stream of products, in memory that does not grow with it.

What comes from outside is hostile: entities are not expanded, nothing is fetched, size and depth have limits.
"""

from __future__ import annotations

import codecs
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, NamedTuple
from xml.parsers import expat
from xml.parsers.expat import errors

from catalog.trade.onix.chunks import Seen, begins_product, chunks, is_one_product
from catalog.trade.onix.elements import CutOut, Elements, NotOnix
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


class Product(NamedTuple):
    """A product of the message, or why it cannot be read."""

    number: int  # from 1
    line: int
    node: Node
    reason: str = ""
    look: int | None = None  # of its bytes, if nothing else can have changed what they say
    key: int | None = None  # of the TradeRecord that looked so before: then it has not been read again,
    as_sent: bytes = b""  # and is still as it came
    share: float = 0  # of the file, read by now


class _Clean:
    """The file as UTF-8, whatever it was written in, and no more of it than a record may be long."""

    def __init__(self, file: BinaryIO, encoding: str) -> None:
        self.since_last = 0  # bytes since the last product
        self.damage = ""  # a sentence, once some bytes were not of the encoding
        self.share = 0.0  # of the file, read by now
        self._file, self._read, self._size = file, 0, max(1, os.fstat(file.fileno()).st_size)
        try:
            self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        except LookupError as error:
            raise UnreadableFile(f"The file says that it is written in “{encoding}”, which we do not know.") from error
        self._encoding = encoding
        self._is_utf_8 = codecs.lookup(encoding).name == "utf-8"

    def pieces(self) -> Iterator[bytes]:
        while True:
            piece = self._file.read(PIECE)
            yield self._cleaned(piece)
            if not piece:
                return

    def _cleaned(self, piece: bytes) -> bytes:
        self._read += len(piece)
        self.share = min(1.0, self._read / self._size)
        self.since_last += len(piece)
        if self.since_last > LARGEST:
            raise UnreadableFile(f"There is no end of a record within {LARGEST // 1_000_000} million bytes.")
        begun, _ = self._decoder.getstate()  # of a character, by the last piece
        said = self._decoder.decode(piece, final=not piece)
        if UNREADABLE in said:
            self.damage = f"Some of its bytes are not {self._encoding}, in which the file says it is written."
        elif self._is_utf_8:  # as it has shown to be, so that it need not be written anew
            rest, _ = self._decoder.getstate()
            whole = begun + piece
            return whole[: len(whole) - len(rest)].translate(CONTROLS)
        return said.encode("utf-8", "replace").translate(CONTROLS)


def products(path: Path, done: int = 0, seen: Seen | None = None) -> Iterator[tuple[Header, Product]]:
    """The products of a file after the first `done`, in order, each with what the header says.

    Raises UnreadableFile where the file stops being XML or ONIX; what came before has been handed over by then.
    """
    with path.open("rb") as file:
        yield from _Message(_Clean(file, _encoding(file)), done, seen).products()


def header_of(path: Path) -> Header:
    """What the message says of itself, of products or of none. Raises UnreadableFile."""
    with path.open("rb") as file:
        message = _Message(_Clean(file, _encoding(file)), 0, None)
        next(message.products(), None)
        return message.header


def read_after_all(product: Product) -> Product:
    """A product that had been passed over."""
    elements = Elements()
    elements.feed(b"<!DOCTYPE ONIXMessage SYSTEM ''><ONIXMessage>" + product.as_sent + b"</ONIXMessage>", True)
    (found,) = elements.found
    return product._replace(node=found.node, reason=found.reason, key=None, as_sent=b"")


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


class _Message:
    """A file that is being read."""

    def __init__(self, source: _Clean, done: int, seen: Seen | None) -> None:
        self._source, self._done, self._seen = source, done, seen
        self._elements, self.header, self._context = Elements(), Header(), b""
        self._cut_out: CutOut | None = None
        self._number = 0  # of products so far
        self._lines = 0  # of what has been read or passed over
        self._is_at_an_end = False  # of a product, for certain

    def products(self) -> Iterator[tuple[Header, Product]]:
        for chunk in chunks(self._source.pieces()):
            lines = _lines(chunk)
            product = chunk.lstrip(b" \t\r\n") if self._is_at_an_end else b""
            is_alone = is_one_product(product)
            look = self._seen.look(product, self._context) if self._seen and is_alone else None
            line = 1 + self._lines + _lines(chunk[: len(chunk) - len(product)])
            if found := self._cut_out_of(product, line, look) if is_alone or begins_product(product) else None:
                self._number += 1
                self._source.since_last = 0
                self._elements.passed += lines
                if found.number > self._done:
                    yield self.header, found
            else:
                yield from self._read(chunk, look)
            self._lines += lines
        yield from self._read(b"", is_over=True)

    def _cut_out_of(self, product: bytes, line: int, look: int | None) -> Product | None:
        """What is done or looks as it did before is not even read. None if this is not a product from end to end."""
        number, share = self._number + 1, self._source.share
        if number <= self._done and is_one_product(product):
            return Product(number, line, {})
        if look is not None and (key := self._seen.known.key(look)) is not None:
            return Product(number, line, {}, "", look, key, product, share)
        if not self._cut_out:
            self._cut_out = CutOut(self._elements.prefixes)
        if not (found := self._cut_out.read(product)):
            return None
        node, reason = found
        return Product(number, line, node, self._damage(node) or reason, look, share=share)

    def _read(
        self, chunk: bytes, look: int | None = None, *, is_over: bool = False
    ) -> Iterator[tuple[Header, Product]]:
        fault = ""
        try:
            self._elements.feed(chunk, is_over)
        except NotOnix as reason:
            fault = str(reason)
        except expat.ExpatError as error:
            fault = _fault_of(error, error.lineno + self._elements.passed, is_over=is_over)
        found, self._elements.found[:] = [*self._elements.found], []
        for name, line, node, reason in found:
            if name == "Header":
                self.header = _header(node, self._elements.release)
                self._context = repr(replace(self.header, sent="")).encode()
                continue
            self._number += 1
            self._source.since_last = 0
            if self._number > self._done:
                reason = self._damage(node) or reason  # noqa: PLW2901
                yield self.header, Product(self._number, line, node, reason, look, share=self._source.share)
        self._is_at_an_end = bool(found) and sum(each.name == "Product" for each in found) == 1
        if fault:
            raise UnreadableFile(fault)

    def _damage(self, node: Node) -> str:
        return self._source.damage if self._source.damage and UNREADABLE in repr(node) else ""


def _lines(part: bytes) -> int:
    return part.count(b"\n") or part.count(b"\r")


def _fault_of(error: expat.ExpatError, line: int, *, is_over: bool) -> str:
    said = expat.ErrorString(error.code)
    if is_over and said in AT_AN_END:
        return (
            f"The file breaks off in line {line}: it was cut off on its way, or never finished. What came before is "
            "kept. Ask for it again."
        )
    return f"From line {line} on the file is no XML ({said}). What came before is kept."


AT_AN_END = {errors.XML_ERROR_NO_ELEMENTS, errors.XML_ERROR_UNCLOSED_TOKEN, errors.XML_ERROR_PARTIAL_CHAR,
             errors.XML_ERROR_UNCLOSED_CDATA_SECTION}  # fmt: skip


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
