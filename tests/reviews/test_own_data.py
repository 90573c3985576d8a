"""What a reader takes along of their reviews, and what stays of them when they go."""

import pytest

from accounts.personal_data import all_parts
from reviews import writing
from reviews.models import Review
from tests.catalog.factories import BookFactory
from tests.reviews.test_writing import reader_of

pytestmark = pytest.mark.django_db
PARTS = {part.name: part for part in all_parts()}


@pytest.fixture
def review():
    book = BookFactory(title="Emma", stock=50)
    return writing.write(book, person=reader_of(book), stars=4, text="Good company.", name="Zoe")


def test_a_reader_takes_along_what_they_wrote_and_found_helpful(review):
    friend = reader_of(review.book)
    writing.vote(review, by=friend, is_helpful=True)

    [written] = PARTS["reviews"].export(review.person)

    assert (written["book"], written["stars"], written["text"]) == ("Emma", 4, "Good company.")
    assert PARTS["reviews"].export(friend) == []
    assert PARTS["votes"].export(friend) == [{"found_helpful": "A review of Emma"}]


def test_a_review_stays_when_its_writer_goes_and_names_nobody(review):
    PARTS["reviews"].erase(review.person)

    left = Review.objects.get()
    assert (left.person, left.name, left.stars) == (None, "", 4)
    review.work.refresh_from_db()
    assert review.work.rating_count == 1
