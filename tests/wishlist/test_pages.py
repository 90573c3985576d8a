"""Hearts and lists, as a reader sees them: signed in or not, with scripts or without."""

import re
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.models import Book
from tests.catalog.factories import BookFactory
from tests.prebooks.factories import PersonFactory
from tests.wishlist.factories import a_wish
from wishlist import wishing
from wishlist.models import Wish, Wishlist

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
LOOKED_AT = {"Referer": "http://testserver/wishlist/?page=2&sort=price"}
DEEDS = ["remove", "undo", "note", "first", "watch", "format"]


@pytest.fixture
def book():
    return BookFactory(title="Emma", stock=2)


@pytest.fixture
def zoe(client):
    person = PersonFactory(password="!")
    client.force_login(person)
    return person


def words_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def press(client, book, deed="add", **more):
    return client.post(f"/wishlist/{deed}/", {"isbn13": book.isbn13, "next": "/books/?sort=newest"}, **more)


def count_queries(client, path) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


@pytest.mark.parametrize("signed_in", [True, False])
def test_a_heart_saves_at_once_and_every_page_knows(client, book, signed_in):
    if signed_in:
        client.force_login(PersonFactory())
    assert "Add to wishlist: Emma" in words_of(client.get("/books/"))

    answer = press(client, book)

    assert answer.url == "/books/?sort=newest"
    shelf = client.get("/books/")
    assert "“ Emma ” is on your wishlist" in words_of(shelf)
    assert ("sign in to have it everywhere" in words_of(shelf)) is not signed_in
    assert "Remove from wishlist: Emma" in words_of(shelf)
    assert "Wishlist 1 book" in words_of(shelf)
    assert "Remove from wishlist" in words_of(client.get(book.get_absolute_url()))
    assert "Emma" in words_of(client.get("/wishlist/"))


def test_any_edition_of_a_saved_work_has_a_full_heart(client, book, zoe):
    hardback = BookFactory(title="Emma", work=book.work, format="hardback")
    a_wish(book, person=zoe)

    assert "Remove from wishlist" in words_of(client.get(hardback.get_absolute_url()))

    press(client, hardback, "remove")
    assert "Add to wishlist" in words_of(client.get(book.get_absolute_url()))


def test_with_scripts_the_heart_changes_in_place_and_brings_the_count(client, book):
    answer = press(client, book, headers=HTMX)

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "heart--saved" in page
    assert 'action="/wishlist/remove/"' in page
    assert "autofocus" in page
    assert 'id="wishlist-badge"' in page
    assert 'data-hx-swap-oob="true"' in page
    assert "Wishlist 1 book" in words_of(answer)
    assert "is on" in words_of(answer)
    assert 'value="/books/?sort=newest"' in page

    answer = press(client, book, "remove", headers=HTMX)
    assert "heart--saved" not in answer.content.decode()
    assert "“Emma” is off your wishlist." in words_of(answer)


@pytest.mark.parametrize("deed", ["add", "remove"])
@pytest.mark.parametrize("isbn13", ["", "x", "9780000000000", "9" * 400])
def test_a_book_that_is_not_there_is_not_found(client, deed, isbn13):
    assert client.post(f"/wishlist/{deed}/", {"isbn13": isbn13}).status_code == 404
    assert not Wishlist.objects.exists()


def test_a_press_never_leads_out_of_the_shop(client, book):
    answer = client.post("/wishlist/add/", {"isbn13": book.isbn13, "next": "https://elsewhere.example/"})

    assert answer.url == "/"


def test_looking_makes_no_list_and_gives_no_cookie(client, book):
    answer = client.get("/wishlist/")

    assert "Nothing saved yet" in words_of(answer)
    assert "wishlist" not in answer.cookies
    assert not Wishlist.objects.exists()


@pytest.mark.parametrize("key", ["", "x", "0b9d2f54-6a41-4b1e-9f5c-7d0c2a1e8f36"])
def test_a_strange_cookie_shows_an_empty_list(client, key):
    client.cookies["wishlist"] = key

    assert "Nothing saved yet" in words_of(client.get("/wishlist/"))


def test_a_row_says_what_changed_since_it_was_saved(client, book, zoe):
    a_wish(book, person=zoe)
    dearer = BookFactory(title="Persuasion")
    a_wish(dearer, person=zoe)
    Book.objects.filter(pk=book.pk).update(price=book.price - Decimal("1.50"))
    Book.objects.filter(pk=dearer.pk).update(price=dearer.price + 1)

    said = words_of(client.get("/wishlist/"))

    assert "Wishlist (2 books)" in said
    assert "£1.50 less than when you added it" in said
    assert "£1.00 more than when you added it" in said
    assert said.index("Persuasion") < said.index("Emma")


