from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from orders import tax
from orders.models import TaxRate

pytestmark = pytest.mark.django_db


def test_a_migrated_shop_knows_the_rates_of_the_uk_and_the_eu_and_that_somebody_must_confirm_them():
    assert TaxRate.objects.values("country").distinct().count() == 28
    assert tax.rates_in("GB") == {"book": 0, "ebook": 0, "audio": 20, "other": 20}
    assert tax.rates_in("DE")["book"] == 7
    assert not TaxRate.objects.filter(confirmed=True).exists()
    assert list(tax.findings())[-1] == "Tax rate to be confirmed: Everything else to GB: 20 % since 2021-01-01."


def test_a_confirmed_shop_has_nothing_to_say():
    TaxRate.objects.filter(country="GB").update(confirmed=True)

    assert list(tax.findings()) == []


def test_a_later_rate_takes_over_on_its_day():
    TaxRate.objects.create(country="GB", tax_class="book", rate=Decimal("5.5"), valid_from=date(2030, 4, 1))

    assert tax.rates_in("GB", date(2030, 3, 31))["book"] == 0
    assert tax.rates_in("GB", date(2030, 4, 1))["book"] == Decimal("5.5")


def test_where_no_row_speaks_no_tax_is_charged():
    assert tax.rates_in("NZ") == {}


def test_a_table_that_somebody_keeps_is_not_filled_again():
    TaxRate.objects.exclude(country="GB").delete()

    tax.load_defaults()

    assert set(TaxRate.objects.values_list("country", flat=True)) == {"GB"}


@pytest.mark.parametrize(
    ("constraint", "change"),
    [
        ("tax_rate_is_per_cent", {"rate": Decimal("100.01")}),
        ("tax_rate_is_per_cent", {"rate": Decimal(-1)}),
        ("tax_country_is_two_capitals", {"country": "gb"}),
        ("tax_rate_is_said_once", {"tax_class": "ebook"}),
    ],
)
def test_the_table_refuses_what_is_no_rate(constraint, change):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        TaxRate.objects.filter(country="GB", tax_class="book").update(**change)
