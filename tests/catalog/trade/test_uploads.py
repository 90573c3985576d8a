"""Imports in the back office: a file is sent, the worker reads it, a report tells what became of it."""

import html
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from catalog.models import Book, ImportRun, StaffEdit, SupplierOffer
from catalog.tasks import fetch_cover, import_upload
from catalog.trade import differences, importing
from tests.catalog.factories import BookFactory

pytestmark = pytest.mark.django_db

EMMA, DUNE = "9780141439587", "9780441172719"
ADD = "/admin/catalog/importrun/add/"


def upload(client, text: str, **more):
    file = SimpleUploadedFile("books.csv", text.encode())
    return client.post(ADD, {"file": file, "kind": "books", "delimiter": ",", "encoding": "utf-8-sig", **more})


def report(client) -> str:
    return client.get(f"/admin/catalog/importrun/{ImportRun.objects.get().pk}/change/").content.decode()


def test_a_file_is_sent_read_by_the_worker_and_reported(admin_client, admin_user, do_waiting_jobs):
    BookFactory(isbn13=EMMA, title="Ema")
    response = upload(admin_client, f"ean,title\n{EMMA},Emma\n978044117271X,Dune\n", columns="ean=isbn13")

    assert response.headers["Location"] == f"/admin/catalog/importrun/{ImportRun.objects.get().pk}/change/"
    assert 'http-equiv="refresh"' in report(admin_client)
    do_waiting_jobs()
    run = ImportRun.objects.get()
    assert (run.state, run.changed, run.refused, run.actor, run.file_name) == ("done", 1, 1, admin_user, "books.csv")
    assert not run.file
    page = report(admin_client)
    assert 'http-equiv="refresh"' not in page
    assert "<del>Ema</del>" in page and "<ins>Emma</ins>" in page and "line 3" in page  # noqa: PT018


def test_a_report_leads_to_the_books_that_came_in_and_shows_what_was_put_aside_as_it_was_written(
    admin_client, do_waiting_jobs
):
    upload(admin_client, f"isbn13,title,price,our shelf\n{EMMA},Emma,9.99,A\n{DUNE},Dune,<b>dear</b>,B\n")
    do_waiting_jobs()
    long_ago = timezone.now() - timedelta(hours=1)  # all of a test has one moment for the database: its beginning
    ImportRun.objects.update(started_at=long_ago)

    page = report(admin_client)
    address = html.unescape(re.search(r'New books</th><td><a href="([^"]+)">1</a>', page)[1])
    listed = admin_client.get(address).context["cl"].result_list

    assert [book.isbn13 for book in listed] == [EMMA]
    assert f"<code>{DUNE} | Dune | &lt;b&gt;dear&lt;/b&gt; | B</code>" in page
    assert "Columns we do not know, and skipped</th><td>our shelf</td>" in page


EARLIER = "<p>Five daughters, one entailed house, and a proposal so badly made that it takes the rest to mend.</p>"


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("12.99", "13.99", [("gone", "12.99"), ("new", "13.99")]),
        ("", "305", [("new", "305")]),
        (
            EARLIER,
            EARLIER.replace("badly made", "well made").replace("one", "an"),
            [
                ("same", "<p>Five daughters, "),
                ("gone", "one "),
                ("new", "an "),
                ("same", "entailed house, and a proposal so "),
                ("gone", "badly "),
                ("new", "well "),
                ("same", "made that it takes the rest …"),
            ],
        ),
        (EARLIER, "<p>Something else</p>", [("gone", EARLIER[3:-4]), ("new", "Something else")]),
    ],
)
def test_of_a_changed_text_the_words_that_changed_are_shown(before, after, shown):
    parts = [part for part in differences.differences(before, after) if part[1] not in {"<p>", "</p>"}]

    assert parts == shown


def test_what_is_only_tried_out_changes_nothing_and_is_reported(admin_client, do_waiting_jobs):
    upload(admin_client, f"isbn13,title\n{EMMA},Emma\nx,Dune\n", is_rehearsal="on")

    do_waiting_jobs()

    run = ImportRun.objects.get()
    assert (run.state, run.created, run.refused, Book.objects.count()) == ("done", 1, 1, 0)
    assert "nothing was changed" in report(admin_client)


