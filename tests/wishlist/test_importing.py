"""Reading lists from Goodreads and StoryGraph: by number, or by a person's word, and never guessed."""

import csv
import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog.isbn import isbn10
from notices.models import Notice
from tests.catalog.factories import BookFactory, numbered_isbn
from tests.prebooks.factories import PersonFactory
from tests.processes import wait_until
from tests.wishlist.factories import a_wish
from tests.wishlist.reading_lists import goodreads, goodreads_line, storygraph
from tests.wishlist.test_pages import words_of
from wishlist import importing, own_data, reading_lists, tasks, wishing
from wishlist.models import ImportedRow, ReadingImport, Wish, Wishlist
from wishlist.reading_lists import CannotRead, read

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Target": "import"}


@pytest.fixture
def emma():
    return BookFactory(title="Emma", by=["Jane Austen"], isbn13="9780141439587")


@pytest.fixture
def zoe(client):
    person = PersonFactory(password="!")
    client.force_login(person)
    return person


def send(client, data: bytes, **targets):
    """Send the file, and bring each shelf to the list that is proposed, or as said."""
    sent = client.post("/wishlist/import/", {"file": SimpleUploadedFile("goodreads_library_export.csv", data)})
    assert sent.status_code == 302, words_of(sent)
    kept = ReadingImport.objects.latest("pk")
    shelves = importing.shelves_of(kept)
    choices = {f"shelf-{place}": targets.get(shelf.replace("-", "_"), "leave") for place, shelf in enumerate(shelves)}
    client.post(f"{sent.url}start/", choices or {})
    kept.refresh_from_db()
    return kept


def states(kept) -> list[str]:
    return list(kept.rows.order_by("number").values_list("state", flat=True))


@pytest.mark.parametrize(
    "numbers",
    [
        {"isbn13": "9780141439587", "isbn10": isbn10("9780141439587")},
        {"isbn13": "9780141439587"},
        {"isbn10": isbn10("9780141439587")},
        {"isbn13": "978-0-14-143958-7"},
    ],
)
def test_a_number_in_any_spelling_finds_the_book(client, emma, zoe, do_waiting_jobs, numbers):
    kept = send(client, goodreads(goodreads_line("Emma", "Jane Austen", **numbers)), to_read="new")
    do_waiting_jobs()

    wish = Wish.objects.get()
    assert (wish.book, wish.wishlist.name, wish.wishlist.owner) == (emma, "To read", zoe)
    assert wish.price_when_added == emma.price
    assert states(kept) == ["added"]
    assert Notice.objects.get().title == "Your reading list from Goodreads is here"


def test_storygraph_is_read_likewise(client, emma, zoe, do_waiting_jobs):
    book = {"Title": "Emma", "Authors": "Jane Austen", "ISBN/UID": emma.isbn13, "Read Status": "to-read"}
    other = {"Title": "Nobody's", "Authors": "N N", "ISBN/UID": "B00ABCDEFG", "Read Status": "to-read"}

    kept = send(client, storygraph(book, other), to_read="new")
    do_waiting_jobs()

    assert (kept.source, states(kept)) == ("storygraph", ["added", "not_found"])


@pytest.mark.parametrize("title", ["Emma", "emma", "Émma (Everyman's Library, #3)", "Emma: A Novel in Three Volumes"])
def test_a_title_is_only_offered_and_put_on_the_list_when_chosen(client, emma, zoe, do_waiting_jobs, title):
    kept = send(client, goodreads(goodreads_line(title, "Jane Austen")), to_read="new")
    do_waiting_jobs()
    assert (states(kept), Wish.objects.count()) == (["unclear"], 0)

    row = kept.rows.get()
    page = client.get(f"/wishlist/import/{kept.pk}/choices/")
    assert "None of these" in words_of(page)
    assert f'value="{emma.pk}"' in page.content.decode()

    client.post(f"/wishlist/import/{kept.pk}/choices/", {f"row-{row.pk}": emma.pk})
    assert (states(kept), Wish.objects.get().book) == (["added"], emma)


