"""Asking a composite of a message (catalog.trade.onix.elements): a dict of lists under reference tags, in order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Node = dict[str, list[Any]]

BLANK = " \t\r\n\u200b\ufeff\xa0"  # around a value, and no part of it


class Dated(str):
    """A date that says how it is written (list 55)."""

    __slots__ = ("form",)

    def __new__(cls, text: str, form: str) -> Dated:
        dated = super().__new__(cls, text)
        dated.form = form
        return dated


def text(node: Node, *names: str) -> str:
    """The first text among these elements; empty if there is none."""
    for name in names:
        for value in node.get(name, ()):
            if value and isinstance(value, str):
                return value
    return ""


def texts(node: Node, name: str) -> list[str]:
    return [value for value in node.get(name, ()) if value and isinstance(value, str)]


def nodes(node: Node, name: str, *path: str) -> Sequence[Node]:
    """All composites at the end of a path, in order."""
    if name not in node:
        return ()
    found = [value for value in node[name] if isinstance(value, dict)]
    return [end for each in found for end in nodes(each, *path)] if path else found


def first(node: Node, name: str) -> Node:
    """The first composite of this name; an empty one if there is none."""
    return next(iter(nodes(node, name)), {})


def codes(node: Node, *names: str) -> list[str]:
    """Codes and countries divided by spaces, in one element or several."""
    return [code for name in names if name in node for value in texts(node, name) for code in value.split()]
