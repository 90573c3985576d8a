"""manage.py import_books, as a bookseller uses it: files of our own and of others, good rows and bad ones."""

from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from catalog.models import Book, Contributor, ImportRun, Listing, PriceChange, Publisher, StaffEdit, Stock, Work
from catalog.trade import runs
from tests.catalog.factories import BranchFactory, GenreFactory

pytestmark = pytest.mark.django_db

EMMA = "9780141439587"
DUNE = "9780441172719"
CUT_SHORT = (
    "was cut short by a spreadsheet: the last digits are lost. "
    "Show the column there as a number without decimals, and save it again."
)


@pytest.fixture
def csv(tmp_path):
    """Call it with the rows of a file; the file's path."""

    def write(*rows: str, encoding: str = "utf-8", name: str = "books.csv"):
        path = tmp_path / name
        path.write_bytes("\n".join(rows).encode(encoding))
        return path

    return write


def import_books(path, *options: str) -> ImportRun:
    call_command("import_books", path, *options)
    return ImportRun.objects.first()


def counts(run: ImportRun) -> tuple[int, ...]:
    return run.created, run.changed, run.unchanged, run.refused


def test_a_book_comes_in_with_all_that_the_file_says(csv):
    GenreFactory(code="FBC", name="Classics")
    BranchFactory()
    path = csv(
        "isbn13,title,subtitle,original_title,authors,publisher,publication_date,year,format,language,pages,price,"
        "stock,genres,series,description,popularity,shelfmark",
        f"{EMMA},Emma,A Novel,Emma,Jane Austen; Fiona Stafford,Penguin,2003-05,1815,Paperback,eng,512,8.99,"
        "3,FBCX;Classics,Penguin Classics #7,<p>Clever <script>x</script><b>and</b> rich.</p>,12,A7",
    )

    run = import_books(path)

    book = Book.objects.get()
    assert counts(run) == (1, 0, 0, 0)
    assert (book.title, book.subtitle, book.publisher.name, book.pages) == ("Emma", "A Novel", "Penguin", 512)
    assert (str(book.published_on), book.published_precision, book.language) == ("2003-05-01", "month", "en")
    assert (book.price, book.popularity, book.work.first_published) == (Decimal("8.99"), 12, 1815)
    assert [person.sort_name for person in book.contributors.order_by("contributions__sequence")] == [
        "Austen, Jane",
        "Stafford, Fiona",
    ]
    assert [str(genre) for genre in book.genres.all()] == ["Classics"]
    assert [str(volume) for volume in book.volumes.all()] == ["Penguin Classics, 7"]
    assert book.description == "<p>Clever <b>and</b> rich.</p>"
    assert Stock.objects.get().on_hand == 3
    assert (Listing.objects.get().state, PriceChange.objects.get().price) == ("in_stock", Decimal("8.99"))


def test_the_same_file_again_changes_nothing(csv):
    path = csv("isbn13,title,authors,price", f"{EMMA},Emma,Jane Austen,8.99", f"{DUNE},Dune,Frank Herbert,9.99")
    import_books(path)

    assert counts(import_books(path)) == (0, 0, 2, 0)
    assert PriceChange.objects.count() == 2


def test_only_what_differs_changes_and_the_run_says_what(csv):
    header = "isbn13,title,authors,publisher,price"
    import_books(csv(header, f"{EMMA},Emma,Jane Austen,Penguin,8.99", f"{DUNE},Dune,Frank Herbert,Ace,9.99"))

    later = ("isbn13,title,publisher,price", f"{EMMA},Emma,Vintage,7.99", f"{DUNE},Dune,Ace,9.99")
    run = import_books(csv(*later, name="later.csv"))

    assert counts(run) == (0, 1, 1, 0)
    assert sorted((change.book.title, str(change)) for change in run.changes.all()) == [
        ("Emma", "price: 8.99 → 7.99"),
        ("Emma", "publisher: Penguin → Vintage"),
    ]
    assert [price.price for price in PriceChange.objects.filter(book__isbn13=EMMA)] == [
        Decimal("7.99"),
        Decimal("8.99"),
    ]
    assert Contributor.objects.filter(books__isbn13=EMMA).get().name == "Jane Austen"


