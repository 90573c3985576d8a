"""export_books and export_onix: what the trade gets, and that it can be read back."""

import csv
from datetime import date
from importlib.resources import files
from itertools import zip_longest
from operator import itemgetter
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import etree

from bench.onix_file import pieces
from catalog.languages import language_name
from catalog.models import Book, ImportRun, PriceChange, Series, Work
from catalog.models.kinds import Format, Precision, PriceRule, Role, Status, TaxClass
from tests.catalog.factories import BookFactory, BranchFactory, ContributorFactory, PublisherFactory

pytestmark = pytest.mark.django_db

ONIX = "{http://ns.editeur.org/onix/3.0/reference}"


@pytest.fixture
def emma() -> Book:
    """A book of which everything is known."""
    book = BookFactory(
        title="Emma; or, “Love”",
        subtitle="A <novel>\x0b, twice told",
        by=["Jane Austen", "Martin Luther King, Jr."],
        genre="FBC",
        publisher=PublisherFactory(name="Penguin & Sons"),
        imprint="Classics",
        published_on=date(2003, 5, 1),
        published_precision="month",
        language="fr",
        original_language="en",
        pages=512,
        height_mm=198,
        weight_g=250,
        description="<p>Clever &amp; rich,\nand <em>long</em>.</p>",
        keywords="match-making; Highbury",
        cover_url="https://covers.example/emma.jpg",
        popularity=12,
        work__original_title="Emma, a Novel",
        work__first_published=1815,
    )
    book.volumes.create(series=Series.objects.create(name="Penguin Classics"), number="7", position=7)
    book.contributions.create(contributor=ContributorFactory(name="Émile Zola"), role=Role.TRANSLATOR, sequence=3)
    return book


def exported(path: Path, command: str = "export_books", **options: object) -> bytes:
    call_command(command, output=path, **options)
    return path.read_bytes()


def rows(content: bytes) -> list[dict[str, str]]:
    return sorted(csv.DictReader(content.decode().splitlines(keepends=True)), key=itemgetter("isbn13"))


def test_a_row_says_all_that_a_table_can(emma, tmp_path):
    assert rows(exported(tmp_path / "books.csv")) == [
        {
            "isbn13": emma.isbn13,
            "title": "Emma; or, “Love”",
            "subtitle": "A <novel>\x0b, twice told",
            "original_title": "Emma, a Novel",
            "authors": "Jane Austen; Martin Luther King, Jr.",
            "publisher": "Penguin & Sons",
            "publication_date": "2003-05",
            "year": "1815",
            "format": "paperback",
            "language": "fr",
            "pages": "512",
            "price": "9.99",
            "stock": "0",
            "genres": "FBC",
            "series": "Penguin Classics #7",
            "description": "<p>Clever &amp; rich,\nand <em>long</em>.</p>",
            "cover": "https://covers.example/emma.jpg",
            "popularity": "12",
        }
    ]


def test_importing_our_own_table_changes_nothing(emma, tmp_path):
    assert emma.contributions.exclude(role=Role.AUTHOR).exists()  # whom a table does not know
    BookFactory(stock=3, by=["Sammy Davis, Jr."])
    BookFactory(
        price=None, format="ebook", tax_class="ebook", published_on=date(2026, 5, 17), published_precision="year"
    )
    mixed = BookFactory(by=["Ada Pell", "Bela Vance"])
    mixed.contributions.create(contributor=ContributorFactory(name="Oona Sorel"), role=Role.TRANSLATOR, sequence=2)
    mixed.contributions.filter(contributor__name="Bela Vance").update(sequence=3)
    for number in ("IV", "2.5", "Volume 7", "3a"):
        mixed.volumes.create(series=Series.objects.create(name=f"Tides, {number}"), number=number)
    path = tmp_path / "books.csv"
    before = exported(path)

    call_command("import_books", path)
    run = ImportRun.objects.get()

    assert [(change.field, change.before, change.after) for change in run.changes.all()] == []
    assert (run.created, run.changed, run.unchanged, run.refused) == (0, 0, 4, 0)
    assert exported(path) == before


def test_no_spreadsheet_takes_a_title_for_a_formula_and_it_comes_back_as_it_was(tmp_path):
    titles = ["=1+1", "@Home", "-30-", "+ and –", "'=1", "'Tis Pity", "Plus+"]
    for title in titles:
        BookFactory(title=title, subtitle=title, by=[title], work__first_published=-500)
    before = exported(tmp_path / "books.csv")

    call_command("import_books", tmp_path / "books.csv")

    written = [(row["title"], row["year"]) for row in rows(before)]
    assert written == [
        (title, "-500") for title in ("'=1+1", "'@Home", "'-30-", "'+ and –", "''=1", "'Tis Pity", "Plus+")
    ]
    assert ImportRun.objects.get().unchanged == len(titles)
    assert exported(tmp_path / "books.csv") == before


