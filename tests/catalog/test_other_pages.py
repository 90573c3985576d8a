"""The pages beside the lists: a series, a person, a genre, our shelves, our shops, the front and the wrong way."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.db import OperationalError
from django.utils import timezone

from catalog import indexing
from catalog.models import Branch
from catalog.series import Gap, with_gaps
from tests.catalog.factories import (
    BookFactory,
    BranchFactory,
    ContributorFactory,
    PublisherFactory,
    SeriesFactory,
    ShelfBookFactory,
    ShelfFactory,
)
from tests.catalog.test_book_page import Head, volume
from tests.catalog.test_pages import queries_of
from tests.storefront.factories import HelpPageFactory

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 11, 23)


class Numbered:
    def __init__(self, position):
        self.position = position and Decimal(position)


@pytest.mark.parametrize(
    ("positions", "gaps"),
    [
        (["1", "2", "3"], []),
        (["1", "2", "5"], [(3, 4)]),
        (["1", "2", "2.5", "3"], []),
        (["0", "2", None], [(1, 1)]),
        (["4"], []),
        ([], []),
    ],
)
def test_what_is_missing_between_two_volumes_is_named(positions, gaps):
    entries = with_gaps(Numbered(position) for position in positions)

    assert [(each.first, each.last) for each in entries if isinstance(each, Gap)] == gaps


def test_a_series_stands_in_its_order_once_a_work_with_its_gaps(client):
    series = SeriesFactory(name="The Tides")
    third = volume("Third", series, 3, by=["Ada Crane"], stock=1)
    first = volume("First", series, 1, by=["Ada Crane"], stock=1)
    hardback = BookFactory(work=first.work, title="First", format="hardback")
    hardback.volumes.create(series=series, number="1", position=1)

    answer = client.get(series.get_absolute_url())

    assert [entry.get("book") for entry in answer.context["entries"]] == [first, None, third]
    assert "Book 2 is not in our catalogue." in answer.content.decode()
    assert [person.name for person in answer.context["people"]] == ["Ada Crane"]


@pytest.mark.parametrize("count", [1, 24])
def test_these_pages_cost_the_same_number_of_queries_however_much_they_show(client, count):
    series, shelf, person = SeriesFactory(), ShelfFactory(), ContributorFactory()
    for number in range(1, count + 2):
        book = volume(f"Volume {number}", series, number, by=[f"Jane {number}"], genre="FBA", stock=2)
        book.contributions.create(contributor=person, role="translator")
        ShelfBookFactory(shelf=shelf, book=book, talker="Read it.")

    addresses = [series, person, book.book_genres.get().genre]
    costs = [queries_of(client, each.get_absolute_url()) for each in addresses]

    assert [*costs, queries_of(client, "/shelves/"), queries_of(client, "/branches/")] == [11, 16, 22, 10, 4]


def test_a_link_to_any_page_of_books_is_shown_with_words_and_a_picture(client, settings):
    series, publisher, shelf = SeriesFactory(), PublisherFactory(about="They print in the harbour."), ShelfFactory()
    book = volume("Tide 1", series, 1, by=["Ada Crane"], genre="FBA", stock=1, publisher=publisher)
    ShelfBookFactory(shelf=shelf, book=book)
    [author], [genre] = book.contributors.all(), book.genres.all()

    heads = {}
    for page in (series, publisher, shelf, author, genre):
        head = heads[page] = Head(client.get(page.get_absolute_url()).content.decode())
        assert head.meta["og:url"] == [settings.SITE_URL + page.get_absolute_url()]
        assert f"/covers/{book.isbn13}-card.png?v=" in head.meta["og:image"][0]
        assert head.data[-1]["@type"] == "BreadcrumbList"
        assert head.data[-1]["itemListElement"][-1]["name"] == head.meta["og:title"][0] == str(page)

    assert heads[publisher].meta["description"] == ["They print in the harbour."]
    assert heads[author].meta["description"] == ["Ada Crane: 1 book at Colophon."]
    kinds = [heads[page].data[0]["@type"] for page in (series, publisher, author)]
    assert kinds == ["BookSeries", "Organization", "Person"]
    assert [each["name"] for each in heads[series].data[0]["author"]] == ["Ada Crane"]


def test_each_page_of_a_long_series_has_an_address_of_its_own(client, monkeypatch, settings):
    monkeypatch.setattr("catalog.views.series.A_PAGE", 1)
    series = SeriesFactory()
    volume("Tide 1", series, 1), volume("Tide 2", series, 2)

    second = client.get(series.get_absolute_url(), {"page": "2", "utm_source": "mail"}).content.decode()

    assert f'<link rel="canonical" href="{settings.SITE_URL}{series.get_absolute_url()}?page=2">' in second


def test_a_translator_has_a_page_with_what_they_translated(client):
    person = ContributorFactory(name="Ann Gold")
    book = BookFactory(by=["Ada Crane"])
    book.contributions.create(contributor=person, role="translator", sequence=2)

    answer = client.get(person.get_absolute_url())

    assert answer.context["helped_with"] == [book]
    assert "Translated by Ann Gold" in answer.content.decode()
    assert "No book here fits" not in answer.content.decode()


def test_a_genre_lets_staff_speak_of_its_books_and_of_no_others(client):
    shelf = ShelfFactory()
    novel, history = BookFactory(genre="FBA"), BookFactory(genre="NH")
    for book, words in ((novel, "It made me laugh."), (history, "It made me think.")):
        indexing.refresh([book.pk])
        ShelfBookFactory(shelf=shelf, book=book, talker=words, signed_by="Nia")

    voices = client.get(novel.book_genres.get().genre.get_absolute_url()).context["voices"]

    assert [(place.book, place.talker) for place in voices] == [(novel, "It made me laugh.")]


def test_a_shelf_whose_time_is_over_is_not_among_the_shelves(client):
    shown = ShelfBookFactory(shelf=ShelfFactory(title="Winter")).shelf
    ShelfFactory(title="Long ago", shown_until=timezone.localdate().replace(year=2001))

    shelves = client.get("/shelves/").context["shelves"]

    assert [each["shelf"] for each in shelves] == [shown]


@pytest.mark.parametrize(
    ("clock", "said"),
    [
        ("08:00", "Opens at 9:00"),
        ("09:00", "Open until 12:30"),
        ("12:45", "Opens at 13:00"),
        ("17:59", "Open until 18:00"),
        ("18:00", "Closed for today"),
    ],
)
def test_a_shop_says_until_when_it_is_open(clock, said):
    branch = BranchFactory()
    for opens, closes in (("09:00", "12:30"), ("13:00", "18:00")):
        branch.hours.create(weekday=0, opens=opens, closes=closes)

    now = timezone.make_aware(datetime.combine(MONDAY, time.fromisoformat(clock)))

    assert Branch.objects.get().open_at(now) == said


def test_a_shop_is_closed_on_days_without_hours_and_silent_without_any():
    branch = BranchFactory()
    tuesday = timezone.make_aware(datetime.combine(MONDAY + timedelta(days=1), time(12)))
    silent = branch.open_at(tuesday)
    branch.hours.create(weekday=0, opens="09:00", closes="18:00")

    assert (silent, branch.open_at(tuesday)) == ("", "Closed today")


def test_the_front_page_says_who_we_are_in_the_words_of_staff(client):
    HelpPageFactory(slug="about", title="About us", body="Six people & a **cat**.\n\nSince 1987.")

    page = client.get("/").content.decode()

    assert "Six people &amp; a cat." in page
    assert "Since 1987" not in page
    assert Head(page).data[0]["potentialAction"]["target"]["urlTemplate"].endswith("/search/?q={search_term_string}")


def test_who_has_lost_the_way_is_shown_good_books(client):
    book = BookFactory(title="Emma", stock=1)

    answer = client.get("/nothing-here/")

    assert answer.status_code == 404
    assert book.get_absolute_url() in answer.content.decode()


def test_who_has_lost_the_way_while_the_database_is_away_still_finds_search_and_telephone(client, monkeypatch):
    def gone(*arguments):
        raise OperationalError("the server is away")

    monkeypatch.setattr("django.db.backends.utils.CursorWrapper.execute", gone)

    answer = client.get("/nothing-here/")

    assert answer.status_code == 404
    assert 'action="/search/"' in answer.content.decode()
    assert "020 7946 0321" in answer.content.decode()
