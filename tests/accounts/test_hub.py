"""The account's front page: what needs somebody now, the most urgent first; and every room with its state."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts import erasing, hub
from notices import kinds
from notices.telling import tell
from orders import dispatch
from orders.cancellation import cancel_order
from orders.models import Order
from tests.accounts.factories import AddressFactory, PersonFactory, queries_of
from tests.catalog.factories import BookFactory, BranchFactory
from tests.orders.steps import collected_at, paid, placed, shipped
from tests.prebooks.factories import a_prebook, copies_come

pytestmark = pytest.mark.django_db


@pytest.fixture
def zoe():
    return PersonFactory(email="zoe@example.org")


@pytest.fixture
def client(client, zoe):
    client.force_login(zoe)
    return client


def a_full_account(zoe, times: int = 1) -> None:
    for _ in range(times):
        held = a_prebook(person=zoe)
        copies_come(held.book)
        a_prebook(person=zoe)
        Order.objects.filter(pk__in=[placed().pk]).update(customer=zoe)
        ready = paid()
        parcel = collected_at(BranchFactory(name="Harbour Street"), ready)
        dispatch.make_ready(parcel, until=timezone.localdate() + timedelta(days=7))
        Order.objects.filter(pk=ready.pk).update(customer=zoe)
        AddressFactory(person=zoe)


def test_somebody_new_needs_nothing_and_sees_what_each_room_is_for(client):
    page = client.get("/account/").content.decode()

    assert "Nothing needs you now." in page
    assert "Nothing ordered yet." in page
    assert "A heart on any book puts it there." in page
    assert all(room.title in page for room in hub.all_rooms())


def test_what_is_lost_soonest_stands_first(client, zoe):
    a_full_account(zoe)
    zoe.emailaddress_set.create(email="zoe@new.example")
    tell(zoe, kinds.all_kinds()[0].name, "rain", title="It rains")
    erasing.ask(zoe)

    urgencies = [need.urgency.name for need in hub.front_page_of(zoe)[0]]

    assert urgencies == ["LOST_SOON", "MONEY", "HELD", "COLLECT", "SAFETY", "NEWS"]
    page = client.get("/account/").content.decode()
    assert "held for you until" in page
    assert "Ready to collect at Harbour Street" in page
    assert "zoe@new.example is not proved yet" in page


@time_machine.travel("2026-06-30T23:30:00+00:00", tick=False)
def test_the_day_of_an_erasure_is_that_of_the_shops_clock_on_every_page(client, zoe):
    client.force_login(zoe)
    erasing.ask(zoe)

    for address in ("/account/", "/account/data/"):
        assert "will be erased on Wednesday 8 July 2026" in " ".join(client.get(address).content.decode().split())


def test_nobody_is_told_of_somebody_elses_things(client, zoe):
    a_full_account(PersonFactory())

    assert "Nothing needs you now." in client.get("/account/").content.decode()


def test_staff_without_a_second_step_are_told_to_add_one(zoe):
    zoe.is_staff = True
    zoe.save()

    assert [need.action for need in hub.front_page_of(zoe)[0]] == ["Add a second step"]


def test_what_is_over_needs_nobody(zoe):
    order = placed()
    Order.objects.filter(pk=order.pk).update(customer=zoe)
    assert [need.urgency.name for need in hub.front_page_of(zoe)[0]] == ["MONEY"]

    cancel_order(order, why="Changed my mind.")

    assert hub.front_page_of(zoe)[0] == []


def test_what_is_reserved_is_paid_at_the_counter_and_not_before(zoe):
    Order.objects.filter(pk=placed().pk).update(customer=zoe, reach="reserved")

    assert hub.front_page_of(zoe)[0] == []


def test_the_front_page_costs_the_same_however_much_there_is(client, zoe):
    a_full_account(zoe)
    one = queries_of(lambda: client.get("/account/"))
    a_full_account(zoe, times=2)

    assert queries_of(lambda: client.get("/account/")) == one


def test_the_shops_front_page_tells_whom_it_knows_what_awaits_them_before_anything_that_it_sells(client, zoe):
    a_full_account(zoe)
    on_its_way = shipped()
    Order.objects.filter(pk=on_its_way.pk).update(customer=zoe)
    BookFactory(title="For sale", stock=1)

    page = client.get("/").content.decode()

    awaits = [
        "The payment of order",
        "held for you until",
        "Ready to collect",
        f"Order {on_its_way.number} is on its way",
    ]
    places = [page.index(words) for words in [*awaits, "For sale"]]
    assert places == sorted(places)


def test_the_shops_front_page_says_nothing_to_strangers_and_to_those_whom_nothing_awaits(client, zoe):
    a_full_account(PersonFactory())

    assert "For you" not in client.get("/").content.decode()
    client.logout()
    assert "For you" not in client.get("/").content.decode()
