"""The Merchant feed: what a shopping site may show, and not a book more."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog.feeds import merchant
from catalog.models import Branch
from catalog.pictures import sent
from tests.catalog.factories import BookFactory, GenreFactory, SupplierOfferFactory
from tests.catalog.feeds.reading import NAMES, texts, tree, whole
from tests.catalog.pictures import encoded, picture
from tests.catalog.test_book_page import Head

pytestmark = pytest.mark.django_db

SITE = "http://testserver"
PATH = "/feeds/merchant.xml"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.MERCHANT_COMPOSED_COVERS = True


def test_an_item_says_what_the_page_says(client):
    GenreFactory(code="F", name="Fiction")
    GenreFactory(code="FBC", name="Classics")
    book = BookFactory(
        title="Emma <3" + "!" * 200,
        genre="FBC",
        stock=2,
        imprint="Penguin",
        weight_g=220,
        description="<p>Clever &amp; rich.</p><p>Long.</p>",
    )

    (item,) = tree(client.get(PATH)).findall("channel/item")

    said = {each.tag.partition("}")[2]: each.text for each in item}
    assert said.pop("image_link").startswith(f"{SITE}/covers/{book.isbn13}-800.webp?v=")
    assert said == {
        "id": book.isbn13,
        "title": book.title[:150],
        "description": "Clever & rich. Long.",
        "link": SITE + book.get_absolute_url(),
        "availability": "in_stock",
        "price": "9.99 GBP",
        "condition": "new",
        "gtin": book.isbn13,
        "brand": "Penguin",
        "google_product_category": "784",
        "product_type": "Fiction > Classics",
        "shipping_weight": "220 g",
    }


def test_availability_is_the_ladders_in_googles_words_and_the_pages(client):
    today = timezone.localdate()
    in_a_month, midnight = today + timedelta(30), "T00:00"
    ours = [
        BookFactory(stock=1),
        BookFactory(published_on=in_a_month),
        BookFactory(),
        BookFactory(price=None, stock=1),
        BookFactory(status="recalled", stock=1),
        BookFactory(published_on=in_a_month, published_precision="month"),
        BookFactory(published_on=today + timedelta(400)),
    ]
    expected = SupplierOfferFactory(state="awaited", expected_on=in_a_month).book
    supplied = [SupplierOfferFactory(state=state).book for state in ("available", "to_order")]

    feed = tree(client.get(PATH))
    said = dict(zip(texts(feed, ".//g:id"), texts(feed, ".//g:availability"), strict=True))
    dates = [each[:16] for each in texts(feed, ".//g:availability_date")]

    assert said == {
        ours[0].isbn13: "in_stock",
        ours[1].isbn13: "preorder",
        ours[2].isbn13: "out_of_stock",
        expected.isbn13: "backorder",
        supplied[0].isbn13: "in_stock",
        supplied[1].isbn13: "in_stock",
    }
    assert dates == [f"{in_a_month}{midnight}"] * 2
    for book in [*ours[:3], expected, *supplied]:  # Google reads both
        offer = Head(client.get(book.get_absolute_url()).content.decode()).data[0]["offers"]
        assert offer["availability"].rpartition("/")[2].lower() == said[book.isbn13].replace("_", "")


def test_a_live_shop_shows_only_covers_that_are_pictures_of_the_book(client, settings):
    settings.MERCHANT_COMPOSED_COVERS = False
    with_picture, _ = BookFactory(stock=1), BookFactory(stock=1)
    sent.keep(with_picture, encoded(picture()), origin=sent.BY_STAFF)

    assert texts(tree(client.get(PATH)), ".//g:id") == [with_picture.isbn13]


@pytest.mark.parametrize("count", [1, 24])
def test_a_part_of_the_feed_costs_the_same_number_of_queries_for_one_book_and_for_many(client, count):
    for number in range(count):
        BookFactory(stock=1, by=[f"Jane {number}"], genre="FBC")

    with CaptureQueriesContext(connection) as queries:
        whole(client.get(PATH))

    assert len(queries) == 8


def test_every_part_of_a_long_feed_is_sent(client, monkeypatch):
    monkeypatch.setattr(merchant, "AT_ONCE", 2)
    books = [BookFactory(stock=1) for _ in range(5)]

    feed = tree(client.get(PATH))

    assert texts(feed, ".//g:id") == [book.isbn13 for book in books]


def test_what_is_only_handed_over_in_a_shop_is_not_offered(client):
    BookFactory(stock=1)
    Branch.objects.update(dispatches=False)

    assert tree(client.get(PATH)).findall("channel/item", NAMES) == []


def test_what_is_given_away_is_no_offer(client):
    BookFactory(stock=1, price=0)

    assert tree(client.get(PATH)).findall("channel/item", NAMES) == []
