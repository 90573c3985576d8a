"""What tax books bear where, since when."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from catalog.models.kinds import TaxClass


class TaxRateQuerySet(models.QuerySet["TaxRate"]):
    def on(self, day: date, country: str) -> Self:
        """The rate of each tax class that holds in a country on a day."""
        since = self.filter(country=country, valid_from__lte=day)
        return since.order_by("tax_class", "-valid_from").distinct("tax_class")


class TaxRate(models.Model):
    """A rate holds from its day until a later row of the same class and country takes over."""

    tax_class = models.CharField(max_length=10, choices=TaxClass.choices)
    country = models.CharField(max_length=2, help_text="Where it goes: GB, DE. Two capitals.")
    rate = models.DecimalField(max_digits=5, decimal_places=2, help_text="Per cent.")
    valid_from = models.DateField("since")
    note = models.CharField(max_length=200, blank=True)
    confirmed = models.BooleanField(default=False, help_text="Somebody who knows has looked at it.")

    objects = TaxRateQuerySet.as_manager()

    class Meta:
        ordering = ["country", "tax_class", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["country", "tax_class", "valid_from"],
                name="tax_rate_is_said_once",
                violation_error_message="There is a rate for this class and country from this day already.",
            ),
            models.CheckConstraint(
                condition=Q(rate__gte=0, rate__lte=100),
                name="tax_rate_is_per_cent",
                violation_error_message="A rate is between 0 and 100 per cent.",
            ),
            models.CheckConstraint(
                condition=Q(country__regex=r"^[A-Z]{2}$"),
                name="tax_country_is_two_capitals",
                violation_error_message="A country is two capitals, such as GB.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_tax_class_display()} to {self.country}: {self.rate.normalize():f} % since {self.valid_from}"
