"""The catalogue as ONIX 3.0, reference tags: what we know of each book, and that we sell it.

ONIX is strict about order; every function here writes its elements in the order of the standard.
"""

from collections.abc import Iterable, Iterator, Mapping

from django.conf import settings
from django.utils import timezone

from catalog import pictures
from catalog.availability import State
from catalog.feeds.addresses import absolute
from catalog.feeds.xml import XmlWriter
from catalog.languages import FOR_THE_TRADE
from catalog.models import Book, Contribution, SeriesVolume
from catalog.models.kinds import Format, Precision, PriceRule, Role, Status, TaxClass
from catalog.pictures import sent
from catalog.trade.onix.record import NOT_IDENTIFIED
from storefront.money import rounded

MESSAGE = {"release": "3.0", "xmlns": "http://ns.editeur.org/onix/3.0/reference"}
AT_ONCE = 100  # records written before some are sent

CONFIRMED = "03"  # NotificationType: a complete record of a published book
PRODUCT_FORMS = {  # list 150
    Format.PAPERBACK: "BC", Format.HARDBACK: "BB", Format.LARGE_PRINT: "BC", Format.BOARD_BOOK: "BH",
    Format.SPIRAL: "BE", Format.AUDIO_CD: "AC", Format.EBOOK: "ED", Format.AUDIO_DOWNLOAD: "AJ",
}  # fmt: skip
# What we have no form for is at least known by what it is for the tax: “other” of its family, in the same list.
OTHER_FORMS = {TaxClass.BOOK: "BZ", TaxClass.AUDIO: "AZ", TaxClass.EBOOK: "EA", TaxClass.OTHER: "ZZ"}
ROLES = {  # list 17
    Role.AUTHOR: "A01", Role.ARTIST: "A07", Role.ILLUSTRATOR: "A12", Role.EDITOR: "B01", Role.TRANSLATOR: "B06",
    Role.NARRATOR: "E07", Role.INTRODUCTION: "A24", Role.ADAPTER: "B05", Role.OTHER: "Z99",
}  # fmt: skip
STATUSES = {  # list 64
    Status.FORTHCOMING: "02",
    Status.ACTIVE: "04",
    Status.OUT_OF_PRINT: "07",
    Status.REMAINDERED: "10",
    Status.POSTPONED: "03",
    Status.CANCELLED: "01",
    Status.PAUSED: "16",
    Status.WITHDRAWN: "17",
    Status.RECALLED: "15",
    Status.PART_OF_SET: "13",
    Status.NO_RIGHTS: "04",
}
NOT_FOR_SALE = "03"  # list 46
TO_READERS = "11"  # list 93: one of several who sell it to them
# List 58, without and with tax: what a publisher recommends, fixes, or sets as the seller; and what is only our own.
RECOMMENDED = {PriceRule.FREE: ("01", "02"), PriceRule.FIXED: ("03", "04"), PriceRule.AGENCY: ("41", "42")}
OUR_OWN = {PriceRule.FREE: ("11", "12"), PriceRule.FIXED: ("13", "14"), PriceRule.AGENCY: ("41", "42")}
FREE, ASK = "01", "04"  # list 57  # fmt: skip
AVAILABILITIES = {  # list 65
    State.IN_STOCK: "21", State.AT_BRANCH: "21", State.AT_SUPPLIER: "20", State.TO_ORDER: "22",
    State.FORTHCOMING: "10", State.AWAITED: "31", State.UNPRICED: "99", State.UNKNOWN: "99",
    State.OUT_OF_PRINT: "51", State.NOT_SOLD: "40",
}  # fmt: skip
DATE_FORMATS = {Precision.DAY: ("00", "%Y%m%d"), Precision.MONTH: ("01", "%Y%m"), Precision.YEAR: ("05", "%Y")}


