"""Google's Merchant feed: what can be bought or ordered in advance, as the page has it at this minute.

Left out: what is not sold, or given away; what is only handed over in a shop; forthcoming books without a day or more
than a year away (Google asks for a day within a year); and books without a photographed cover unless
MERCHANT_COMPOSED_COVERS says so, for Google refuses placeholders.
"""

import html
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.html import strip_tags

from catalog import pictures
from catalog.availability import Action, State
from catalog.feeds.addresses import absolute
from catalog.feeds.channels import with_all
from catalog.feeds.xml import XmlWriter
from catalog.models import Book, Genre, Listing
from catalog.models.kinds import Precision
from catalog.pictures import sent
from storefront.money import rounded

BOOKS = 784  # Media > Books in Google's tree
LONGEST_TITLE, LONGEST_TEXT = 150, 5000  # characters
AHEAD = timedelta(days=365)
AT_ONCE = 500  # books in memory
NAMESPACES = {"version": "2.0", "xmlns:g": "http://base.google.com/ns/1.0"}


def feed() -> Iterator[str]:
    """The feed in pieces. Read by keys, not through a cursor: a slow reader must hold no transaction open."""
    names = dict(Genre.objects.values_list("code", "name"))
    xml = XmlWriter()
    with xml.inside("rss", NAMESPACES), xml.inside("channel"):
        xml.line("title", settings.SHOP_NAME)
        xml.line("link", settings.SITE_URL)
        xml.line("description", f"Books at {settings.SHOP_NAME}")
        for books in _batches():
            for book in books:
                if said := availability_of(book):
                    _item(xml, book, said, names)
            yield xml.take()
    yield xml.take()


def _batches() -> Iterator[list[Book]]:
    sold = Listing.objects.filter(action__in=[Action.BUY, Action.PREBOOK]).order_by("pk")
    if not settings.MERCHANT_COMPOSED_COVERS:
        sold = sold.exclude(book__cover="")
    last = 0
    while pks := list(sold.filter(pk__gt=last).values_list("pk", flat=True)[:AT_ONCE]):
        yield with_all(pks)
        last = pks[-1]


def availability_of(book: Book) -> dict[str, str] | None:
    """Google's words for what the ladder says now; None for what is not in the feed."""
    answer = book.availability
    if not book.price:  # Google knows no gifts
        return None
    if answer.action is Action.BUY and answer.state is not State.AT_BRANCH:
        return {"g:availability": "in_stock"}
    if answer.state is State.FORTHCOMING and book.published_precision == Precision.DAY:
        return _from("preorder", answer.on)
    if answer.state is State.AWAITED:
        return (_from("backorder", answer.on) if answer.on else None) or {"g:availability": "out_of_stock"}
    return None


def _from(word: str, day: date) -> dict[str, str] | None:
    if day > timezone.localdate() + AHEAD:
        return None
    moment = datetime.combine(day, time(), tzinfo=timezone.get_current_timezone())
    return {"g:availability": word, "g:availability_date": moment.isoformat(timespec="minutes")}


def _item(xml: XmlWriter, book: Book, said: dict[str, str], names: dict[str, str]) -> None:
    facts = {
        "g:id": book.isbn13,
        "g:title": (f"{book.title}: {book.subtitle}" if book.subtitle else book.title)[:LONGEST_TITLE],
        "g:description": _text(book)[:LONGEST_TEXT],
        "g:link": absolute(book.get_absolute_url()),
        "g:image_link": absolute(pictures.address(book, 800)) if _may_be_shown(book) else "",
        **said,
        "g:price": f"{rounded(book.price)} {settings.SHOP_CURRENCY}",
        "g:condition": "new",
        "g:gtin": book.isbn13,
        "g:brand": book.imprint or (book.publisher.name if book.publisher else ""),
        "g:google_product_category": BOOKS,
        "g:product_type": _shelf(book, names),
        "g:shipping_weight": f"{book.weight_g} g" if book.weight_g else "",
    }
    with xml.inside("item"):
        for name, value in facts.items():
            if value != "":
                xml.line(name, value)


def _may_be_shown(book: Book) -> bool:
    return settings.MERCHANT_COMPOSED_COVERS or sent.is_there(book)


def _text(book: Book) -> str:
    plain = " ".join(html.unescape(strip_tags(book.description_html.replace("<", " <"))).split())
    return plain or " by ".join(filter(None, [book.title, book.byline]))


def _shelf(book: Book, names: dict[str, str]) -> str:
    """“Fiction > Classics”: the main genre below those above it."""
    main = next((place.genre for place in book.book_genres.all()), None)
    return " > ".join(names[code] for code in [*main.ancestor_codes, main.code] if code in names) if main else ""
