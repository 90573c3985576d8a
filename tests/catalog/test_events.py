"""What happens in our shops."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from catalog.models import Event
from tests.catalog.factories import BookFactory, BranchFactory, ContributorFactory, EventFactory
from tests.catalog.test_book_page import Head
from tests.catalog.test_pages import queries_of

pytestmark = pytest.mark.django_db

SUMMER_EVENING = datetime(2031, 7, 10, 18, 30, tzinfo=UTC)  # half past seven in London


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ({"ends_at": SUMMER_EVENING, "starts_at": SUMMER_EVENING}, "event_begins_before_it_ends"),
        ({"branch": None}, "event_is_in_one_place"),
        ({"elsewhere": "The Library"}, "event_is_in_one_place"),
    ],
)
def test_an_event_has_an_end_and_one_place(words, rule):
    with pytest.raises(IntegrityError, match=rule):
        EventFactory(**words)


def test_what_is_coming_stands_by_month_and_what_has_been_below(client):
    EventFactory(title="A summer reading", starts_at=SUMMER_EVENING)
    EventFactory(title="An autumn reading", starts_at=SUMMER_EVENING + timedelta(days=90))
    EventFactory(title="Going on just now", starts_at=timezone.now() - timedelta(hours=1))
    EventFactory(title="Long ago", starts_at=timezone.now() - timedelta(days=9))
    EventFactory(title="Not told yet", is_shown=False)

    words = client.get("/events/").content.decode()

    coming, _, lately = words.partition('id="lately"')
    assert coming.index("Going on just now") < coming.index("July 2031") < coming.index("A summer reading")
    assert coming.index("October 2031") < coming.index("An autumn reading")
    assert "Long ago" in lately
    assert "Long ago" not in coming
    assert "Not told yet" not in words


def test_a_shop_without_events_says_so_and_its_front_page_does_not_speak_of_them(client):
    assert "Nothing is planned just now." in client.get("/events/").content.decode()
    assert "Come in, sit down, listen." not in client.get("/").content.decode()


def test_an_event_says_when_where_with_whom_and_what_to_read(client):
    branch = BranchFactory(name="Harbour Street", address="14 Harbour Street\nWexcombe")
    event = EventFactory(
        title="Salt & light", text="She **reads**.<script>x</script>", starts_at=SUMMER_EVENING, branch=branch
    )
    event.people.add(ContributorFactory(name="Imogen Farrow"))
    event.books.add(BookFactory(title="The Salt Ledger"))

    answer = client.get(event.get_absolute_url())

    words = answer.content.decode()
    assert "Thursday 10 July 2031, 19:30" in words
    assert "14 Harbour Street<br>Wexcombe" in words
    assert "Imogen Farrow" in words
    assert "The Salt Ledger" in words
    assert "She <strong>reads</strong>." in words
    assert "<script>x" not in words
    said = Head(words).data[0]
    assert (said["startDate"], said["eventStatus"]) == (
        "2031-07-10T19:30:00+01:00",
        "https://schema.org/EventScheduled",
    )


def test_an_event_that_is_called_off_says_so_everywhere(client):
    event = EventFactory(title="Maps", called_off_at=timezone.now())

    page = client.get(event.get_absolute_url()).content.decode()

    assert "This event does not take place." in page
    assert "Add to calendar" not in page
    assert "Called off." in client.get("/events/").content.decode()
    assert "STATUS:CANCELLED" in client.get("/events/calendar.ics").content.decode()


def test_an_event_that_has_been_says_so_and_an_untold_one_is_not_there(client):
    over = EventFactory(starts_at=timezone.now() - timedelta(days=2))
    untold = EventFactory(is_shown=False)

    assert "This has been." in client.get(over.get_absolute_url()).content.decode()
    assert client.get(untold.get_absolute_url()).status_code == 404
    assert client.get(f"/events/{untold.slug}/day.ics").status_code == 404


def test_a_book_and_its_people_lead_to_the_evenings_on_which_they_are_spoken_of(client):
    author = ContributorFactory(name="Ada Crane")
    book = BookFactory(title="Tides", by=["Ada Crane"])
    other_edition = BookFactory(title="Tides", work=book.work, format="hardback")
    with_her = EventFactory(title="An evening with her")
    with_her.people.add(author)
    EventFactory(title="About something else")
    EventFactory(title="About the hardback").books.add(other_edition)
    EventFactory(title="Last year", starts_at=timezone.now() - timedelta(days=300)).books.add(book)

    on_the_book = client.get(book.get_absolute_url()).content.decode()
    on_hers = client.get(author.get_absolute_url()).content.decode()

    assert [each in on_the_book for each in ("An evening with her", "About the hardback")] == [True, True]
    assert [each in on_the_book for each in ("About something else", "Last year")] == [False, False]
    assert [each in on_hers for each in ("An evening with her", "About the hardback")] == [True, False]


def test_the_front_page_names_the_next_three(client):
    for days in (4, 2, 3, 1):
        EventFactory(title=f"In {days} days", starts_at=timezone.now() + timedelta(days=days))

    words = client.get("/").content.decode()

    assert words.index("In 1 days") < words.index("In 2 days") < words.index("In 3 days")
    assert "In 4 days" not in words


def test_a_calendar_takes_an_event_whatever_it_is_called(client):
    title = "Ünder; the, sea\\ " + "läng " * 30
    event = EventFactory(title=title, starts_at=SUMMER_EVENING)

    answer = client.get(f"/events/{event.slug}/day.ics")

    lines = answer.content.decode().split("\r\n")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert max(len(line.encode()) for line in lines) <= 75
    unfolded = answer.content.decode().replace("\r\n ", "")
    assert "SUMMARY:Ünder\\; the\\, sea\\\\ läng läng" in unfolded
    assert "DTSTART:20310710T183000Z" in lines
    assert lines[-2:] == ["END:VCALENDAR", ""]


def test_the_pages_of_events_cost_the_same_for_one_and_for_many(client):
    EventFactory()
    client.get("/events/")
    few = queries_of(client, "/events/")
    EventFactory.create_batch(20)

    assert queries_of(client, "/events/") == few


def test_staff_call_an_event_off_and_on_again(admin_client):
    event = EventFactory()
    for action, is_off in (("call_off", True), ("call_on_again", False)):
        admin_client.post("/admin/catalog/event/", {"action": action, "_selected_action": [event.pk]})
        assert Event.objects.get().is_called_off == is_off


def test_staff_who_name_no_place_are_asked_for_one(admin_client):
    answer = admin_client.post(
        "/admin/catalog/event/add/",
        {
            "title": "Nowhere",
            "slug": "nowhere",
            "summary": "Somewhere.",
            "starts_at_0": "2031-07-10",
            "starts_at_1": "19:30",
            "ends_at_0": "2031-07-10",
            "ends_at_1": "21:00",
            "is_shown": "on",
        },
    )

    assert "Say in which of our shops it is, or where else; not both." in answer.content.decode()
    assert not Event.objects.exists()
