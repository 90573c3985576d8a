"""The header and the products of a message out of its XML as it streams by.

Expat reads, and the tree of one product at a time is built, both in C. A product that was cut out of the file
(CutOut) costs no call of Python on the way; everything else (Elements) is looked at element by element. No entity is
expanded, and nothing fetched.
"""

from __future__ import annotations

import html
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from catalog.trade.onix.composites import TooDeep, node_of
from catalog.trade.onix.nodes import Node
from catalog.trade.onix.tags import reference_of

MOST_ELEMENTS = 50_000  # of a record; a usual one has a hundred
MOST_OPEN = 10_000  # elements, each within the last, which expat remembers until they end
TOO_MANY = "The record has more elements than anything could be said with."
TOO_DEEP = "The record is nested more deeply than ONIX knows."
RENEWED_AFTER = 64_000_000  # bytes; a parser remembers every name that it has seen


class NotOnix(Exception):
    """What is not to be read at all. Its text is a sentence."""


class Found(NamedTuple):
    """A header or a product that has ended, or why it cannot be taken."""

    name: str
    line: int
    node: Node
    reason: str = ""


class Elements:
    """Feed it a file piece by piece; `found` fills with what has ended since it was emptied last."""

    def __init__(self) -> None:
        self.release = self.prefixes = ""  # as the message's own tag says them
        self.passed = 0  # lines of the file that were not fed
        self.found: list[Found] = []
        self._has_begun = False  # the message
        self._builder: TreeBuilder | None = None  # of what is open now, unless that is too much to be built
        self._level = self._elements = self._line = 0
        self._parser = expat.ParserCreate("utf-8")
        self._parser.StartElementHandler, self._parser.EndElementHandler = self._start, self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.EntityDeclHandler = _refuse
        self._parser.SkippedEntityHandler = self._named_character

    def feed(self, piece: bytes, is_last: bool) -> None:
        """Raises ExpatError and NotOnix."""
        self._parser.Parse(piece, is_last)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if not self._level and not self._opens(tag, attributes):
            return
        self._level += 1
        self._elements += 1
        if self._elements > MOST_ELEMENTS:
            self._builder = None
        if self._level > MOST_OPEN:
            raise NotOnix(TOO_DEEP)
        if self._builder:
            self._builder.start(tag, attributes)

    def _opens(self, tag: str, attributes: dict[str, str]) -> bool:
        """Whether a header or a product begins here."""
        name = reference_of(tag)
        if not self._has_begun:
            self._has_begun = True
            if name != "ONIXMessage":
                raise NotOnix("The file is no ONIX message.")
            self.release = attributes.get("release", "")
            declared = [each for each in attributes.items() if each[0].startswith("xmlns:")]
            self.prefixes = "".join(f" {prefix}={quoteattr(value)}" for prefix, value in declared)
        if name not in {"Header", "Product"}:
            return False
        self._builder, self._elements = TreeBuilder(), 0
        self._line = self._parser.CurrentLineNumber + self.passed
        return True

    def _end(self, tag: str) -> None:
        if not self._level:
            return
        self._level -= 1
        element = self._builder.end(tag) if self._builder else None
        if not self._level:
            node, reason = composite_of(element) if element is not None else ({}, TOO_MANY)
            self.found.append(Found(reference_of(tag), self._line, node, reason))

    def _text(self, said: str) -> None:
        if self._level and self._builder:
            self._builder.data(said)

    def _named_character(self, name: str, _: bool) -> None:
        """Of a DTD that we do not fetch: &eacute; is known without it."""
        self._text(html.unescape(f"&{name};"))


def _refuse(*_: Any) -> None:
    raise NotOnix("The file defines entities of its own. We do not expand them, and read nothing of it.")


class CutOut:
    """Products that were cut out of a message, one after the other."""

    def __init__(self, prefixes: str) -> None:
        self._opening = f"<ONIXMessage{prefixes}>".encode()
        self._fed = RENEWED_AFTER

    def read(self, product: bytes) -> tuple[Node, str] | None:
        """What is in it, or why it cannot be taken. None if these bytes are not one product from end to end:
        what they are, Elements will find out.
        """
        if len(product) > MOST_ELEMENTS and product.count(b"<") > MOST_ELEMENTS:
            return None
        if self._fed >= RENEWED_AFTER:
            self._renew()
        self._fed += len(product)
        try:
            self._feed(product)
            self._feed(b"<end/>")  # stands beside the product, unless that is still open
        except ParseError:
            self._fed = RENEWED_AFTER
            return None
        message = self._file[0]
        if len(message) != 2:
            self._fed = RENEWED_AFTER
            return None
        found = composite_of(message[0])
        message.clear()
        return found

    def _renew(self) -> None:
        builder = TreeBuilder()
        self._file: Element = builder.start("file", {})
        self._feed = XMLParser(target=builder).feed  # noqa: S314 within a message nothing can be declared to be expanded
        self._fed = 0
        self._feed(self._opening)


def composite_of(element: Element) -> tuple[Node, str]:
    """A header or product, or why it cannot be taken."""
    try:
        return node_of(element), ""
    except TooDeep:
        return {}, TOO_DEEP
