"""What staff see of wishlists: those that are shown to others, and nothing else."""

import pytest

from accounts.models import User
from tests.catalog.factories import BookFactory
from tests.prebooks.factories import PersonFactory
from tests.wishlist.factories import a_gift_list, a_wish
from tests.wishlist.test_pages import words_of
from wishlist import giving, wishing

pytestmark = pytest.mark.django_db


@pytest.fixture
def shared():
    wishlist = a_wish(BookFactory(), person=PersonFactory(email="zoe@example.org")).wishlist
    wishlist.name = "Rude words"
    wishlist.save()
    wishing.share(wishlist, "public")
    return wishlist


@pytest.fixture
def staff(client):
    client.force_login(User.objects.create_superuser("boss@example.org", "!"))
    return client


def test_a_closed_list_is_its_owners_alone_and_can_be_opened_again(staff, client, shared):
    path = shared.share_url.partition("//")[2].partition("/")[2]

    for action, status in [("close", 404), ("open", 200)]:
        staff.post("/admin/wishlist/wishlist/", {"action": action, "_selected_action": [shared.pk]})
        assert client.get(f"/{path}").status_code == status

    staff.post("/admin/wishlist/wishlist/", {"action": "close", "_selected_action": [shared.pk]})
    client.force_login(shared.owner)
    assert "A bookseller has closed this list to others." in words_of(client.get("/wishlist/"))


def test_the_lists_of_a_closed_account_are_closed_with_it_and_open_with_it(client, shared):
    path = shared.share_url.partition("//")[2].partition("/")[2]
    answers = []
    for is_active in (True, False, True):
        User.objects.filter(pk=shared.owner_id).update(is_active=is_active)
        answers.append(client.get(f"/{path}").status_code)

    assert answers == [200, 404, 200]


@pytest.mark.parametrize("said", ["Rude", "zoe@example.org", "secret"])
def test_staff_find_a_shared_list_and_no_private_one(staff, shared, said):
    private = a_wish(BookFactory(), person=PersonFactory()).wishlist
    private.name = "Rude and private"
    private.save()

    page = staff.get("/admin/wishlist/wishlist/", {"q": shared.secret if said == "secret" else said})

    assert "Rude words" in words_of(page)
    assert "Rude and private" not in words_of(page)
    assert staff.get(f"/admin/wishlist/wishlist/{private.pk}/change/").status_code == 302
    assert staff.get(f"/admin/wishlist/wishlist/{shared.pk}/change/").status_code == 200
    assert staff.get("/admin/wishlist/happening/").status_code == 200


def test_whoever_works_here_sees_others_gifts_and_none_of_their_own_before_the_day(staff):
    boss = User.objects.get(email="boss@example.org")
    others, own = a_gift_list(), a_gift_list(owner=boss)
    seen, secret = [giving.pledge(each.wishes.get(), PersonFactory(), name="Wren") for each in (others, own)]

    page = words_of(staff.get("/admin/wishlist/pledge/"))

    assert seen.book.title in page
    assert "1 pledge" in page
    assert staff.get(f"/admin/wishlist/pledge/{seen.pk}/change/").status_code == 200
    assert staff.get(f"/admin/wishlist/pledge/{secret.pk}/change/").status_code == 302