def message(books: Iterable[Book]) -> Iterator[str]:
    """The message in pieces. Load the books as wholesale.books() does."""
    xml = XmlWriter()
    with xml.inside("ONIXMessage", MESSAGE):
        with xml.inside("Header"):
            with xml.inside("Sender"):
                _lines(xml, {"SenderName": settings.SHOP_COMPANY, "EmailAddress": settings.SHOP_EMAIL})
            xml.line("SentDateTime", timezone.now().strftime("%Y%m%dT%H%M%SZ"))
        count = 0
        for count, book in enumerate(books, start=1):
            _product(xml, book)
            if count % AT_ONCE == 0:
                yield xml.take()
        if not count:
            xml.line("NoProduct")
    yield xml.take()


def _product(xml: XmlWriter, book: Book) -> None:
    with xml.inside("Product"):
        _lines(xml, {"RecordReference": book.isbn13, "NotificationType": CONFIRMED})
        _group(xml, "ProductIdentifier", {"ProductIDType": "15", "IDValue": book.isbn13})
        with xml.inside("DescriptiveDetail"):
            _description(xml, book)
        if book.description or sent.is_there(book) or book.cover_url:
            with xml.inside("CollateralDetail"):
                _collateral(xml, book)
        with xml.inside("PublishingDetail"):
            _publishing(xml, book)
        with xml.inside("ProductSupply"):
            _supply(xml, book)


def _description(xml: XmlWriter, book: Book) -> None:
    _lines(xml, {"ProductComposition": "00", "ProductForm": _form(book)})
    for kind, size, unit in (
        ("01", book.height_mm, "mm"),
        ("02", book.width_mm, "mm"),
        ("03", book.thickness_mm, "mm"),
        ("08", book.weight_g, "gr"),
    ):
        if size:
            _group(xml, "Measure", {"MeasureType": kind, "Measurement": size, "MeasureUnitCode": unit})
    for volume in book.volumes.all():
        _collection(xml, volume)
    _title(xml, "01", {"TitleElementLevel": "01", "TitleText": book.title, "Subtitle": book.subtitle})
    if book.work.original_title:
        _title(xml, "03", {"TitleElementLevel": "01", "TitleText": book.work.original_title})
    for number, credit in enumerate(book.credits, start=1):
        _contributor(xml, credit, number)
    if not book.credits:
        xml.line("NoContributor")
    _edition(xml, book)
    _languages(xml, book)
    if book.pages:
        _group(xml, "Extent", {"ExtentType": "00", "ExtentValue": book.pages, "ExtentUnit": "03"})
    _subjects(xml, book)


def _form(book: Book) -> str:
    return PRODUCT_FORMS.get(Format(book.format)) or OTHER_FORMS[TaxClass(book.tax_class)]


def _collection(xml: XmlWriter, volume: SeriesVolume) -> None:
    with xml.inside("Collection"):
        xml.line("CollectionType", "10")
        element = {"TitleElementLevel": "02", "PartNumber": volume.number, "TitleText": volume.series.name}
        _title(xml, "01", element)


def _title(xml: XmlWriter, kind: str, element: Mapping[str, object]) -> None:
    with xml.inside("TitleDetail"):
        xml.line("TitleType", kind)
        _group(xml, "TitleElement", element)


def _contributor(xml: XmlWriter, credit: Contribution, number: int) -> None:
    person = credit.contributor
    names = {"PersonName": person.name, "PersonNameInverted": person.sort_name}
    _group(xml, "Contributor", {"SequenceNumber": number, "ContributorRole": ROLES[Role(credit.role)], **names})


def _edition(xml: XmlWriter, book: Book) -> None:
    large = "LTE" if book.format == Format.LARGE_PRINT else ""
    _lines(xml, {"EditionType": large, "EditionStatement": book.edition})


def _languages(xml: XmlWriter, book: Book) -> None:
    for role, language in (("01", book.language), ("02", book.original_language)):
        tag, *parts = language.split("-")
        if code := FOR_THE_TRADE.get(tag):
            country = next((part for part in parts if len(part) == 2), "").upper()
            script = next((part for part in parts if len(part) == 4), "").title()
            _group(
                xml,
                "Language",
                {"LanguageRole": role, "LanguageCode": code, "CountryCode": country, "ScriptCode": script},
            )


