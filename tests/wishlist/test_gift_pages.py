"""Gift lists as their owner and their givers see them, side by side."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.catalog.factories import BookFactory
from tests.prebooks.factories import PersonFactory
from tests.wishlist.factories import a_gift_list
from wishlist import giving, wishing
from wishlist.models import Pledge, Wish

pytestmark = pytest.mark.django_db
SAID = {"quantity": "1", "name": "Wren Marlowe", "message": "With love from the quay", "deed": "promise"}


@pytest.fixture
def gift_list():
    return a_gift_list(occasion="Birthday")


@pytest.fixture
def owner(gift_list):
    client = Client()
    client.force_login(gift_list.owner)
    return client


@pytest.fixture
def giver(client):
    client.force_login(PersonFactory(name="Wren"))
    return client


def words_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def shared(gift_list) -> str:
    return f"/wishlist/shared/{gift_list.secret}/"


def give(gift_list) -> str:
    return f"{shared(gift_list)}give/{gift_list.wishes.first().pk}/"


def as_seen(client, gift_list) -> list[str]:
    """All that its owner can look at, without what changes with each look."""
    account = ["/wishlist/", f"/wishlist/{gift_list.pk}/", shared(gift_list), f"/wishlist/{gift_list.pk}/gift/"]
    book = gift_list.wishes.first().book
    more = [f"/wishlist/{gift_list.pk}/export.csv", "/account/", "/notifications/", book.get_absolute_url()]
    pages = [client.get(path).content.decode() for path in [*account, *more]]
    return [re.sub(r'(csrfmiddlewaretoken" value|nonce)="[^"]*"', "", page) for page in pages]


def test_the_owner_sees_the_same_to_the_letter_before_and_after_something_is_taken(gift_list, owner, giver):
    before = as_seen(owner, gift_list)

    giver.post(give(gift_list), SAID)

    assert Pledge.objects.get().message == SAID["message"]
    assert as_seen(owner, gift_list) == before


def test_a_giver_sees_what_is_taken_and_who_gives_is_nobodys_business(gift_list, giver):
    assert "Give this" in words_of(giver.get(shared(gift_list)))
    giver.post(give(gift_list), SAID)

    own, others = giver.get(shared(gift_list)), Client().get(shared(gift_list))

    assert "You give this" in words_of(own)
    assert "Taken" in words_of(others)
    assert "Wren" not in words_of(others)
    assert "Give this" not in words_of(others)


def test_after_the_day_the_owner_sees_what_and_who_once_they_ask(gift_list, owner, giver):
    giver.post(give(gift_list), SAID)
    other = wishing.add(gift_list, BookFactory(title="Sanditon"))
    giving.pledge(other, PersonFactory(), name="Max")
    wishing.take_off(other)
    page = f"/wishlist/{gift_list.pk}/"
    assert "Wren" not in words_of(owner.get(f"{page}?given=yes"))

    with time_machine.travel(timezone.now() + timedelta(days=40)):
        owner.force_login(gift_list.owner)
        unasked, asked = words_of(owner.get(page)), words_of(owner.get(f"{page}?given=yes"))

    assert "See what was given" in unasked
    assert "Wren" not in unasked
    assert "Given by Wren Marlowe : With love from the quay" in asked
    assert "No longer on your list: Sanditon . Given by Max" in asked


def test_after_a_day_without_gifts_the_owner_who_asks_reads_so(gift_list, owner):
    with time_machine.travel(timezone.now() + timedelta(days=40)):
        owner.force_login(gift_list.owner)
        pages = [words_of(owner.get(f"/wishlist/{gift_list.pk}/{asked}")) for asked in ("", "?given=yes")]

    assert ["Nothing was taken from this list" in page for page in pages] == [False, True]


def test_nobody_floods_a_stranger_with_mails(client, gift_list):
    answers = [client.post(give(gift_list), {**SAID, "email": "zoe@example.org"}) for _ in range(11)]

    assert [answer.status_code for answer in answers] == [200] * 10 + [429]


def test_a_guest_gives_once_the_address_is_confirmed_and_can_withdraw(client, gift_list, do_waiting_jobs):
    answer = client.post(give(gift_list), {**SAID, "email": "wren@example.org"})
    assert "We have written to wren@example.org" in words_of(answer)
    assert "Taken" not in words_of(Client().get(shared(gift_list)))
    do_waiting_jobs()
    link = re.search(r"/wishlist/gifts/confirm/\S+", mail.outbox[0].body).group()

    assert "I am giving this" in words_of(client.get(link))
    page = client.post(link).url
    assert "You give this" in words_of(client.get(shared(gift_list)))
    assert client.post(link).url == page

    client.post(f"{page}withdraw/")
    assert "Withdrawn" in words_of(client.get(page))
    assert "Give this" in words_of(client.get(shared(gift_list)))


def test_buying_from_the_list_puts_the_book_in_the_cart(client, gift_list):
    answer = client.post(give(gift_list), {**SAID, "deed": "buy"})

    assert answer.url == "/cart/"
    assert gift_list.wishes.get().book.title in words_of(client.get("/cart/"))
    assert Pledge.objects.get().cart_id


def test_a_taken_book_is_refused_and_what_was_typed_stays(gift_list, giver):
    giving.pledge(gift_list.wishes.get(), PersonFactory(), name="Somebody quicker")

    answer = giver.post(give(gift_list), SAID)

    assert answer.status_code == 409
    assert "somebody was quicker" in words_of(answer)


@pytest.mark.parametrize("wrong", [{"name": ""}, {"quantity": "0"}, {"email": "no"}, {"message": "x" * 501}])
def test_bad_input_is_answered_beside_the_field(client, gift_list, wrong):
    answer = client.post(give(gift_list), {**SAID, "email": "wren@example.org", **wrong})

    assert answer.status_code == 422
    assert not Pledge.objects.exists()


def test_the_owner_gives_nothing_to_themselves(gift_list, owner):
    assert owner.post(give(gift_list), SAID).url == shared(gift_list)
    assert not Pledge.objects.exists()


def test_somebody_elses_gift_is_not_there(gift_list, giver):
    giver.post(give(gift_list), SAID)
    page = Pledge.objects.get().get_absolute_url()
    stranger = Client()
    stranger.force_login(PersonFactory())

    assert stranger.get(page).status_code == stranger.post(f"{page}withdraw/").status_code == 404
    assert Client().get("/wishlist/gifts/confirm/x/").status_code == 404


def test_a_list_becomes_a_gift_list_and_one_like_any_other_again(owner, gift_list):
    page = f"/wishlist/{gift_list.pk}/gift/"
    day = gift_list.reveal_on + timedelta(days=3)
    said = {"gift_for": "Ines", "occasion": "Name day", "reveal_on": day.isoformat(), "deliver_to": ""}

    assert owner.post(page, {**said, "reveal_on": "2020-01-01"}).status_code == 422
    assert owner.post(page, {**said, "gift_for": ""}).status_code == 422
    assert owner.post(page, said).status_code == 302
    gift_list.refresh_from_db()
    assert (gift_list.occasion, gift_list.reveal_on) == ("Name day", day)

    owner.post(f"{page}stop/")
    gift_list.refresh_from_db()
    assert not gift_list.is_gift_list


def test_the_number_of_copies_is_the_owners_to_say(owner, gift_list):
    wish = gift_list.wishes.get()
    owner.post(f"/wishlist/wishes/{wish.pk}/wanted/", {"wanted": "3"})
    owner.post(f"/wishlist/wishes/{wish.pk}/wanted/", {"wanted": "99"})

    assert Wish.objects.get().wanted == 3


def test_the_givers_page_asks_the_database_as_often_for_many_books_as_for_one(gift_list, giver):
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert giver.get(shared(gift_list)).status_code == 200
        return len(seen)

    giver.post(give(gift_list), SAID)
    giver.get(shared(gift_list))
    first = queries()
    for _ in range(3):
        giving.pledge(wishing.add(gift_list, BookFactory()), PersonFactory(), name="Max")
    assert queries() == first
