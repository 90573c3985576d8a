"""The days on which somebody works, and what is counted by them."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.admin.sites import site
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from storefront.closings import closed_days, forget_closed_days, shop_calendar
from storefront.days import Calendar
from storefront.models import Closing

ENGLAND = Calendar("GB", "ENG")
THREE = time(15)
DAYS = st.dates(date(2024, 1, 1), date(2032, 12, 31))
CALENDARS = st.sampled_from([ENGLAND, Calendar("IE"), Calendar("DE"), Calendar("AE"), Calendar("XX"), Calendar("JP")])


@pytest.mark.parametrize(
    ("ordered", "leaves"),
    [
        ("2026-05-11 14:59", "2026-05-11"),  # a Monday, in time
        ("2026-05-11 15:00", "2026-05-12"),  # at the cut-off it is too late
        ("2026-05-15 15:01", "2026-05-18"),  # Friday afternoon
        ("2026-05-16 09:00", "2026-05-18"),  # Saturday
        ("2026-04-02 16:00", "2026-04-07"),  # Maundy Thursday: Good Friday, the weekend, Easter Monday
        ("2026-05-22 15:30", "2026-05-26"),  # before a bank holiday
        ("2026-12-24 15:30", "2026-12-29"),  # Boxing Day is a Saturday, kept on the Monday
        ("2026-12-31 15:30", "2027-01-04"),  # over the year's end
        ("2026-03-28 23:30", "2026-03-30"),  # the night in which the clocks go forward
        ("2026-10-25 01:30", "2026-10-26"),  # the hour that comes twice
    ],
)
def test_a_parcel_leaves_on_a_working_day(ordered, leaves):
    now = datetime.fromisoformat(ordered).replace(tzinfo=ZoneInfo("Europe/London"))

    assert ENGLAND.dispatch_day(now, THREE) == date.fromisoformat(leaves)


@pytest.mark.parametrize(
    ("utc", "leaves"),
    [
        ("2026-03-27 14:59", "2026-03-27"),  # winter: 14:59 by the shop's clock
        ("2026-03-30 14:01", "2026-03-31"),  # summer: 15:01 by the shop's clock
        ("2026-10-23 14:01", "2026-10-26"),
        ("2026-10-26 14:59", "2026-10-26"),
    ],
)
def test_the_cut_off_is_by_the_shops_clock_in_summer_and_winter(utc, leaves):
    now = datetime.fromisoformat(utc).replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo("Europe/London"))

    assert ENGLAND.dispatch_day(now, THREE) == date.fromisoformat(leaves)


@pytest.mark.parametrize(
    ("calendar", "day", "count", "arrives"),
    [
        (ENGLAND, "2026-05-12", 2, "2026-05-14"),
        (ENGLAND, "2026-05-15", 1, "2026-05-18"),
        (ENGLAND, "2026-04-02", 2, "2026-04-08"),
        (Calendar("GB", "SCT"), "2026-04-02", 1, "2026-04-06"),  # Easter Monday is a working day in Scotland
        (Calendar("GB"), "2026-04-02", 1, "2026-04-07"),  # nobody says where in Britain: as in England
        (Calendar("IE"), "2026-03-16", 1, "2026-03-18"),  # Saint Patrick
        (Calendar("DE"), "2026-10-02", 1, "2026-10-05"),
        (Calendar("IL"), "2026-05-14", 1, "2026-05-17"),  # Friday and Saturday are the weekend
        (Calendar("XX"), "2026-12-24", 1, "2026-12-25"),  # a country whose holidays nobody knows
        (ENGLAND, "2026-05-12", 0, "2026-05-12"),
    ],
)
def test_working_days_are_counted_where_they_are_worked(calendar, day, count, arrives):
    assert calendar.working_day_after(date.fromisoformat(day), count) == date.fromisoformat(arrives)


def test_a_day_on_which_the_shop_is_closed_is_no_working_day():
    calendar = Calendar("GB", "ENG", frozenset([date(2026, 5, 12), date(2026, 5, 13)]))

    assert calendar.working_day_after(date(2026, 5, 11), 1) == date(2026, 5, 14)


@given(calendar=CALENDARS, day=DAYS, count=st.integers(1, 15))
def test_so_many_working_days_later_there_were_so_many_working_days(calendar, day, count):
    then = calendar.working_day_after(day, count)

    between = [day + timedelta(days=n) for n in range(1, (then - day).days + 1)]
    assert calendar.is_working_day(then)
    assert sum(calendar.is_working_day(each) for each in between) == count


@given(calendar=CALENDARS, day=DAYS, minutes=st.integers(0, 24 * 60 - 1), later=st.integers(0, 10_000))
def test_what_is_ordered_later_never_leaves_sooner(calendar, day, minutes, later):
    now = datetime.combine(day, time()) + timedelta(minutes=minutes)

    leaves = calendar.dispatch_day(now, THREE)

    assert calendar.is_working_day(leaves)
    assert day <= leaves <= calendar.dispatch_day(now + timedelta(minutes=later), THREE)


@pytest.mark.django_db
def test_staff_close_the_shop_for_some_days(admin_client):
    today = timezone.localdate()
    assert closed_days() == frozenset()

    admin_client.post(
        "/admin/storefront/closing/add/",
        {"first_on": today, "last_on": today + timedelta(days=20), "why": "Stocktaking"},
    )

    assert len(closed_days()) == 21
    assert shop_calendar().working_day_from(today) > today + timedelta(days=20)


@pytest.mark.django_db
def test_a_closing_that_staff_take_back_is_forgotten_at_once(admin_client):
    today = timezone.localdate()
    closing = Closing.objects.create(first_on=today, last_on=today, why="Snow")
    forget_closed_days()
    assert closed_days() == {today}

    admin_client.post(f"/admin/storefront/closing/{closing.pk}/delete/", {"post": "yes"})

    assert closed_days() == frozenset()


@pytest.mark.django_db
@pytest.mark.parametrize("days", [-1, 93])
def test_a_closing_that_makes_no_sense_is_refused(days):
    today = timezone.localdate()

    with pytest.raises(IntegrityError, match="closing_"), transaction.atomic():
        Closing.objects.create(first_on=today, last_on=today + timedelta(days=days), why="A slip")


def test_closing_days_stand_in_the_back_office():
    assert Closing in site._registry
