"""What a reader sees of a search, and staff of its reasons."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog import indexing
from catalog.models import Book
from catalog.search.suggesting import emphasised
from tests.catalog.factories import BookFactory, GenreFactory, SeriesFactory

pytestmark = pytest.mark.django_db


def page_of(client, **asked):
    return client.get("/search/", asked).content.decode()


def test_a_slip_is_shown_with_a_way_to_what_was_typed(client):
    BookFactory(title="Anna Karenina", by=["Leo Tolstoy"])

    page = page_of(client, q="tolstoi")

    assert "Showing results for “<bdi>tolstoy</bdi>”" in page
    assert 'href="?q=tolstoi&amp;exact=1"' in page
    assert "Nothing found for “<bdi>tolstoi</bdi>”" in page_of(client, q="tolstoi", exact="1")


def test_the_edition_that_was_asked_for_stands_for_its_work(client):
    paperback = BookFactory(title="Emma", by=["Jane Austen"], stock=3)
    hardback = BookFactory(work=paperback.work, title="Emma", format="hardback")
    french = BookFactory(work=paperback.work, title="La famille Elliot", language="fr")

    shown = {
        q: client.get("/search/", {"q": q}).context["books"] for q in ("emma", "emma hardback", "la famille elliot")
    }

    assert shown == {"emma": [paperback], "emma hardback": [hardback], "la famille elliot": [french]}


def test_nothing_found_says_which_words_failed_and_leads_on(client):
    BookFactory(title="Anna Karenina", by=["Leo Tolstoy"])
    GenreFactory(code="FBC", name="Classic fiction", in_menu=True)

    page = page_of(client, q="tolstoy xqzzyv")

    assert "No book of ours holds “<bdi>xqzzyv</bdi>”" in page
    assert 'href="/search/?q=tolstoy"' in page
    assert "/ask/?q=tolstoy%20xqzzyv" in page
    assert "Classic fiction" in page


def test_where_nothing_has_all_of_it_the_nearest_stand_below(client):
    near = BookFactory(title="The Bell Jar", by=["Sylvia Plath"])
    BookFactory(title="Emma", by=["Jane Austen"])

    answer = client.get("/search/", {"q": "the bell jar wexler"})

    assert answer.context["nearest"] == [near]
    assert answer.context["bestsellers"] == []
    page = answer.content.decode()
    assert "Nothing found for “<bdi>the bell jar wexler</bdi>”" in page
    assert page.index("No book of ours holds “<bdi>wexler</bdi>”") < page.index("Nearest to what you typed")


def test_an_edition_of_the_format_that_was_asked_for_in_two_words_stands_for_its_work(client):
    paperback = BookFactory(title="Emma", by=["Jane Austen"], stock=3)
    large = BookFactory(work=paperback.work, title="Emma", format="large_print")

    assert client.get("/search/", {"q": "emma large print"}).context["books"] == [large]


def test_a_page_beyond_the_last_is_not_found(client):
    BookFactory(title="Emma")

    assert client.get("/search/", {"q": "emma", "page": "2"}).status_code == 404


@pytest.mark.parametrize("count", [1, 24])
def test_suggestions_cost_the_same_number_of_queries(client, count):
    for number in range(count):
        BookFactory(title=f"Emma {number}", by=["Emma Smith"])

    with CaptureQueriesContext(connection) as queries:
        client.get("/search/suggest/", {"q": "emm"})

    assert len(queries) == 9


def test_suggestions_are_at_most_eight_and_say_what_they_are(client):
    series = SeriesFactory(name="Harbour Street")
    for number in range(12):
        book = BookFactory(title=f"Harbour {number}", by=["Harriet Harbour"])
        book.volumes.create(series=series, number=str(number))
        indexing.refresh([book.pk])
    GenreFactory(code="WT", name="Harbours and coasts")

    groups = client.get("/search/suggest/", {"q": "harb"}).context["groups"]

    assert {group["label"]: len(group["options"]) for group in groups} == {
        "Books": 5,
        "Authors": 1,
        "Series": 1,
        "Subjects": 1,
    }


def test_the_edition_whose_isbn_is_typed_is_suggested_unless_it_is_out_of_sight(client):
    book = BookFactory(isbn13="9780141439587", title="Emma", by=["Jane Austen"])

    [group] = client.get("/search/suggest/", {"q": "978-0-14-143958-7"}).context["groups"]
    Book.objects.update(is_hidden=True)

    assert [(option["label"], option["note"], option["book"]) for option in group["options"]] == [
        ("Emma", "Jane Austen", book)
    ]
    assert client.get("/search/suggest/", {"q": "9780141439587"}).context["groups"] == []
    assert client.get("/search/", {"q": "9780141439587"}).status_code == 200  # and nothing found


def test_a_suggestion_names_the_price_of_what_is_sold(client):
    BookFactory(title="Emma", price="9.99")
    BookFactory(title="Emma’s Garden", price="8.99", status="out_of_print")

    [group] = client.get("/search/suggest/", {"q": "emma"}).context["groups"]

    assert [(option["book"].title, str(option["price"])) for option in group["options"]] == [
        ("Emma", "9.99"),
        ("Emma’s Garden", "None"),
    ]


@pytest.mark.parametrize(
    ("label", "typed", "shown"),
    [
        ("The Bell Jar", "the bel", "The Bel<mark>l</mark> <mark>Jar</mark>"),
        ("Middlemarch", "eliot", "Middlemarch"),
        ("Émile & <b>", "emi", "Émi<mark>le</mark> <mark>&amp;</mark> <mark>&lt;b&gt;</mark>"),
    ],
)
def test_what_was_typed_is_kept_and_the_rest_emphasised(label, typed, shown):
    assert emphasised(label, typed) == shown


def test_staff_are_told_why_a_result_stands_where_it_stands(admin_client):
    BookFactory(title="Emma", by=["Jane Austen"])

    page = admin_client.get("/admin/catalog/searchdocument/explain/", {"q": "emma"}).content.decode()

    assert "1. The title is what was typed" in page


def test_only_staff_are_told(client, django_user_model):
    client.force_login(django_user_model.objects.create_user(email="ada@example.org"))

    assert client.get("/admin/catalog/searchdocument/explain/?q=emma").status_code == 302


def test_staff_find_what_shoppers_find_and_books_by_part_of_an_isbn_or_out_of_sight(admin_client):
    paperback = BookFactory(title="Emma", by=["Jane Austen"], isbn13="9780141439587")
    hardback = BookFactory(work=paperback.work, title="Emma", format="hardback")
    hidden = BookFactory(title="Sanditon", by=["Jane Austen"], is_hidden=True)
    BookFactory(title="Dune", by=["Frank Herbert"])
    indexing.refresh(Book.objects.values_list("pk", flat=True))

    found = {
        q: list(admin_client.get("/admin/catalog/book/", {"q": q}).context["cl"].result_list)
        for q in ("austen emma", "0-14-143958-0", "978 0141 4", "sandit", "xqzzyv")
    }

    assert found["austen emma"] == [paperback, hardback]
    assert found["0-14-143958-0"] == found["978 0141 4"] == [paperback]
    assert (found["sandit"], found["xqzzyv"]) == ([hidden], [])
