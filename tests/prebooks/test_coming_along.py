"""What somebody pre-booked or ordered as a guest, when they have an account with the same address."""

import pytest

from orders.models import Order
from prebooks import coming_along
from prebooks.models import Prebook
from tests.accounts.people import person, sign_in
from tests.catalog.factories import BookFactory
from tests.orders.steps import paid
from tests.prebooks.factories import a_prebook, copies_come, states

pytestmark = pytest.mark.django_db
ZOE = "zoe@example.org"


def test_at_sign_in_both_stand_in_the_account_and_keep_their_place(client):
    zoe = person(ZOE)
    order = paid(email=ZOE)
    first, mine, others = (
        a_prebook(book := BookFactory()),
        a_prebook(book, email=ZOE),
        a_prebook(email="ada@example.org"),
    )

    page = client.get(sign_in(client, ZOE).url).content.decode()

    assert "1 pre-book from before" in page
    assert "An order of yours from before is among your orders now." in page
    assert Order.objects.get(pk=order.pk).customer == zoe
    assert "/prebooks/" in client.get("/account/").content.decode()
    assert client.get(mine.get_absolute_url()).status_code == 200
    copies_come(book, 2)
    assert states(first, mine, others) == ["ready", "ready", "waiting"]
    assert Prebook.objects.get(pk=others.pk).person is None
    assert (coming_along.take_along(zoe), client.get("/prebooks/").status_code) == (0, 200)


def test_an_address_that_is_not_proved_brings_nothing():
    zoe = person(ZOE)
    zoe.emailaddress_set.update(verified=False)
    guests = a_prebook(email=ZOE)

    assert coming_along.take_along(zoe) == 0
    assert Prebook.objects.get(pk=guests.pk).person is None


@pytest.mark.parametrize("came_first", ["guest", "account"])
def test_of_two_places_for_a_book_the_nearer_one_stays_and_the_other_goes_to_the_next(came_first):
    zoe, book = person(ZOE), BookFactory()
    ways = [{"email": ZOE}, {"person": zoe}]
    near, far = (a_prebook(book, **way) for way in (ways if came_first == "guest" else ways[::-1]))
    behind = a_prebook(book)

    assert coming_along.take_along(zoe) == 1

    assert states(near, far, behind) == ["waiting", "cancelled", "waiting"]
    assert {prebook.person for prebook in Prebook.objects.filter(pk__in=[near.pk, far.pk])} == {zoe}
    copies_come(book, 2)
    assert states(near, far, behind) == ["ready", "cancelled", "ready"]


def test_an_address_that_is_proved_later_brings_what_it_was_used_for(client):
    zoe = person(ZOE)
    guests = a_prebook(email="old@example.org")
    address = zoe.emailaddress_set.create(email="old@example.org", verified=True)

    coming_along.on_proved(request=None, email_address=address)

    assert Prebook.objects.get(pk=guests.pk).person == zoe
