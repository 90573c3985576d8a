"""The pages one browses: as a visitor, as a stranger with rubbish, as an accountant of queries."""

import itertools

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.catalog.factories import BookFactory, GenreFactory, ShelfBookFactory, ShelfFactory

pytestmark = pytest.mark.django_db

RUBBISH = ["", "abc", "-1", "0", "9" * 30, "\0", "😀", "' or 1=1 --", "NaN", "1e999", "F", "\\", "%", "(((", "٣"]
PARAMETERS = [
    "genre",
    "author",
    "publisher",
    "series",
    "format",
    "language",
    "price_min",
    "price_max",
    "rating",
    "availability",
    "year_min",
    "year_max",
    "sort",
    "page",
    "q",
]


def queries_of(client, path):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


def amid_others():
    """Every filter has every value; NUL is not among them, for an address with NUL is refused before it is read."""
    filters, values = PARAMETERS[:-2], [value for value in RUBBISH if value != "\0"]
    for first in range(len(values)):
        turn = itertools.cycle(values[first:] + values[:first])
        yield {"q": "a", **{name: ["x", value] for name, value in zip(filters, turn, strict=False)}}


def alone(parameter):
    return [{"q": "a", parameter: ["x", value]} for value in RUBBISH]


@pytest.mark.parametrize("path", ["/books/", "/search/", "/search/suggest/", "/genres/FBA/contemporary-fiction/"])
def test_rubbish_in_an_address_is_never_an_error_of_ours(client, path):
    GenreFactory()
    BookFactory(stock=2, by=["Jane Austen"], genre="FBA")

    answers = [client.get(path, query).status_code for query in [*amid_others(), *alone("page"), *alone("q")]]

    assert set(answers) <= {200, 301, 302, 400, 404}
    assert answers[:14] == [200] * 14


@pytest.mark.parametrize("parameter", PARAMETERS[:-2])
def test_rubbish_in_one_filter_alone_is_no_error_either(client, parameter):
    BookFactory(stock=2, by=["Jane Austen"], genre="FBA")
    results = {"HX-Request": "true", "HX-Target": "results"}

    answers = {client.get("/books/", query, headers=results).status_code for query in alone(parameter)}

    assert answers == {200, 400}


@pytest.mark.parametrize(
    "path",
    [
        "/books/x/",
        "/books/9780141439519/",
        "/books/9780141439518/",
        "/covers/9780141439518-320.webp",
        "/covers/9780141439518-321.webp",
        f"/authors/{9 * 10**30}/x/",
        "/authors/1/x/",
        "/genres/zz/x/",
        "/shelves/x/",
        "/series/0/-/",
        "/books/?page=2",
        "/books/?page=x",
    ],
)
def test_what_is_not_there_is_not_found(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("count", [1, 24])
def test_a_page_costs_the_same_number_of_queries_for_one_card_and_for_many(client, count):
    shelf = ShelfFactory()
    books = [BookFactory(stock=2, by=[f"Jane {number}"], genre="FBA") for number in range(count + 1)]
    for book in books:
        ShelfBookFactory(shelf=shelf, book=book)

    paths = ["/", "/books/", books[0].get_absolute_url(), "/search/?q=book", shelf.get_absolute_url()]

    assert [queries_of(client, path) for path in paths] == [15, 13, 25, 16, 11]


@pytest.mark.parametrize("spelling", ["{}", "{}/x"])
def test_a_wrong_address_of_a_book_leads_to_the_right_one(client, spelling):
    book = BookFactory(stock=1)

    for number in (book.isbn13, book.isbn13_hyphenated, book.isbn10):
        answer = client.get(f"/books/{spelling.format(number)}/")
        assert (answer.status_code, answer.url) == (301, book.get_absolute_url())


def test_an_isbn_in_any_spelling_leads_straight_to_its_edition(client):
    book = BookFactory(stock=1)

    for typed in (book.isbn13, book.isbn13_hyphenated, book.isbn10, f"ISBN {book.isbn13}"):
        assert client.get("/search/", {"q": typed}).url == book.get_absolute_url()


@pytest.mark.parametrize("typed", ["emma", "EMM", "austen emma", "Austen, Jane", "jane"])
def test_a_book_is_found_by_title_and_by_author(client, typed):
    emma = BookFactory(title="Emma", by=["Jane Austen"], stock=1)
    BookFactory(title="Middlemarch", by=["George Eliot"], stock=1)

    assert client.get("/search/", {"q": typed}).context["books"] == [emma]


@pytest.mark.parametrize("typed", ["midlemarch", "middlemrach", "george elliot"])
def test_a_slip_of_the_fingers_is_forgiven(client, typed):
    book = BookFactory(title="Middlemarch", by=["George Eliot"], stock=1)

    assert client.get("/search/", {"q": typed}).context["books"] == [book]


def test_accents_need_not_be_typed(client):
    book = BookFactory(title="Émile", by=["Karel Čapek"], stock=1)

    assert client.get("/search/", {"q": "emile capek"}).context["books"] == [book]


def test_nothing_found_says_so_and_offers_something_to_read(client):
    book = BookFactory(title="Emma", stock=1)

    answer = client.get("/search/", {"q": "xyzzy"})

    assert "Nothing found for" in answer.content.decode()
    assert answer.context["bestsellers"] == [book]


def test_a_work_is_listed_once_by_the_edition_that_fits(client):
    paperback = BookFactory(title="Emma", stock=3)
    hardback = BookFactory(work=paperback.work, title="Emma", format="hardback", price="20.00")

    assert client.get("/books/").context["books"] == [paperback]
    assert client.get("/books/?format=hardback").context["books"] == [hardback]
    assert client.get("/books/?price_min=15").context["books"] == [hardback]
    assert client.get("/books/?availability=in_stock&format=hardback").context["books"] == []


def test_a_genre_holds_what_stands_in_the_genres_below_it(client):
    GenreFactory(code="F", name="Fiction")
    book = BookFactory(genre="FBC", stock=1)
    BookFactory(genre="NH", stock=1)

    assert client.get("/genres/F/fiction/").context["books"] == [book]


@pytest.mark.parametrize(
    ("asked", "is_indexed"),
    [("", True), ("format=paperback", True), ("format=ebook", False), ("format=paperback&language=en", False),
     ("sort=title", False)],
)  # fmt: skip
def test_search_engines_keep_lists_of_one_filter_that_hold_something(client, asked, is_indexed):
    BookFactory()

    page = client.get(f"/books/?{asked}").content.decode()

    assert ('content="noindex,follow"' not in page) is is_indexed


def test_filtering_in_place_answers_with_the_results_alone(client):
    BookFactory(stock=1)

    answer = client.get("/books/", headers={"HX-Request": "true", "HX-Target": "results"})

    assert "<html" not in answer.content.decode()
    assert answer["Vary"].startswith("HX-Request, HX-Target")


def test_what_came_with_a_description_is_text_and_nothing_else(client):
    book = BookFactory(description='<p onclick="x()">Good.<script>alert(1)</script></p>')

    page = client.get(book.get_absolute_url()).content.decode()

    assert "<p>Good.</p>" in page
    assert "<script>alert" not in page
    assert "onclick" not in page


def test_suggestions_name_books_and_authors(client):
    BookFactory(title="Emma", by=["Jane Austen"], stock=1)

    page = client.get("/search/suggest/?q=aus").content.decode()

    assert "Emma" in page
    assert "Jane Austen" in page
