"""The filters in force, each with the address of the list without it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.http import QueryDict

from catalog.browsing.filters import AVAILABILITY, Filters
from catalog.languages import language_name
from catalog.models import Contributor, Genre, Publisher, Series
from catalog.models.kinds import Format
from storefront.money import money

BOUNDS: dict[str, Callable[..., str]] = {
    "price_min": lambda amount: f"From {money(amount)}",
    "price_max": lambda amount: f"Up to {money(amount)}",
    "year_min": lambda year: f"From {year}",
    "year_max": lambda year: f"Until {min(year, date.max.year)}",
}


def chips_for(filters: Filters, query: QueryDict) -> list[dict[str, str]]:
    """Each value in words, and where the list without it stands."""
    chips = [
        _chip(label, query, group, str(value))
        for group in ("availability", "format", "genre", "language", "author", "series", "publisher", "rating")
        for value, label in _labels(group, filters).items()
    ]
    for bound, words in BOUNDS.items():
        if (value := getattr(filters, bound)) is not None:
            chips.append(_chip(words(value), query, bound, None))
    return chips


def _labels(group: str, filters: Filters) -> dict:
    values = getattr(filters, group)
    if not values:
        return {}
    known: dict
    match group:
        case "genre":
            known = dict(Genre.objects.filter(code__in=values).values_list("code", "name"))
        case "author" | "series" | "publisher":
            model = {"author": Contributor, "series": Series, "publisher": Publisher}[group]
            known = dict(model.objects.filter(pk__in=values).values_list("pk", "name"))
        case "format":
            known = dict(Format.choices)
        case "language":
            known = {code: language_name(code) for code in values}
        case "availability":
            known = {value: label for value, (label, _) in AVAILABILITY.items()}
        case _:
            known = {stars: f"{stars} stars and up" for stars in values}
    return {value: str(known.get(value, value)) for value in values}


def _chip(label: str, query: QueryDict, name: str, value: str | None) -> dict[str, str]:
    rest = query.copy()
    rest.pop("page", None)
    rest.setlist(name, [each for each in rest.getlist(name) if value is not None and each != value])
    return {"label": label, "remove_url": f"?{rest.urlencode()}"}
