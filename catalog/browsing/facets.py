"""The groups of filters beside a list, each value with what it would give."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from catalog.browsing.counting import Survey, said
from catalog.browsing.filters import AVAILABILITY, RATINGS, Filters
from catalog.languages import language_name
from catalog.models import Contributor, Genre, Publisher, Series
from catalog.models.kinds import Format

SHOWN = 6  # values of a group before “Show all”


@dataclass(frozen=True)
class Option:
    key: str  # its own on the page
    value: str
    label: str
    count: int
    count_words: str  # “12”, “about 3,200”, “10,000+”
    is_active: bool
    depth: int = 0  # how far down the tree of genres

    @property
    def unit(self) -> str:
        return "book" if self.count == 1 else "books"

    @property
    def is_empty(self) -> bool:
        return not self.count and not self.is_active


@dataclass(frozen=True)
class Facet:
    name: str  # of the parameter
    label: str
    options: list[Option]
    is_long: bool = False  # worth a field to look for a value in

    @property
    def shown(self) -> list[Option]:
        return self.options[:SHOWN]

    @property
    def folded(self) -> list[Option]:
        return self.options[SHOWN:]

    @property
    def is_unfolded(self) -> bool:
        """Whether a value that is chosen stands below those that are always shown."""
        return any(option.is_active for option in self.folded)


def facets_for(filters: Filters, survey: Survey) -> list[Facet]:
    """Each group with its values. A value that would give nothing stays, greyed, where the group is short."""
    labels = {
        "availability": ("Availability", {value: label for value, (label, _) in AVAILABILITY.items()}),
        "format": ("Format", dict(Format.choices)),
        "genre": ("Subject", _genres(filters, survey)),
        "language": ("Language", {code: language_name(code) for code in _values("language", filters, survey)}),
        "author": ("Author", _names(Contributor, "author", filters, survey)),
        "series": ("Series", _names(Series, "series", filters, survey)),
        "publisher": ("Publisher", _names(Publisher, "publisher", filters, survey)),
        "rating": ("Rating", {stars: f"{stars} stars and up" for stars in RATINGS}),
    }
    facets = [_facet(name, label, values, filters, survey) for name, (label, values) in labels.items()]
    return [facet for facet in facets if any(option.count or option.is_active for option in facet.options)]


def _facet(name: str, label: str, values: dict[str, str], filters: Filters, survey: Survey) -> Facet:
    counts = survey.counts.get(name, {})
    chosen = {str(value) for value in getattr(filters, name)}
    options = [
        Option(
            f"facet-{name}-{number}",
            value,
            words,
            count := counts.get(value, 0),
            said(count, is_exact=name in survey.exact),
            value in chosen,
            depth=sum(value[:length] in values for length in range(1, len(value))) if name == "genre" else 0,
        )
        for number, (value, words) in enumerate(values.items(), 1)
    ]
    if name == "format":
        options = [option for option in options if option.count or option.is_active]
    return Facet(name, label, options, is_long=len(options) > 12)


def _values(name: str, filters: Filters, survey: Survey) -> list[str]:
    """The values that there are, most books first, and those that are chosen all the same."""
    counts = survey.counts.get(name, {})
    ordered = sorted(counts, key=lambda value: (-counts[value], value))
    return list(dict.fromkeys([*ordered, *map(str, getattr(filters, name))]))


def _genres(filters: Filters, survey: Survey) -> dict[str, str]:
    """As a tree: the widest genres by how much they hold, each with all below it in the order of the codes."""
    counts = survey.counts.get("genre", {})
    names = dict(Genre.objects.filter(code__in=[*counts, *filters.genre]).values_list("code", "name"))

    def place(code: str) -> tuple[int, str, str]:
        widest = next(code[:length] for length in range(1, len(code) + 1) if code[:length] in names)
        return -counts.get(widest, 0), widest, code

    return {code: names[code] for code in sorted(names, key=place)}


def _names(model: type, name: str, filters: Filters, survey: Survey) -> dict[str, str]:
    return _in_order(_values(name, filters, survey), model.objects.in_bulk)


def _in_order(keys: Iterable[str], fetch: Callable) -> dict[str, str]:
    wanted = [int(key) for key in keys]
    found = fetch(wanted)
    return {str(key): str(found[key]) for key in wanted if key in found}
