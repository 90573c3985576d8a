"""What a reader takes along of their wishlists, and that lists go with them."""

import pytest

from accounts import erasing
from accounts.personal_data import all_parts
from tests.catalog.factories import BookFactory
from tests.prebooks.factories import PersonFactory
from tests.wishlist.factories import a_wish
from wishlist.models import Wish, Wishlist

pytestmark = pytest.mark.django_db
[PART] = [part for part in all_parts() if part.name == "wishlists"]


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
