"""ISBNs in searches: among other words, and not quite right."""

import pytest

from catalog.search import edition_with, find
from tests.catalog.factories import BookFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def emma():
    BookFactory(isbn13="9780141439600", title="A Tale of Two Cities", popularity=900)
    return BookFactory(isbn13="9780141439587", title="Emma", by=["Jane Austen"], popularity=3)


@pytest.mark.parametrize(
    "text",
    [
        "978-0-14-143958-7",
        "Emma (ISBN: 9780141439587)",
        "isbn no. 0141439580 paperback",
        "https://www.amazon.com/Emma-Jane-Austen/dp/0141439580/ref=sr_1_1?qid=1512345678&sr=8-1",
        "https://books.example/emma/9780141439587",
        "ISBN-10: 0141439580 ISBN-13: 978-0141439587",
    ],
)
def test_an_isbn_among_other_words_is_that_edition(emma, text):
    assert edition_with(text) == emma


@pytest.mark.parametrize("text", ["emma 1815", "call 020 7946 0018", "9780141439588", "dp/0141439581", "01414395801"])
def test_other_numbers_are_none(emma, text):
    assert edition_with(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "9780141439581",  # the check digit is wrong
        "978-0-14-143858-7",  # another digit is
        "9780141493587",  # two changed places
        "978014143958",  # one is missing at the end,
        "978014143587",  # or within
        "97801414399587",  # one too many
        "0141439589",
        "014143958X",
        "141439580",  # as spreadsheets leave it
        "0141439587",  # without its 978
        "ISBN 0-14-143985-0",
    ],
)
def test_the_edition_one_slip_away_is_near(emma, text):
    found = find(text)

    assert (found.work_pks, found.near_pks) == ([], [emma.work_id])


def test_all_that_begin_as_typed_are_near_best_known_first(emma):
    assert len(find("9780141439").near_pks) == 2
    assert find("0141439").near_pks[1:] == [emma.work_id]


def test_what_is_wrong_is_said(client, emma):
    page = client.get("/search/", {"q": "9780141439581"}).content.decode()

    assert "9780141439581 is not an ISBN-13: its last digit does not fit the others." in page
    assert "Nearest to what you typed" in page
    assert emma.get_absolute_url() in page


def test_a_right_number_that_is_not_ours_is_told_so(client, emma):
    page = client.get("/search/", {"q": "9780306406157"}).content.decode()

    assert "No book of ours has the ISBN 978-0-306-40615-7." in page
    assert "Nearest to what you typed" not in page
    assert "/ask/?q=9780306406157" in page


def test_the_edition_that_is_near_stands_for_its_work(client, emma):
    BookFactory(work=emma.work, title="Emma", format="hardback", stock=9, popularity=500)

    assert client.get("/search/", {"q": "9780141439581"}).context["nearest"] == [emma]
