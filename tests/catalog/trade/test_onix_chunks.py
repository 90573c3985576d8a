"""What looks as it did before is not read again, and nothing that only seems to is passed over."""

from datetime import date

import pytest
from django.core.management import call_command

from catalog.models import Book, Genre, ImportRun, TradeRecord
from catalog.trade import merge
from catalog.trade.onix import reading
from catalog.trade.onix.chunks import chunks
from tests.catalog.factories import GenreFactory
from tests.catalog.trade.onix import DUNE, EMMA, KINDRED, message, product, supplied, written

pytestmark = pytest.mark.django_db

FIRST, EMMA_ALONE = product(KINDRED, title="Kindred"), product(EMMA)  # the first of a file is always read
NEXT_DAY = "20260902T080000Z"


@pytest.fixture
def send(tmp_path, monkeypatch):
    """Call it with products; they arrive in a message, and what was read of it is returned with the run."""
    reading_one = reading.record_of

    def arrive(*products: str, **header: str) -> tuple[ImportRun, list[int]]:
        read = []
        monkeypatch.setattr(
            reading, "record_of", lambda sent, context: (read.append(sent.number), reading_one(sent, context))[1]
        )
        call_command("import_onix", written(tmp_path, message(*products, **header)))
        return ImportRun.objects.first(), read

    return arrive


def test_what_looks_the_same_is_not_read_again_whenever_it_was_sent(send):
    books = [FIRST, EMMA_ALONE, "\n\n" + product(DUNE, title="Dune")]
    send(*books)

    run, read = send(*books, sent=NEXT_DAY)

    assert (run.unchanged, run.position, read) == (3, 3, [1])
    assert {f"{record.sent_at:%d}" for record in TradeRecord.objects.all()} == {"02"}


def test_a_later_record_wins_although_it_looks_as_it_did_before(send):
    send(FIRST, product(title="Emma, again"), EMMA_ALONE)

    run, read = send(FIRST, product(title="Emma, again"), EMMA_ALONE)

    assert (run.unchanged, sorted(read)) == (3, [1, 2, 3])
    assert Book.objects.get(isbn13=EMMA).title == "Emma"


def test_a_later_batch_wins_although_it_looks_as_it_did_before(send, monkeypatch):
    monkeypatch.setattr("catalog.trade.runs.BATCH", 2)
    send(FIRST, product(title="Emma, again"), EMMA_ALONE)

    send(FIRST, product(title="Emma, again"), EMMA_ALONE)

    assert Book.objects.get(isbn13=EMMA).title == "Emma"


def test_what_a_stale_message_says_again_is_put_aside(send):
    send(FIRST, EMMA_ALONE, sent=NEXT_DAY)

    run, _ = send(FIRST, EMMA_ALONE)

    assert (run.refused, run.unchanged) == (2, 0)


def test_the_same_bytes_are_read_again_where_the_shop_has_other_genres(send):
    subject = "<Subject><SubjectSchemeIdentifier>93</SubjectSchemeIdentifier><SubjectCode>FBC</SubjectCode></Subject>"
    GenreFactory(code="FB")
    send(FIRST, product(descriptive=subject))
    GenreFactory(code="FBC")

    run, read = send(FIRST, product(descriptive=subject))

    assert (run.changed, read) == (1, [1, 2])
    assert Genre.objects.get(code="FBC").books.get().isbn13 == EMMA


def test_a_price_until_a_day_is_read_again_on_the_next(send, monkeypatch):
    until = "<PriceDate><PriceDateRole>15</PriceDateRole><Date>20260901</Date></PriceDate></Price>"
    dated = product(supply=supplied("6.99").replace("</Price>", until))
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: date(2026, 9, 1))
    send(FIRST, dated)
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: date(2026, 9, 2))

    run, read = send(FIRST, dated)

    assert (run.changed, read) == (1, [1, 2])
    assert Book.objects.get(isbn13=EMMA).price is None


@pytest.mark.parametrize(
    "between",
    [
        "<!-- {} -->",
        "<!-- {0} {0} -->",
        "<x><![CDATA[ {} ]]></x>",
        "<?x {} ?>",
        "<Product><!-- </Product> {} --></Product>",
    ],
)
def test_a_known_record_in_a_comment_or_the_like_is_no_record(send, between):
    send(FIRST, EMMA_ALONE)
    hidden = between.format(EMMA_ALONE)

    run, _ = send(FIRST, hidden, product(DUNE, title="Dune"))

    empty = hidden.startswith("<Product>")
    assert (run.position, run.created, run.unchanged, run.refused) == (2 + empty, 1, 1, int(empty))


def test_problems_name_the_line_although_lines_were_passed_over(send):
    send(FIRST, EMMA_ALONE)

    run, _ = send(FIRST, "\n" + EMMA_ALONE, "\n" + product("9780141439588"))

    (problem,) = run.problems.all()
    line = message(FIRST, "\n" + EMMA_ALONE, "\n").count("\n") + 1
    assert problem.place == f"record 3, line {line}"


def test_a_run_knows_how_much_of_the_file_has_been_read(send, monkeypatch):
    monkeypatch.setattr("catalog.trade.runs.FIRST_BATCH", 1)
    monkeypatch.setattr("catalog.trade.onix.message.PIECE", len(message(FIRST)))
    shares, stage = [], merge.stage
    monkeypatch.setattr(
        merge, "stage", lambda records: (shares.append(ImportRun.objects.get().share), stage(records))[1]
    )

    run, _ = send(FIRST, EMMA_ALONE, product(DUNE, title="Dune"))

    assert [0 < share < 1 for share in shares] == [False, True]
    assert run.share == 1


def test_a_file_is_cut_behind_each_product_wherever_its_pieces_end():
    content = message(FIRST, EMMA_ALONE).replace("Product>", "x:Product>").encode()

    for size in (60, 400, len(content)):
        cut = list(chunks(content[start : start + size] for start in range(0, len(content), size)))
        assert b"".join(cut) == content
        assert sum(each.endswith(b"</x:Product>") for each in cut) == 2
