"""OPDS 1.2: the shop as a catalogue in a reading app. Ways in are navigation feeds, books acquisition feeds."""

from collections.abc import Iterable

from django.utils import timezone

from catalog.feeds.addresses import address_of
from catalog.feeds.atom import ACQUISITION, NAMESPACES, NAVIGATION, Link, head
from catalog.feeds.xml import XmlWriter
from catalog.models import Genre, Shelf

SORTS = {"new": "http://opds-spec.org/sort/new", "bestselling": "http://opds-spec.org/sort/popular"}


def ways_in() -> str:
    """The root: lists of the whole shop, shelves, and the genres of the menu."""
    ways = [
        ("New books", "Published lately, newest first", "new", []),
        ("Forthcoming books", "To be pre-booked, soonest first", "forthcoming", []),
        ("Bestselling books", "What sells, first", "bestselling", []),
        *((shelf.title, shelf.intro, "shelf", [shelf.slug]) for shelf in Shelf.objects.shown(timezone.localdate())),
        *((genre.name, genre.intro, "genre", [genre.code]) for genre in Genre.objects.in_menu()),
    ]
    now = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    xml = XmlWriter()
    with xml.inside("feed", NAMESPACES):
        root = address_of("opds")
        head(xml, "The catalogue", root, [("self", NAVIGATION, root), *frame()], now)
        for title, about, name, arguments in ways:
            with xml.inside("entry"):
                address = address_of(f"opds-{name}", *arguments)
                xml.line("id", address)
                xml.line("title", title)
                xml.line("updated", now.isoformat(timespec="seconds"))
                xml.line("content", about or title, {"type": "text"})
                rel = SORTS.get(name, "subsection")
                xml.line("link", attributes={"rel": rel, "type": ACQUISITION, "href": address})
    return xml.take()


def frame() -> Iterable[Link]:
    """The links that every OPDS feed of ours has."""
    return [
        ("start", NAVIGATION, address_of("opds")),
        ("search", "application/opensearchdescription+xml", address_of("opensearch")),
    ]


def below_the_root() -> list[Link]:
    """The links of a feed of books."""
    return [*frame(), ("up", NAVIGATION, address_of("opds"))]
