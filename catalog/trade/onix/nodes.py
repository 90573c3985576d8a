"""Asking a composite of a message (catalog.trade.onix.elements): a dict under reference tags.

What came once is a text or a composite, what came again a list of them, in order.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Node = dict[str, Any]

BLANK = " \t\r\n\u200b\ufeff\xa0"  # around a value, and no part of it


class Dated(str):
    """A date that says how it is written (list 55)."""

    __slots__ = ("form",)

    def __new__(cls, text: str, form: str) -> Dated:
        dated = super().__new__(cls, text)
        dated.form = form
        return dated


def text(node: Node, name: str, otherwise: str = "") -> str:
    """The first text under a name, otherwise under another; empty if there is none."""
    value = node.get(name)
    if isinstance(value, str):
        if value:
            return value
    elif isinstance(value, list):
        for each in value:
            if each and isinstance(each, str):
                return each
    return text(node, otherwise) if otherwise else ""


def texts(node: Node, name: str) -> list[str]:
    value = node.get(name)
    if isinstance(value, str):
        return [value] if value else []
    return [each for each in value if each and isinstance(each, str)] if isinstance(value, list) else []


def nodes(node: Node, name: str, *path: str) -> Sequence[Node]:
    """All composites at the end of a path, in order."""
    value = node.get(name)
    found: Sequence[Node] = ()
    if isinstance(value, dict):
        found = (value,)
    elif isinstance(value, list):
        found = [each for each in value if isinstance(each, dict)]
    return [end for each in found for end in nodes(each, *path)] if path else found


def first(node: Node, name: str) -> Node:
    """The first composite of this name; an empty one if there is none."""
    value = node.get(name)
    return value if isinstance(value, dict) else next(iter(nodes(node, name)), {})


def codes(node: Node, *names: str) -> list[str]:
    """Codes and countries divided by spaces, in one element or several."""
    found: list[str] = []
    for name in names:
        if name in node:
            for value in texts(node, name):
                found += value.split()
    return found


def all_of(node: Node, name: str) -> Sequence[Any]:
    """Whatever stands under a name, in order."""
    value = node.get(name, ())
    return value if isinstance(value, list | tuple) else (value,)
