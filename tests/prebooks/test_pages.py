"""The pages of somebody who waits: signed in, as a guest, and from a mail."""

import re
from datetime import timedelta
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from catalog.models import Book
from orders.models import CartLine
from prebooks import links, placing
from prebooks.models import Prebook
from tests.catalog.factories import BookFactory, BranchFactory
from tests.prebooks.factories import PersonFactory, a_prebook, copies_come, states

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Target": "prebooks"}


@pytest.fixture
def book():
    BranchFactory()
    return BookFactory(title="Emma")


@pytest.fixture
def zoe(client):
    person = PersonFactory()
    client.force_login(person)
    return person


def words_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def new(book) -> str:
    return f"/prebooks/new/{book.isbn13}/"


def test_one_press_on_the_page_of_a_book_takes_a_place(client, book, zoe):
    page = client.get(book.get_absolute_url()).content.decode()
    assert f'action="{new(book)}"' in page

    answer = client.post(new(book), {"quantity": "1"})

    mine = Prebook.objects.get(person=zoe)
    assert answer.url == mine.get_absolute_url()
    assert "Pre-booked. You are first in line." in words_of(client.get(book.get_absolute_url()))
    assert "You are first in line." in words_of(client.get(mine.get_absolute_url()))


def test_a_second_press_shows_the_first(client, book, zoe):
    mine = a_prebook(book, person=zoe)

    answers = [client.post(new(book), {"quantity": "1"}), client.get(new(book))]

    assert [answer.url for answer in answers] == [mine.get_absolute_url()] * 2
    assert Prebook.objects.count() == 1


def test_what_came_into_stock_meanwhile_is_offered_instead(client, book, zoe):
    copies_come(book)

    answer = client.post(new(book), {"quantity": "1"})

    assert answer.status_code == 409
    assert "Emma is in stock now: you can add it to your cart." in words_of(answer)
    assert 'action="/cart/add/"' in answer.content.decode()
    assert not Prebook.objects.exists()


@pytest.mark.parametrize("quantity", ["0", "6", "-1", "many", ""])
def test_an_odd_number_of_copies_is_asked_for_again(client, book, zoe, quantity):
    answer = client.post(new(book), {"quantity": quantity})

    assert answer.status_code == 422
    assert not Prebook.objects.exists()


@pytest.mark.parametrize("isbn", ["9789999999991", "nonsense", "0"])
def test_there_is_no_place_for_a_book_that_is_not_there(client, zoe, isbn):
    assert client.post(f"/prebooks/new/{isbn}/", {"quantity": "1"}).status_code == 404


def test_a_guest_takes_a_place_by_proving_the_address(client, book, do_waiting_jobs):
    asked = client.post(new(book), {"quantity": "2", "email": "Zoe@Example.org"})
    assert "We have written to zoe@example.org" in words_of(asked)
    assert not Prebook.objects.exists()
    do_waiting_jobs()
    [confirm] = re.findall(r"http://testserver(/prebooks/confirm/\S+)", mail.outbox[0].body)

    assert client.get(confirm).status_code == 200
    assert not Prebook.objects.exists()
    answer = client.post(confirm)

    guest = Prebook.objects.get()
    assert (answer.url, guest.email, guest.quantity) == (guest.get_absolute_url(), "zoe@example.org", 2)
    assert client.post(confirm).status_code == 409
    assert client.post(confirm[:-2] + "x/").status_code == 404
    assert Prebook.objects.count() == 1


def test_who_has_an_account_signs_in_and_has_the_place(client, book):
    zoe = PersonFactory()
    page = client.get(f"/prebooks/new/{book.isbn13}/").content.decode()
    assert f'formaction="/prebooks/new/{book.isbn13}/mine/"' in page

    way = client.post(f"/prebooks/new/{book.isbn13}/mine/", {"quantity": "2", "email": ""})["Location"]
    assert not Prebook.objects.exists()
    client.force_login(zoe)
    answer = client.post(parse_qs(urlsplit(way).query)["next"][0])

    mine = Prebook.objects.get()
    assert (mine.person, mine.quantity, answer["Location"]) == (zoe, 2, mine.get_absolute_url())


