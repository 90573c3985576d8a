"""The page of a book: what a shopper reads on it, what machines read in it, and what stands beside the book."""

import json
import re
from datetime import date, timedelta
from decimal import Decimal
from html.parser import HTMLParser

import pytest
from django.utils import timezone

from catalog import listing, pricing
from catalog.models import AlsoBought, Book, PriceChange
from tests.catalog.factories import (
    BookFactory,
    BranchFactory,
    ContributorFactory,
    PublisherFactory,
    SeriesFactory,
    SupplierOfferFactory,
)
from tests.orders.factories import DeliveryMethodFactory

pytestmark = pytest.mark.django_db

NOW = timezone.now()


class Head(HTMLParser):
    """What a machine finds in a page: meta tags by name, and the blocks of linked data."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.meta: dict[str, list[str]] = {}
        self.data: list[dict] = []
        self._in_data = False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        if tag == "meta":
            self.meta.setdefault(said.get("property") or said.get("name", ""), []).append(said.get("content"))
        self._in_data = tag == "script" and said.get("type") == "application/ld+json"

    def handle_data(self, data):
        if self._in_data:
            self.data.append(json.loads(data))

    def handle_endtag(self, tag):
        self._in_data = False


def words_of(client, book) -> str:
    """The page as a shopper reads it."""
    page = client.get(book.get_absolute_url()).content.decode()
    main = re.sub(r"<(script|style|svg).*?</\1>", "", page[page.index("<main") : page.index("</main>")], flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def titles(books) -> list[str]:
    return [book.title for book in books]


def volume(title, series, position, **more):
    book = BookFactory(title=title, **more)
    book.volumes.create(series=series, number=str(position), position=position)
    listing.refresh([book.pk])
    return book


@pytest.fixture
def rich_book():
    book = BookFactory(
        title="The Harbour </script><b>& after",
        by=["Ada Crane"],
        genre="FBA",
        stock=2,
        price="8.99",
        list_price="10.99",
        publisher=PublisherFactory(name="Gull & Anchor"),
        pages=412,
        height_mm=198,
        width_mm=129,
        weight_g=290,
        language="en",
        original_language="la",
        published_on=date(2004, 5, 1),
        published_precision="month",
        description="<p>Boats & <em>weather</em>.</p>",
    )
    book.contributions.create(contributor=ContributorFactory(name="Ann Gold"), role="translator", sequence=2)
    return book


def test_all_that_is_known_of_a_book_stands_on_its_page(client, rich_book):
    words = words_of(client, rich_book)

    for said in [
        "Translated by Ann Gold",
        "Paperback, 412 pages, May 2004",
        "Publisher Gull &amp; Anchor",
        f"ISBN-13 {rich_book.isbn13_hyphenated}",
        "Size 198 × 129 mm",
        "Weight 290 g",
        "Language English",
        "Translated from Latin",
        "RRP £10.99 You save £2.00",
        "2 on the shelf in",
    ]:
        assert said in words


def test_machines_read_what_the_page_shows(client, rich_book, settings):
    head = Head(client.get(rich_book.get_absolute_url()).content.decode())
    book, trail = head.data

    assert (book["@type"], book["name"]) == (["Product", "Book"], "The Harbour </script><b>& after")
    assert (book["isbn"], book["gtin13"], book["datePublished"]) == (rich_book.isbn13, rich_book.isbn13, "2004-05")
    assert [person["name"] for person in book["author"] + book["translator"]] == ["Ada Crane", "Ann Gold"]
    assert book["description"] == "Boats & weather."
    assert book["offers"] == {
        "@type": "Offer",
        "url": settings.SITE_URL + rich_book.get_absolute_url(),
        "price": "8.99",
        "priceCurrency": "GBP",
        "availability": "https://schema.org/InStock",
        "itemCondition": "https://schema.org/NewCondition",
        "seller": {"@type": "BookStore", "name": "Colophon"},
    }
    assert [step["name"] for step in trail["itemListElement"]] == ["Home", "FBA", rich_book.title]
    assert head.meta["citation_author"] == ["Crane, Ada"]
    assert head.meta["book:release_date"] == ["2004-05"]
    assert head.meta["og:title"] == ["The Harbour </script><b>& after by Ada Crane"]


@pytest.mark.parametrize(
    ("facts", "availability"),
    [
        ({"published_on": NOW.date() + timedelta(days=40), "status": "forthcoming"}, "PreOrder"),
        ({"published_on": date(NOW.year + 1, 1, 1), "published_precision": "year"}, "PreOrder"),
        ({}, "OutOfStock"),
        ({"stock": 1}, "InStock"),
        ({"status": "out_of_print"}, None),
        ({"status": "recalled", "stock": 3}, None),
        ({"price": None}, None),
    ],
)
def test_an_offer_says_what_the_ladder_says(client, facts, availability):
    book = BookFactory(**facts)

    offer = Head(client.get(book.get_absolute_url()).content.decode()).data[0].get("offers", {})

    assert offer.get("availability") == (availability and f"https://schema.org/{availability}")
    is_exact = availability == "PreOrder" and "published_precision" not in facts
    starts = facts["published_on"].isoformat() if is_exact else None
    assert offer.get("availabilityStarts") == starts


@pytest.mark.parametrize(
    ("facts", "button"),
    [({"stock": 1}, "Add to cart"), ({}, "Pre-book"), ({"status": "withdrawn"}, "Ask a bookseller")],
)
def test_whatever_its_state_one_thing_can_be_done(client, facts, button):
    assert button in words_of(client, BookFactory(**facts))


def test_a_book_that_is_neither_sold_nor_rated_is_no_product(client):
    book = BookFactory(status="out_of_print", by=["Ada Crane"], published_on=date(2004, 5, 1))

    head = Head(client.get(book.get_absolute_url()).content.decode())

    assert (head.data[0]["@type"], {"offers", "sku", "gtin13", "brand"} & head.data[0].keys()) == ("Book", set())
    assert head.meta["description"] == [f"{book.title} by Ada Crane. Paperback, Saturday 1 May 2004, at Colophon."]


def test_the_edition_shown_is_seen_among_the_others_however_many_there_are(client):
    first, *_ = (BookFactory(price=number) for number in range(1, 9))
    Book.objects.update(work=first.work)
    listing.refresh([first.pk])
    editions = client.get(first.get_absolute_url()).context["editions"]

    shown = [client.get(book.get_absolute_url()).content.decode() for book in (editions[0], editions[-1])]

    assert len(editions) == 8
    assert ['<details class="formats__more" open>' in page for page in shown] == [False, True]


def test_what_is_not_sold_has_no_price_on_its_page_nor_in_lists(client):
    book = BookFactory(status="out_of_print", price="9.99")

    assert "£" not in words_of(client, book)
    assert "£" not in client.get("/books/").content.decode().partition('class="card"')[2].partition("</article>")[0]


def test_delivery_says_what_it_costs_and_when_the_parcel_comes(client):
    DeliveryMethodFactory()
    BranchFactory()
    book = SupplierOfferFactory(days_from=2, days_to=4).book

    assert "Delivery to the United Kingdom from £3.50, free from £35.00. With you between" in words_of(client, book)
    assert "With you" not in words_of(client, BookFactory(status="out_of_print"))


def test_a_shop_that_hands_nothing_over_is_not_named_for_its_shelves(client):
    BranchFactory(hands_over=False)

    assert "on the shelf in" not in words_of(client, BookFactory(stock=2))


def test_a_series_is_shown_around_the_book_and_across_its_formats(client):
    series = SeriesFactory(name="The Tides")
    first, second, third = (volume(f"Tide {number}", series, number, stock=1) for number in (1, 2, 3))
    other_format = BookFactory(work=first.work, title="Tide 1", format="hardback")
    other_format.volumes.create(series=series, number="1", position=1)

    context = client.get(second.get_absolute_url()).context

    assert [(book, place.number, place.is_this, place.step) for book, place in context["volumes"]] == [
        (first, "1", False, "prev"),
        (second, "2", True, ""),
        (third, "3", False, "next"),
    ]


def test_no_book_stands_in_two_rows(client):
    series = SeriesFactory()
    this, same_series = (volume(f"Tide {number}", series, number, by=["Ada Crane"], genre="FBA") for number in (1, 2))
    same_author = BookFactory(by=["Ada Crane"], genre="FBA")
    same_subject = BookFactory(genre="FBA")
    BookFactory(genre="FBA", status="out_of_print")  # nobody is led to what is not to be had

    context = client.get(this.get_absolute_url()).context

    assert [book for book, _ in context["volumes"]] == [this, same_series]
    assert context["by_the_same"] == [same_author]
    assert context["alike"] == [same_subject]


def test_readers_also_bought_stands_in_its_order_once_there_are_enough_to_make_a_row(client):
    book, *others = BookFactory.create_batch(5)
    for position, other in enumerate(others[:3], start=1):
        AlsoBought.objects.create(work=book.work, other=other.work, position=position, buyers=9, counted_at=NOW)
    too_few = client.get(book.get_absolute_url()).context["also_bought"]
    AlsoBought.objects.create(work=book.work, other=others[3].work, position=4, buyers=2, counted_at=NOW)

    enough = client.get(book.get_absolute_url()).context["also_bought"]

    assert (too_few, enough) == ([], others)


def history(*changes):
    """Pairs of a price and how many days ago it began, the newest first."""
    return [(price and Decimal(price), NOW - timedelta(days=days)) for price, days in changes]


@pytest.mark.parametrize(
    ("changes", "lowest"),
    [
        ([], None),
        ([("8.99", 90)], None),
        ([("8.99", 5), ("10.99", 200)], Decimal("10.99")),
        ([("8.99", 5), ("10.99", 10), ("7.99", 20), ("12.99", 90)], Decimal("7.99")),
        ([("8.99", 5), ("10.99", 36), ("7.99", 60)], Decimal("10.99")),
        ([("8.99", 1), ("8.99", 5), ("10.99", 20), ("7.99", 34)], Decimal("7.99")),
        ([("8.99", 5), (None, 20), ("9.99", 50)], Decimal("9.99")),
    ],
)
def test_the_lowest_price_is_that_of_the_thirty_days_before_the_present_one(changes, lowest):
    assert pricing.lowest_of(history(*changes)) == lowest


def test_a_reduction_names_the_lowest_price_before_it(client):
    book = BookFactory(price="8.99", list_price="10.99", stock=1)
    for price, since in history(("8.99", 3), ("9.49", 100)):
        PriceChange.objects.create(book=book, price=price, changed_at=since)

    assert "Lowest price in the 30 days before: £9.49" in words_of(client, book)


def test_books_seen_before_are_shown_in_the_order_that_the_browser_remembers(client):
    first, second = BookFactory.create_batch(2)
    numbers = [second.isbn13, "9780000000000", "x", first.isbn13, second.isbn13]

    answer = client.get("/books/recent/", {"isbn": numbers})

    assert answer.context["books"] == [second, first]
    assert "Set-Cookie" not in answer


def test_a_page_of_a_book_sets_no_cookie_that_says_what_was_read(client):
    book = BookFactory()

    assert set(client.get(book.get_absolute_url()).cookies) <= {"csrftoken"}


@pytest.mark.parametrize(
    ("names", "line"),
    [("ABCD", "A, B, C and D"), ("ABCDE", "A, B, C and 2 others")],
)
def test_of_many_names_a_line_has_the_first_and_the_page_of_the_book_has_all(client, names, line):
    book = BookFactory(by=list(names))

    page = client.get(book.get_absolute_url()).content.decode()

    assert Book.objects.with_people().get().byline == line
    assert f"<title>{book.title} by {line} –" in page
    assert all(f'class="byline__name" href="{each.get_absolute_url()}"' in page for each in book.contributors.all())
