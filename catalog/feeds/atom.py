"""Atom: for feed readers, and (the same with other links) OPDS 1.2 for reading apps."""

from collections.abc import Iterable
from datetime import UTC, datetime

from django.conf import settings
from django.templatetags.static import static

from catalog import pictures
from catalog.availability import Action
from catalog.feeds.addresses import absolute
from catalog.feeds.channels import news_at
from catalog.feeds.xml import XmlWriter
from catalog.models import Book
from catalog.models.kinds import Format, Precision
from storefront.money import rounded

NAMESPACES = {
    "xmlns": "http://www.w3.org/2005/Atom",
    "xmlns:dc": "http://purl.org/dc/terms/",
    "xmlns:opds": "http://opds-spec.org/2010/catalog",
}
ATOM = "application/atom+xml"
NAVIGATION = f"{ATOM};profile=opds-catalog;kind=navigation"
ACQUISITION = f"{ATOM};profile=opds-catalog;kind=acquisition"
THEMA = "https://ns.editeur.org/thema/"
FILES = {Format.EBOOK: "application/epub+zip", Format.AUDIO_DOWNLOAD: "audio/mpeg"}  # what one has after buying
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)  # when a feed without books last changed

Link = tuple[str, str, str]  # rel, type, whole address


def book_feed(title: str, identity: str, links: Iterable[Link], books: Iterable[Book]) -> str:
    """A feed of books. `identity` is its lasting address, whatever page of it this is."""
    books = list(books)
    xml = XmlWriter()
    with xml.inside("feed", NAMESPACES):
        head(xml, title, identity, links, latest(books))
        for book in books:
            with xml.inside("entry"):
                _book(xml, book)
    return xml.take()


def head(xml: XmlWriter, title: str, identity: str, links: Iterable[Link], updated: datetime) -> None:
    xml.line("id", identity)
    xml.line("title", f"{title} – {settings.SHOP_NAME}")
    xml.line("updated", updated.isoformat(timespec="seconds"))
    xml.line("icon", absolute(static("favicon.ico")))
    with xml.inside("author"):
        xml.line("name", settings.SHOP_NAME)
        xml.line("uri", settings.SITE_URL)
    for link in links:
        _link(xml, *link)


def latest(books: list[Book]) -> datetime:
    return max(map(news_at, books), default=LONG_AGO)


def _book(xml: XmlWriter, book: Book) -> None:
    xml.line("id", f"urn:isbn:{book.isbn13}")
    xml.line("title", f"{book.title}: {book.subtitle}" if book.subtitle else book.title)
    for credit in book.byline_credits:
        with xml.inside("author"):
            xml.line("name", credit.contributor.name)
            xml.line("uri", absolute(credit.contributor.get_absolute_url()))
    xml.line("published", book.added_at.isoformat(timespec="seconds"))
    xml.line("updated", news_at(book).isoformat(timespec="seconds"))
    _facts(xml, book)
    for place in book.book_genres.all():
        xml.line("category", attributes={"scheme": THEMA, "term": place.genre.code, "label": place.genre.name})
    if book.description:
        xml.line("content", book.description_html, {"type": "html"})
    _links(xml, book)


def _facts(xml: XmlWriter, book: Book) -> None:
    xml.line("dc:identifier", f"urn:isbn:{book.isbn13}")
    xml.line("dc:language", book.language)
    if book.publisher:
        xml.line("dc:publisher", book.imprint or book.publisher.name)
    if book.published_on:
        xml.line("dc:issued", issued(book))


def issued(book: Book) -> str:
    """As much of the publication date as is known: 2027, 2027-03 or 2027-03-14."""
    length = {Precision.YEAR: 4, Precision.MONTH: 7}.get(Precision(book.published_precision), 10)
    return book.published_on.isoformat()[:length]


def _links(xml: XmlWriter, book: Book) -> None:
    page = absolute(book.get_absolute_url())
    _link(xml, "alternate", "text/html", page)
    _link(xml, "http://opds-spec.org/image", "image/jpeg", absolute(pictures.jpeg_address(book, 800)))
    _link(xml, "http://opds-spec.org/image/thumbnail", "image/jpeg", absolute(pictures.jpeg_address(book, 160)))
    if can_be_had(book):
        buy = {"rel": "http://opds-spec.org/acquisition/buy", "type": "text/html", "href": page}
        with xml.inside("link", buy):
            xml.line("opds:price", rounded(book.price), {"currencycode": settings.SHOP_CURRENCY})
            if kind := FILES.get(Format(book.format)):
                xml.line("opds:indirectAcquisition", attributes={"type": kind})


def can_be_had(book: Book) -> bool:
    """Now or later, for money."""
    return book.availability.action in {Action.BUY, Action.PREBOOK}


def _link(xml: XmlWriter, rel: str, kind: str, address: str) -> None:
    xml.line("link", attributes={"rel": rel, "type": kind, "href": address})
