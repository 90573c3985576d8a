"""What goes out comes in again: our own message and our own table change nothing in the shop that wrote them."""

import csv
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import call_command

from catalog.models import Book, Contribution, ImportRun, SeriesVolume, Supplier, SupplierOffer
from catalog.models.kinds import Format, PriceRule, Role, Status, TaxClass
from catalog.pictures import sent
from catalog.trade.records import BOOK_FIELDS
from tests.catalog.factories import (
    BookFactory,
    ContributorFactory,
    GenreFactory,
    PublisherFactory,
    SeriesFactory,
    SupplierOfferFactory,
)
from tests.catalog.pictures import encoded, picture

pytestmark = pytest.mark.django_db

TAX = {Format.EBOOK: TaxClass.EBOOK, Format.AUDIO_CD: TaxClass.AUDIO, Format.AUDIO_DOWNLOAD: TaxClass.AUDIO}
PRICES = [
    {"price": Decimal("9.99"), "list_price": None},  # ours alone
    {"price": Decimal("9.99"), "list_price": Decimal("9.99")},
    {"price": Decimal("7.49"), "list_price": Decimal("9.99")},
    {"price": Decimal("12.50"), "list_price": Decimal("9.99")},
    {"price": Decimal("9.99"), "list_price": None, "price_rule": PriceRule.FIXED},
    {"price": Decimal("9.99"), "list_price": Decimal("9.99"), "price_rule": PriceRule.FIXED},
    {"price": Decimal("9.99"), "list_price": Decimal("9.99"), "price_rule": PriceRule.AGENCY},
    {"price": Decimal("0.00"), "list_price": None},
    {"price": None, "list_price": None},
]
LANGUAGES = [
    {"language": "fr", "original_language": "en"},
    {"language": "pt-BR"},
    {"language": "zh-Hant"},
    {"language": "sr-Latn", "original_language": "pt-BR"},
    {"language": "grc", "original_language": "grc"},
]
DAYS = [
    {"published_on": date(2003, 5, 1), "published_precision": "month"},
    {"published_on": date(2031, 1, 1), "published_precision": "year"},
    {"published_on": date(2031, 2, 28), "embargo_on": date(2031, 3, 1)},
    {"published_on": None},
]
TITLES = [
    ("תהילים", "ספר ראשון", "דוד המלך"),
    ("أولاد حارتنا", "", "نجيب محفوظ"),
    ("Война и мир", "Том I–II", "Лев Толстой"),
    ("海辺のカフカ", "", "村上春樹"),
    ("<3 & “you”; ‘we’ ]]>", "a < b > c", "Martin Luther King, Jr."),
    ("=1+1", "@home", "-30-"),
    ("𝔘nicode 📚", "e\u0301", "Ада–Лин"),
]


@pytest.fixture
def shop():
    """A shop with a book of every kind."""
    for form in Format:
        BookFactory(format=form, tax_class=TAX.get(form, TaxClass.BOOK), stock=2)
    BookFactory(format=Format.OTHER, tax_class=TaxClass.OTHER)
    BookFactory(format=Format.OTHER, tax_class=TaxClass.AUDIO)
    for more in (*PRICES, *LANGUAGES, *DAYS, *({"status": status} for status in Status)):
        BookFactory(**more)
    for title, subtitle, person in TITLES:
        BookFactory(title=title, subtitle=subtitle, by=[person], publisher=PublisherFactory(name=f"{person} & Co"))
    BookFactory(description="".join(f"<p>Paragraph {number} &amp; “more”.</p>" for number in range(1000)))
    BookFactory(description="<p>One,\ntwo.<br>Three <em>&lt;four&gt;</em></p><ul><li>a</li></ul>", keywords="x; y z")
    BookFactory(publisher=None, imprint="An imprint")
    BookFactory(publisher=None)
    BookFactory(imprint="An imprint", edition="2nd edition, revised", pages=512, height_mm=198, weight_g=250)
    BookFactory(cover_url="https://covers.example/emma.jpg", work__first_published=1815, work__original_title="Ema")
    for cover_url in ("", "https://covers.example/dune.jpg"):
        sent.keep(BookFactory(cover_url=cover_url), encoded(picture()), origin=sent.BY_STAFF)
    SupplierOfferFactory(supplier__name="Gannet")
    _of_many_hands()
    return Book.objects.all()


