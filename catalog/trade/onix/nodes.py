"""A product of a message, out of its XML: what is a composite becomes a dict of lists, what is a text a str."""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import Any

from lxml import etree

from catalog.trade.onix.tags import SKIPPED, reference

Node = dict[str, list[Any]]
MARKUP = {"Text"}  # may hold XHTML as elements
DEEPEST = 12  # levels below a product; the standard needs eight


class TooDeep(ValueError):
    """Elements within elements beyond all that ONIX knows."""


class Marked(str):
    """A text that says how it is written."""

    __slots__ = ("form",)

    def __new__(cls, text: str, form: str) -> Marked:
        marked = super().__new__(cls, text)
        marked.form = form
        return marked

    def __reduce__(self) -> tuple:
        return (Marked, (str(self), self.form))


def node_of(element: etree._Element, depth: int = 0) -> Node:
    """The composite, with its elements under their reference tags, in order. Values are trimmed."""
    if depth > DEEPEST:
        raise TooDeep("The record is nested more deeply than ONIX knows.")
    node: Node = {}
    for child in element:
        tag = child.tag
        if not isinstance(tag, str):
            continue  # a named character between elements
        name = reference(tag)
        if name in SKIPPED:
            continue
        if not len(child):
            value: Any = _leaf(child)
        elif name in MARKUP or _is_broken_up(child):
            value = _marked_up(child)
        else:
            value = node_of(child, depth + 1)
        if name in node:
            node[name].append(value)
        else:
            node[name] = [value]
    return node


def _is_broken_up(element: etree._Element) -> bool:
    """Whether what stands in it is text with the named characters of a DTD (&eacute;) that we do not fetch."""
    return isinstance(element[0], etree._Entity)


BLANK = " \t\r\n\u200b\ufeff\xa0"


def _leaf(element: etree._Element) -> str:
    text = (element.text or "").strip(BLANK)
    form = element.get("textformat") or element.get("dateformat")
    return Marked(text, form) if form else text


def _marked_up(element: etree._Element) -> str:
    """A text with elements in it, as a string of XHTML."""
    text = (element.text or "") + "".join(_inner(child) for child in element)
    return Marked(text.strip(BLANK), element.get("textformat") or "05")


def _inner(child: etree._Element) -> str:
    if isinstance(child, etree._Entity):
        return html.unescape(child.text) + (child.tail or "")
    for each in child.iter(etree.Element):
        each.tag = etree.QName(each).localname
    return etree.tostring(child, encoding="unicode")


def text(node: Node, *names: str) -> str:
    """The first text among these elements; empty if there is none."""
    for name in names:
        for value in node.get(name, ()):
            if value and isinstance(value, str):
                return value
    return ""


def texts(node: Node, name: str) -> list[str]:
    return [value for value in node.get(name, ()) if value and isinstance(value, str)]


def nodes(node: Node, *path: str) -> Iterator[Node]:
    """All composites at the end of a path, in order."""
    for value in node.get(path[0], ()):
        if isinstance(value, dict):
            if len(path) == 1:
                yield value
            else:
                yield from nodes(value, *path[1:])


def codes(node: Node, name: str) -> list[str]:
    """Codes and countries divided by spaces, in one element or several."""
    return [code for value in texts(node, name) for code in value.split()]