def test_another_edition_with_a_number_that_we_do_not_have_is_offered(client, emma, zoe, do_waiting_jobs):
    line = goodreads_line("Emma", "Jane Austen", isbn13=numbered_isbn(77777))

    kept = send(client, goodreads(line), to_read="new")
    do_waiting_jobs()

    assert kept.rows.get().candidates == [emma.pk]


def test_none_of_these_is_an_answer_and_no_answer_stays_open(client, emma, zoe, do_waiting_jobs):
    lines = [goodreads_line("Emma", "Jane Austen"), goodreads_line("Emma", "J. Austen")]
    kept = send(client, goodreads(*lines), to_read="new")
    do_waiting_jobs()
    first = kept.rows.first()

    client.post(f"/wishlist/import/{kept.pk}/choices/", {f"row-{first.pk}": "none"})

    assert (states(kept), Wish.objects.count()) == (["not_found", "unclear"], 0)


def test_what_was_not_offered_cannot_be_chosen(client, emma, zoe, do_waiting_jobs):
    other = BookFactory()
    kept = send(client, goodreads(goodreads_line("Emma", "Jane Austen")), to_read="new")
    do_waiting_jobs()

    answer = client.post(f"/wishlist/import/{kept.pk}/choices/", {f"row-{kept.rows.get().pk}": other.pk})

    assert (answer.status_code, states(kept), Wish.objects.count()) == (422, ["unclear"], 0)


def test_a_book_of_that_title_by_somebody_else_is_not_offered(client, emma, zoe, do_waiting_jobs):
    kept = send(client, goodreads(goodreads_line("Emma", "Alexander McCall Smith")), to_read="new")
    do_waiting_jobs()

    assert states(kept) == ["not_found"]


def test_a_number_that_belongs_to_quite_another_book_is_asked_about(client, emma, zoe, do_waiting_jobs):
    kept = send(client, goodreads(goodreads_line("The Iliad", "Homer", isbn13=emma.isbn13)), to_read="new")
    do_waiting_jobs()

    assert (states(kept), Wish.objects.count()) == (["unclear"], 0)


def test_two_numbers_of_two_books_are_asked_about(client, emma, zoe, do_waiting_jobs):
    other = BookFactory(title="Emma", isbn13="9780140430721")
    line = goodreads_line("Emma", "Jane Austen", isbn13=emma.isbn13, isbn10=isbn10(other.isbn13))

    kept = send(client, goodreads(line), to_read="new")
    do_waiting_jobs()

    assert kept.rows.get().candidates == [emma.pk, other.pk]


def test_shelves_go_to_the_lists_chosen_and_the_others_are_left_out(client, emma, zoe, do_waiting_jobs):
    default = wishing.default_list(person=zoe)
    lines = [
        goodreads_line("Emma", isbn13=emma.isbn13),
        goodreads_line("Ulysses", isbn13=BookFactory(title="Ulysses").isbn13, shelf="currently-reading"),
        goodreads_line("Dune", isbn13=BookFactory(title="Dune").isbn13, shelf="read"),
    ]

    kept = send(client, goodreads(*lines), to_read=str(default.pk), currently_reading="new")
    do_waiting_jobs()

    on = {(wish.wishlist.name, wish.book.title) for wish in Wish.objects.all()}
    assert on == {("Wishlist", "Emma"), ("Currently reading", "Ulysses")}
    assert states(kept) == ["added", "added", "left_out"]


def test_somebody_elses_list_is_no_target(client, emma, zoe):
    theirs = wishing.default_list(person=PersonFactory())

    kept = send(client, goodreads(goodreads_line("Emma", isbn13=emma.isbn13)), to_read=str(theirs.pk))

    assert kept.started_at is None


def test_sent_twice_it_adds_nothing_and_makes_no_second_list(client, emma, zoe, do_waiting_jobs):
    data = goodreads(goodreads_line("Emma", isbn13=emma.isbn13), goodreads_line("Emma again", isbn13=emma.isbn13))
    send(client, data, to_read="new")
    do_waiting_jobs()

    again = send(client, data, to_read=str(Wishlist.objects.get(name="To read").pk))
    importing.begin(again, {"to-read": "new"})
    do_waiting_jobs()
    importing.bring_along(again)

    assert states(again) == ["already", "already"]
    assert (Wish.objects.count(), Wishlist.objects.filter(name="To read").count()) == (1, 1)


