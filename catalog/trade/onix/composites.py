"""Trees of XML as composites of ONIX (catalog.trade.onix.nodes): what holds others becomes a dict, a text a str."""

from __future__ import annotations

import html
from typing import Any
from xml.etree.ElementTree import Element

from catalog.trade.onix.nodes import BLANK, Dated, Node
from catalog.trade.onix.tags import REFERENCE, SKIPPED, bare

MARKUP = {"Text"}  # may hold XHTML as elements
DATES = {
    "Date", "PublicationDate", "YearFirstPublished", "OnSaleDate", "ExpectedShipDate", "PriceEffectiveFrom",
    "PriceEffectiveUntil",
}  # fmt: skip
OTHERWISE = MARKUP | DATES | SKIPPED  # what is read in a way of its own
DEEPEST = 14  # elements within a product; the standard needs ten
DEEPEST_MARKUP = 100  # elements within a text


class TooDeep(Exception):
    """What is nested more deeply than anything that is meant."""


def node_of(element: Element, level: int = 1) -> Node:
    """Raises TooDeep."""
    if level >= DEEPEST and any(REFERENCE[child.tag] not in SKIPPED for child in element):
        raise TooDeep
    node: Node = {}
    for child in element:
        name = REFERENCE[child.tag]
        value: Any
        if name in OTHERWISE and name in SKIPPED:
            continue
        if len(child):
            value = node_of(child, level + 1) if name not in MARKUP else _markup_of(child).strip(BLANK)
        else:
            value = (child.text or "").strip(BLANK)
            if name in OTHERWISE and (form := child.get("dateformat")):
                value = Dated(value, form)
        if name not in node:
            node[name] = value
        elif isinstance(around := node[name], list):
            around.append(value)
        else:
            node[name] = [around, value]
    return node


def _markup_of(text: Element) -> str:
    """A text with elements in it, as HTML. What is in them is XHTML, what stands before them is as it came."""
    return (text.text or "") + "".join(map(_html_of, text))


def _html_of(element: Element, level: int = 1) -> str:
    if level > DEEPEST_MARKUP:
        raise TooDeep
    tag, after = bare(element.tag), _escaped(element.tail)
    said = "".join([f' {name}="{html.escape(value)}"' for name, value in element.items() if name.isalnum()])
    within = _escaped(element.text) + "".join([_html_of(each, level + 1) for each in element])
    return f"<{tag}{said}>{within}</{tag}>{after}" if within else f"<{tag}{said}/>{after}"


def _escaped(text: str | None) -> str:
    return html.escape(text, quote=False) if text else ""