def test_a_link_to_confirm_grows_old(client, book):
    confirm = links.path_to_confirm(links.Request(book.isbn13, "zoe@example.org", 1))

    with time_machine.travel(timezone.now() + timedelta(days=3, seconds=2)):
        assert client.post(confirm).status_code == 404


def test_a_known_address_gets_the_same_answer_as_any_other(client, book):
    PersonFactory(email="known@example.org")

    answers = [client.post(new(book), {"quantity": "1", "email": f"{name}@example.org"}) for name in ("known", "newer")]

    assert answers[0].status_code == 200
    assert words_of(answers[0]).replace("known", "newer") == words_of(answers[1])


def test_nobody_floods_a_stranger_with_mails(client, book):
    answers = [client.post(new(book), {"quantity": "1", "email": "zoe@example.org"}) for _ in range(11)]

    assert [answer.status_code for answer in answers] == [200] * 10 + [429]


def test_the_link_of_a_mail_works_once_and_signed_out(client, book, do_waiting_jobs):
    mine = a_prebook(book)
    copies_come(book)
    link, other = links.path_for(mine, "buy"), links.path_for(mine, "cancel")

    assert "Put it in my cart" in words_of(client.get(link))
    assert not CartLine.objects.exists()
    assert client.post(link).url == "/cart/"
    again = client.post(link)

    assert (again.status_code, CartLine.objects.get().hold) == (409, mine.hold)
    assert "This link has been used." in words_of(again)
    assert client.post(other).url == book.get_absolute_url()
    assert Prebook.objects.get().state == "cancelled"
    assert client.post(link[:-3] + "xx/").status_code == 404


def test_nobody_sees_or_ends_the_wait_of_somebody_else(client, book, zoe):
    other = a_prebook(book)
    copies_come(book)
    address = other.get_absolute_url()

    answers = [client.get(address), *(client.post(f"{address}{deed}/") for deed in ("cancel", "undo", "pass", "buy"))]

    assert [answer.status_code for answer in answers] == [404] * 5
    assert Prebook.objects.get().state == "ready"
    assert other.person.email not in client.get("/prebooks/").content.decode()


def test_ready_copies_are_in_the_cart_with_one_press_and_an_order_ends_the_wait(client, book, zoe):
    mine = a_prebook(book, person=zoe)
    copies_come(book)
    assert "Held for you until" in words_of(client.get(book.get_absolute_url()))

    client.post(f"{mine.get_absolute_url()}buy/")

    assert "Emma is in your cart." in words_of(client.get("/cart/"))
    assert "In your cart" in words_of(client.get("/prebooks/"))


def test_a_cancelled_one_can_be_undone_in_place(client, book, zoe):
    mine = a_prebook(book, person=zoe)

    cancelled = client.post(f"{mine.get_absolute_url()}cancel/", headers=HTMX)
    assert cancelled.content.decode().lstrip().startswith('<div id="prebooks"')
    assert "Cancelled by you" in words_of(cancelled)
    again = client.post(f"{mine.get_absolute_url()}cancel/", headers=HTMX)
    undone = client.post(f"{mine.get_absolute_url()}undo/", headers=HTMX)

    assert (cancelled.status_code, again.status_code, undone.status_code) == (200, 409, 200)
    assert "You are first in line." in words_of(undone)


def test_two_side_by_side_one_cancels_and_the_other_is_told(client, book, zoe, do_waiting_jobs):
    first, mine = a_prebook(book), a_prebook(book, person=zoe)
    copies_come(book)
    assert "You are first in line." in words_of(client.get("/prebooks/"))

    placing.cancel(first)
    while do_waiting_jobs():
        pass

    assert "Held for you until" in words_of(client.get("/prebooks/"))
    assert mail.outbox[-1].to == [zoe.email]
    assert mail.outbox[-1].subject.startswith("Your turn: Emma")
    assert '<span class="badge">2<' in client.get("/notifications/count/").content.decode()
    assert mine.get_absolute_url() in client.get("/prebooks/").content.decode()


def test_the_list_is_for_those_who_are_signed_in(client):
    answer = client.get("/prebooks/")

    assert answer.status_code == 302
    assert "next=/prebooks/" in answer.url


