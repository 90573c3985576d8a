from decimal import Decimal

import pytest
from django.db import transaction
from django.utils import timezone

from orders import invoices
from orders.cancellation import cancel_order
from orders.models import Invoice, InvoiceCounter
from orders.refunds import refund
from tests.catalog.factories import BookFactory
from tests.orders.steps import paid, placed
from tests.races import at_the_same_time

pytestmark = pytest.mark.django_db


def numbers(series="invoice"):
    return list(Invoice.objects.filter(series=series).order_by("sequence").values_list("sequence", flat=True))


def test_an_order_has_its_invoice_when_it_is_paid_and_its_credit_note_when_money_goes_back():
    order = paid(BookFactory(stock=1, price="20.00"))
    refund(order, Decimal("5.00"), reason="a torn page")

    invoice, note = order.invoices.order_by("pk")

    year = timezone.localdate().year
    assert (invoice.number, invoice.total) == (f"{year}-00001", Decimal("23.50"))
    assert (note.number, note.total) == (f"C{year}-00001", Decimal("5.00"))
    assert invoice.seller.startswith("Colophon\n14 Harbour Street\nWexcombe")
    assert not placed().invoices.exists()


def test_a_number_that_was_rolled_back_is_given_to_the_next():
    order = paid()
    with transaction.atomic():
        refund(order, Decimal("1.00"), reason="a torn page")
        transaction.set_rollback(True)
    refund(order, Decimal("1.00"), reason="a torn page")

    assert numbers("credit_note") == [1]


def test_each_year_counts_from_one():
    InvoiceCounter.objects.create(series="invoice", year=timezone.localdate().year - 1, last=41)
    paid()

    assert numbers() == [1]


@pytest.mark.django_db(transaction=True)
def test_twenty_payments_at_once_are_numbered_without_a_gap_or_a_double():
    orders = [placed(BookFactory(stock=1)) for _ in range(20)]

    @transaction.atomic
    def issue(job):
        number, order = job
        invoices.issue_invoice(order)
        if number % 4 == 0:
            raise RuntimeError("the number is given back")

    at_the_same_time(issue, enumerate(orders))

    assert numbers() == list(range(1, 16))


def test_an_invoice_less_its_credit_notes_is_what_the_customer_paid_for():
    order = paid(BookFactory(stock=1), BookFactory(stock=1, tax_class="audio", price="7.77"))
    refund(order, Decimal("3.33"), reason="a torn page")
    cancel_order(order, why="Changed my mind.")

    documents = {invoice: invoices.tax_lines(invoices.parts_on(invoice)) for invoice in order.invoices.all()}

    for invoice, taxed in documents.items():
        assert sum(line.gross for line in taxed) == invoice.total
        assert sum(line.tax for line in taxed) == invoice.tax
    first, *notes = documents
    assert first.total == sum(note.total for note in notes)
    assert first.tax == sum(note.tax for note in notes)
