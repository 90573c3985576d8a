"""Invoices and credit notes, numbered without a gap in each year."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from orders.models.orders import Order
from orders.models.payments import Refund


class Series(models.TextChoices):
    INVOICE = "invoice", "Invoice"
    CREDIT_NOTE = "credit_note", "Credit note"


PREFIX = {Series.INVOICE: "", Series.CREDIT_NOTE: "C"}


class InvoiceCounter(models.Model):
    """The last number given in a year. Its row is locked until the document that took the next one is committed."""

    series = models.CharField(max_length=12, choices=Series.choices)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "year"], name="invoices_are_counted_once_a_year")]

    def __str__(self) -> str:
        return f"{self.get_series_display()} {self.year}: {self.last}"


class Invoice(models.Model):
    """A document for the tax office. What it says of books and money is in the order or refund, which never change."""

    series = models.CharField(max_length=12, choices=Series.choices)
    year = models.PositiveSmallIntegerField()
    sequence = models.PositiveIntegerField()
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="invoices")
    refund = models.OneToOneField(Refund, on_delete=models.PROTECT, null=True, blank=True, related_name="credit_note")
    issued_at = models.DateTimeField()
    seller = models.TextField(help_text="Who sold: name, address and tax number as they were.")
    total = models.DecimalField(max_digits=10, decimal_places=2)
    tax = models.DecimalField(max_digits=10, decimal_places=2, help_text="Included in the total.")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["series", "year", "sequence"], name="invoice_number_is_given_once"),
            models.UniqueConstraint(fields=["order"], condition=Q(series="invoice"), name="order_has_one_invoice"),
            models.CheckConstraint(
                condition=Q(series="invoice", refund=None) | Q(series="credit_note", refund__isnull=False),
                name="credit_note_is_for_a_refund",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """“2026-00042”; credit notes have a series of their own, “C2026-00007”."""
        return f"{PREFIX[Series(self.series)]}{self.year}-{self.sequence:05d}"
