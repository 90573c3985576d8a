"""What the database refuses, whoever asks."""

from uuid import uuid4

import pytest
from django.db import IntegrityError

from tests.catalog.factories import BookFactory
from tests.prebooks.factories import PersonFactory
from tests.wishlist.factories import a_wish
from wishlist.models import Wish, Wishlist

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("whose", ["person", "visitor"])
def test_nobody_has_two_lists_that_the_heart_saves_to(whose):
    owner = {"owner": PersonFactory()} if whose == "person" else {"visitor": uuid4()}
    Wishlist.objects.create(**owner)
    Wishlist.objects.create(**owner, name="For Max", is_default=False)

    with pytest.raises(IntegrityError, match="wishlist_default_is_one_a_"):
        Wishlist.objects.create(**owner)


@pytest.mark.parametrize("both", [True, False])
def test_a_list_is_a_persons_or_a_visitors(both):
    whose = {"owner": PersonFactory(), "visitor": uuid4()} if both else {}

    with pytest.raises(IntegrityError, match="wishlist_is_a_persons_or_a_visitors"):
        Wishlist.objects.create(**whose)


def test_a_list_has_a_name():
    with pytest.raises(IntegrityError, match="wishlist_has_a_name"):
        Wishlist.objects.create(visitor=uuid4(), name="")


def test_a_work_stands_once_on_a_list_in_whatever_edition():
    paperback = BookFactory()
    wish = a_wish(paperback, visitor=uuid4())
    hardback = BookFactory(work=paperback.work)

    with pytest.raises(IntegrityError, match="wish_is_one_a_list_and_work"):
        Wish.objects.create(wishlist=wish.wishlist, work=paperback.work, book=hardback)


def test_a_wish_goes_with_its_book_and_a_list_with_its_person():
    zoe = PersonFactory()
    book = BookFactory()
    a_wish(book, person=zoe)
    a_wish(BookFactory(), person=zoe)

    book.delete()
    assert Wish.objects.count() == 1

    zoe.delete()
    assert not Wishlist.objects.exists()
