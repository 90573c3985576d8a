"""manage.py import_onix: what becomes of messages, one after another."""

from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from catalog import indexing
from catalog.models import (
    Book,
    ImportRun,
    Listing,
    PriceChange,
    SearchDocument,
    StaffEdit,
    SupplierOffer,
    TradeRecord,
    Work,
)
from tests.catalog.factories import GenreFactory
from tests.catalog.trade.onix import (
    DUNE,
    EMMA,
    KINDRED,
    block_update,
    message,
    product,
    supplied,
    told,
    withdrawal,
    written,
)

pytestmark = pytest.mark.django_db

ANOTHER_EMMA = "9780141439594"
NEXT_DAY, DAY_BEFORE = "20260902T080000Z", "20260831T080000Z"


@pytest.fixture
def send(tmp_path):
    """Call it with products; they arrive in a message, and the run is returned."""

    def arrive(*products: str, **header: str) -> ImportRun:
        call_command("import_onix", written(tmp_path, message(*products, **header)))
        return ImportRun.objects.first()

    return arrive


def counts(run: ImportRun) -> dict[str, int]:
    names = ("created", "changed", "unchanged", "removed", "refused", "skipped", "protected")
    return {name: getattr(run, name) for name in names if getattr(run, name)}


def reasons(run: ImportRun) -> list[str]:
    return [problem.reason for problem in run.problems.all()]


def test_a_book_comes_in_with_price_supplier_genre_listing_and_search_document(send):
    GenreFactory(code="FBC", name="Classics")
    subject = """<Subject><MainSubject/><SubjectSchemeIdentifier>93</SubjectSchemeIdentifier>
        <SubjectCode>FBCX</SubjectCode></Subject>"""

    run = send(product(descriptive=subject, collateral=told("&lt;p&gt;Clever &lt;b&gt;and&lt;/b&gt; rich.&lt;/p&gt;")))

    book = Book.objects.get()
    offer = SupplierOffer.objects.get()
    assert counts(run) == {"created": 1}
    assert (book.title, book.byline, book.price, book.list_price) == (
        "Emma",
        "Jane Austen",
        Decimal("8.99"),
        Decimal("8.99"),
    )
    assert book.description == "<p>Clever <b>and</b> rich.</p>"
    assert [genre.code for genre in book.genres.all()] == ["FBC"]
    assert (offer.supplier.name, offer.state, offer.source) == ("Gardners", "available", "Penguin")
    assert (Listing.objects.get().state, SearchDocument.objects.get().titles) == ("at_supplier", ["emma"])
    assert TradeRecord.objects.get().subjects == "93:FBCX"


def test_the_same_message_again_changes_nothing(send):
    send(product(), product(DUNE, title="Dune"))
    before = Book.objects.get(isbn13=EMMA).updated_at

    assert counts(send(product(), product(DUNE, title="Dune"))) == {"unchanged": 2}
    assert counts(send(product(), product(DUNE, title="Dune"), sent=NEXT_DAY)) == {"unchanged": 2}
    assert Book.objects.get(isbn13=EMMA).updated_at == before
    assert PriceChange.objects.count() == 2


def test_a_complete_record_replaces_all_that_came_before(send):
    subtitle = "<EditionStatement>Second edition</EditionStatement>"
    send(product(descriptive=subtitle, collateral=told("Old."), supply=supplied() + supplied(supplier="Bertrams")))

    run = send(product(title="Emma Woodhouse", supply=supplied("9.99")), sent=NEXT_DAY)

    book = Book.objects.get()
    assert counts(run) == {"changed": 1}
    assert (book.title, book.edition, book.description, book.price) == ("Emma Woodhouse", "", "", Decimal("9.99"))
    assert [offer.supplier.name for offer in book.offers.all()] == ["Gardners"]
    assert [change.price for change in PriceChange.objects.all()] == [Decimal("9.99"), Decimal("8.99")]
    assert {change.field: (change.before, change.after) for change in run.changes.all()} == {
        "title": ("Emma", "Emma Woodhouse"),
        "edition": ("Second edition", ""),
        "description": ("<p>Old.</p>", ""),
        "price": ("8.99", "9.99"),
        "list_price": ("8.99", "9.99"),
    }


def test_an_older_message_comes_too_late(send):
    send(product(title="Emma"))

    run = send(product(title="Ema"), sent=DAY_BEFORE)

    assert reasons(run) == ["A newer message about this book has come before."]
    assert Book.objects.get().title == "Emma"


