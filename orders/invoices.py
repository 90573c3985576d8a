"""Invoices and credit notes: their numbers, and what stands on them."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils import timezone

from orders.models import Invoice, InvoiceCounter, Order, Refund
from orders.models.invoices import Series
from orders.parts import NOTHING, Part, parts_of
from storefront.money import money


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


def by_number(written: str) -> dict[str, object]:
    """What finds the document of a number such as “2026-00042”; nothing is found for anything else."""
    found = re.fullmatch(r"(C?)([0-9]{4})-([0-9]{5,9})", written)
    if found is None:
        return {"pk": None}
    series = Series.CREDIT_NOTE if found[1] else Series.INVOICE
    return {"series": series, "year": int(found[2]), "sequence": int(found[3])}


def page_of(invoice: Invoice) -> dict[str, Any]:
    """What the page and the PDF show."""
    parts = parts_on(invoice)
    original = invoice.order.invoices.filter(series=Series.INVOICE).first() if invoice.refund else None
    return {
        "invoice": invoice,
        "order": invoice.order,
        "rows": [(part, _note(invoice, part)) for part in parts],
        "taxes": tax_lines(parts),
        "offers": [] if invoice.refund else offers_on(invoice.order),
        "original": original,
        "seller": invoice.seller.split("\n"),
        "buyer": invoice.order.bill_to,
    }


def _note(invoice: Invoice, part: Part) -> str:
    """How the amount of a book came about, where it is not just its price."""
    if invoice.refund or part.line is None or (part.quantity == 1 and not part.line.discount):
        return ""
    sum_said = f"{part.quantity} × {money(part.line.unit_price)}"
    return f"{sum_said}, less {money(part.line.discount)}" if part.line.discount else sum_said


def offers_on(order: Order) -> list[str]:
    """A sentence for each promotion that the amounts above have in them."""
    return [
        f"{discount.name}: {discount.because}; {money(discount.amount)} less{' for delivery' * discount.of_delivery}."
        for discount in order.discounts.all()
    ]
