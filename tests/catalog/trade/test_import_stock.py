"""manage.py import_stock: what a supplier has of our books."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from catalog.models import ImportRun, Listing, SupplierOffer
from tests.catalog.factories import BookFactory, SupplierOfferFactory

pytestmark = pytest.mark.django_db

EMMA, DUNE, IT = "9780141439587", "9780441172719", "9781444707861"


@pytest.fixture
def books():
    return [BookFactory(isbn13=number, title=title) for number, title in ((EMMA, "Emma"), (DUNE, "Dune"), (IT, "It"))]


@pytest.fixture
def feed(tmp_path):
    """Call it with the lines of a feed; it is imported, and the run returned."""

    def send(*lines: str, **options) -> ImportRun:
        path = tmp_path / "feed.csv"
        path.write_text("\n".join(lines), encoding="utf-8")
        call_command("import_stock", path, supplier="Gannet Wholesale", **options)
        return ImportRun.objects.first()

    return send


def offers():
    said = SupplierOffer.objects.order_by("book__isbn13")
    return [(o.book.isbn13, o.state, o.days_from, o.days_to, o.expected_on, o.cost) for o in said]


def counts(run):
    return run.position, run.changed, run.unchanged, run.skipped, run.refused, run.removed


def test_a_feed_says_what_can_be_had_when_and_for_how_much(books, feed):
    run = feed(
        "isbn13,copies,days,expected,cost",
        "978-0-14-143958-7,12,2-4,,4.35",
        "0441172717,0,,2027-03-31,",
        f"{IT},5+,3,,£6.20",
    )

    assert counts(run) == (3, 3, 0, 0, 0, 0)
    assert offers() == [
        (EMMA, "available", 2, 4, None, Decimal("4.35")),
        (DUNE, "awaited", 2, 4, date(2027, 3, 31), None),
        (IT, "available", 3, 3, None, Decimal("6.20")),
    ]
    assert list(Listing.objects.order_by("pk").values_list("state", flat=True)) == [
        "at_supplier",
        "awaited",
        "at_supplier",
    ]


@pytest.mark.parametrize(
    ("said", "state"),
    [("21", "available"), ("22", "to_order"), ("31", "awaited"), ("51", "unavailable"), ("Special order", "to_order")],
)
def test_states_are_read_in_words_and_in_codes_of_the_trade(books, feed, said, state):
    feed("ean;status", f"{EMMA};{said}", map=["ean=isbn13", "status=state"], delimiter=";")

    assert SupplierOffer.objects.get().state == state


def test_the_same_feed_again_changes_nothing_and_says_so(books, feed):
    lines = ["isbn13,copies", f"{EMMA},3", f"{DUNE},0"]
    feed(*lines)
    before = list(SupplierOffer.objects.values())

    run = feed(*lines)

    assert counts(run) == (2, 0, 2, 0, 0, 0)
    assert list(SupplierOffer.objects.values()) == before


def test_rubbish_is_put_aside_and_strangers_passed_over(books, feed):
    run = feed(
        "isbn13,copies,days,cost,expected",
        "9780141439588,3,,,",
        f"{EMMA},many,,,",
        f"{EMMA},3,4-2,,",
        f"{EMMA},3,,cheap,",
        f"{EMMA},3,,,next week",
        "9780007149520,3,,,",
        f"{DUNE},3,,,",
    )

    assert counts(run) == (7, 1, 0, 1, 5, 0)
    assert [problem.place for problem in run.problems.all()] == [f"line {line}" for line in range(2, 7)]
    assert [offer[0] for offer in offers()] == [DUNE]


def test_what_a_full_feed_does_not_name_the_supplier_does_not_have(books, feed):
    SupplierOfferFactory(book=books[2], supplier__name="Puffin Books Direct")
    feed("isbn13,copies", f"{EMMA},3", f"{DUNE},4", f"{IT},1")

    run = feed("isbn13,copies", f"{EMMA},3", full=True)

    assert counts(run) == (1, 0, 1, 0, 0, 2)
    assert [(o.book.title, o.supplier.name) for o in SupplierOffer.objects.order_by("pk")] == [
        ("It", "Puffin Books Direct"),
        ("Emma", "Gannet Wholesale"),
    ]
    assert Listing.objects.get(pk=books[1].pk).state != "at_supplier"
    feed("isbn13,copies", f"{DUNE},4")
    assert Listing.objects.get(pk=books[1].pk).state == "at_supplier"


def test_a_full_feed_with_rows_that_cannot_be_read_ends_nothing(books, feed):
    feed("isbn13,copies", f"{EMMA},3", f"{DUNE},4")

    run = feed("isbn13,copies", f"{EMMA},3", "978044117271x,4", full=True)

    assert counts(run) == (2, 0, 1, 0, 1, 0)
    assert len(offers()) == 2


def test_a_dry_run_changes_nothing(books, feed, capsys):
    run = feed("isbn13,copies", f"{EMMA},3", dry_run=True)

    assert (run, offers()) == (None, [])
    assert "1 record, 0 new, 1 changed" in capsys.readouterr().out


def test_a_feed_without_numbers_is_refused_in_a_sentence(feed):
    with pytest.raises(CommandError, match="A column is missing: isbn13"):
        feed("title,copies", "Emma,3")
