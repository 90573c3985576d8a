"""What booksellers do about reviews in the back office."""

import pytest
from django.contrib.auth.models import Group

from reviews.models import Review
from tests.catalog.factories import BookFactory
from tests.prebooks.factories import PersonFactory

pytestmark = pytest.mark.django_db
LIST = "/admin/reviews/review/"


@pytest.fixture
def bookseller(client):
    person = PersonFactory(is_staff=True)
    person.groups.add(Group.objects.get(name="bookseller"))
    client.force_login(person)
    return person


def some(number):
    book = BookFactory(title="Emma")
    return [
        Review.objects.create(work=book.work, book=book, person=PersonFactory(), stars=4, name="Ada", text="x" * 90).pk
        for _ in range(number)
    ]


def choose(client, action, pks, **more):
    return client.post(LIST, {"action": action, "_selected_action": pks, **more}, follow=True)


@pytest.mark.parametrize(("action", "left"), [("hide", 3), ("delete", 1)])
def test_several_are_asked_about_then_done_with_the_reason_kept(client, bookseller, action, left):
    pks = some(3)[:2]

    asked = choose(client, action, pks)
    assert f"{action.capitalize()} 2 reviews?" in asked.content.decode()
    assert Review.objects.shown().count() == 3
    assert choose(client, action, pks, confirmed="yes").status_code == 422

    done = choose(client, action, pks, confirmed="yes", why="Not about the book.")

    assert f"2 reviews {'hidden' if action == 'hide' else 'deleted'}." in done.content.decode()
    assert Review.objects.shown().count() == 1
    assert Review.objects.live().count() == left
    assert set(Review.objects.filter(pk__in=pks).values_list("why", "decided_by")) == {
        ("Not about the book.", bookseller.pk)
    }


def test_one_is_asked_about_by_name(client, bookseller):
    asked = choose(client, "delete", some(1)).content.decode()

    assert "Delete the review by Ada of Emma?" in asked


def test_what_waits_for_a_bookseller_is_shown_when_they_say_so(client, bookseller):
    pks = some(1)
    Review.objects.update(state="held")

    assert "1 review shown." in choose(client, "show", pks, confirmed="yes").content.decode()
    assert Review.objects.shown().count() == 1


def test_more_than_fifty_are_refused(client, bookseller):
    assert "Choose 1 to 50 reviews." in choose(client, "delete", some(51), confirmed="yes", why="x").content.decode()
    assert Review.objects.live().count() == 51


def test_the_list_shows_how_a_review_begins_and_asks_the_same_for_any_number(client, bookseller):
    some(2)

    html = client.get(LIST + "?stars__exact=4&state__exact=shown").content.decode()

    assert "x" * 79 + "…" in html