def test_what_staff_wrote_is_theirs(csv):
    import_books(csv("isbn13,title,authors,publisher", f"{EMMA},EMMA,J AUSTEN,Penguin"))
    book = Book.objects.get()
    for field in ("title", "contributors"):
        StaffEdit.objects.create(book=book, field=field)
    Book.objects.update(title="Emma")

    run = import_books(csv("isbn13,title,authors,publisher", f"{EMMA},EMMA!,Somebody,Vintage", name="later.csv"))

    book.refresh_from_db()
    assert (book.title, book.publisher.name, run.protected) == ("Emma", "Vintage", 2)
    assert [person.name for person in book.contributors.all()] == ["J AUSTEN"]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("9780141439588,Emma,8.99", "9780141439588 is not an ISBN-13: its last digit does not fit the others."),
        ("9.78014E+12,Emma,8.99", f"9.78014E+12 {CUT_SHORT}"),
        ('"9,78E+12",Emma,8.99', f"9,78E+12 {CUT_SHORT}"),
        (",Emma,8.99", "“” is not an ISBN: it takes 13 digits from 978 or 979, or 10."),
        (f"{EMMA},,8.99", "The book has no title."),
        (f'{EMMA},Emma,"1,299"', "“1,299” is no price: we read 12.99."),
        (f'{EMMA},Emma,"1.299,00"', "“1.299,00” is no price: we read 12.99."),
        (f"{EMMA},Emma,9.99,{'; '.join(map(str, range(501)))}", "The book has 501 authors; we take up to 500."),
        (f"{EMMA},Emma,-1", "“-1” is no price: we read 12.99."),
        (f"{EMMA},Emma,NaN", "“NaN” is no price: we read 12.99."),
    ],
)
def test_a_bad_row_is_put_aside_with_its_reason_and_stops_no_good_one(csv, row, reason):
    path = csv("isbn13,title,price,authors", row, f"{DUNE},Dune,9.99")

    run = import_books(path)

    [problem] = run.problems.all()
    assert (problem.place, problem.reason) == ("line 2", reason)
    assert [book.title for book in Book.objects.all()] == ["Dune"]


def test_a_dry_run_says_all_and_changes_nothing(csv, capsys):
    path = csv("isbn13,title", f"{EMMA},Emma", "x,Dune")

    call_command("import_books", path, "--dry-run")

    said = capsys.readouterr()
    assert "2 records, 1 new, 0 changed, 0 unchanged, 0 withdrawn, 1 put aside" in said.out
    assert "books.csv, line 3: “x” is not an ISBN" in said.err
    assert (Book.objects.count(), ImportRun.objects.count()) == (0, 0)


@pytest.mark.parametrize("pairs", [["EAN=isbn13", "Titel=title"], ["1=isbn13", "2=title"]])
def test_columns_of_others_are_mapped_by_name_or_number(csv, pairs):
    path = csv("EAN;Titel;Regal", f"{EMMA};Das Geräusch;7", encoding="latin-1")
    options = [f"--map={pair}" for pair in pairs]

    import_books(path, *options, "--delimiter=;", "--encoding=latin-1")

    assert Book.objects.get().title == "Das Geräusch"


