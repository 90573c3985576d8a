"""Several lists: who sees them, what moves between them, and what leaves them."""

import pytest

from orders.models import CartLine
from tests.catalog.factories import BookFactory
from tests.prebooks.factories import PersonFactory
from tests.wishlist.factories import a_wish
from wishlist.models import Wish, Wishlist

pytestmark = pytest.mark.django_db


@pytest.fixture
def zoe(client):
    person = PersonFactory()
    client.force_login(person)
    return person


@pytest.fixture
def wish(zoe):
    return a_wish(BookFactory(title="=Emma", stock=2), person=zoe)


def test_a_book_moves_to_a_new_list_which_can_be_renamed_and_deleted(client, zoe, wish):
    client.post("/wishlist/new/", {"name": "Gifts"})
    gifts = Wishlist.objects.get(owner=zoe, is_default=False)

    client.post(f"/wishlist/wishes/{wish.pk}/move/", {"to": gifts.pk})
    assert Wish.objects.get().wishlist == gifts

    client.post(f"/wishlist/{gifts.pk}/rename/", {"name": "For Max"})
    assert "For Max (1 book)" in client.get(gifts.get_absolute_url()).content.decode()

    client.post(f"/wishlist/{gifts.pk}/delete/")
    assert not Wish.objects.exists()
    assert client.post(f"/wishlist/{wish.wishlist_id}/delete/").status_code == 404


def test_a_list_is_seen_by_its_link_while_it_is_shared_and_the_old_link_never_works_again(client, wish):
    address = f"/wishlist/shared/{wish.wishlist.secret}/"
    assert client.get(address).status_code == 404

    client.post(f"/wishlist/{wish.wishlist_id}/share/", {"sharing": "link"})
    assert "noindex" in client.get(address).content.decode()

    client.post(f"/wishlist/{wish.wishlist_id}/share/", {"sharing": "private"})
    client.post(f"/wishlist/{wish.wishlist_id}/share/", {"sharing": "public"})
    assert client.get(address).status_code == 404


def test_all_that_can_be_had_goes_in_the_cart(client, zoe, wish):
    a_wish(BookFactory(), person=zoe)

    answer = client.post(f"/wishlist/{wish.wishlist_id}/buy/")

    assert answer.url == "/cart/"
    assert [line.book for line in CartLine.objects.all()] == [wish.book]


def test_a_list_is_a_file_in_which_no_title_is_a_formula(client, wish):
    rows = client.get(f"/wishlist/{wish.wishlist_id}/export.csv").content.decode().splitlines()

    assert rows[0].startswith("title,authors,isbn13")
    assert rows[1].startswith("'=Emma,")


@pytest.mark.parametrize("deed", ["rename", "delete", "share", "buy"])
def test_somebody_elses_list_is_not_there(client, zoe, deed):
    theirs = a_wish(BookFactory(), person=PersonFactory()).wishlist

    assert client.post(f"/wishlist/{theirs.pk}/{deed}/", {"name": "x", "sharing": "public"}).status_code == 404
    assert client.get(f"/wishlist/{theirs.pk}/export.csv").status_code == 404
