"""Which tax an order bears: by tax class and destination, on a day."""

import csv
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from catalog.models.kinds import TaxClass
from orders.models.tax import TaxRate
from orders.pricing import DeliveryTax, Rounding, Rules

DEFAULTS = Path(__file__).parent / "tax_rates.csv"
DEFAULTS_SINCE = date(2021, 1, 1)


def rates_in(country: str, day: date | None = None) -> dict[str, Decimal]:
    """Per cent by tax class. A class that no row speaks of bears no tax there: it leaves the shop's tax area."""
    rows = TaxRate.objects.on(day or timezone.localdate(), country)
    return {row.tax_class: row.rate for row in rows}


def rules() -> Rules:
    """How this shop reckons, from its settings."""
    return Rules(settings.PRICES_INCLUDE_TAX, Rounding(settings.TAX_ROUNDING), DeliveryTax(settings.DELIVERY_TAX))


def findings() -> Iterator[str]:
    """What somebody has to look at before the shop takes money."""
    here = settings.SHOP_COUNTRY
    missing = set(TaxClass.values) - set(rates_in(here))
    for tax_class in sorted(missing):
        yield f"There is no tax rate for “{TaxClass(tax_class).label}” in {here}."
    for row in TaxRate.objects.filter(country=here, confirmed=False):
        yield f"Tax rate to be confirmed: {row}."


def load_defaults(**_: Any) -> None:
    """Fill an empty table with the rates of the UK and the EU as we know them, each to be confirmed.

    Runs after every migrate. A table that has a row is somebody's, and is left alone.
    """
    if TaxRate.objects.exists():
        return
    with DEFAULTS.open(encoding="utf-8", newline="") as file:
        TaxRate.objects.bulk_create(
            TaxRate(
                tax_class=tax_class,
                country=row["country"],
                rate=Decimal(row[tax_class]),
                valid_from=DEFAULTS_SINCE,
                note=f"To be confirmed. {row['note']}".strip(),
            )
            for row in csv.DictReader(file)
            for tax_class in TaxClass.values
        )
