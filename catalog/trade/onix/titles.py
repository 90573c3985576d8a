"""Titles and series of a product."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from catalog.trade.onix.nodes import Node, nodes, text
from catalog.trade.records import Volume

PRODUCT, COLLECTIONS = "01", ("02", "03")  # list 149
TITLE, ORIGINAL = "01", "03"  # list 15
SHOWN = (TITLE, "", "00", "11", "13")  # in this order; 10, a distributor’s title, is never shown
FOR_SEARCH = ("05", "06", "08", "11", "13", "14")
ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


def one_line(value: str) -> str:
    return " ".join(value.split())


def line(node: Node, name: str) -> str:
    """The text of an element, in one line; empty if there is none."""
    return " ".join(text(node, name).split()) if name in node else ""


Titles = list[tuple[str, Sequence[Node]]]  # the type of each (list 15), and its elements


def titles_of(description: Node) -> Titles:
    """All that were sent. In ONIX 2.1 a title is its own only element."""
    return [
        (text(detail, "TitleType"), nodes(detail, "TitleElement") if "TitleElement" in detail else (detail,))
        for detail in (*nodes(description, "TitleDetail"), *nodes(description, "Title"))
    ]


def title_and_subtitle(description: Node, sent: Titles) -> tuple[str, str]:
    """As the reader knows the book. A volume without a title of its own is named by its series and number."""
    for shown in SHOWN:
        for kind, elements in sent:
            if kind != shown:
                continue
            own = _own(elements)
            for element in own:
                if title := name_of(element):
                    return title, line(element, "Subtitle")
            number = next(filter(None, (text(each, "PartNumber") for each in own)), "")
            series = next(filter(None, (name_of(each) for each in elements)), "")
            series = series or next((each.series for each in volumes(description)), "")
            if number and series:
                return f"{series}, {_spoken(number)}", ""
    return line(description, "DistinctiveTitle"), line(description, "Subtitle")


def _own(elements: Sequence[Node]) -> list[Node]:
    """Those of the book itself, not of the series that it stands in."""
    return [each for each in elements if text(each, "TitleElementLevel") in {PRODUCT, ""}]


def name_of(element: Node) -> str:
    if whole := text(element, "TitleText"):
        return one_line(whole)
    prefix, rest = line(element, "TitlePrefix"), line(element, "TitleWithoutPrefix")
    return prefix + rest if prefix.endswith(("’", "'")) and rest else f"{prefix} {rest}".strip()


def named(sent: Titles, *kinds: str) -> list[str]:
    """Titles of these types: the original one, former ones, those of other markets."""
    found = [name_of(element) for kind, elements in sent if kind in kinds for element in _own(elements)]
    return [name for name in found if name]


def volumes(description: Node) -> list[Volume]:
    """The series it stands in, each once."""
    found: dict[str, Volume] = {}
    for collection in nodes(description, "Collection"):
        sequences = nodes(collection, "CollectionSequence")
        other_number = next(filter(None, (text(each, "CollectionSequenceNumber") for each in sequences)), "")
        for element in nodes(collection, "TitleDetail", "TitleElement"):
            if text(element, "TitleElementLevel") in COLLECTIONS and (name := name_of(element)):
                number = text(element, "PartNumber") or other_number
                found.setdefault(name, _volume(name, number))
    for series in nodes(description, "Series"):  # ONIX 2.1
        name = line(series, "TitleOfSeries") or next((name_of(each) for each in nodes(series, "Title")), "")
        if name:
            found.setdefault(name, _volume(name, text(series, "NumberWithinSeries")))
    return list(found.values())


def _volume(name: str, number: str) -> Volume:
    return Volume(name[:300], one_line(number)[:40], position_of(number))


def position_of(number: str) -> Decimal | None:
    """Where a number stands in the order: “1”, “2.5”, “Volume 7”, “IV”."""
    if found := re.search(r"[0-9]{1,6}(?:\.[0-9]{1,2})?", number):
        return Decimal(found[0])
    letters = number.strip().upper()
    if not re.fullmatch(r"(?=.)C{0,3}(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})", letters):
        return None
    values = [ROMAN[letter] for letter in letters]
    return Decimal(sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True)))


def _spoken(number: str) -> str:
    return f"Volume {number}" if number.isdigit() else one_line(number)


def sequence_of(node: Node) -> int:
    number = text(node, "SequenceNumber")
    return int(number) if number.isdigit() and len(number) < 6 else 99_999
