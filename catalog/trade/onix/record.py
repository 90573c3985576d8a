"""A product of a message becomes a record for the bulk path."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from catalog import isbn
from catalog.models.kinds import Precision, Status
from catalog.trade.onix import codes as lists
from catalog.trade.onix import description as described
from catalog.trade.onix import supply, titles
from catalog.trade.onix.dates import dated, dates_of, day_of
from catalog.trade.onix.message import Header, Product
from catalog.trade.onix.nodes import Node, all_of, first, nodes, text
from catalog.trade.onix.people import TooManyPeople, people_of
from catalog.trade.records import Passed, Problem, Record
from catalog.trade.subjects import shelved
from catalog.trade.texts import TooLong

COMPLETE, BLOCK_UPDATE, DELETE = {"01", "02", "03", "09", "12", "13", "14", ""}, "04", "05"  # list 1
SOLD_ON = "08"
TESTS = {"88", "89"}
KEYWORDS = {"20", "B2"}  # list 27
OLD_MAIN_SUBJECTS = (("10", "BASICMainSubject"), ("12", "BICMainSubject"))  # in ONIX 2.1
NOT_IDENTIFIED = "[publisher not identified]"  # ONIX wants a name; as librarians write (RDA 2.8.4.7)
EXCERPT = 2000  # characters


class NotForUs(ValueError):
    """A record that we cannot take; its text is a sentence."""


@dataclass(frozen=True)
class Context:
    """What a product is read with: what the header says, where the shop is, and which genres it has."""

    header: Header
    sent_at: datetime | None
    shop: supply.Shop
    genres: frozenset[str]


class Around(NamedTuple):
    """What the reader of a block may look at beside it."""

    node: Node  # the whole product
    here: supply.Here
    context: Context


def record_of(product: Product, context: Context) -> Record | Problem | Passed:
    place = f"record {product.number}, line {product.line}"
    node = product.node
    kind = text(node, "NotificationType")
    number = ""
    try:
        if product.reason:
            raise NotForUs(product.reason)
        if kind in TESTS:
            return Passed(place)
        if kind == SOLD_ON:
            raise NotForUs("The book was sold to another publisher, whose record will lead. Nothing was changed.")
        number = sent_isbn(node)
        return _record(product, kind, place, number, context)
    except (NotForUs, TooLong, TooManyPeople, supply.WrongPrice, isbn.InvalidIsbn) as reason:
        return Problem(place, str(reason), number or sent_isbn(node), excerpt_of(node))


def sent_isbn(node: Node) -> str:
    """The number that says which book it is: ISBN-13, else a GTIN-13 that is one, else ISBN-10. As sent, unchecked."""
    sent: dict[str, str] = {}
    for each in nodes(node, "ProductIdentifier"):
        sent.setdefault(text(each, "ProductIDType"), text(each, "IDValue"))
    barcode = sent.get("03") or text(node, "EAN13")
    if barcode[:3] not in {"978", "979"} or barcode.startswith("9790"):
        barcode = ""
    return (sent.get("15") or barcode or sent.get("02") or text(node, "ISBN"))[:40]


def _record(product: Product, kind: str, place: str, number: str, context: Context) -> Record:
    node = product.node
    is_timed = supply.holds_for_a_time(node, context.header) or described.holds_for_a_time(node)
    look = None if is_timed else product.look
    reference = " ".join(text(node, "RecordReference").split())[:200] or number
    if not reference:
        raise NotForUs("The record has neither a reference nor an ISBN.")
    if kind == DELETE:
        return Record(place, _isbn_if_any(number), reference, sent_at=context.sent_at, is_removed=True, look=look)
    if not number:
        raise NotForUs("The record has no ISBN: it is no book that we can sell.")
    record = Record(place, isbn.isbn13(number), reference, sent_at=context.sent_at, look=look)
    if kind == BLOCK_UPDATE:
        record.is_partial = True
    elif kind not in COMPLETE:
        raise NotForUs(f"“{kind[:10]}” is no kind of notification that we know.")
    whole = not record.is_partial
    is_flat = whole and "DescriptiveDetail" not in node  # ONIX 2.1 has no blocks
    around = Around(node, list(supply.supplies_here(node, context.shop.country)), context)
    for block, read in (
        ("DescriptiveDetail", _describe),
        ("CollateralDetail", _illustrate),
        ("PublishingDetail", _publish),
        ("ProductSupply", _supply),
    ):
        if whole or block in node:
            read(record, node if is_flat else first(node, block), around)
    return record


def _isbn_if_any(number: str) -> str:
    try:
        return isbn.isbn13(number)
    except isbn.InvalidIsbn:
        return ""


def _describe(record: Record, block: Node, around: Around) -> None:
    form = text(block, "ProductForm")
    if form.startswith(lists.TRADE_ONLY_FORM) or text(block, "ProductComposition") in lists.TRADE_ONLY_COMPOSITIONS:
        raise NotForUs("It is made for shops, not for readers: a trade pack or display.")
    titles_sent = titles.titles_of(block)
    title, subtitle = titles.title_and_subtitle(block, titles_sent)
    if not title:
        raise NotForUs("The book has no title.")
    subjects, keywords = _subjects_sent(block)
    found_by = filter(None, map(titles.one_line, [*titles.named(titles_sent, *titles.FOR_SEARCH), *keywords]))
    record.fields |= {
        "title": title[:500],
        "subtitle": subtitle[:500],
        **described.form_of(block),
        "edition": described.edition_of(block),
        **described.languages_of(block, around.context.header.language),
        "pages": described.pages_of(block),
        **described.measures_of(block),
        "keywords": "; ".join(dict.fromkeys(found_by))[:5000],
    }
    record.work_reference = _work_reference(around.node, around.context)
    record.original_title = next(iter(titles.named(titles_sent, titles.ORIGINAL)), "")[:500]
    record.people = people_of(block)
    record.volumes = titles.volumes(block)
    record.subjects = shelved(subjects, around.context.genres)
    record.subjects_as_sent = " ".join([f"{scheme}:{code}" for scheme, code, _ in subjects])[:2000]


def _work_reference(node: Node, context: Context) -> str:
    """The sender’s word on which work this is an edition of; his own numbers are his own."""
    for related in [*nodes(node, "RelatedMaterial", "RelatedWork"), *nodes(node, "RelatedWork")]:
        if text(related, "WorkRelationCode") in {"01", ""}:
            for identifier in nodes(related, "WorkIdentifier"):
                kind, value = text(identifier, "WorkIDType"), text(identifier, "IDValue")
                if value:
                    return f"{kind}:{context.header.sender if kind == '01' else ''}:{value}"[:300]
    return ""


def _subjects_sent(block: Node) -> tuple[list[tuple[str, str, bool]], list[str]]:
    """Scheme, code and whether it is the main one of its scheme; and keywords for the search."""
    keywords: list[str] = []
    sent = [  # ONIX 2.1
        (text(each, "MainSubjectSchemeIdentifier"), text(each, "SubjectCode"), True)
        for each in nodes(block, "MainSubject")
    ]
    sent += [(scheme, text(block, name), True) for scheme, name in OLD_MAIN_SUBJECTS if text(block, name)]
    for each in nodes(block, "Subject"):
        scheme = text(each, "SubjectSchemeIdentifier")
        if code := text(each, "SubjectCode"):
            sent.append((scheme, code.replace(" ", "")[:40], "MainSubject" in each))
        if scheme in KEYWORDS:
            keywords += text(each, "SubjectHeadingText").split(";")
    return sent, keywords


def _illustrate(record: Record, block: Node, around: Around) -> None:
    record.fields["description"] = described.text_of(block, around.context.shop.today)
    record.fields["cover_url"] = described.cover_of(block, around.context.shop.covers)


def _publish(record: Record, block: Node, around: Around) -> None:
    shop = around.context.shop
    days = dates_of(block, "PublishingDate")
    if (announced := days.get("09")) and announced[0] > shop.today:
        raise NotForUs(f"Not to be shown before {announced[0]:%-d %B %Y}: send it again then.")
    imprint = text(first(block, "Imprint"), "ImprintName")
    publishers = [each for each in nodes(block, "Publisher") if text(each, "PublishingRole") in {"01", ""}]
    company = text(publishers[0], "PublisherName") if publishers else ""
    published = _published_here(around) or days.get("01") or day_of(text(block, "PublicationDate"))
    earliest = days.get("20") or days.get("11") or day_of(text(block, "YearFirstPublished"))
    record.publisher = titles.one_line("" if company == NOT_IDENTIFIED else company or imprint)[:300]
    record.first_published = earliest[0].year if earliest else None
    may_be_sold = supply.may_be_sold(block, shop.country)
    record.fields |= {
        "imprint": titles.one_line(imprint)[:200],
        "status": supply.status_of(block, around.here) if may_be_sold else Status.NO_RIGHTS.value,
        **_day_of_publication(published, block),
        "embargo_on": supply.embargo_of(days.get("02"), around.here),
    }


def _day_of_publication(published: tuple[date, str] | None, block: Node) -> dict[str, date | str | None]:
    """Nothing at all where a day was sent that is none: that takes no day from a book that has one."""
    if published:
        return {"published_on": published[0], "published_precision": published[1]}
    sent = [text(each, "Date") for each in nodes(block, "PublishingDate") if text(each, "PublishingDateRole") == "01"]
    if any(sent) or text(block, "PublicationDate"):
        return {}
    return {"published_on": None, "published_precision": Precision.DAY.value}


def _published_here(around: Around) -> tuple[date, str] | None:
    for market, _ in around.here:
        for detail in nodes(market, "MarketPublishingDetail"):
            if found := dated(detail, "MarketDate", "01"):
                return found
    return None


def _supply(record: Record, block: Node, around: Around) -> None:
    here, header, shop = around.here, around.context.header, around.context.shop
    price = supply.price_of(here, header, shop, record.fields.get("published_on"))
    value = price.value if price else None
    recommended = value if price and price.is_recommended else None
    record.fields |= {"price": value, "list_price": recommended or None, "price_rule": price.rule if price else ""}
    record.price_follows = True
    sent = [supply.offer_of(detail, header, shop) for _, detail in here]
    offers = {offer.supplier: offer for offer in reversed(sent)}
    offers.pop(shop.company, None)  # where we have it ourselves: our own catalogue has come back
    record.offers = list(offers.values())
    if veto := supply.veto_of(here):
        record.fields["status"] = veto


def excerpt_of(node: Node) -> str:
    """The record for people who must find out what is wrong with it."""
    return _lines(node)[:EXCERPT]


def _lines(node: Node, indent: str = "") -> str:
    said = []
    for name in node:
        for value in all_of(node, name):
            if isinstance(value, dict):
                said.append(f"{indent}{name}\n{_lines(value, indent + '  ')}")
            else:
                said.append(f"{indent}{name} {value[:200]}\n")
    return "".join(said)