def test_a_message_that_said_the_same_again_makes_those_before_it_old(send):
    send(product(title="Emma"))
    send(product(title="Emma"), sent="20260910T080000Z")

    run = send(product(title="Ema"), sent="20260905T080000Z")

    assert (counts(run), Book.objects.get().title) == ({"refused": 1}, "Emma")


def test_a_block_update_changes_its_blocks_and_no_others(send):
    send(product(collateral=told("Clever and rich.")))

    run = send(block_update(blocks=supplied("7.50")), sent=NEXT_DAY)

    book = Book.objects.get()
    assert counts(run) == {"changed": 1}
    assert (book.price, book.title, book.description) == (Decimal("7.50"), "Emma", "<p>Clever and rich.</p>")


def test_a_block_update_of_an_unknown_record_is_reported(send):
    run = send(block_update(reference="example.1", blocks=supplied()))

    assert reasons(run) == ["An update or withdrawal of a record that this sender never sent: example.1."]
    assert Book.objects.count() == 0


def test_a_block_update_in_the_same_file_adds_to_the_record_before_it(send):
    run = send(product(), block_update(blocks=supplied("7.50")))

    assert (Book.objects.get().title, Book.objects.get().price) == ("Emma", Decimal("7.50"))
    assert counts(run) == {"created": 1, "unchanged": 1}


def test_a_price_that_another_record_of_the_file_takes_back_was_never_asked_for(send):
    send(product(), block_update(blocks=supplied("7.50")), block_update(blocks=supplied("8.00")))

    assert [change.price for change in Book.objects.get().price_changes.all()] == [Decimal("8.00")]


def test_many_at_once_are_listed_and_found_as_few_are(send, monkeypatch):
    monkeypatch.setattr(indexing, "PORTION", 1)
    send(product(supply=supplied(availability="22")), product(DUNE, title="Dune", author="Frank Herbert"))
    send(
        product(ANOTHER_EMMA, supply=supplied(availability="20")),  # an edition that can be had sooner, and leads
        product(KINDRED, title="Kindred", author="Octavia E. Butler"),
        product(DUNE, title="Dune: A Novel", author="Frank Herbert"),
        sent=NEXT_DAY,
    )
    as_many = [list(kind.objects.order_by("pk").values()) for kind in (Listing, SearchDocument)]

    monkeypatch.undo()
    Listing.objects.all().delete()
    SearchDocument.objects.all().delete()
    indexing.refresh(Book.objects.values_list("pk", flat=True))

    assert [list(kind.objects.order_by("pk").values()) for kind in (Listing, SearchDocument)] == as_many
    assert (len(as_many[0]), len(as_many[1])) == (4, 3)


def test_of_two_records_of_a_book_in_a_file_the_later_wins(send):
    send(product(title="Ema"), product(title="Emma"))

    assert Book.objects.get().title == "Emma"


def test_a_withdrawn_record_is_out_of_sight_and_its_book_kept(send, client):
    send(product(reference="p.1"))
    address = Book.objects.get().get_absolute_url()
    assert client.get(address).status_code == 200

    run = send(withdrawal("p.1"), sent=NEXT_DAY)

    assert counts(run) == {"removed": 1}
    assert client.get(address).status_code == 404
    assert (Book.objects.count(), Listing.objects.count(), SearchDocument.objects.count()) == (1, 0, 0)
    assert not SupplierOffer.objects.exists()


def test_a_withdrawn_book_comes_back_with_its_next_record(send):
    send(product(reference="p.1"))
    send(withdrawal("p.1"), sent=NEXT_DAY)

    run = send(product(reference="p.1"), sent="20260903")

    assert counts(run) == {"changed": 1}
    assert (Book.objects.get().is_hidden, Listing.objects.get().state) == (False, "at_supplier")


def test_a_book_that_staff_put_out_of_sight_stays_there_whatever_its_publisher_sends(send):
    send(product())
    Book.objects.update(is_hidden=True)
    StaffEdit.objects.create(book=Book.objects.get(), field="is_hidden")

    send(product(supply=supplied("9.99")), sent=NEXT_DAY)

    assert Book.objects.values_list("is_hidden", "price").get() == (True, Decimal("9.99"))


