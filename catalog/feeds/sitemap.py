"""The sitemap: an index, and files of at most 50,000 addresses each.

A file holds a fixed range of keys, so it is one walk along an index however many books there are, and a book never
moves from one file to another. Ranges in which nothing is left are not named.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Max, QuerySet
from django.urls import reverse
from django.utils import timezone

from catalog.feeds.addresses import absolute, address_of
from catalog.feeds.xml import XmlWriter
from catalog.models import Book, Contributor, Event, Genre, Publisher, Series, Shelf
from storefront.models import HelpPage

MOST = 50_000  # addresses in a file, by the protocol
NAMESPACE = {"xmlns": "http://www.sitemaps.org/schemas/sitemap/0.9"}
AT_ONCE = 1000  # addresses written before some are sent


@dataclass(frozen=True)
class Section:
    """One kind of page. `changed` names the field that says when a page last changed, where one does; `first` are
    paths that stand at the head of its first file."""

    rows: QuerySet
    changed: str = ""
    first: tuple[str, ...] = ()

    def files(self) -> list[tuple[int, datetime | None]]:
        """The numbers of its files, from 1, each with the moment of its latest change if that is known."""
        latest = {"latest": Max(self.changed)} if self.changed else {}
        files = self.rows.order_by().values(number=(F("pk") - 1) / MOST + 1).annotate(**latest).order_by("number")
        found = [(each["number"], each.get("latest")) for each in files.distinct()]
        return found or [(1, None)] * bool(self.first)

    def pages(self, number: int) -> QuerySet:
        first = (number - 1) * MOST
        return self.rows.filter(pk__gt=first, pk__lte=first + MOST).order_by("pk")


def sections() -> dict[str, Section]:
    """By name, as in the addresses of their files. Lists without a date of their own claim none."""
    return {
        "books": Section(Book.objects.shown().only("isbn13", "title", "updated_at"), "updated_at"),
        "authors": Section(Contributor.objects.only("name")),
        "series": Section(Series.objects.only("name")),
        "publishers": Section(Publisher.objects.only("name")),
        "genres": Section(Genre.objects.only("code", "name")),
        "shelves": Section(Shelf.objects.shown(timezone.localdate()).only("slug")),
        "events": Section(Event.objects.filter(is_shown=True).only("slug", "updated_at"), "updated_at"),
        "pages": Section(HelpPage.objects.only("slug", "updated_at"), "updated_at", first=_main_pages()),
    }


def index() -> Iterator[str]:
    """The sitemap of sitemaps."""
    xml = XmlWriter()
    with xml.inside("sitemapindex", NAMESPACE):
        for name, section in sections().items():
            for number, latest in section.files():
                _entry(xml, "sitemap", address_of("sitemap-file", name, number), latest)
    yield xml.take()


def file(section: Section, number: int) -> Iterator[str]:
    """One file, in pieces."""
    xml = XmlWriter()
    with xml.inside("urlset", NAMESPACE):
        for path in section.first if number == 1 else ():
            _entry(xml, "url", absolute(path))
        for count, page in enumerate(section.pages(number).iterator(AT_ONCE), start=1):
            changed = getattr(page, section.changed) if section.changed else None
            _entry(xml, "url", absolute(page.get_absolute_url()), changed)
            if count % AT_ONCE == 0:
                yield xml.take()
    yield xml.take()


def _main_pages() -> tuple[str, ...]:
    return tuple(
        reverse(f"catalog:{name}") for name in ("home", "book-list", "shelf-list", "event-list", "branch-list")
    )


def _entry(xml: XmlWriter, kind: str, address: str, changed: datetime | None = None) -> None:
    with xml.inside(kind):
        xml.line("loc", address)
        if changed:
            xml.line("lastmod", changed.isoformat(timespec="seconds"))