def test_a_removed_row_can_be_put_back(client, book, zoe):
    wish = a_wish(book, person=zoe)

    client.post(f"/wishlist/wishes/{wish.pk}/remove/")
    page = client.get("/wishlist/")
    assert "Undo : Emma" in words_of(page)
    assert "Nothing saved yet" in words_of(page)

    answer = client.post(f"/wishlist/wishes/{wish.pk}/undo/", headers={**HTMX, "HX-Target": "wishes"})
    assert "Wishlist (1 book)" in words_of(answer)
    assert "<html" not in answer.content.decode()


def test_a_note_is_kept_and_a_long_one_refused(client, book, zoe):
    wish = a_wish(book, person=zoe)

    client.post(f"/wishlist/wishes/{wish.pk}/note/", {"note": "For Max"})
    client.post(f"/wishlist/wishes/{wish.pk}/note/", {"note": "x" * 201})

    page = words_of(client.get("/wishlist/"))
    assert "For Max" in page
    assert "A note has at most 200 letters." in page


@pytest.mark.parametrize("deed", DEEDS)
def test_somebody_elses_wish_is_not_there(client, book, zoe, deed):
    theirs = [a_wish(book, person=PersonFactory()), a_wish(book, visitor=uuid4())]

    assert {client.post(f"/wishlist/wishes/{wish.pk}/{deed}/").status_code for wish in theirs} == {404}
    assert {client.get(f"/wishlist/{wish.wishlist_id}/").status_code for wish in theirs} == {404}
    assert Wish.objects.kept().count() == 2


@pytest.mark.parametrize("path", ["/wishlist/add/", "/wishlist/remove/", "/wishlist/wishes/1/remove/"])
def test_looking_changes_nothing(client, path):
    assert client.get(path).status_code == 405


def test_what_a_visitor_saved_is_theirs_when_they_sign_in(book):
    client, zoe = Client(), PersonFactory()
    zoe.set_password("a quiet harbour at dusk")
    zoe.save()
    zoe.emailaddress_set.create(email=zoe.email, verified=True, primary=True)
    press(client, book)

    answer = client.post("/accounts/login/", {"login": zoe.email, "password": "a quiet harbour at dusk"}, follow=True)

    assert "The book you saved is on your wishlist." in words_of(answer)
    assert Wish.objects.get().wishlist.owner == zoe
    client.post("/accounts/logout/")
    assert "Nothing saved yet" in words_of(client.get("/wishlist/"))


@pytest.mark.parametrize("count", [1, 24])
def test_the_list_costs_the_same_number_of_queries_for_one_and_for_many(client, zoe, count):
    for _ in range(count):
        a_wish(BookFactory(by=["Jane Austen"], stock=1), person=zoe)

    assert count_queries(client, "/wishlist/") == 22


@pytest.mark.parametrize("count", [1, 24])
def test_hearts_cost_a_visitor_nothing_and_a_reader_one_query_a_page(client, count):
    books = [BookFactory(stock=2) for _ in range(count)]
    before = count_queries(client, "/books/")

    press(client, books[0])
    client.get("/books/")  # says the message

    assert count_queries(client, "/books/") == before + 1


def test_a_hidden_book_leaves_the_list(client, book, zoe):
    a_wish(book, person=zoe)
    Book.objects.update(is_hidden=True)

    assert "Nothing saved yet" in words_of(client.get("/wishlist/"))


def test_a_list_of_ones_own_opens_by_its_address(client, book, zoe):
    gifts = Wishlist.objects.create(owner=zoe, name="Gifts", is_default=False)
    wishing.add(gifts, book)

    assert "Gifts (1 book)" in words_of(client.get(gifts.get_absolute_url()))


def test_another_format_keeps_the_note_and_takes_the_price_of_today(client, book, zoe):
    wish = a_wish(book, person=zoe)
    Wish.objects.update(note="For Max")
    ebook = BookFactory(title="Emma", work=book.work, format="ebook", price=Decimal("4.99"))
    assert "Ebook, £4.99" in words_of(client.get("/wishlist/"))

    client.post(f"/wishlist/wishes/{wish.pk}/format/", {"isbn13": ebook.isbn13})

    wish.refresh_from_db()
    assert (wish.book, wish.note, wish.price_when_added) == (ebook, "For Max", Decimal("4.99"))


