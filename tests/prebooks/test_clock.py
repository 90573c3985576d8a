"""Those who wait, and the shop's clock: at midnight, in other parts of the world, on the nights when clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from catalog.models import Book
from notices.models import MailHours, Notice
from prebooks import tasks, turns
from tests.catalog.factories import BookFactory, BranchFactory
from tests.prebooks.factories import a_prebook, copies_come, states, told

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("Europe/London", date(2026, 3, 29)),  # 23 hours long
        ("Europe/London", date(2026, 10, 25)),  # 25 hours long
        ("America/New_York", date(2026, 3, 8)),  # in Greenwich it is five in the morning
        ("Pacific/Auckland", date(2026, 4, 5)),  # in Greenwich it is the day before
        ("Asia/Beirut", date(2026, 3, 29)),  # its first hour is left out: it begins at one o'clock
    ],
)
def test_a_book_comes_out_with_the_first_moment_of_its_day(zone, day, settings, do_waiting_jobs):
    settings.TIME_ZONE = zone
    BranchFactory()
    midnight = datetime.combine(day, time(0), tzinfo=ZoneInfo(zone)).astimezone(UTC)
    with time_machine.travel(midnight - timedelta(days=9), tick=False):
        book = BookFactory(published_on=day)
        first, second = a_prebook(book), a_prebook(book)
        copies_come(book)
    with time_machine.travel(midnight - SECOND, tick=False):
        tasks.release()
        assert turns.tell_of_publication() == 0
        assert states(first, second) == ["waiting", "waiting"]
        assert Book.objects.for_cards().get().availability.state == "forthcoming"

    with time_machine.travel(midnight, tick=False):
        for _ in range(2):
            tasks.release()
            turns.tell_of_publication()
        do_waiting_jobs()
        assert Book.objects.for_cards().get().availability.state != "forthcoming"

    assert states(first, second) == ["ready", "waiting"]
    first.hold.refresh_from_db()
    assert first.hold.expires_at == midnight + timedelta(hours=48)
    assert [title.partition(":")[0] for title in told(first)] == ["Pre-booked", "Your turn"]
    assert [title.partition(":")[0] for title in told(second)] == ["Pre-booked", "Published today"]


@pytest.mark.parametrize(
    ("zone", "begins", "until"),
    [
        ("Europe/London", "2026-03-28 18:00 +00:00", "Monday 30 March, 19:00"),
        ("Europe/London", "2026-10-24 18:00 +01:00", "Monday 26 October, 17:00"),
        ("America/New_York", "2026-03-07 18:00 -05:00", "Monday 9 March, 19:00"),
        ("Pacific/Auckland", "2026-04-04 18:00 +13:00", "Monday 6 April, 17:00"),
    ],
)
def test_a_turn_is_two_whole_days_with_one_reminder_when_the_clocks_change(
    zone, begins, until, settings, do_waiting_jobs
):
    settings.TIME_ZONE = zone
    BranchFactory()
    begin = datetime.fromisoformat(begins)
    with time_machine.travel(begin, tick=False):
        mine = a_prebook(BookFactory(title="Emma"))
        copies_come(mine.book)
        do_waiting_jobs()
    done = []
    for hours in (36, 48):
        for moment in (timedelta(hours=hours) - SECOND, timedelta(hours=hours), timedelta(hours=hours)):
            with time_machine.travel(begin + moment, tick=False):
                released = tasks.release()
                done.append((released["reminded"], released["lapsed"]))

    assert done == [(0, 0), (1, 0), (0, 0), (0, 0), (0, 1), (0, 0)]
    assert told(mine)[1:] == [f"Your turn: Emma is held until {until}", f"Still held for you until {until}: Emma"]


def test_a_turn_that_ends_in_the_night_goes_to_the_next_whose_mail_waits_for_the_morning(do_waiting_jobs):
    BranchFactory()
    begin = datetime.fromisoformat("2026-10-23 02:30 +01:00")  # the clock shows the end twice: it is the second
    end = begin + timedelta(hours=48)
    with time_machine.travel(begin, tick=False):
        mine, other = (a_prebook(book) for book in [BookFactory(title="Emma")] * 2)
        MailHours.objects.create(person=other.person, quiet_from=time(22), quiet_to=time(7))
        copies_come(mine.book)
        do_waiting_jobs()
    assert told(mine)[1] == "Your turn: Emma is held until Sunday 25 October, 01:30 GMT"

    with time_machine.travel(end - SECOND, tick=False):
        tasks.release()
        assert states(mine, other) == ["ready", "waiting"]
    with time_machine.travel(end, tick=False):
        tasks.release()
        do_waiting_jobs()

    assert states(mine, other) == ["lapsed", "ready"]
    turn = Notice.objects.in_inbox_of(other.person).first()
    assert turn.title == "Your turn: Emma is held until Tuesday 27 October, 01:30"
    assert turn.due_at == datetime.fromisoformat("2026-10-25 07:00 +00:00")


def test_a_reminder_at_night_waits_for_the_morning_by_the_shops_clock(settings, do_waiting_jobs):
    settings.TIME_ZONE = "America/New_York"
    BranchFactory()
    begin = datetime.fromisoformat("2026-03-06 15:30 -05:00")
    with time_machine.travel(begin, tick=False):
        mine = a_prebook()
        MailHours.objects.create(person=mine.person, quiet_from=time(22), quiet_to=time(7))
        copies_come(mine.book)
    with time_machine.travel(begin + timedelta(hours=36), tick=False):  # half past four: the night is an hour shorter
        tasks.release()

    reminder = Notice.objects.in_inbox_of(mine.person).first()
    assert reminder.title.startswith("Still held for you until Sunday 8 March, 16:30")
    assert reminder.due_at == datetime.fromisoformat("2026-03-08 07:00 -04:00")