def test_a_file_that_cannot_be_read_says_why(admin_client, do_waiting_jobs):
    upload(admin_client, "title,price\nEmma,3\n")

    do_waiting_jobs()

    assert ImportRun.objects.get().state == "failed"
    assert "A column is missing: isbn13" in report(admin_client)


def test_a_feed_needs_its_supplier_and_columns_their_names(admin_client):
    response = upload(admin_client, "x", kind="stock", columns="a=b")

    page = response.content.decode()
    assert ImportRun.objects.count() == 0
    assert "Whose stock is it?" in page and "write theirs=ours" in page  # noqa: PT018


def test_a_feed_comes_in_under_its_suppliers_name(admin_client, do_waiting_jobs):
    BookFactory(isbn13=EMMA)
    upload(admin_client, f"isbn13,copies\n{EMMA},4\n", kind="stock", sender="Gannet  Wholesale")

    do_waiting_jobs()

    offer = SupplierOffer.objects.get()
    assert (offer.supplier.name, offer.state, offer.source) == (
        "Gannet Wholesale",
        "available",
        "stock:Gannet Wholesale",
    )


def test_problems_lead_to_the_book_or_to_a_new_one(admin_client, do_waiting_jobs):
    book = BookFactory(isbn13=EMMA)
    upload(admin_client, f"isbn13,title,price\n{EMMA},Emma,cheap\n{DUNE},Dune,dear\n")
    do_waiting_jobs()

    for page in (report(admin_client), admin_client.get("/admin/catalog/importproblem/").content.decode()):
        assert f'<a href="/admin/catalog/book/{book.pk}/change/">The book</a>' in page
        assert f'<a href="/admin/catalog/book/add/?isbn13={DUNE}">Write it by hand</a>' in page


def test_what_staff_write_stays_theirs_until_they_give_it_back(admin_client, do_waiting_jobs):
    book = BookFactory(isbn13=EMMA, title="Ema", by=["Jane Austen"])
    address = f"/admin/catalog/book/{book.pk}/change/"
    form = admin_client.get(address).context["adminform"].form
    values = {name: form[name].value() for name in form.fields}
    said = {name: value for name, value in values.items() if value is not None and value is not False}
    empty = {f"{list_}-{count}": "0" for list_ in ("contributions", "book_genres", "volumes", "offers", "staff_edits")
             for count in ("TOTAL_FORMS", "INITIAL_FORMS")}  # fmt: skip

    response = admin_client.post(address, {**said, **empty, "title": "Emma, as we print it"})
    assert response.status_code == 302
    upload(admin_client, f"isbn13,title,subtitle\n{EMMA},Emma,A Novel\n")
    do_waiting_jobs()

    book.refresh_from_db()
    assert (book.title, book.subtitle) == ("Emma, as we print it", "A Novel")
    assert list(StaffEdit.objects.values_list("field", flat=True)) == ["title"]


def test_a_run_at_work_shows_how_much_of_its_file_has_been_read(admin_client, admin_user):
    run = ImportRun.objects.create(
        kind="onix", file="books.xml", file_name="books.xml", state="running", position=12_000, share=0.614
    )

    page = report(admin_client)

    assert '<progress max="100" value="61"' in page
    assert "12,000" in page
    assert run.file_name in page


def test_the_list_of_runs_says_what_became_of_each(admin_client):
    ImportRun.objects.create(kind="onix", file_name="a.xml", state="done", position=1_200, created=1_200)
    ImportRun.objects.create(kind="books", file_name="b.csv", state="failed", error="A column is missing: isbn13.")

    page = admin_client.get("/admin/catalog/importrun/").content.decode()

    assert "1,200 records, 1,200 new, 0 changed" in page
    assert "Failed. A column is missing: isbn13." in page


def test_a_fault_of_ours_ends_a_run_with_a_sentence_and_goes_on_to_the_log(admin_client, monkeypatch):
    def fault(*_, **__):
        raise ZeroDivisionError

    upload(admin_client, f"isbn13,title\n{EMMA},Emma\n")
    monkeypatch.setattr("catalog.trade.importing.carry_out", fault)

    with pytest.raises(ZeroDivisionError):
        importing.take_up(ImportRun.objects.get())

    page = report(admin_client)
    assert ImportRun.objects.get().state == "failed"
    assert "Send the file again." in page and 'http-equiv="refresh"' not in page  # noqa: PT018


def test_an_upload_does_not_wait_behind_the_covers_of_the_last_one():
    assert fetch_cover.priority < import_upload.priority
