"""The composites of a message out of its XML as it streams by: what holds others is a dict, a text a str.

Expat calls a function of ours where an element begins and one where it ends. No tree is built, no entity expanded, and
nothing fetched. The functions share their variables, and change places with others inside texts and skipped blocks:
all this is done a hundred times for each record.
"""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any, NamedTuple
from xml.parsers import expat

from catalog.trade.onix.nodes import BLANK, Dated, Node
from catalog.trade.onix.tags import REFERENCE, SKIPPED

MARKUP = {"Text"}  # may hold XHTML as elements
OTHERWISE = MARKUP | SKIPPED  # what is read in a way of its own
DEEPEST = 14  # elements within a product; the standard needs ten
TOO_DEEP = "The record is nested more deeply than ONIX knows."


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
        self.release = ""
        self.passed = 0  # lines of the file that were not fed
        self.found: list[Found] = []
        self.feed = _parser(self, self.found)


def _parser(elements: Elements, found: list[Found]) -> Callable[[bytes, bool], Any]:
    """A function that takes a piece, and whether it is the last. Raises ExpatError and NotOnix."""
    parser = expat.ParserCreate("utf-8")
    names = REFERENCE
    open_elements: list[str] = []  # their names, from the product inwards
    held: list[Node | None] = []  # what each of them holds
    text: list[str] = []
    line = level = 0
    date_form = ""  # of the element begun last
    begun = ""  # the last tag in a text
    is_first = True

    def call(at_the_start: Callable, at_the_end: Callable, with_text: Callable) -> None:
        parser.StartElementHandler, parser.EndElementHandler = at_the_start, at_the_end
        parser.CharacterDataHandler = with_text

    def message_element(tag: str, attributes: dict[str, str]) -> None:
        nonlocal is_first, line
        name = names[tag]
        if is_first:
            is_first = False
            if name != "ONIXMessage":
                raise NotOnix("The file is no ONIX message.")
            elements.release = attributes.get("release", "")
        elif name in {"Header", "Product"}:
            line = parser.CurrentLineNumber + elements.passed
            open_elements.append(name)
            held.append(None)
            call(start, end, text.append)

    def nothing(*_: Any) -> None:
        pass

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal date_form
        text.clear()
        name = names[tag]
        if name in OTHERWISE or len(held) >= DEEPEST:
            start_otherwise(name)
            return
        date_form = attributes.get("dateformat", "") if attributes else ""
        open_elements.append(name)
        held.append(None)

    def start_otherwise(name: str) -> None:
        nonlocal level
        if name in SKIPPED:
            level = 1
            call(start_skipped, end_skipped, nothing)
        elif len(held) >= DEEPEST:
            level = len(held) + 1
            del open_elements[1:], held[1:]
            call(start_skipped, end_too_deep, nothing)
        else:
            open_elements.append(name)
            held.append(None)
            call(start_markup, end_markup, text.append)

    def end(_: str) -> None:
        nonlocal date_form
        value: Any = held.pop()
        name = open_elements.pop()
        if value is None:
            value = "".join(text).strip(BLANK)
            if date_form:
                value, date_form = Dated(value, date_form), ""
        if not held:
            found.append(Found(name, line, value if isinstance(value, dict) else {}))
            call(message_element, nothing, nothing)
            return
        around = held[-1]
        if around is None:
            held[-1] = {name: value}
        elif name not in around:
            around[name] = value
        elif isinstance(around[name], list):
            around[name].append(value)
        else:
            around[name] = [around[name], value]

    def start_skipped(*_: Any) -> None:
        nonlocal level
        level += 1

    def end_skipped(_: str) -> None:
        nonlocal level
        level -= 1
        if not level:
            held[-1] = held[-1] or {}
            call(start, end, text.append)

    def end_too_deep(_: str) -> None:
        nonlocal level
        level -= 1
        if not level:
            held.pop()
            found.append(Found(open_elements.pop(), line, {}, TOO_DEEP))
            call(message_element, nothing, nothing)

    def start_markup(tag: str, attributes: dict[str, str]) -> None:
        """An element in a text: written again. What is in it is XHTML, what stands before it is as it came."""
        nonlocal level, begun
        level += 1
        said = "".join(f' {name}="{html.escape(value)}"' for name, value in attributes.items())
        begun = f"<{tag.rpartition(':')[2]}{said}>"
        text.append(begun)
        parser.CharacterDataHandler = escaped

    def end_markup(tag: str) -> None:
        nonlocal level
        if not level:
            call(start, end, text.append)
            end(tag)
            return
        level -= 1
        if text[-1] is begun:
            text[-1] = begun[:-1] + "/>"
        else:
            text.append(f"</{tag.rpartition(':')[2]}>")

    def escaped(said: str) -> None:
        text.append(html.escape(said, quote=False))

    def refuse(*_: Any) -> None:
        raise NotOnix("The file defines entities of its own. We do not expand them, and read nothing of it.")

    def named_character(name: str, _: bool) -> None:
        """Of a DTD that we do not fetch: &eacute; is known without it."""
        text.append(html.unescape(f"&{name};"))

    parser.EntityDeclHandler = refuse
    parser.SkippedEntityHandler = named_character
    call(message_element, nothing, nothing)
    return parser.Parse