@pytest.mark.parametrize(
    ("ours", "theirs", "name"),
    [("bg", "bul", "Bulgarian"), ("sk", "slo", "Slovak"), ("yi", "yid", "Yiddish"), ("grc", "grc", "Ancient Greek")],
)
def test_a_language_has_its_code_in_the_trade_and_its_name_in_the_shop(tmp_path, ours, theirs, name):
    BookFactory(language=ours)

    exported(tmp_path / "books.xml", "export_onix")
    message = (tmp_path / "books.xml").read_text()
    call_command("import_onix", tmp_path / "books.xml")

    assert f"<LanguageCode>{theirs}</LanguageCode>" in message
    assert Book.objects.get().language == ours
    assert language_name(ours) == name


def test_an_empty_shop_is_filled_from_our_table(emma, tmp_path):
    BranchFactory()
    BookFactory(by=["Sammy Davis, Jr."], format="audio_cd", published_on=date(2026, 1, 1))
    path = tmp_path / "books.csv"
    before = rows(exported(path))
    PriceChange.objects.all().delete()
    Book.objects.all().delete()
    Work.objects.all().delete()

    call_command("import_books", path)

    assert rows(exported(path)) == before


@pytest.mark.parametrize("command", ["export_books", "export_onix"])
def test_a_genre_is_exported_with_what_is_below_it(tmp_path, command):
    inside, outside = BookFactory(genre="FBC"), BookFactory(genre="NH")

    content = exported(tmp_path / "file", command, genre=["F"]).decode()

    assert (inside.isbn13 in content, outside.isbn13 in content) == (True, False)


@pytest.mark.parametrize("count", [1, 24])
@pytest.mark.parametrize("command", ["export_books", "export_onix"])
def test_an_export_costs_the_same_number_of_queries_for_one_book_and_for_many(tmp_path, command, count):
    for number in range(count):
        BookFactory(by=[f"Jane {number}"], genre="FBC", stock=1)

    with CaptureQueriesContext(connection) as queries:
        exported(tmp_path / "file", command)

    assert len([query for query in queries if "SAVEPOINT" not in query["sql"]]) == 6


def test_an_export_that_breaks_off_leaves_the_old_file(emma, tmp_path, monkeypatch):
    path = tmp_path / "books.csv"
    before = exported(path)
    monkeypatch.setattr("catalog.feeds.table.cells_of", lambda book: {})

    with pytest.raises(KeyError):
        exported(path)

    assert path.read_bytes() == before


# ONIX


def outline(element: ElementTree.Element) -> list[object]:
    """Names as they follow each other, and what is in them: order is meaning in ONIX."""
    name = element.tag.removeprefix(ONIX)
    return [name, *map(outline, element)] if len(element) else f"{name}={element.text or ''}"


def findings(message: bytes) -> list[str]:
    """What EDItEUR's schema, with the code lists, has to say against it."""
    path = files("onixcheck") / "schema" / "xsd3.0" / "ONIX_BookProduct_3.0_reference.xsd"
    schema = etree.XMLSchema(file=str(path))
    schema.validate(etree.fromstring(message))
    return [error.message for error in schema.error_log]


def products(content: bytes) -> list[ElementTree.Element]:
    return ElementTree.fromstring(content).findall(f"{ONIX}Product")


def test_a_record_has_its_elements_in_the_order_of_the_standard(emma, tmp_path):
    (product,) = products(exported(tmp_path / "books.xml", "export_onix"))

    assert outline(product) == [
        "Product",
        f"RecordReference={emma.isbn13}",
        "NotificationType=03",
        ["ProductIdentifier", "ProductIDType=15", f"IDValue={emma.isbn13}"],
        [
            "DescriptiveDetail",
            "ProductComposition=00",
            "ProductForm=BC",
            ["Measure", "MeasureType=01", "Measurement=198", "MeasureUnitCode=mm"],
            ["Measure", "MeasureType=08", "Measurement=250", "MeasureUnitCode=gr"],
            [
                "Collection",
                "CollectionType=10",
                [
                    "TitleDetail",
                    "TitleType=01",
                    ["TitleElement", "TitleElementLevel=02", "PartNumber=7", "TitleText=Penguin Classics"],
                ],
            ],
            [
                "TitleDetail",
                "TitleType=01",
                [
                    "TitleElement",
                    "TitleElementLevel=01",
                    "TitleText=Emma; or, “Love”",
                    "Subtitle=A <novel>, twice told",
                ],
            ],
            ["TitleDetail", "TitleType=03", ["TitleElement", "TitleElementLevel=01", "TitleText=Emma, a Novel"]],
            _person(1, "A01", "Jane Austen", "Austen, Jane"),
            _person(2, "A01", "Martin Luther King, Jr.", "Jr., Martin Luther King,"),
            _person(3, "B06", "Émile Zola", "Zola, Émile"),
            ["Language", "LanguageRole=01", "LanguageCode=fre"],
            ["Language", "LanguageRole=02", "LanguageCode=eng"],
            ["Extent", "ExtentType=00", "ExtentValue=512", "ExtentUnit=03"],
            ["Subject", "MainSubject=", "SubjectSchemeIdentifier=93", "SubjectCode=FBC"],
            ["Subject", "SubjectSchemeIdentifier=20", "SubjectHeadingText=match-making; Highbury"],
        ],
        [
            "CollateralDetail",
            [
                "TextContent",
                "TextType=03",
                "ContentAudience=00",
                "Text=<p>Clever &amp; rich,\nand <em>long</em>.</p>",
            ],
            [
                "SupportingResource",
                "ResourceContentType=01",
                "ContentAudience=00",
                "ResourceMode=03",
                ["ResourceVersion", "ResourceForm=02", "ResourceLink=https://covers.example/emma.jpg"],
            ],
        ],
        [
            "PublishingDetail",
            ["Imprint", "ImprintName=Classics"],
            ["Publisher", "PublishingRole=01", "PublisherName=Penguin & Sons"],
            "PublishingStatus=04",
            ["PublishingDate", "PublishingDateRole=01", "Date=200305"],
            ["PublishingDate", "PublishingDateRole=11", "Date=1815"],
        ],
        [
            "ProductSupply",
            ["Market", ["Territory", "CountriesIncluded=GB"]],
            [
                "SupplyDetail",
                ["Supplier", "SupplierRole=11", "SupplierName=Colophon"],
                "ProductAvailability=31",
                ["Price", "PriceType=12", "PriceAmount=9.99", "CurrencyCode=GBP"],
            ],
        ],
    ]


