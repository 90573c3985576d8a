"""The documents follow the catalogue: in the transaction of the change, or by a job that commits with it."""

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from catalog.models import Book, SearchDocument, SearchWord, Work
from catalog.search import documents, find
from tests.catalog.factories import BookFactory, SeriesFactory, WorkFactory
from tests.races import at_the_same_time

pytestmark = pytest.mark.django_db


def found(text):
    return find(text, exact=True).work_pks


def test_all_editions_of_a_work_are_one_document():
    book = BookFactory(title="The Plague", by=["Albert Camus"], popularity=3)
    BookFactory(work=book.work, title="La Peste", by=["Albert Camus", "Robin Buss"], popularity=8)

    assert found("la peste") == found("the plague") == found("buss") == [book.work_id]
    assert SearchDocument.objects.get().popularity == 8


def test_a_work_that_lost_its_last_edition_is_no_longer_found():
    book, other = BookFactory(title="Emma"), BookFactory(title="Emma, annotated")
    left = book.work_id

    book.work = other.work
    book.save()
    documents.refresh([left, other.work_id])

    assert found("emma") == [other.work_id]


def test_writing_what_is_there_already_writes_nothing():
    BookFactory(title="Emma")
    before = SearchDocument.objects.extra(select={"version": "xmin"}).values_list("version", flat=True)[0]

    documents.refresh([Work.objects.get().pk])

    assert SearchDocument.objects.extra(select={"version": "xmin"}).values_list("version", flat=True)[0] == before


def test_a_series_in_brackets_behind_the_title_is_a_series():
    book = BookFactory(title="Catching Fire (The Hunger Games, #2)")

    assert found("hunger games 2") == [book.work_id]
    assert found("catching fire") == [book.work_id]


def test_staff_change_a_book_and_it_is_found_by_its_new_title(admin_client):
    book = BookFactory(title="Emma")
    page = admin_client.get(f"/admin/catalog/book/{book.pk}/change/")
    form = page.context["adminform"].form
    typed = {name: form.initial.get(name) if form.initial.get(name) is not None else "" for name in form.fields}
    inlines = [each.formset.management_form.initial for each in page.context["inline_admin_formsets"]]
    prefixes = [each.formset.prefix for each in page.context["inline_admin_formsets"]]
    for prefix, initial in zip(prefixes, inlines, strict=True):
        typed |= {f"{prefix}-{name}": value for name, value in initial.items()}

    answer = admin_client.post(f"/admin/catalog/book/{book.pk}/change/", {**typed, "title": "Sanditon", "picture": ""})

    assert answer.status_code == 302
    assert found("sanditon") == [book.work_id]


def test_a_renamed_series_is_found_by_a_job(admin_client, do_waiting_jobs):
    book, series = BookFactory(title="Emma"), SeriesFactory(name="Old")
    book.volumes.create(series=series, number="1")

    admin_client.post(f"/admin/catalog/series/{series.pk}/change/", {"name": "Highbury", "about": ""})

    assert found("highbury") == []
    assert do_waiting_jobs() == 1
    assert found("highbury 1") == [book.work_id]


def test_a_batch_of_any_size_costs_the_same_number_of_queries():
    few, many = [BookFactory() for _ in range(2)], [BookFactory() for _ in range(12)]
    costs = []
    for books in (few, many):
        with CaptureQueriesContext(connection) as queries:
            documents.refresh([book.work_id for book in books])
        costs.append(len(queries))

    assert costs == [8, 8]


def test_all_documents_are_written_anew_and_words_counted(capsys):
    books = [BookFactory(title="Emma"), BookFactory(title="Emma and I")]
    SearchDocument.objects.filter(work=books[0].work).delete()
    SearchWord.objects.create(word="gone", frequency=7)

    call_command("reindex_search")

    assert sorted(found("emma")) == sorted(book.work_id for book in books)
    assert dict(SearchWord.objects.filter(word__in=["emma", "and", "gone"]).values_list("word", "frequency")) == {
        "emma": 2,
        "and": 1,
    }
    assert capsys.readouterr().out == "2 of 2 works\n2 works can be found\n"


@pytest.mark.django_db(transaction=True)
def test_two_changes_to_two_editions_of_one_work_are_both_found():
    work = WorkFactory(title="The Plague")
    first, second = BookFactory(work=work), BookFactory(work=work)

    @transaction.atomic
    def change(book, title):
        Book.objects.filter(pk=book.pk).update(title=title)
        documents.refresh([work.pk])

    at_the_same_time(lambda change_to: change(*change_to), [(first, "Aardvark"), (second, "Zebra")])

    assert found("aardvark") == found("zebra") == [work.pk]
