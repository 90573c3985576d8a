"""What a reader takes along of their wishlists, and that lists go with them."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts import erasing
from accounts.personal_data import all_parts
from notices.models import Notice
from tests.catalog.factories import BookFactory
from tests.prebooks.factories import PersonFactory
from tests.wishlist.factories import a_gift_list, a_wish
from wishlist import giving
from wishlist.models import Wish, Wishlist

pytestmark = pytest.mark.django_db
PARTS = {part.name: part for part in all_parts()}
PART = PARTS["wishlists"]


def test_a_reader_takes_along_their_lists_and_nobody_elses():
    zoe, book = PersonFactory(), BookFactory(title="Emma")
    a_wish(book, person=zoe)
    a_wish(BookFactory(), person=PersonFactory())

    [taken] = PART.export(zoe)

    assert (taken["list"], taken["who_sees_it"]) == ("Wishlist", "Only you")
    assert [wish["isbn"] for wish in taken["wishes"]] == [book.isbn13]


@pytest.mark.parametrize("count", [1, 3])
def test_taking_lists_along_costs_the_same_however_much_stands_on_them(django_assert_num_queries, count):
    zoe = PersonFactory()
    for _ in range(count):
        a_wish(BookFactory(), person=zoe)

    with django_assert_num_queries(2):
        PART.export(zoe)


def test_lists_go_with_their_owner():
    zoe = PersonFactory()
    a_wish(BookFactory(), person=zoe)

    erasing.erase(zoe)

    assert not Wishlist.objects.exists()
    assert not Wish.objects.exists()


def test_an_archive_keeps_the_secret_of_a_gift_list_until_the_day():
    gift_list, giver = a_gift_list(days=5), PersonFactory()
    giving.pledge(gift_list.wishes.get(), giver, name="Wren", message="Soon")

    assert PARTS["gifts_given"].export(giver)[0]["message"] == "Soon"
    assert PARTS["gifts_received"].export(gift_list.owner) == []
    assert "Wren" not in str(PART.export(gift_list.owner))

    with time_machine.travel(timezone.now() + timedelta(days=5)):
        assert PARTS["gifts_received"].export(gift_list.owner)[0]["from"] == "Wren"


def test_givers_hear_when_the_owner_of_a_gift_list_leaves():
    gift_list, giver = a_gift_list(), PersonFactory()
    giving.pledge(gift_list.wishes.get(), giver, name="Wren")

    erasing.erase(gift_list.owner)

    assert Notice.objects.get(person=giver).title.startswith("A gift list has ended")