def _person(number: int, role: str, name: str, inverted: str) -> list[str]:
    return [
        "Contributor",
        f"SequenceNumber={number}",
        f"ContributorRole={role}",
        f"PersonName={name}",
        f"PersonNameInverted={inverted}",
    ]


def test_a_book_of_which_little_is_known_makes_a_whole_record(tmp_path):
    BookFactory(price=None, title="?")

    (product,) = products(exported(tmp_path / "books.xml", "export_onix"))

    assert [each.tag.removeprefix(ONIX) for each in product] == [
        "RecordReference",
        "NotificationType",
        "ProductIdentifier",
        "DescriptiveDetail",
        "PublishingDetail",
        "ProductSupply",
    ]
    assert product.findtext(f".//{ONIX}UnpricedItemType") == "04"
    assert product.find(f".//{ONIX}NoContributor") is not None


def test_every_kind_of_book_makes_a_record_that_the_schema_accepts(emma, tmp_path):
    for number, (status, form) in enumerate(zip_longest(Status.values, Format.values, fillvalue="")):
        kind = {"status": status or "active", "format": form or "paperback", "title": f"אגודה {number} “&”"}
        kind |= {"list_price": [None, "9.99", "12.50"][number % 3], "language": ["pt-BR", "zh-Hant", "en"][number % 3]}
        kind |= {"price_rule": PriceRule.values[number % 3], "tax_class": TaxClass.values[number % 4]}
        BookFactory(**kind, published_on=date(2031, 2, 28), published_precision=Precision.values[number % 3])
    for role in Role.values:
        emma.contributions.create(contributor=ContributorFactory(), role=role, sequence=9)
    BookFactory(price=None, publisher=None, imprint="Of no publisher", embargo_on=date(2031, 2, 28))
    BookFactory(price=0, title="\x0bOf \ufffe nothing", description="<p>\x08&lt;\x1f</p>")
    BookFactory(price=0, list_price=3, keywords="x" * 5000, description="<p>" + "long " * 9000 + "</p>")

    assert findings(exported(tmp_path / "books.xml", "export_onix")) == []


def test_an_empty_shop_makes_a_message_that_says_so_and_changes_nothing_when_it_comes_in(tmp_path):
    path = tmp_path / "books.xml"

    assert findings(exported(path, "export_onix")) == []
    call_command("import_onix", path)
    assert exported(tmp_path / "books.csv").decode().count("\n") == 1
    call_command("import_books", tmp_path / "books.csv")

    assert [(run.state, run.position, run.error) for run in ImportRun.objects.all()] == [("done", 0, "")] * 2


def test_a_book_of_no_known_publisher_comes_back_without_one(tmp_path):
    book = BookFactory(publisher=None)
    path = tmp_path / "books.xml"
    exported(path, "export_onix")
    Book.objects.update(publisher=PublisherFactory())

    call_command("import_onix", path)

    book.refresh_from_db()
    assert book.publisher is None


def test_the_file_of_the_bench_is_one_that_the_schema_accepts():
    assert findings("".join(pieces(40)).encode()) == []


def test_the_message_says_who_sends_it_and_in_which_release(emma, tmp_path):
    message = ElementTree.fromstring(exported(tmp_path / "books.xml", "export_onix"))

    assert message.attrib == {"release": "3.0"}
    assert outline(message[0])[:2] == [
        "Header",
        ["Sender", "SenderName=Colophon", "EmailAddress=shop@colophon.example"],
    ]
