"""Does the database refuse it? Every constraint, by name."""

from datetime import date, time
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from catalog import pricing, stock
from catalog.models import (
    AlsoBought,
    Book,
    BookGenre,
    Branch,
    Contribution,
    Contributor,
    Genre,
    HeldCopies,
    Hold,
    Listing,
    OpeningHours,
    Publisher,
    Series,
    SeriesVolume,
    Shelf,
    ShelfBook,
    Stock,
    StockMovement,
    Supplier,
    SupplierOffer,
    Work,
)
from tests.catalog.factories import BookFactory, BranchFactory, WorkFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def book():
    BranchFactory()
    return BookFactory(stock=3)


def refused(constraint, write):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        write()


def a_book(**fields):
    return Book.objects.create(work=Work.objects.create(title="Emma"), **{"title": "Emma", **fields})


@pytest.mark.parametrize("isbn13", ["9780141439519", "9790060115615", "978014143951", "97801414395X8", "abcdefghijklm"])
def test_a_wrong_isbn_is_refused(isbn13):
    refused("book_isbn13_has_a_valid_check_digit", lambda: a_book(isbn13=isbn13))


@pytest.mark.parametrize("isbn13", ["9780141439518", "9791032305690"])
def test_a_right_isbn_is_kept(isbn13):
    assert a_book(isbn13=isbn13).pk


def test_the_admin_hears_which_check_failed():
    book = Book(work=Work.objects.create(title="Emma"), title="Emma", isbn13="9780141439519")

    with pytest.raises(ValidationError, match="its last digit does not fit"):
        book.full_clean()


def test_an_isbn_belongs_to_one_book(book):
    refused("isbn13", lambda: a_book(isbn13=book.isbn13))


def test_a_negative_price_is_refused(book):
    refused("book_price_is_not_negative", lambda: Book.objects.update(price=Decimal("-0.01")))


def test_a_recommended_price_of_nothing_is_refused(book):
    refused("book_list_price_is_positive", lambda: Book.objects.update(list_price=0))


def test_a_book_without_a_title_is_refused(book):
    refused("book_has_a_title", lambda: Book.objects.update(title=""))


def test_a_person_is_named_once_in_a_role(book):
    person = Contributor.objects.create(name="Jane Austen", sort_name="Austen, Jane")
    Contribution.objects.create(book=book, contributor=person)

    refused("contribution_is_named_once", lambda: Contribution.objects.create(book=book, contributor=person))


def test_a_book_is_in_a_genre_once_and_has_one_main_genre(book):
    BookGenre.objects.filter(book=book).delete()
    crime, classic = (Genre.objects.create(code=code, name=code) for code in ("FFXZ", "FBCXZ"))
    BookGenre.objects.create(book=book, genre=crime, is_main=True)

    refused("book_is_in_a_genre_once", lambda: BookGenre.objects.create(book=book, genre=crime))
    refused("book_has_one_main_genre", lambda: BookGenre.objects.create(book=book, genre=classic, is_main=True))


@pytest.mark.parametrize("code", ["f", "1DDU", "F F", "", "F-F"])
def test_a_genre_code_is_a_thema_subject(code):
    refused("genre_code_is_a_thema_subject", lambda: Genre.objects.create(code=code, name="Crime"))


def test_a_book_is_in_a_series_once(book):
    series = Series.objects.create(name="Wayfarers")
    SeriesVolume.objects.create(book=book, series=series, number="1")

    refused("book_is_in_a_series_once", lambda: SeriesVolume.objects.create(book=book, series=series, number="2"))


def test_a_shelf_is_shown_before_it_ends():
    dates = {"shown_from": date(2026, 5, 2), "shown_until": date(2026, 5, 1)}

    refused("shelf_is_shown_before_it_ends", lambda: Shelf.objects.create(slug="may", title="May", **dates))


def test_a_book_stands_on_a_shelf_once(book):
    shelf = Shelf.objects.create(slug="may", title="May")
    ShelfBook.objects.create(shelf=shelf, book=book)

    refused("book_stands_on_a_shelf_once", lambda: ShelfBook.objects.create(shelf=shelf, book=book))


def test_a_branch_opens_before_it_closes():
    branch = Branch.objects.create(slug="b", name="B")

    refused(
        "branch_opens_before_it_closes",
        lambda: OpeningHours.objects.create(branch=branch, weekday=0, opens=time(18), closes=time(9)),
    )


def test_a_supplier_offers_a_book_once_and_its_days_run_forward(book):
    supplier = Supplier.objects.create(name="Gannet Wholesale")
    SupplierOffer.objects.create(book=book, supplier=supplier, state="available")

    refused(
        "supplier_offers_a_book_once",
        lambda: SupplierOffer.objects.create(book=book, supplier=supplier, state="available"),
    )
    refused("supplier_days_run_forward", lambda: SupplierOffer.objects.update(days_from=9, days_to=2))