def test_the_list_shows_what_is_held_what_waits_and_what_has_been(client, zoe):
    BranchFactory()
    assert "You wait for nothing" in words_of(client.get("/prebooks/"))
    ready, soon, later, ended = (BookFactory(title=title) for title in ("Emma", "Sanditon", "Lady Susan", "Persuasion"))
    for each, days in ((soon, 5), (later, 50)):
        Book.objects.filter(pk=each.pk).update(published_on=timezone.localdate() + timedelta(days=days))
    mine = [a_prebook(each, person=zoe) for each in (ended, later, soon, ready)]
    copies_come(ready)
    placing.cancel(mine[0])
    a_prebook(BookFactory(title="Somebody else’s"))

    said = words_of(client.get("/prebooks/"))

    order = ["Held for you Emma", "Sanditon", "Lady Susan", "Earlier Persuasion", "Cancelled by you"]
    assert [words for words in order if words not in said] == []
    assert sorted(order, key=said.index) == order
    assert "Somebody else’s" not in said


@pytest.mark.parametrize("count", [1, 24])
def test_the_list_asks_the_same_of_the_database_for_any_number(client, zoe, django_assert_num_queries, count):
    BranchFactory()
    for _ in range(count):
        a_prebook(person=zoe)

    with django_assert_num_queries(16):
        assert client.get("/prebooks/").status_code == 200


@pytest.mark.parametrize("count", [1, 24])
def test_cards_of_what_is_coming_cost_the_same_for_one_and_for_many(client, zoe, count):
    books = [BookFactory(published_on=timezone.localdate() + timedelta(days=9)) for _ in range(count)]

    page = client.get("/books/?availability=forthcoming").content.decode()

    assert page.count('action="/prebooks/new/') == count
    assert Book.objects.filter(pk__in=[book.pk for book in books]).count() == count


def another(book, **facts) -> Book:
    return BookFactory(title=book.title, work=book.work, format="hardback", **facts)


def test_another_format_is_waited_for_instead_and_the_old_place_can_be_had_back(client, book, zoe):
    mine, next_in_line = a_prebook(book, person=zoe, quantity=2), a_prebook(book)
    hardback = another(book, price=Decimal("18.99"))
    a_prebook(hardback)
    page = client.get(mine.get_absolute_url()).content.decode()
    assert "Hardback, £18.99" in page
    assert "You start at the end of its line" in page

    answer = client.post(f"{mine.get_absolute_url()}format/", {"isbn13": hardback.isbn13})

    anew = Prebook.objects.active().get(person=zoe)
    assert (answer.url, anew.book, anew.quantity, anew.price) == (anew.get_absolute_url(), hardback, 2, hardback.price)
    assert "You are 2nd of 2" in words_of(client.get(answer.url))
    copies_come(book, 1)
    assert states(mine, next_in_line, anew) == ["cancelled", "ready", "waiting"]
    client.post(f"{mine.get_absolute_url()}undo/")
    assert states(mine) == ["waiting"]


def test_what_can_be_bought_is_no_format_to_wait_for_nor_another_work(client, book, zoe):
    mine = a_prebook(book, person=zoe)
    here, other = another(book, stock=1), BookFactory()
    assert "Another format" not in client.get(mine.get_absolute_url()).content.decode()

    answers = [
        client.post(f"{mine.get_absolute_url()}format/", {"isbn13": each.isbn13}) for each in (here, other, book)
    ]
    answers.append(client.post(f"{mine.get_absolute_url()}format/", {"isbn13": "x"}))

    assert [answer.status_code for answer in answers] == [409, 409, 409, 404]
    assert "is in stock now" in words_of(answers[0])
    assert states(mine) == ["waiting"]
    assert Prebook.objects.count() == 1


def test_who_waits_for_the_other_format_already_keeps_both_places(client, book, zoe):
    mine, hardback = a_prebook(book, person=zoe), another(book)
    first = a_prebook(hardback, person=zoe)

    assert client.post(f"{mine.get_absolute_url()}format/", {"isbn13": hardback.isbn13}).status_code == 409
    assert states(mine, first) == ["waiting", "waiting"]
