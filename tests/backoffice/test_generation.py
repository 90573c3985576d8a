"""The invented catalogue: whole, the same for the same seed, and kept out of a real shop."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from backoffice import checks
from backoffice.generation.loading import Loader
from catalog import browsing, search
from catalog.models import Book, Listing, SearchDocument, Work
from tests.catalog.factories import BookFactory, GenreFactory
from tests.orders.factories import CheckoutFactory
from tests.orders.test_checkout import place


def generate(books: int) -> None:
    call_command("generate_catalogue", books=books, stdout=StringIO())


@pytest.mark.django_db(transaction=True)
def test_a_generated_catalogue_can_be_browsed_and_searched_and_adds_up():
    generate(60)

    books, works = Book.objects.count(), Work.objects.count()
    assert 60 <= books < 65
    assert (Listing.objects.count(), SearchDocument.objects.count()) == (books, works)
    assert browsing.survey(browsing.Filters()).total == works
    work = Work.objects.first()
    assert work.pk in search.find(work.title).work_pks
    assert list(checks.findings()) == []


@pytest.mark.django_db(transaction=True)
def test_run_again_it_adds_only_what_is_missing():
    generate(30)
    before = set(Book.objects.values_list("isbn13", "title"))
    generate(30)
    same = set(Book.objects.values_list("isbn13", "title"))
    generate(60)
    more = set(Book.objects.values_list("isbn13", "title"))

    assert before == same
    assert before < more
    assert len(more) >= 60


@pytest.mark.django_db(transaction=True)
def test_run_again_after_it_was_cut_off_while_filing_words_it_files_the_rest():
    generate(30)
    SearchDocument.objects.first().delete()

    generate(30)

    assert SearchDocument.objects.count() == Work.objects.count()


@pytest.mark.django_db
def test_the_same_seed_invents_the_same_books():
    GenreFactory(code="F")

    one, same, other = ([*map(vars, Loader(seed).catalogue.works_until(20))] for seed in ("a", "a", "b"))

    assert one == same != other


@pytest.mark.django_db(transaction=True)
def test_a_shop_with_orders_is_left_alone():
    place(CheckoutFactory(books=[BookFactory(stock=1)]))

    with pytest.raises(CommandError, match="somebody’s shop"):
        generate(10)

    assert Book.objects.count() == 1
