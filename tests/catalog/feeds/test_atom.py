"""Feeds in Atom and OPDS: what a feed reader and a reading app are told."""

from datetime import UTC, date, datetime, timedelta
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog import listing
from catalog.feeds import channels
from catalog.models import Book
from catalog.views.covers import FOR_EVER
from tests.catalog.factories import BookFactory, GenreFactory, ShelfBookFactory, ShelfFactory
from tests.catalog.feeds.reading import NAMES, texts, tree
from tests.catalog.pictures import opened

pytestmark = pytest.mark.django_db

SITE = "http://testserver"
BUY = "a:entry/a:link[@rel='http://opds-spec.org/acquisition/buy']"


@pytest.fixture
def shelf():
    return ShelfFactory(slug="window", title="In the window")


def test_an_entry_says_what_the_book_is(client):
    book = BookFactory(
        title="Emma <3 \x01\x0b& co",
        by=["Jane Austen"],
        genre="FBC",
        stock=2,
        published_on=date(2026, 1, 1),
        published_precision="month",
        description="<p>Clever &amp; rich.<script>alert(1)</script></p>",
    )
    Book.objects.update(updated_at=datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC))

    feed = tree(client.get("/feeds/new.atom"))

    assert texts(feed, "a:entry/a:id") == [f"urn:isbn:{book.isbn13}"]
    assert texts(feed, "a:entry/a:title") == ["Emma <3 & co"]
    assert texts(feed, "a:entry/a:author/a:name") == ["Jane Austen"]
    assert texts(feed, "a:entry/a:updated") == texts(feed, "a:updated") == ["2026-02-03T04:05:06+00:00"]
    assert texts(feed, "a:entry/a:content") == ["<p>Clever &amp; rich.</p>"]
    assert texts(feed, "a:entry/dc:issued") == ["2026-01"]
    assert feed.find("a:entry/a:category", NAMES).attrib["term"] == "FBC"
    assert feed.find(BUY, NAMES).attrib["href"] == SITE + book.get_absolute_url()
    assert feed.find(f"{BUY}/o:price", NAMES).attrib == {"currencycode": "GBP"}
    assert texts(feed, f"{BUY}/o:price") == ["9.99"]


def test_each_feed_holds_its_own_books(client, shelf):
    today = timezone.localdate()
    old, fresh = (BookFactory(by=["Jane"], genre="FBC", published_on=today - timedelta(days)) for days in (90, 1))
    coming = BookFactory(by=["Jane"], genre="FBC", published_on=today + timedelta(30))
    for position, book in enumerate([old, coming, fresh]):
        ShelfBookFactory(shelf=shelf, book=book, position=position)
    GenreFactory(code="F", name="Fiction")

    held = {
        "new": [fresh, old],
        "forthcoming": [coming],
        "bestselling": [old, fresh, coming],
        "shelves/window": [old, coming, fresh],
        "genres/F": [fresh, old],
        f"authors/{old.contributors.get().pk}": [fresh, old],
    }

    for name, books in held.items():
        for path in (f"/feeds/{name}.atom", f"/feeds/opds/{name}.xml"):
            assert texts(tree(client.get(path)), "a:entry/a:id") == [f"urn:isbn:{book.isbn13}" for book in books]


@pytest.mark.parametrize("path", ["/feeds/opds/bestselling.xml", "/feeds/opds/new.xml", "/feeds/opds/forthcoming.xml"])
def test_a_long_feed_is_read_to_its_end_by_its_next_links(client, monkeypatch, path):
    monkeypatch.setattr(channels, "PAGE_SIZE", 2)
    day = timezone.localdate() + timedelta(30 if "forthcoming" in path else -30)
    books = [BookFactory(published_on=day, popularity=3) for _ in range(5)]

    pages = []
    while path:
        feed = tree(client.get(path))
        pages.append(texts(feed, "a:entry/a:id"))
        link = feed.find("a:link[@rel='next']", NAMES)
        path = None if link is None else link.attrib["href"].removeprefix(SITE)

    assert [len(page) for page in pages] == [2, 2, 1]
    assert [each for page in pages for each in page] == [f"urn:isbn:{book.isbn13}" for book in books]


@pytest.mark.parametrize("mark", ["x", "2026-01-01", "2026-13-01.1", "1e5.3", f"2026-01-01.{9**40}", "٣.٣", "5.-1"])
@pytest.mark.parametrize("name", ["new", "bestselling"])
def test_a_place_in_a_feed_that_cannot_be_is_not_found(client, name, mark):
    assert client.get(f"/feeds/{name}.atom", {"after": mark}).status_code == 404


def test_who_has_read_a_feed_is_told_that_nothing_is_new(client):
    book = BookFactory(published_on=date(2026, 1, 1))
    first = client.get("/feeds/new.atom")
    since = {"If-Modified-Since": first["Last-Modified"]}
    known = {"If-None-Match": first["ETag"]}

    unchanged = [client.get("/feeds/new.atom", headers=headers).status_code for headers in (since, known)]
    Book.objects.filter(pk=book.pk).update(title="Emma", updated_at=timezone.now() + timedelta(seconds=2))
    changed = [client.get("/feeds/new.atom", headers=headers).status_code for headers in (since, known)]

    assert (unchanged, changed) == ([304, 304], [200, 200])


