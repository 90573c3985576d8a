"""What of a file was read before, byte for byte, need not be read again.

A file is cut behind each product. A cut is believed only where the reader agrees that exactly one product stands
between it and the last: comments, CDATA and the like may hold what looks like a product's end.
"""

from __future__ import annotations

import hashlib
import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

TRADE = Path(__file__).resolve().parent.parent

_BEGIN = re.compile(rb"<((?:[\w.-]+:)?[Pp]roduct)[\s>]")


@dataclass
class Known:
    """What a sender’s records looked like when they were read last, and the keys of their TradeRecords.

    Arrays, since there may be a million of them.
    """

    looks: array = field(default_factory=lambda: array("q"))  # in order
    keys: array = field(default_factory=lambda: array("q"))

    @classmethod
    def of(cls, rows: Iterable[tuple[int, int]]) -> Known:
        """Of looks and keys, in order of the looks."""
        known = cls()
        for look, key in rows:
            known.looks.append(look)
            known.keys.append(key)
        return known

    def key(self, look: int) -> int | None:
        place = bisect_left(self.looks, look)
        return self.keys[place] if place < len(self.looks) and self.looks[place] == look else None


@dataclass(frozen=True)
class Seen:
    """What was read before; `ways` stands for all that decides what becomes of a product beside the message."""

    known: Known
    ways: bytes

    def look(self, product: bytes, header: bytes) -> int:
        """A number for how a product looks."""
        digest = hashlib.sha1(product, usedforsecurity=False)  # processors know it, so that it takes the least time
        digest.update(self.ways + header)
        return int.from_bytes(digest.digest()[:8], "big", signed=True)


def end_of_products(start: bytes) -> bytes:
    """The tag at the end of each product, as the beginning of a file lets us guess it; empty if it does not."""
    found = _BEGIN.search(start)
    return b"</" + found[1] + b">" if found else b""


def chunks(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The same bytes, cut behind each product. The last, which may be empty, has no product."""
    rest, end, looked_from = b"", b"", 0
    for piece in pieces:
        rest += piece
        end = end or end_of_products(rest)
        if not end:
            yield rest
            rest = b""
            continue
        start = 0
        while (found := rest.find(end, max(start, looked_from))) >= 0:
            yield rest[start : (start := found + len(end))]
        rest = rest[start:]
        looked_from = max(0, len(rest) - len(end))
    yield rest


def begins_product(chunk: bytes) -> bool:
    return bool(_BEGIN.match(chunk))


def is_one_product(chunk: bytes) -> bool:
    """Whether nothing in it can hide an end or a beginning, so that two with the same bytes are the same."""
    hides = (b"!" in chunk and b"<!" in chunk) or (b"?" in chunk and b"<?" in chunk)  # one byte is found much sooner
    return not hides and begins_product(chunk)


@cache
def ways_of_reading() -> bytes:
    """A number for the code that reads: what another version of it made of the same bytes may be out of date."""
    digest = hashlib.blake2b(digest_size=16)
    for path in sorted([*TRADE.rglob("*.py"), TRADE.parent / "isbn.py"]):
        digest.update(path.read_bytes())
    return digest.digest()