def test_more_cannot_be_promised_than_is_there(book):
    refused("stock_held_is_on_hand", lambda: Stock.objects.filter(book=book, on_hand=3).update(held=4))


def test_stock_cannot_be_negative(book):
    refused("on_hand", lambda: Stock.objects.filter(book=book).update(on_hand=-1))


def test_stock_is_counted_once_a_branch(book):
    row = Stock.objects.filter(book=book).first()

    refused("stock_is_counted_once_a_branch", lambda: Stock.objects.create(book=book, branch=row.branch))


def test_the_ledger_is_written_once(book):
    refused("stock_movement_is_written_once", lambda: StockMovement.objects.update(quantity=7))
    refused("written once", lambda: StockMovement.objects.all()._raw_delete(using="default"))


def test_the_ledger_forgets_a_person_and_keeps_the_rest(book, django_user_model):
    clerk = django_user_model.objects.create_user("clerk@colophon.example")
    stock.adjust(book, Branch.objects.first(), 1, actor=clerk)

    clerk.delete()

    assert StockMovement.objects.first().actor is None


def test_a_movement_moves_something(book):
    row = Stock.objects.first()

    refused(
        "movement_moves_something",
        lambda: StockMovement.objects.create(stock=row, quantity=0, on_hand=3, reason="count"),
    )


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"quantity": 0, "state": "queued"}, "hold_is_for_a_copy"),
        ({"state": "granted"}, "hold_granted_says_since_when"),
        ({"state": "taken"}, "hold_ended_says_when"),
        ({"state": "queued", "ended_at": timezone.now()}, "hold_ended_says_when"),
    ],
)
def test_a_hold_says_what_it_is(book, fields, constraint):
    refused(constraint, lambda: Hold.objects.create(book=book, kind="checkout", **{"quantity": 1, **fields}))


def test_held_copies_are_some_and_counted_once(book):
    promise = stock.hold(book, 1, kind="checkout")
    row = Stock.objects.get(book=book, held=1)

    refused("held_copies_are_counted_once", lambda: HeldCopies.objects.create(hold=promise, stock=row, quantity=1))
    refused("held_copies_are_some", lambda: HeldCopies.objects.update(quantity=0))


def test_a_work_is_led_by_one_edition(book):
    other = BookFactory(work=book.work, stock=1)

    assert Listing.objects.filter(work=book.work, is_lead=True).count() == 1
    refused(
        "work_is_led_by_one_edition", lambda: Listing.objects.filter(pk__in=[book.pk, other.pk]).update(is_lead=True)
    )


def test_names_are_filed_without_accents_and_titles_without_their_article():
    for name in ("Zola", "Émile", "aardvark"):
        Publisher.objects.create(name=name)
    for title in ("The Waves", "’Salem’s Lot", "A", "Émile"):
        Work.objects.create(title=title)

    assert [publisher.name for publisher in Publisher.objects.all()] == ["aardvark", "Émile", "Zola"]
    assert [work.title for work in Work.objects.order_by("sort_key")] == ["A", "Émile", "’Salem’s Lot", "The Waves"]


def test_every_price_is_remembered(book):
    pricing.set_price(book, Decimal("9.99"), list_price=Decimal("12.99"))
    pricing.set_price(book, Decimal("9.99"), list_price=Decimal("12.99"))
    pricing.set_price(book, Decimal("8.99"), list_price=Decimal("12.99"))

    prices = list(book.price_changes.values_list("price", flat=True))[:2]
    book.listing.refresh_from_db()
    assert prices == [Decimal("8.99"), Decimal("9.99")]
    assert book.listing.price == Decimal("8.99")


@pytest.mark.parametrize("title", ["1Q84", "Страх", "ノルウェイの森", "…", "x" * 500])
def test_every_title_has_an_address(title):
    book = BookFactory(title=title)

    assert book.get_absolute_url().startswith(f"/books/{book.isbn13}/")


def test_a_work_is_not_bought_beside_itself(book):
    counted = {"position": 1, "buyers": 2, "counted_at": timezone.now()}

    refused(
        "also_bought_is_another_work",
        lambda: AlsoBought.objects.create(work=book.work, other=book.work, **counted),
    )


def test_what_stands_beside_a_work_is_twelve_others_each_in_its_place():
    work, other, third = WorkFactory.create_batch(3)
    counted = {"work": work, "buyers": 2, "counted_at": timezone.now()}
    AlsoBought.objects.create(**counted, other=other, position=1)

    for constraint, beside, position in [
        ("also_bought_has_one_at_a_place", third, 1),
        ("also_bought_names_a_work_once", other, 2),
        ("also_bought_keeps_the_nearest", third, 13),
    ]:
        refused(constraint, lambda b=beside, p=position: AlsoBought.objects.create(**counted, other=b, position=p))