def test_a_withdrawal_leaves_the_status_that_staff_wrote(send):
    send(product())
    StaffEdit.objects.create(book=Book.objects.get(), field="status")

    send(withdrawal(EMMA), sent=NEXT_DAY)
    send(product(), sent="20260903")

    assert Book.objects.values_list("is_hidden", "status").get() == (False, "active")


def test_what_another_sender_still_lists_stays(send):
    send(product())
    send(product(supply=supplied(supplier="Bertrams")), sender="Bertrams")

    send(withdrawal(EMMA), sent=NEXT_DAY)

    assert Book.objects.get().is_hidden is False
    assert [offer.supplier.name for offer in SupplierOffer.objects.all()] == ["Bertrams"]


def test_a_withdrawal_by_a_stranger_is_reported(send):
    send(product())

    run = send(withdrawal(EMMA), sender="Somebody")

    assert counts(run) == {"refused": 1}
    assert Book.objects.get().is_hidden is False


def test_tests_are_passed_over(send):
    assert counts(send(product(kind="88"), product(DUNE, kind="89"))) == {"skipped": 2}
    assert Book.objects.count() == 0


def test_a_number_in_two_books_of_a_sender_is_reported_and_overwrites_nothing(send):
    send(product(reference="p.1", title="Emma"))

    run = send(product(reference="p.2", title="Persuasion"), sent=NEXT_DAY)

    assert reasons(run) == ["The number already belongs to “Emma” (record p.1): one of the two must be wrong."]
    assert Book.objects.get().title == "Emma"


def test_a_record_that_changes_its_book_is_reported(send):
    send(product(reference="p.1"))

    run = send(product(DUNE, reference="p.1", title="Dune"), sent=NEXT_DAY)

    assert reasons(run) == [f"The record p.1 was about {EMMA}, “Emma”, before."]
    assert Book.objects.count() == 1


def test_the_shops_own_price_stays_and_the_recommended_one_moves(send):
    send(product(supply=supplied("8.99")))
    Book.objects.update(price=Decimal("7.99"))

    send(product(supply=supplied("10.99")), sent=NEXT_DAY)

    assert Book.objects.values_list("price", "list_price").get() == (Decimal("7.99"), Decimal("10.99"))


def of_day(day: str) -> str:
    return f"""<PublishingStatus>04</PublishingStatus><PublishingDate><PublishingDateRole>01</PublishingDateRole>
        <Date dateformat="00">{day}</Date></PublishingDate>"""


@pytest.mark.parametrize(("day", "kept"), [("20270231", True), ("tbc", True), ("", False)])
def test_a_day_that_is_none_takes_none_from_a_book_that_has_one(send, day, kept):
    send(product(publishing=of_day("20270305")))

    run = send(product(publishing=of_day(day)), sent=NEXT_DAY)

    assert counts(run) == ({"unchanged": 1} if kept else {"changed": 1})
    assert (Book.objects.get().published_on is not None) == kept


def test_what_staff_wrote_stays_theirs_and_is_counted(send):
    send(product(title="EMMA"))
    book = Book.objects.get()
    Book.objects.update(title="Emma")
    for field in ("title", "contributors"):
        StaffEdit.objects.create(book=book, field=field)

    run = send(product(title="EMMA!", author="J. AUSTEN", supply=supplied("9.99")), sent=NEXT_DAY)

    book.refresh_from_db()
    assert (book.title, book.byline, book.price) == ("Emma", "Jane Austen", Decimal("9.99"))
    assert counts(run) == {"changed": 1, "protected": 2}


def test_books_with_one_name_of_the_work_are_editions_of_it(send):
    work = """</DescriptiveDetail><RelatedMaterial><RelatedWork><WorkRelationCode>01</WorkRelationCode>
        <WorkIdentifier><WorkIDType>01</WorkIDType><IDValue>w-7</IDValue></WorkIdentifier></RelatedWork>
        </RelatedMaterial><DescriptiveDetail>"""

    send(product(descriptive=work), product(DUNE, title="Emma, illustrated", author="J. Austen", descriptive=work))

    assert Work.objects.count() == 1


def test_a_file_without_a_sender_needs_one_to_be_named(send, tmp_path):
    path = written(tmp_path, message(product(), sender=""))
    with pytest.raises(CommandError, match="The message does not say who sent it: name the sender with --sender"):
        call_command("import_onix", path)

    call_command("import_onix", path, "--sender=Penguin")

    assert TradeRecord.objects.get().sender == "Penguin"
