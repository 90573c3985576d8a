"""An order's days for a calendar."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.models import Book
from tests.catalog.factories import BookFactory
from tests.orders.steps import paid

pytestmark = pytest.mark.django_db


def test_the_day_a_parcel_arrives_can_be_put_in_a_calendar(client):
    order = paid()

    answer = client.get(f"/orders/{order.number}/days.ics?key={order.key}")

    said = answer.content.decode()
    assert answer["Content-Type"].startswith("text/calendar")
    assert said.count("BEGIN:VEVENT") == 1
    assert f"SUMMARY:Your books arrive ({order.number})" in said


def test_a_parcel_of_which_nobody_can_say_when_is_left_out(client):
    order = paid()
    order.parcels.update(leaves_on=None)

    said = client.get(f"/orders/{order.number}/days.ics?key={order.key}").content.decode()

    assert "VEVENT" not in said


def test_a_strangers_calendar_stays_closed(client):
    order = paid()

    assert client.get(f"/orders/{order.number}/days.ics").status_code == 404


def test_a_book_that_is_to_come_has_the_day_on_which_it_comes_out(client):
    order = paid(BookFactory(title="Persuasion, again", stock=3))
    order.parcels.update(leaves_on=None)
    Book.objects.update(published_on=timezone.localdate() + timedelta(days=40))

    said = client.get(f"/orders/{order.number}/days.ics?key={order.key}").content.decode()

    assert "SUMMARY:“Persuasion\\, again” is published" in said