def test_another_edition_on_the_list_is_on_the_list(client, emma, zoe, do_waiting_jobs):
    hardback = BookFactory(title="Emma", work=emma.work, format="hardback")
    default = a_wish(hardback, person=zoe).wishlist

    kept = send(client, goodreads(goodreads_line("Emma", isbn13=emma.isbn13)), to_read=str(default.pk))
    do_waiting_jobs()

    assert (states(kept), Wish.objects.get().book) == (["already"], hardback)


def test_a_quotation_mark_that_nobody_closed_costs_one_line(emma):
    broken = goodreads_line("x").replace("x", '"Broken', 1)

    rows = read(goodreads(broken, goodreads_line("Emma", isbn13=emma.isbn13), goodreads_line("", ""))).rows

    assert [(row.number, row.title, row.problem) for row in rows] == [
        (2, "", "This line could not be read."),
        (3, "Emma", ""),
        (4, "", "This line names no book."),
    ]


def test_what_is_not_found_can_be_downloaded(client, zoe, do_waiting_jobs):
    line = goodreads_line('=cmd, "the" book', "A, B", isbn13=numbered_isbn(5))
    kept = send(client, goodreads(line), to_read="new")
    do_waiting_jobs()

    table = list(csv.DictReader(io.StringIO(client.get(f"/wishlist/import/{kept.pk}/not-found.csv").content.decode())))

    assert [(row["line"], row["title"], row["isbn"]) for row in table] == [
        ("2", '\'=cmd, "the" book', numbered_isbn(5))
    ]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "This file is empty."),
        (b"PK\x03\x04 and so on", "This is a spreadsheet"),
        (b"\x89PNG\0\0\xff\xfe", "This file is not in UTF-8"),
        (goodreads(goodreads_line("\xe9")).decode().encode("latin-1"), "This file is not in UTF-8"),
        (b"a\0b,c,d,e", "This is not a CSV file."),
        (b"dear shop, here are my books", "This is not a CSV file from Goodreads or StoryGraph."),
        (b"Title,Author,ISBN,My Rating\nEmma,Jane,1,5", "these columns are missing: isbn13, exclusive shelf"),
        (goodreads(), "There are no books in this file."),
        (b"x" * (reading_lists.MOST_BYTES + 1), "larger than 10 MB"),
    ],
)
def test_a_file_that_is_none_is_refused_in_a_sentence(client, zoe, data, sentence):
    answer = client.post("/wishlist/import/", {"file": SimpleUploadedFile("books.csv", data)})

    assert (answer.status_code, ReadingImport.objects.count()) == (422, 0)
    assert sentence in words_of(answer)


def test_more_books_than_allowed_are_refused(monkeypatch):
    monkeypatch.setattr(reading_lists, "MOST_ROWS", 3)

    with pytest.raises(CannotRead, match="more than 3 books"):
        read(goodreads(*[goodreads_line("x")] * 4))


def test_a_file_of_broken_lines_is_given_up():
    with pytest.raises(CannotRead, match="Too many lines"):
        read(goodreads(*['"broken,'] * 1000))


def test_the_page_says_how_far_it_is_and_asks_again_while_it_runs(client, emma, zoe, do_waiting_jobs):
    kept = send(client, goodreads(goodreads_line("Emma", isbn13=emma.isbn13)), to_read="new")

    running_page = client.get(f"/wishlist/import/{kept.pk}/", headers=HTMX)
    assert "0 of 1 books looked up." in words_of(running_page)
    assert 'data-hx-trigger="every 2s"' in running_page.content.decode()

    do_waiting_jobs()
    done_page = client.get(f"/wishlist/import/{kept.pk}/", headers=HTMX)
    assert "Put on your lists 1" in words_of(done_page)
    assert "every 2s" not in done_page.content.decode()


