"""What the book is: form, edition, languages, pages and measures; its texts and its cover."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from catalog.models.books import Format, TaxClass
from catalog.trade.csv_books import language_of
from catalog.trade.onix.codes import EDITIONS, FORMS, LARGE_PRINT, TAX_CLASSES
from catalog.trade.onix.dates import dated
from catalog.trade.onix.nodes import Node, codes, nodes, text
from catalog.trade.onix.titles import one_line
from catalog.trade.texts import clean_html

PAGES = ("00", "11", "05", "06", "08", "10")  # list 23, in order of trust
MILLIMETRES = {"mm": Decimal(1), "cm": Decimal(10), "in": Decimal("25.4")}
GRAMS = {"gr": Decimal(1), "kg": Decimal(1000), "oz": Decimal("28.349523"), "lb": Decimal("453.59237")}
MEASURES = {"01": "height_mm", "02": "width_mm", "03": "thickness_mm", "08": "weight_g"}  # list 48
MOST = {"weight_g": 1_000_000}  # others fit a smallint
TEXT_OF_THE_PAGE = ("03", "05", "02")  # list 153, in order of preference
OLD_TEXT_OF_THE_PAGE = ("01", "03", "02")  # list 33 of ONIX 2.1
FOR_SHOPPERS = {"00", "03"}  # list 154
ORDINALS = {"1": "st", "2": "nd", "3": "rd"}


def form_of(description: Node) -> dict[str, Any]:
    code = text(description, "ProductForm").upper()
    form = FORMS.get(code, Format.OTHER)
    if form in {Format.PAPERBACK, Format.HARDBACK} and LARGE_PRINT in codes(description, "EditionType"):
        form = Format.LARGE_PRINT
    return {"format": form.value, "tax_class": TAX_CLASSES.get(code[:1], TaxClass.OTHER).value}


def edition_of(description: Node) -> str:
    if statement := one_line(text(description, "EditionStatement")):
        return statement[:200]
    number = text(description, "EditionNumber")
    kinds = codes(description, "EditionType") + codes(description, "EditionTypeCode")
    words = [f"{number}{_ordinal(number)} edition"] if number.isdigit() and number != "1" else []
    return ", ".join(words + [EDITIONS[kind] for kind in kinds if kind in EDITIONS])[:200]


def _ordinal(number: str) -> str:
    return "th" if number[-2:] in {"11", "12", "13"} else ORDINALS.get(number[-1], "th")


def languages_of(description: Node, default: str) -> dict[str, str]:
    """Of the text (of a recording, what is spoken), and of the original of a translation."""
    sent: dict[str, str] = {}
    for each in nodes(description, "Language"):
        sent.setdefault(text(each, "LanguageRole"), text(each, "LanguageCode").lower())
    own = next((sent[role] for role in ("01", "08", "06", "07") if sent.get(role)), default)
    original = sent.get("02")
    return {"language": language_of(own), "original_language": language_of(original) if original else ""}


def pages_of(description: Node) -> int | None:
    """Pages, by the kind of count that is nearest to what a reader would count."""
    sent = {
        text(each, "ExtentType"): text(each, "ExtentValue")
        for each in nodes(description, "Extent")
        if text(each, "ExtentUnit") == "03"
    }
    for number in [*(sent.get(kind, "") for kind in PAGES), text(description, "NumberOfPages")]:
        if re.fullmatch(r"[0-9]{1,5}", number) and int(number):
            return int(number)
    return None


def measures_of(description: Node) -> dict[str, int | None]:
    """Millimetres and grams; what was sent in those is preferred to what must be reckoned."""
    found: dict[str, int | None] = dict.fromkeys(MEASURES.values())
    for each in sorted(
        nodes(description, "Measure"), key=lambda each: text(each, "MeasureUnitCode") not in {"mm", "gr"}
    ):
        name = MEASURES.get(text(each, "MeasureType", "MeasureTypeCode"), "")
        units = GRAMS if name == "weight_g" else MILLIMETRES
        unit = units.get(text(each, "MeasureUnitCode"))
        if name and unit and found[name] is None:
            found[name] = _size(text(each, "Measurement"), unit, MOST.get(name, 32_767))
    return found


def _size(number: str, unit: Decimal, most: int) -> int | None:
    try:
        size = Decimal(number) * unit
    except InvalidOperation:
        return None
    return round(size) if size.is_finite() and 0 < round(size) <= most else None


def text_of(collateral: Node, today: date) -> str:
    """The description for the page, as simple HTML: nothing for the trade, nothing before its day.

    Raises TooLong.
    """
    sent: dict[str, str] = {}
    for each in nodes(collateral, "TextContent"):
        audiences = set(codes(each, "ContentAudience"))
        begins = dated(each, "ContentDate", "14", "01")
        if (not audiences or audiences & FOR_SHOPPERS) and not (begins and begins[0] > today):
            sent.setdefault(text(each, "TextType"), text(each, "Text"))
    for each in nodes(collateral, "OtherText"):
        sent.setdefault("2.1 " + text(each, "TextTypeCode"), text(each, "Text"))
    wanted = [*TEXT_OF_THE_PAGE, *(f"2.1 {kind}" for kind in OLD_TEXT_OF_THE_PAGE)]
    return clean_html(next((sent[kind] for kind in wanted if sent.get(kind)), ""))


def holds_for_a_time(product: Node) -> bool:
    """Whether the clock alone may change what is told of it."""
    return any("ContentDate" in each for each in nodes(product, "CollateralDetail", "TextContent"))


def cover_of(collateral: Node) -> str:
    """The address of the widest front cover that may be downloaded."""
    fronts = [
        each
        for each in nodes(collateral, "SupportingResource")
        if text(each, "ResourceContentType") == "01" and text(each, "ResourceMode") in {"03", ""}
    ]
    versions = [
        each for front in fronts for each in nodes(front, "ResourceVersion") if text(each, "ResourceForm") == "02"
    ]
    found = [(_width(each), text(each, "ResourceLink")) for each in versions]
    for media in nodes(collateral, "MediaFile"):  # ONIX 2.1: 06 is the large one of 04
        kind = text(media, "MediaFileTypeCode")
        if kind in {"04", "06"} and text(media, "MediaFileLinkTypeCode") in {"01", ""}:
            found += [(int(kind), text(media, "MediaFileLink"))]
    links = [(width, link) for width, link in found if re.fullmatch(r"https?://[^\s<>\"]{3,2000}", link)]
    return max(links, key=lambda link: link[0], default=(0, ""))[1]


def _width(version: Node) -> int:
    for feature in nodes(version, "ResourceVersionFeature"):
        value = text(feature, "FeatureValue")
        if text(feature, "ResourceVersionFeatureType") == "03" and re.fullmatch(r"[0-9]{1,6}", value):
            return int(value)
    return 0
