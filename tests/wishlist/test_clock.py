"""Gift lists and the shop’s clock: a secret ends with the first moment of its day there, wherever the server is."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client

from notices import sending
from notices.models import Notice
from tests.prebooks.factories import PersonFactory
from tests.wishlist.factories import a_gift_list
from tests.wishlist.test_gift_pages import words_of
from wishlist import giving
from wishlist.models import Wishlist

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("Europe/London", date(2026, 6, 1)),  # in Greenwich it is still May
        ("America/New_York", date(2026, 3, 8)),  # in Greenwich it is five in the morning
        ("Pacific/Auckland", date(2026, 4, 5)),  # in Greenwich it is the day before
        ("Asia/Beirut", date(2026, 3, 29)),  # its first hour is left out: it begins at one o'clock
    ],
)
def test_a_secret_ends_with_the_first_moment_of_its_day_by_the_shops_clock(zone, day, settings):
    settings.TIME_ZONE = zone
    midnight = datetime.combine(day, time(0), tzinfo=ZoneInfo(zone)).astimezone(UTC)
    with time_machine.travel(midnight - timedelta(days=9), tick=False):
        gift_list = a_gift_list(days=9)
        Wishlist.objects.update(reveal_on=day)
        giving.pledge(gift_list.wishes.get(), PersonFactory(), name="Wren Marlowe")

    seen = []
    for moment in (midnight - SECOND, midnight):
        with time_machine.travel(moment, tick=False):
            owner = Client()
            owner.force_login(gift_list.owner)
            seen.append("Wren Marlowe" in words_of(owner.get(f"/wishlist/{gift_list.pk}/?given=yes")))

    assert seen == [False, True]


def test_its_owner_hears_once_that_the_day_has_come_and_nothing_of_what_was_given():
    with time_machine.travel("2026-05-12 12:00 +01:00", tick=False):
        gift_list, put_off = a_gift_list(days=2), a_gift_list(days=2)
        giving.pledge(gift_list.wishes.get(), PersonFactory(), name="Wren Marlowe")
        before = giving.tell_owners()
    with time_machine.travel("2026-05-14 00:05 +01:00", tick=False):
        told = [giving.tell_owners(), giving.tell_owners()]
        Wishlist.objects.filter(pk=put_off.pk).update(reveal_on=date(2026, 6, 1))
    with time_machine.travel("2026-05-14 08:01 +01:00", tick=False):
        sending.send_due()

    assert (before, told) == (0, [2, 0])
    notice, other = Notice.objects.filter(kind="wish_reveal").order_by("pk")
    assert (notice.person, notice.title) == (gift_list.owner, "The secret of “Wishlist” is over")
    assert "Wren" not in notice.body
    assert (bool(notice.mailed_at), other.kept_back) == (True, "over")


def test_the_last_day_that_can_be_chosen_is_counted_from_the_shops_today(settings):
    settings.TIME_ZONE = "Pacific/Auckland"
    with time_machine.travel("2026-05-12 13:00 +00:00", tick=False):  # the 13th there, for an hour
        gift_list = a_gift_list()
        owner = Client()
        owner.force_login(gift_list.owner)
        said = {"gift_for": "Ines", "occasion": "", "deliver_to": ""}
        Wishlist.objects.update(reveal_on=None, gift_for="")
        answers = [
            owner.post(f"/wishlist/{gift_list.pk}/gift/", {**said, "reveal_on": day}).status_code
            for day in ("2026-05-13", "2026-05-14")
        ]

    assert answers == [422, 302]