def test_a_book_of_another_work_is_no_other_format(client, book, zoe):
    wish = a_wish(book, person=zoe)

    answer = client.post(f"/wishlist/wishes/{wish.pk}/format/", {"isbn13": BookFactory().isbn13})

    assert (answer.status_code, Wish.objects.get().book) == (404, book)


def test_a_long_list_has_pages_and_a_press_stays_on_its_own(client, zoe):
    books = [BookFactory(title=f"Volume {n:03}.") for n in range(60)]
    wishes = [a_wish(book, person=zoe) for book in books]

    second = client.get("/wishlist/?page=2")
    assert "Wishlist (60 books)" in words_of(second)
    assert "Volume 009." in words_of(second)
    assert "Volume 010." not in words_of(second)
    assert "Volume 010." in words_of(client.get("/wishlist/"))

    looking = {**HTMX, "HX-Target": "wishes", "HX-Current-URL": "http://testserver/wishlist/?page=2"}
    answer = client.post(f"/wishlist/wishes/{wishes[3].pk}/remove/", headers=looking)
    assert "Undo : Volume 003." in words_of(answer)
    assert "Wishlist (59 books)" in words_of(answer)


def test_without_scripts_a_press_leads_back_to_the_page_and_order_that_were_looked_at(client, book, zoe):
    wish = a_wish(book, person=zoe)
    press = f"/wishlist/wishes/{wish.pk}/note/"

    assert client.post(press, {"note": "x"}, headers=LOOKED_AT).url == "/wishlist/?page=2&sort=price"
    assert client.post(press, {"note": "x"}, headers={"Referer": "http://testserver/books/"}).url == "/wishlist/"


def test_a_list_is_looked_at_in_several_orders_and_by_format(client, zoe):
    facts = [("Dear", 9, 9, "hardback", 0), ("Fallen", 7, 4, "paperback", 1), ("Cheap", 3, 3, "paperback", 0)]
    for title, price, now, kind, stock in facts:
        added = BookFactory(title=title, price=Decimal(price), format=kind, stock=stock)
        a_wish(added, person=zoe)
        Book.objects.filter(pk=added.pk).update(price=now)

    def titles(asked: str) -> list[str]:
        return [wish.book.title for wish in client.get(f"/wishlist/?{asked}").context["page"]]

    assert titles("sort=price") == ["Cheap", "Fallen", "Dear"]
    assert titles("sort=saving")[0] == "Fallen"
    assert titles("sort=available")[0] == "Fallen"
    assert titles("sort=rubbish&format=rubbish") == titles("") == ["Cheap", "Fallen", "Dear"]
    assert titles("format=hardback") == ["Dear"]


def test_the_rest_of_a_list_is_pre_booked_at_one_press(client, book, zoe):
    away = [BookFactory(title=title) for title in ("Persuasion", "Emma’s Sister")]
    for each in [book, *away]:
        a_wish(each, person=zoe)
    assert "Pre-book the rest (2)" in words_of(client.get("/wishlist/"))
    press = {"isbn13": [each.isbn13 for each in [book, *away]], "next": "/wishlist/"}

    first, again = client.post("/prebooks/several/", press, follow=True), client.post("/prebooks/several/", press)

    assert "Pre-booked: 2 books" in words_of(first)
    assert again.url == "/wishlist/"
    assert sorted(zoe.prebooks.values_list("book__title", flat=True)) == ["Emma’s Sister", "Persuasion"]
    assert client.post("/prebooks/several/", {"isbn13": "x"}).status_code == 302
    assert "/accounts/login/" in Client().post("/prebooks/several/", press).url


def test_the_order_of_a_list_is_made_by_buttons_or_a_number_and_said(client, zoe):
    wishes = [a_wish(BookFactory(title=title), person=zoe) for title in "CBA"]
    path = f"/wishlist/wishes/{wishes[0].pk}/place/"

    said = [words_of(client.post(path, typed, follow=True)) for typed in ({"to": "up"}, {"place": "1"}, {"to": "last"})]
    refused = words_of(client.post(path, {"place": "0"}, follow=True))

    assert ["at place" in each and each.partition("at place ")[2][:6] for each in said] == [
        "2 of 3",
        "1 of 3",
        "3 of 3",
    ]
    assert "1 is the top." in refused
    assert "One up" not in client.get("/wishlist/?sort=price").content.decode()
