"""The sitemap, robots.txt and OpenSearch, as crawlers and browsers read them."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.feeds import sitemap
from catalog.models import Book
from tests.catalog.factories import BookFactory, GenreFactory, PublisherFactory, SeriesFactory, ShelfFactory
from tests.catalog.feeds.reading import texts, tree, whole
from tests.storefront.factories import HelpPageFactory

pytestmark = pytest.mark.django_db

SITE = "http://testserver"


def test_every_page_of_the_shop_stands_in_the_sitemap_once(client):
    book = BookFactory(by=["Jane Austen"], genre="FBC", publisher=PublisherFactory())
    pages = [SeriesFactory(), ShelfFactory(), HelpPageFactory(), book.publisher, book, book.genres.get()]
    pages.append(book.contributors.get())

    index = client.get("/sitemap.xml")
    files = [address.removeprefix(SITE) for address in texts(tree(index), "s:sitemap/s:loc")]
    addresses = [address for path in files for address in texts(tree(client.get(path)), "s:url/s:loc")]

    assert (index["Cache-Control"], "Cookie" in index["Vary"]) == ("public, max-age=3600", False)
    ours = [SITE + page.get_absolute_url() for page in pages]
    assert sorted(addresses) == sorted(
        [*(f"{SITE}/{path}" for path in ("", "books/", "shelves/", "events/", "branches/")), *ours]
    )


def test_books_lie_in_files_by_fixed_ranges_of_keys_and_empty_ranges_are_not_named(client, monkeypatch):
    monkeypatch.setattr(sitemap, "MOST", 10)
    books = {pk: BookFactory(pk=pk) for pk in (70_001, 70_010, 70_031)}
    moments = {pk: datetime(2026, 1, number, tzinfo=UTC) for number, pk in enumerate(books, start=1)}
    for pk, moment in moments.items():
        Book.objects.filter(pk=pk).update(updated_at=moment)

    index = tree(client.get("/sitemap.xml"))
    file = tree(client.get("/sitemap-books-7001.xml"))

    assert texts(index, "s:sitemap/s:loc") == [
        f"{SITE}/sitemap-books-7001.xml",
        f"{SITE}/sitemap-books-7004.xml",
        f"{SITE}/sitemap-pages-1.xml",
    ]
    assert texts(index, "s:sitemap/s:lastmod") == ["2026-01-02T00:00:00+00:00", "2026-01-03T00:00:00+00:00"]
    assert texts(file, "s:url/s:loc") == [SITE + books[pk].get_absolute_url() for pk in (70_001, 70_010)]
    assert texts(file, "s:url/s:lastmod") == ["2026-01-01T00:00:00+00:00", "2026-01-02T00:00:00+00:00"]


@pytest.mark.parametrize("count", [1, 24])
def test_a_file_of_the_sitemap_is_one_query(client, count):
    BookFactory.create_batch(count)
    part = (Book.objects.latest("pk").pk - 1) // sitemap.MOST + 1

    with CaptureQueriesContext(connection) as queries:
        whole(client.get(f"/sitemap-books-{part}.xml"))

    assert len(queries) == 1


@pytest.mark.parametrize("path", ["/sitemap-books-0.xml", "/sitemap-cats-1.xml", f"/sitemap-books-{9**40}.xml"])
def test_a_part_of_the_sitemap_that_cannot_be_is_not_found(client, path):
    assert client.get(path).status_code == 404


def test_robots_are_led_to_the_sitemap_and_away_from_the_cart(client):
    lines = whole(client.get("/robots.txt")).decode().splitlines()

    assert lines[-1] == f"Sitemap: {SITE}/sitemap.xml"
    assert "Disallow: /cart/" in lines


def test_a_browser_learns_to_search_the_shop(client):
    GenreFactory()
    names = {"o": "http://a9.com/-/spec/opensearch/1.1/"}

    page = client.get("/").content.decode()
    description = tree(client.get("/opensearch.xml"))

    assert (
        '<link rel="search" type="application/opensearchdescription+xml" title="Colophon" href="/opensearch.xml">'
        in page
    )
    assert description.find("o:Url", names).attrib == {
        "type": "text/html",
        "method": "get",
        "template": f"{SITE}/search/?q={{searchTerms}}",
    }


def test_a_browser_is_suggested_what_the_search_field_would_suggest(client):
    book = BookFactory(title="Emma & Co", by=["Jane Austen"], stock=1)

    answer = client.get("/search/suggest.json", {"q": "emm"})

    assert answer["Content-Type"] == "application/x-suggestions+json"
    assert answer.json() == ["emm", ["Emma & Co"], ["Jane Austen"], [SITE + book.get_absolute_url()]]