@pytest.mark.parametrize(
    ("rows", "options", "sentence"),
    [
        (["title", "Emma"], [], "A column is missing: isbn13"),
        (["isbn13,title"], ["--map=a=b"], "write theirs=ours"),
        (["isbn13,title", "Gerä"], ["--encoding=ascii"], r"The file is not written in ascii \(line 2\)\. Save it"),
        (["ean,titel"], [], "The file has ean, titel."),
        (["isbn13,title"], ["--encoding=klingon"], "We know no encoding “klingon”"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(csv, rows, options, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("import_books", csv(*rows), *options)

    assert not ImportRun.objects.filter(state="done").exists()


@pytest.mark.parametrize(
    ("country", "written", "day", "precision"),
    [
        ("GB", "2027-03-05", "2027-03-05", "day"),
        ("GB", "20270305", "2027-03-05", "day"),
        ("GB", "2027-03", "2027-03-01", "month"),
        ("GB", "2027", "2027-01-01", "year"),
        ("GB", "05/03/2027", "2027-03-05", "day"),
        ("DE", "5.3.2027", "2027-03-05", "day"),
        ("US", "3/5/2027", "2027-03-05", "day"),
    ],
)
def test_a_day_is_read_as_a_spreadsheet_writes_it(csv, settings, country, written, day, precision):
    settings.SHOP_COUNTRY = country

    import_books(csv("isbn13,title,publication_date", f"{EMMA},Emma,{written}"))

    book = Book.objects.get()
    assert (str(book.published_on), book.published_precision) == (day, precision)


@pytest.mark.parametrize("written", ["20270231", "31/31/2027", "tbc", "1/2/3", "45747"])
def test_what_is_no_day_takes_none_from_a_book_that_has_one(csv, written):
    import_books(csv("isbn13,title,publication_date", f"{EMMA},Emma,2027-03-05"))

    run = import_books(csv("isbn13,title,publication_date", f"{EMMA},Emma,{written}"))

    assert [problem.reason for problem in run.problems.all()] == [
        f"“{written}” is no date: we read 2027-03-31, 2027-03 or 2027."
    ]
    assert str(Book.objects.get().published_on) == "2027-03-05"


def test_a_price_is_read_as_a_spreadsheet_writes_it(csv):
    import_books(csv("isbn13;title;price", f"{EMMA};Emma;12,99", f"{DUNE};Dune;£8.50"))

    assert [book.price for book in Book.objects.order_by("isbn13")] == [Decimal("12.99"), Decimal("8.50")]


def test_an_empty_cell_says_that_there_is_no_day(csv):
    import_books(csv("isbn13,title,publication_date", f"{EMMA},Emma,2027-03-05"))

    import_books(csv("isbn13,title,publication_date", f"{EMMA},Emma,"))

    assert Book.objects.get().published_on is None


def test_a_table_that_windows_has_saved_says_in_which_line_it_is_not_utf_8(csv):
    path = csv("isbn13,title", f"{EMMA},Emma", f"{DUNE},Düne", encoding="cp1252")

    with pytest.raises(CommandError, match=r"not written in utf-8 \(line 3\)\. Save it as “CSV UTF-8”"):
        import_books(path)
    import_books(path, "--encoding=cp1252")

    assert [book.title for book in Book.objects.order_by("isbn13")] == ["Emma", "Düne"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
@pytest.mark.parametrize("divider", [",", ";", "\t", "|"])
def test_a_table_is_read_as_a_spreadsheet_has_saved_it(csv, encoding, divider):
    path = csv(divider.join(['"isbn13"', "Title"]), divider.join([EMMA, "Émma"]), encoding=encoding)

    run = import_books(path, "--encoding=cp1252")

    assert counts(run) == (1, 0, 0, 0)
    assert Book.objects.get().title == "Émma"


def test_columns_of_others_are_found_between_semicolons_too(csv):
    import_books(csv("EAN;Titel;a,b", f"{EMMA};Emma;7"), "--map=EAN=isbn13", "--map=Titel=title")

    assert Book.objects.get().title == "Emma"


def test_a_run_that_was_cut_off_goes_on_where_it_was(csv, monkeypatch):
    monkeypatch.setattr(runs, "BATCH", 2)
    rows = ["isbn13,title", f"{EMMA},Emma", "bad,Row", f"{DUNE},Dune"]
    path = csv(*rows)
    commit, calls = runs._commit, []

    def cut_off(run, batch, share):
        calls.append(batch)
        if len(calls) == 2:
            raise KeyboardInterrupt
        commit(run, batch, share)

    with monkeypatch.context() as patched:
        patched.setattr(runs, "_commit", cut_off)
        with pytest.raises(KeyboardInterrupt):
            call_command("import_books", path)
    assert [book.title for book in Book.objects.all()] == ["Emma"]

    run = import_books(path)

    assert ImportRun.objects.count() == 1
    assert (run.state, run.position, counts(run)) == ("done", 3, (2, 0, 0, 1))


def test_a_run_knows_how_much_of_the_file_has_been_read(csv, monkeypatch):
    monkeypatch.setattr(runs, "BATCH", 2)
    monkeypatch.setattr(runs, "FIRST_BATCH", 1)
    path = csv("isbn13,title,description", f"{EMMA},Emma,", f"{DUNE},Dune,{'Sand. ' * 4000}", "bad,Row,")
    shares, commit = [], runs._commit

    def watched(run, batch, share):
        commit(run, batch, share)
        shares.append(run.share)

    monkeypatch.setattr(runs, "_commit", watched)
    run = import_books(path)

    assert 0 < shares[0] < 1
    assert shares[-1] == 1
    assert (run.position, counts(run)) == (3, (2, 0, 0, 1))


def test_editions_of_one_text_are_one_work(csv):
    import_books(
        csv(
            "isbn13,title,authors,format",
            f"{EMMA},Emma,Jane Austen,paperback",
            "9780141199528,EMMA,Jane Austen,Hardcover",
            f"{DUNE},Emma,Somebody Else,paperback",
        )
    )

    assert Work.objects.count() == 2
    assert sorted(Book.objects.filter(work__title="Emma").values_list("format", flat=True)) == [
        "hardback",
        "paperback",
        "paperback",
    ]


def test_other_authors_leave_the_translator_alone(csv):
    import_books(csv("isbn13,title,authors", f"{EMMA},Emma,J. Austen"))
    book = Book.objects.get()
    book.contributions.create(contributor=Contributor.objects.create(name="Ann Other"), role="translator", sequence=2)

    import_books(csv("isbn13,title,authors", f"{EMMA},Emma,Jane Austen; Cassandra Austen", name="later.csv"))

    said = book.contributions.order_by("sequence").values_list("contributor__name", "role")
    assert list(said) == [("Jane Austen", "author"), ("Cassandra Austen", "author"), ("Ann Other", "translator")]


def test_a_series_that_stands_in_the_title_is_found_there(csv):
    import_books(csv("isbn13,title", f'{EMMA},"The Hunger Games (The Hunger Games, #1)"', f"{DUNE},Dune (#1-3)"))

    first = Book.objects.get(isbn13=EMMA)
    assert (first.title, [str(volume) for volume in first.volumes.all()]) == (
        "The Hunger Games",
        ["The Hunger Games, 1"],
    )
    assert Book.objects.get(isbn13=DUNE).title == "Dune (#1-3)"


def test_each_series_in_a_title_is_found_once(csv):
    import_books(csv("isbn13,title", f'{EMMA},"Thud! (Discworld, #34; City Watch #7, Discworld, #2)"'))

    assert {str(volume) for volume in Book.objects.get().volumes.all()} == {"Discworld, 34", "City Watch, 7"}


def test_the_later_of_two_rows_about_a_book_wins(csv):
    import_books(csv("isbn13,title,publisher", f"{EMMA},Ema,Penguin", f"{EMMA},Emma,Vintage"))

    assert (Book.objects.get().title, Publisher.objects.get(books__isbn13=EMMA).name) == ("Emma", "Vintage")
