"""Invoices and credit notes: their numbers, and what stands on them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.utils import timezone

from orders.models import Invoice, InvoiceCounter, Order, Refund
from orders.models.invoices import Series
from orders.parts import NOTHING, Part, parts_of


def issue_invoice(order: Order) -> Invoice:
    """The invoice of a paid order; asked again, the same one. The order is locked by the caller."""
    known = order.invoices.filter(series=Series.INVOICE).first()
    return known or _issue(Series.INVOICE, order, total=order.total, tax=order.tax)


def issue_credit_note(refund: Refund) -> Invoice:
    """The credit note for money that goes back. The order is locked by the caller."""
    tax = sum((line.tax for line in refund.lines.all()), NOTHING)
    return _issue(Series.CREDIT_NOTE, refund.order, refund=refund, total=refund.amount, tax=tax)


def _issue(series: str, order: Order, *, total: Decimal, tax: Decimal, refund: Refund | None = None) -> Invoice:
    now = timezone.now()
    year = timezone.localtime(now).year
    return Invoice.objects.create(
        series=series,
        year=year,
        sequence=_next_number(series, year),
        order=order,
        refund=refund,
        issued_at=now,
        seller=seller(),
        total=total,
        tax=tax,
    )


def _next_number(series: str, year: int) -> int:
    """The number after the last. Whoever comes next waits for this transaction: if it fails, the number is not used.

    The last lock that an operation takes (docs/locking.md), so that nobody waits long for it.
    """
    InvoiceCounter.objects.get_or_create(series=series, year=year)
    counter = InvoiceCounter.objects.select_for_update().get(series=series, year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return counter.last


def seller() -> str:
    """The shop as the law wants it on an invoice, a line each."""
    lines = [settings.SHOP_COMPANY, *settings.SHOP_ADDRESS.split(", ")]
    if settings.SHOP_TAX_NUMBER:
        lines.append(f"VAT number {settings.SHOP_TAX_NUMBER}")
    return "\n".join(line for line in lines if line)


@dataclass(frozen=True, slots=True)
class TaxLine:
    """All that is taxed at one rate. Amounts in shop currency: net and tax come to the gross."""

    rate: Decimal  # per cent
    gross: Decimal
    tax: Decimal

    @property
    def net(self) -> Decimal:
        return self.gross - self.tax


def parts_on(invoice: Invoice) -> list[Part]:
    """What stands on it, line by line; on a credit note, what was given back."""
    if invoice.refund is None:
        return parts_of(invoice.order)
    return [
        Part(line.order_line, line.what, line.quantity, line.amount, line.tax_rate, line.tax)
        for line in invoice.refund.lines.all()
    ]


def tax_lines(parts: list[Part]) -> list[TaxLine]:
    """The tax by rate, the lowest first."""
    gross: dict[Decimal, Decimal] = defaultdict(Decimal)
    tax: dict[Decimal, Decimal] = defaultdict(Decimal)
    for part in parts:
        gross[part.tax_rate] += part.amount
        tax[part.tax_rate] += part.tax
    return [TaxLine(rate, gross[rate], tax[rate]) for rate in sorted(gross)]
