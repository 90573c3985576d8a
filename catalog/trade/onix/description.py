"""What the book is: form, edition, languages, pages and measures; its texts and its cover."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from catalog.models.kinds import Format, TaxClass
from catalog.trade.csv_books import language_of
from catalog.trade.onix.codes import EDITIONS, FORMS, LARGE_PRINT, TAX_CLASSES
from catalog.trade.onix.dates import dated
from catalog.trade.onix.nodes import Node, codes, nodes, text
from catalog.trade.onix.titles import line
from catalog.trade.texts import clean_html

PAGES = ("00", "11", "05", "06", "08", "10")  # list 23, in order of trust
MILLIMETRES = {"mm": Decimal(1), "cm": Decimal(10), "in": Decimal("25.4")}
GRAMS = {"gr": Decimal(1), "kg": Decimal(1000), "oz": Decimal("28.349523"), "lb": Decimal("453.59237")}
MEASURES = {"01": "height_mm", "02": "width_mm", "03": "thickness_mm", "08": "weight_g"}  # list 48
AS_WE_COUNT = {"mm", "gr"}
# In order of preference: list 153, and list 33 of ONIX 2.1.
TEXT_OF_THE_PAGE = ("03", "05", "02", "2.1 01", "2.1 03", "2.1 02")
A_FEW_DIGITS = re.compile(r"[0-9]{1,5}")
A_LINK = re.compile(r"https?://[^\s<>\"]{3,2000}")
FOR_SHOPPERS = {"00", "03"}  # list 154
ORDINALS = {"1": "st", "2": "nd", "3": "rd"}


def form_of(description: Node) -> dict[str, str]:
    return _form_of(text(description, "ProductForm").upper(), LARGE_PRINT in codes(description, "EditionType"))


@lru_cache(maxsize=1000)
def _form_of(code: str, is_large: bool) -> dict[str, str]:
    form = FORMS.get(code, Format.OTHER)
    if is_large and form in {Format.PAPERBACK, Format.HARDBACK}:
        form = Format.LARGE_PRINT
    return {"format": form.value, "tax_class": TAX_CLASSES.get(code[:1], TaxClass.OTHER).value}


def edition_of(description: Node) -> str:
    if statement := line(description, "EditionStatement"):
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
        sent.setdefault(text(each, "LanguageRole"), _tag_of(each))
    own = next((sent[role] for role in ("01", "08", "06", "07") if sent.get(role)), "") or language_of(default)
    return {"language": own, "original_language": sent.get("02", "")}


def _tag_of(language: Node) -> str:
    """“fr”, “pt-BR”, “zh-Hant”. English is one language on our shelves, whatever country it names."""
    code = text(language, "LanguageCode").lower()
    tag = language_of(code) if code else ""
    if not tag or tag == "en" or ("CountryCode" not in language and "ScriptCode" not in language):
        return tag
    script, country = text(language, "ScriptCode").title(), text(language, "CountryCode").upper()
    return "-".join([tag, *re.findall(r"^[A-Z][a-z]{3}$", script), *re.findall(r"^[A-Z]{2}$", country)])


def pages_of(description: Node) -> int | None:
    """Pages, by the kind of count that is nearest to what a reader would count."""
    sent = {
        text(each, "ExtentType"): text(each, "ExtentValue")
        for each in nodes(description, "Extent")
        if text(each, "ExtentUnit") == "03"
    }
    told = [sent[kind] for kind in PAGES if kind in sent]
    for number in [*told, text(description, "NumberOfPages")]:
        if A_FEW_DIGITS.fullmatch(number) and int(number):
            return int(number)
    return None


def measures_of(description: Node) -> dict[str, int | None]:
    """Millimetres and grams; what was sent in those is preferred to what must be reckoned."""
    sent: dict[tuple[str, bool], int] = {}
    for each in nodes(description, "Measure"):
        name, unit = MEASURES.get(text(each, "MeasureType", "MeasureTypeCode"), ""), text(each, "MeasureUnitCode")
        if name and (size := _size(name, text(each, "Measurement"), unit)):
            sent.setdefault((name, unit in AS_WE_COUNT), size)
    return {name: sent.get((name, True)) or sent.get((name, False)) for name in MEASURES.values()}


@lru_cache(maxsize=10_000)
def _size(name: str, number: str, unit: str) -> int | None:
    units, most = (GRAMS, 1_000_000) if name == "weight_g" else (MILLIMETRES, 32_767)  # a smallint
    try:
        size = Decimal(number) * units[unit]
    except (InvalidOperation, KeyError):
        return None
    return round(size) if size.is_finite() and 0 < round(size) <= most else None


def text_of(collateral: Node, today: date) -> str:
    """The description for the page, as simple HTML: nothing for the trade, nothing before its day.

    Raises TooLong.
    """
    sent: dict[str, str] = {}
    for each in nodes(collateral, "TextContent"):
        audiences = codes(each, "ContentAudience")
        begins = dated(each, "ContentDate", "14", "01")
        if not (audiences and FOR_SHOPPERS.isdisjoint(audiences)) and not (begins and begins[0] > today):
            sent.setdefault(text(each, "TextType"), text(each, "Text"))
    for each in nodes(collateral, "OtherText"):
        sent.setdefault("2.1 " + text(each, "TextTypeCode"), text(each, "Text"))
    return clean_html(next((sent[kind] for kind in TEXT_OF_THE_PAGE if sent.get(kind)), ""))


def holds_for_a_time(product: Node) -> bool:
    """Whether the clock alone may change what is told of it."""
    return any("ContentDate" in each for each in nodes(product, "CollateralDetail", "TextContent"))


def cover_of(collateral: Node, our_covers: str = "") -> str:
    """The address of the widest front cover that may be downloaded; those that begin like ours are ours already."""
    fronts = [
        each
        for each in nodes(collateral, "SupportingResource")
        if text(each, "ResourceContentType") == "01" and text(each, "ResourceMode") in {"03", ""}
    ]
    versions = [each for front in fronts for each in nodes(front, "ResourceVersion")]
    found = [(_width(each), text(each, "ResourceLink")) for each in versions if text(each, "ResourceForm") == "02"]
    for media in nodes(collateral, "MediaFile"):  # ONIX 2.1: 06 is the large one of 04
        kind = text(media, "MediaFileTypeCode")
        if kind in {"04", "06"} and text(media, "MediaFileLinkTypeCode") in {"01", ""}:
            found += [(int(kind), text(media, "MediaFileLink"))]
    links = [(width, link) for width, link in found if A_LINK.fullmatch(link) and not _is_at(link, our_covers)]
    return max(links, key=lambda link: link[0], default=(0, ""))[1]


def _is_at(link: str, folder: str) -> bool:
    return bool(folder) and link.startswith(folder)


def _width(version: Node) -> int:
    for feature in nodes(version, "ResourceVersionFeature"):
        value = text(feature, "FeatureValue")
        if text(feature, "ResourceVersionFeatureType") == "03" and re.fullmatch(r"[0-9]{1,6}", value):
            return int(value)
    return 0