def _subjects(xml: XmlWriter, book: Book) -> None:
    for place in book.book_genres.all():
        with xml.inside("Subject"):
            if place.is_main:
                xml.line("MainSubject")
            _lines(xml, {"SubjectSchemeIdentifier": "93", "SubjectCode": place.genre.code})
    if book.keywords:
        _group(xml, "Subject", {"SubjectSchemeIdentifier": "20", "SubjectHeadingText": book.keywords})


def _collateral(xml: XmlWriter, book: Book) -> None:
    if book.description:
        with xml.inside("TextContent"):
            _lines(xml, {"TextType": "03", "ContentAudience": "00"})
            xml.line("Text", book.description_html, {"textformat": "02"})
    covers = [absolute(pictures.jpeg_address(book, 800)) if sent.is_there(book) else "", book.cover_url]
    if any(covers):
        with xml.inside("SupportingResource"):
            _lines(xml, {"ResourceContentType": "01", "ContentAudience": "00", "ResourceMode": "03"})
            for link in filter(None, covers):
                _group(xml, "ResourceVersion", {"ResourceForm": "02", "ResourceLink": link})


def _publishing(xml: XmlWriter, book: Book) -> None:
    if book.imprint:
        _group(xml, "Imprint", {"ImprintName": book.imprint})
    name = (
        book.publisher.name if book.publisher else NOT_IDENTIFIED
    )  # an imprint alone would be taken for the publisher
    _group(xml, "Publisher", {"PublishingRole": "01", "PublisherName": name})
    xml.line("PublishingStatus", STATUSES[Status(book.status)])
    if book.published_on:
        code, pattern = DATE_FORMATS[Precision(book.published_precision)]
        _date(xml, "01", book.published_on.strftime(pattern), code)
    if book.embargo_on:
        _date(xml, "02", book.embargo_on.strftime("%Y%m%d"), "00")
    if (year := book.work.first_published) and year > 0:
        _date(xml, "11", f"{year:04}", "05")
    if book.status == Status.NO_RIGHTS:
        with xml.inside("SalesRights"):
            xml.line("SalesRightsType", NOT_FOR_SALE)
            _group(xml, "Territory", {"CountriesIncluded": settings.SHOP_COUNTRY})


def _date(xml: XmlWriter, role: str, day: str, code: str) -> None:
    with xml.inside("PublishingDate"):
        xml.line("PublishingDateRole", role)
        xml.line("Date", day, {"dateformat": code})


def _supply(xml: XmlWriter, book: Book) -> None:
    with xml.inside("Market"):
        _group(xml, "Territory", {"CountriesIncluded": settings.SHOP_COUNTRY})
    with xml.inside("SupplyDetail"):
        _group(xml, "Supplier", {"SupplierRole": TO_READERS, "SupplierName": settings.SHOP_COMPANY})
        xml.line("ProductAvailability", AVAILABILITIES[book.availability.state])
        if not book.price:
            xml.line("UnpricedItemType", ASK if book.price is None else FREE)
        else:
            _prices(xml, book)


def _prices(xml: XmlWriter, book: Book) -> None:
    """The recommended price, if there is one; and ours, where it is another."""
    rule, with_tax = PriceRule(book.price_rule), bool(settings.PRICES_INCLUDE_TAX)
    prices = {RECOMMENDED[rule][with_tax]: book.list_price} if book.list_price else {}
    if book.price != book.list_price:
        prices.setdefault(OUR_OWN[rule][with_tax], book.price)
    for kind, amount in prices.items():
        price = {"PriceAmount": rounded(amount), "CurrencyCode": settings.SHOP_CURRENCY}
        _group(xml, "Price", {"PriceType": kind, **price})


def _group(xml: XmlWriter, name: str, lines: Mapping[str, object]) -> None:
    with xml.inside(name):
        _lines(xml, lines)


def _lines(xml: XmlWriter, lines: Mapping[str, object]) -> None:
    """An element for each value that there is."""
    for name, value in lines.items():
        if value != "":
            xml.line(name, value)