@pytest.mark.parametrize("way", ["", "start/", "choices/", "not-found.csv", "delete/"])
def test_somebody_elses_reading_list_is_not_there(client, emma, zoe, way):
    kept = importing.keep(PersonFactory(), "theirs.csv", read(goodreads(goodreads_line("Emma"))))

    post = way in {"start/", "delete/"}
    assert (client.post if post else client.get)(f"/wishlist/import/{kept.pk}/{way}").status_code == 404


@pytest.mark.parametrize("count", [1, 20])
def test_the_page_of_choices_asks_the_same_few_things(client, zoe, do_waiting_jobs, count):
    books = [BookFactory(by=["Jane Austen"]) for _ in range(count)]
    kept = send(client, goodreads(*[goodreads_line(book.title, "Jane Austen") for book in books]), to_read="new")
    do_waiting_jobs()

    with CaptureQueriesContext(connection) as queries:
        assert client.get(f"/wishlist/import/{kept.pk}/choices/").status_code == 200
    assert len(queries) == 15


@pytest.mark.waits
@pytest.mark.django_db(transaction=True)
def test_five_thousand_books_survive_a_killed_worker_and_none_is_mistaken(worker):
    ours = [BookFactory(title=f"Shore {n}, “the {n}th”", by=["Ada Lee"]) for n in range(25)]
    person = PersonFactory()
    expected, lines = {}, []
    for n in range(5000):
        book = ours[n % 25]
        shelf, review = ["to-read", "read"][n % 7 == 0], f'He said "{n}",\nthen <br/>left' if n % 11 == 0 else ""
        facts = {"shelf": shelf, "review": review, "number": n}
        if n % 5 == 0:  # a book of ours, by a number
            facts |= {"isbn13": book.isbn13} if n % 2 else {"isbn10": isbn10(book.isbn13)}
            lines.append(goodreads_line(book.title, "Ada Lee", **facts))
            expected[n] = {"added", "already"}
        elif n % 5 == 1:  # the same, without a number
            lines.append(goodreads_line(book.title + " (The Shore, #1)", "Ada Lee", **facts))
            expected[n] = {"unclear"}
        else:  # a book that we do not have, of a title of ours or near it
            title = [book.title, book.title + "1", f"The {n}th"][n % 3]
            lines.append(goodreads_line(title, "Somebody Else", isbn13=numbered_isbn(90000 - n), **facts))
            expected[n] = {"not_found"}
    kept = importing.keep(person, "goodreads.csv", read(goodreads(*lines)))
    importing.begin(kept, {"to-read": "new", "read": "new"})
    waiting = kept.rows.filter(state="waiting")

    with transaction.atomic():  # the last row cannot be done before the kill
        ImportedRow.objects.select_for_update().latest("pk")
        with worker():
            wait_until(lambda: waiting.count() < 4500)
        done_before = 5000 - waiting.count()
    with worker():
        wait_until(lambda: ReadingImport.objects.get().finished_at, seconds=60)

    assert 0 < done_before < 5000
    rows = list(kept.rows.select_related("book").order_by("number"))
    assert [n for n, row in enumerate(rows) if row.state not in expected[n]] == []
    by_pk = {book.pk: book for book in ours}
    assert all(row.book == ours[n % 25] for n, row in enumerate(rows) if row.book)
    assert all([by_pk[pk] for pk in row.candidates] == [ours[n % 25]] for n, row in enumerate(rows) if row.candidates)
    assert Wish.objects.count() == len({(row.shelf, row.book_id) for row in rows if row.book})
    assert Notice.objects.count() == 1


def test_a_reading_list_is_among_ones_own_data_and_forgotten_after_two_months(client, emma, zoe, do_waiting_jobs):
    kept = send(client, goodreads(goodreads_line("Emma", isbn13=emma.isbn13)), to_read="new")
    do_waiting_jobs()

    (part,) = [part for part in own_data.PARTS if part.name == "reading_lists"]
    assert part.export(zoe)[0]["books"][0]["became"] == "Put on a list"

    ReadingImport.objects.filter(pk=kept.pk).update(created_at=timezone.now() - timedelta(days=61))
    tasks.sweep(0)
    assert (ReadingImport.objects.count(), Wish.objects.count()) == (0, 1)