def _of_many_hands() -> None:
    book = BookFactory(work__original_title="原題")
    for sequence, role in enumerate([*Role, *Role], start=1):
        book.contributions.create(contributor=ContributorFactory(), role=role, sequence=sequence)
    twice = ContributorFactory(name="Ada Lin", sort_name="Lin, Ada")
    for sequence, role in enumerate((Role.AUTHOR, Role.ILLUSTRATOR), start=90):
        book.contributions.create(contributor=twice, role=role, sequence=sequence)
    for code, is_main in (("FBA", False), ("FF", True), ("NH", False)):
        book.book_genres.create(genre=GenreFactory(code=code), is_main=is_main)
    BookFactory().book_genres.create(genre=GenreFactory(code="FBA"), is_main=True)
    for number, position in (("7", 7), ("IV", 4), ("2.5", "2.5"), ("Volume 3", 3), ("", None)):
        book.volumes.create(series=SeriesFactory(), number=number, position=position)


def all_that_is_known() -> list[object]:
    """Everything that an import may write."""
    books = Book.objects.order_by("pk")
    return [
        *books.values_list(
            *("pk", *BOOK_FIELDS, "publisher__name", "work_id", "work__original_title", "work__first_published")
        ),
        *Contribution.objects.order_by("pk").values_list("pk", "book", "contributor__name", "role", "sequence"),
        *books.order_by("pk", "book_genres__genre").values_list("pk", "book_genres__genre", "book_genres__is_main"),
        *SeriesVolume.objects.order_by("pk").values_list("pk", "series__name", "number", "position"),
        *SupplierOffer.objects.order_by("pk").values_list("supplier__name", "state"),
        *Supplier.objects.order_by("pk").values_list("name"),
    ]


def exported(folder: Path, command: str) -> Path:
    path = folder / command
    call_command(command, output=path)
    return path


@pytest.mark.parametrize("kind", ["books", "onix"])
def test_what_we_export_changes_nothing_when_it_comes_in_again_and_the_report_says_so(shop, tmp_path, kind):
    path = exported(tmp_path, f"export_{kind}")
    before = all_that_is_known()

    call_command(f"import_{kind}", path)

    run = ImportRun.objects.get()
    assert [(each.book.title, each.field, each.before, each.after) for each in run.changes.all()] == []
    assert [str(problem) for problem in run.problems.all()] == []
    assert (run.created, run.changed, run.removed, run.refused) == (0, 0, 0, 0)
    assert run.unchanged == shop.count() > 50
    assert all_that_is_known() == before


@pytest.mark.parametrize("with_tax", [True, False])
def test_prices_come_back_as_they_were_whether_a_shop_names_them_with_tax_or_without(settings, tmp_path, with_tax):
    settings.PRICES_INCLUDE_TAX = with_tax
    for prices in PRICES:
        BookFactory(**prices)
    path = exported(tmp_path, "export_onix")
    before = Book.objects.order_by("pk").values_list("price", "list_price", "price_rule")
    known = list(before)

    call_command("import_onix", path)

    assert list(before.all()) == known


def resaved(path: Path) -> None:
    """As a spreadsheet in Europe saves it: a mark, semicolons, commas in prices, days of its own, lines of Windows."""
    rows = list(csv.DictReader(path.read_text().splitlines(keepends=True)))
    for row in rows:
        row["price"] = row["price"].replace(".", ",")
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", row["publication_date"]):
            row["publication_date"] = "/".join(reversed(row["publication_date"].split("-")))
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, rows[0], delimiter=";")
        writer.writeheader()
        writer.writerows(rows)


def test_our_table_changes_nothing_when_a_spreadsheet_has_saved_it_in_between(shop, tmp_path):
    path = exported(tmp_path, "export_books")
    before = all_that_is_known()
    resaved(path)

    call_command("import_books", path)

    run = ImportRun.objects.get()
    assert [(each.book.title, each.field, each.before, each.after) for each in run.changes.all()] == []
    assert (run.unchanged, run.refused) == (shop.count(), 0)
    assert all_that_is_known() == before
