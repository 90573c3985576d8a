"""The demo shop: what a newcomer sees first."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db.models import Count
from django.utils.html import strip_tags

from accounts.models import Address
from catalog.facts import published_iso
from catalog.models import AlsoBought, Book, Branch, Contributor, Genre, Listing, Series, Shelf, StockMovement, Work
from catalog.recommendations import FEWEST
from notices.models import Notice
from orders.models import Order, Parcel, Payment, Refund, Return
from reviews.models import Review
from storefront.addresses import PARTS, tidied
from storefront.models import HelpPage
from tests.database import demo_of_our_own
from wishlist.models import Pledge, Wishlist

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _demo(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), demo_of_our_own():
        yield


def counts():
    return [model.objects.count() for model in (Book, Listing, Shelf, StockMovement, Order, Review, Wishlist, Notice)]


def test_loading_the_demo_again_changes_nothing(capsys):
    once = counts()

    call_command("demo")

    assert counts() == once
    assert once[0] == once[1]


def test_the_account_that_is_printed_opens_the_back_office_on_the_first_start(client):
    who = {"login": settings.DEMO_STAFF_EMAIL, "password": settings.DEMO_PASSWORD, "next": "/admin/"}

    assert client.post("/accounts/login/", who).url == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_readers_have_lists_a_gift_list_with_gifts_and_news_they_have_not_read():
    ines = Wishlist.objects.filter(owner__email="ines@colophon.example")

    assert ines.count() >= 3
    assert Pledge.objects.filter(wishlist__in=ines, wishlist__reveal_on__isnull=False).count() == 2
    assert Wishlist.objects.filter(sharing="public").exists()
    assert Notice.objects.filter(person__in=ines.values("owner"), read_at=None).count() >= 2


def test_beside_some_books_stands_what_their_readers_also_bought():
    rows = AlsoBought.objects.values("work").annotate(others=Count("other"))

    assert rows.filter(others__gte=FEWEST).count() >= 10


@pytest.mark.parametrize("email", settings.DEMO_READERS)
def test_the_readers_that_are_printed_can_sign_in(client, email):
    answer = client.post("/accounts/login/", {"login": email, "password": settings.DEMO_PASSWORD}, follow=True)

    assert (answer.status_code, answer.request["PATH_INFO"], answer.context["user"].email) == (200, "/account/", email)


def test_the_demo_is_a_shop_that_a_bookseller_would_believe():
    real = Book.objects.exclude(isbn13__startswith="97810000")

    assert real.values("work").distinct().count() >= 400
    assert Contributor.objects.filter(books__in=real, contributions__role="author").distinct().count() >= 250
    assert Series.objects.exclude(books=None).distinct().count() >= 25
    assert Work.objects.annotate(formats=Count("editions__format", distinct=True)).filter(formats__gt=1).count() >= 60
    assert Listing.objects.filter(state="forthcoming").count() >= 19
    assert [
        genre.code for genre in Genre.objects.all() if not Listing.objects.filter(genres__contains=[genre.code])
    ] == []
    assert Genre.objects.count() >= 45
    assert [shelf.slug for shelf in Shelf.objects.exclude(places__talker="")] != []
    assert Shelf.objects.count() == 6


def test_the_demo_shows_every_state_a_shopper_meets():
    states = set(Listing.objects.values_list("state", flat=True))

    assert states >= {"in_stock", "at_supplier", "awaited", "forthcoming", "out_of_print"}


@pytest.mark.parametrize("path", ["/", "/books/", "/shelves/by-the-door/", "/search/?q=tolkien", "/help/delivery/"])
def test_the_demo_has_pages(client, path):
    assert client.get(path).status_code == 200


def test_help_says_enough_and_leads_nowhere_else_but_into_the_shop(client):
    pages = {page.slug: client.get(page.get_absolute_url()).content.decode() for page in HelpPage.objects.all()}
    prose = {
        slug: re.search(r'<article class="prose">(.*?)</article>', html, re.S).group(1) for slug, html in pages.items()
    }
    links = {link for html in prose.values() for link in re.findall(r'href="(/[^"]*)"', html)}

    assert set(prose) == {"delivery", "returns", "contact", "privacy", "terms", "accessibility", "about"}
    assert [slug for slug, html in prose.items() if not 150 <= len(strip_tags(html).split()) <= 400] == []
    assert links >= {"/orders/find/", "/ask/", "/branches/", "/shelves/", "/help/returns/", "/help/contact/"}
    assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)


def test_of_many_real_books_the_edition_is_known_as_far_as_its_source_knows_it():
    real = Book.objects.exclude(isbn13__startswith="97810000")
    emma, macbeth, shining = (real.get(isbn13=f"978{rest}") for rest in ("0141439587", "0743477109", "0450040184"))

    assert real.filter(pages__gt=0, published_on__lt=date(2020, 1, 1)).count() >= 158
    assert (emma.pages, published_iso(emma)) == (474, "2003-05-06")
    assert (macbeth.pages, published_iso(macbeth)) == (249, "2013-07")
    assert (shining.pages, published_iso(shining)) == (659, "1980-07")


def test_a_work_stands_in_the_shop_in_its_real_formats():
    catch, train, geisha = (
        Work.objects.get(editions__isbn13=f"978{rest}") for rest in ("0684833392", "1594633669", "0739326220")
    )

    def shown(work):
        editions = work.editions.order_by("pk").values_list("isbn13", "format", "publisher__name")
        return [(isbn[3:], form, publisher) for isbn, form, publisher in editions]

    assert shown(catch) == [
        ("0684833392", "paperback", "Simon & Schuster"),
        ("0679437222", "hardback", "Everyman’s Library"),
    ]
    assert shown(train) == [("1594633669", "hardback", "Riverhead"), ("1594634024", "paperback", "Riverhead")]
    assert [form for _, form, _ in shown(geisha)] == ["large_print", "paperback"]
    assert [train.editions.get(format=form).price for form in ("hardback", "paperback")] == [
        Decimal("21.99"),
        Decimal("12.99"),
    ]


def test_a_real_edition_of_long_ago_is_neither_new_here_nor_forthcoming(client):
    home = client.get("/").context

    assert [book.isbn13[:8] for book in (*home["new"], *home["forthcoming"])] == ["97810000"] * 24


def test_every_real_book_is_spoken_of_and_no_two_alike():
    first = Book.objects.order_by("work_id", "pk").distinct("work_id")
    spoken = Book.objects.filter(pk__in=first).values_list("description", flat=True)

    assert len(spoken) == len(set(spoken))
    assert all(60 < len(text) < 400 for text in spoken)


def test_the_demos_readers_have_orders_in_every_state_and_reviews_of_what_came():
    states = {*Order.objects.values_list("state", flat=True), *Parcel.objects.values_list("state", flat=True)}

    assert states >= {
        "placed",
        "paid",
        "completed",
        "cancelled",
        "picking",
        "packed",
        "shipped",
        "delivered",
        "ready",
        "collected",
    }
    assert set(Return.objects.values_list("state", flat=True)) == {"requested", "received"}
    assert Payment.objects.filter(state="declined", order__state="placed").exists()
    ahead = Order.objects.filter(is_charged_later=True).order_by("pk")
    assert [(order.state, order.lines.count()) for order in ahead] == [("promised", 2), ("placed", 2)]
    assert [str(refund.amount) for refund in Refund.objects.filter(order__state="completed")] == ["3.00"]
    assert Review.objects.count() == Review.objects.for_page().filter(is_verified=True).count() == 144
    texts = [text for text in Review.objects.values_list("text", flat=True) if text]
    assert len(texts) == len(set(texts)) >= 60
    assert Work.objects.filter(rating_count__gt=0).count() >= 15


def test_every_address_in_the_demo_is_one_that_the_checkout_takes():
    known = [*Address.objects.all(), *Order.objects.exclude(postcode="")]
    parts = [{name: getattr(each, name) for name in PARTS} for each in known]
    postcodes = [address.split()[-2:] for address in Branch.objects.values_list("address", flat=True)]
    parts += [parts[0] | {"country": "GB", "postcode": " ".join(each)} for each in postcodes]

    assert len(postcodes) == 3
    assert [each for each in parts if tidied(each)[1]] == []


def test_nothing_in_the_demo_fails_to_add_up(capsys):
    call_command("check_shop")