def test_a_book_whose_day_has_come_is_news_though_its_row_is_old(client):
    book = BookFactory(published_on=timezone.localdate())
    Book.objects.filter(pk=book.pk).update(updated_at=datetime(2020, 1, 1, tzinfo=UTC))
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)

    feed = tree(client.get("/feeds/new.atom"))

    assert texts(feed, "a:updated") == [midnight.isoformat()]


def test_what_is_not_sold_has_no_buy_link_and_is_nothing_for_a_reading_app(client):
    book = BookFactory(price=None, published_on=date(2026, 1, 1))
    listing.refresh([book.pk])

    feed, catalogue = (tree(client.get(path)) for path in ("/feeds/new.atom", "/feeds/opds/new.xml"))

    assert (len(feed.findall("a:entry", NAMES)), feed.findall(BUY, NAMES)) == (1, [])
    assert catalogue.findall("a:entry", NAMES) == []


def test_the_pictures_of_a_reading_app_are_of_a_kind_that_its_standard_knows(client):
    BookFactory(stock=1, published_on=date(2026, 1, 1))

    links = tree(client.get("/feeds/opds/new.xml")).findall("a:entry/a:link[@type='image/jpeg']", NAMES)
    answers = [client.get(link.attrib["href"].removeprefix(SITE)) for link in links]

    assert [link.attrib["rel"] for link in links] == [
        "http://opds-spec.org/image",
        "http://opds-spec.org/image/thumbnail",
    ]
    assert [opened(answer.content).format for answer in answers] == ["JPEG", "JPEG"]
    assert [opened(answer.content).width for answer in answers] == [800, 160]
    assert {(answer["Content-Type"], answer["Cache-Control"]) for answer in answers} == {("image/jpeg", FOR_EVER)}
    assert client.get(links[0].attrib["href"].replace("?v=", "?v=x").removeprefix(SITE))["Cache-Control"] != FOR_EVER


def test_a_reading_app_is_told_what_a_download_will_be(client):
    BookFactory(format="ebook", tax_class="ebook", stock=1, published_on=date(2026, 1, 1))

    (kind,) = tree(client.get("/feeds/opds/new.xml")).findall(f"{BUY}/o:indirectAcquisition", NAMES)

    assert kind.attrib == {"type": "application/epub+zip"}


def test_a_reading_app_searches_the_shop(client):
    BookFactory(title="Emma", stock=1)
    other = BookFactory(title="Dune", stock=1)
    BookFactory(title="Emma, unpriced", price=None)
    description = ElementTree.fromstring(client.get("/opensearch.xml").content)
    (template,) = [url.attrib["template"] for url in description if "opds-catalog" in url.attrib.get("type", "")]

    def found(text: str) -> list[str]:
        answer = client.get(template.replace("{searchTerms}", quote(text)).removeprefix(SITE))
        assert answer["Content-Type"] == "application/atom+xml;profile=opds-catalog;kind=acquisition"
        return texts(tree(answer), "a:entry/a:title")

    assert found("emma") == ["Emma"]
    assert found(other.isbn13) == ["Dune"]
    assert found("") == found("<&> \x0b") == found("nothing of the kind") == []


def test_a_reading_app_finds_its_way_from_the_root(client, shelf):
    GenreFactory(code="F", name="Fiction", in_menu=True)
    BookFactory()

    answer = client.get("/feeds/opds/")
    links = [link.attrib["href"] for link in tree(answer).findall("a:entry/a:link", NAMES)]
    kinds = {client.get(address.removeprefix(SITE))["Content-Type"] for address in links}

    assert answer["Content-Type"] == "application/atom+xml;profile=opds-catalog;kind=navigation"
    assert len(links) == 5
    assert kinds == {"application/atom+xml;profile=opds-catalog;kind=acquisition"}


def test_pages_name_their_feed(client, shelf):
    book = BookFactory(by=["Jane"], genre="FBC")
    feeds = {
        "/": "/feeds/new.atom",
        shelf.get_absolute_url(): "/feeds/shelves/window.atom",
        book.genres.get().get_absolute_url(): "/feeds/genres/FBC.atom",
    }

    for page, feed in feeds.items():
        assert f'href="{feed}">' in client.get(page).content.decode()


@pytest.mark.parametrize("count", [1, 24])
def test_a_feed_costs_the_same_number_of_queries_for_one_book_and_for_many(client, count):
    for number in range(count):
        BookFactory(stock=2, by=[f"Jane {number}"], genre="FBA", published_on=date(2026, 1, 1))

    with CaptureQueriesContext(connection) as queries:
        tree(client.get("/feeds/new.atom"))

    assert len(queries) == 6
