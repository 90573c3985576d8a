"""Trees of XML as composites of ONIX (catalog.trade.onix.nodes): what holds others becomes a dict, a text a str."""

from __future__ import annotations

import html
from typing import Any
from xml.etree.ElementTree import Element

from catalog.trade.onix.nodes import BLANK, Dated, Node
from catalog.trade.onix.tags import KNOWN, SKIPPED, bare, reference_of

MARKUP = {"Text"}  # may hold XHTML as elements
DATES = {
    "Date", "PublicationDate", "YearFirstPublished", "OnSaleDate", "ExpectedShipDate", "PriceEffectiveFrom",
    "PriceEffectiveUntil",
}  # fmt: skip
DEEPEST = 14  # elements within a product; the standard needs ten
DEEPEST_MARKUP = 100  # elements within a text


class TooDeep(Exception):
    """What is nested more deeply than anything that is meant."""


def node_of(element: Element, level: int = 1) -> Node:
    """Raises TooDeep."""
    if level >= DEEPEST and any(reference_of(child.tag) not in SKIPPED for child in element):
        raise TooDeep
    node: Node = {}
    for child in element:  # written for speed: all this is done a hundred times for each record
        try:
            name = KNOWN[child.tag]
        except KeyError:
            name = reference_of(child.tag)
        value: Any
        if name in SKIPPED:
            continue
        if len(child):
            value = _markup_of(child) if name in MARKUP else node_of(child, level + 1)
        else:
            said = child.text
            value = said.strip(BLANK) if said else ""
            if name in DATES and (form := child.get("dateformat")):
                value = Dated(value, form)
        if name in node:
            before = node[name]
            if isinstance(before, list):
                before.append(value)
            else:
                node[name] = [before, value]
        else:
            node[name] = value
    return node


def _markup_of(text: Element) -> str:
    """A text with elements in it, as HTML. What is in them is XHTML, what stands before them is as it came."""
    said = [text.text or ""]
    for each in text:
        _write(each, said, 1)
    return "".join(said).strip(BLANK)


def _write(element: Element, said: list[str], level: int) -> None:
    if level > DEEPEST_MARKUP:
        raise TooDeep
    tag, attributes = bare(element.tag), element.items()
    begin = tag + "".join([f' {name}="{html.escape(value)}"' for name, value in attributes if name.isalnum()])
    if element.text or len(element):
        said += f"<{begin}>", html.escape(element.text or "", quote=False)
        for each in element:
            _write(each, said, level + 1)
        said.append(f"</{tag}>")
    else:
        said.append(f"<{begin}/>")
    if element.tail:
        said.append(html.escape(element.tail, quote=False))
