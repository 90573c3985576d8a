"""What a list shows: the filters of its address, the works they leave, their order, and what a further filter gives."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from django.core.paginator import InvalidPage, Page, Paginator
from django.db.models import Count, F, Func, Q, QuerySet
from django.http import Http404, QueryDict

from catalog.availability import State
from catalog.models import Book, Contributor, Genre, Listing, Publisher, Series
from catalog.models.books import Format

PAGE_SIZE = 24
LARGEST_PRICE = Decimal("999999.99")
LARGEST_KEY = 2**31 - 1

SORTS = {
    "bestselling": ("Bestselling", [F("popularity").desc(), F("pk")]),
    "newest": ("Newest first", [F("published_on").desc(nulls_last=True), F("pk")]),
    "soonest": ("Soonest to be had", [F("rank").asc(), F("published_on").asc(nulls_last=True), F("pk")]),
    "price": ("Price, low to high", [F("price").asc(nulls_last=True), F("pk")]),
    "-price": ("Price, high to low", [F("price").desc(nulls_last=True), F("pk")]),
    "title": ("Title", [F("title_key").asc(), F("pk")]),
}
AVAILABILITY = {
    "in_stock": ("In stock now", [State.IN_STOCK]),
    "to_order": ("To order", [State.AT_SUPPLIER, State.TO_ORDER]),
    "forthcoming": ("Coming soon", [State.FORTHCOMING]),
    "at_branch": ("At a branch", [State.AT_BRANCH]),
}


@dataclass(frozen=True)
class Filters:
    """What the address asks for. Values that make no sense are left out: a list is shown whatever was typed."""

    genre: tuple[str, ...] = ()
    author: tuple[int, ...] = ()
    series: tuple[int, ...] = ()
    publisher: tuple[int, ...] = ()
    format: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    availability: tuple[str, ...] = ()
    price_min: Decimal | None = None
    price_max: Decimal | None = None
    year_min: int | None = None
    year_max: int | None = None

    @property
    def are_about_editions(self) -> bool:
        """Whether another edition than the one that leads may be the one asked for."""
        return self != Filters(genre=self.genre, author=self.author, series=self.series)

    @property
    def count(self) -> int:
        groups = (self.genre, self.author, self.series, self.publisher, self.format, self.language, self.availability)
        bounds = (self.price_min, self.price_max, self.year_min, self.year_max)
        return sum(map(len, groups)) + sum(bound is not None for bound in bounds)

    def without(self, group: str) -> Filters:
        return replace(self, **{group: ()})


def filters_from(query: QueryDict) -> Filters:
    """Read the filters from a query string."""
    return Filters(
        genre=_several(query, "genre", lambda value: value if re.fullmatch(r"[A-Z][A-Z0-9]{0,19}", value) else None),
        author=_several(query, "author", _key),
        series=_several(query, "series", _key),
        publisher=_several(query, "publisher", _key),
        format=_several(query, "format", lambda value: value if value in Format.values else None),
        language=_several(query, "language", lambda value: value if re.fullmatch(r"[A-Za-z-]{2,35}", value) else None),
        availability=_several(query, "availability", lambda value: value if value in AVAILABILITY else None),
        price_min=_amount(query.get("price_min", "")),
        price_max=_amount(query.get("price_max", "")),
        year_min=_year(query.get("year_min", "")),
        year_max=_year(query.get("year_max", "")),
    )


def sort_from(query: QueryDict) -> str:
    sort = query.get("sort", "")
    return sort if sort in SORTS else "bestselling"


def matching(filters: Filters) -> QuerySet[Listing]:
    """One row for each work that the filters leave: the edition that fits them and can be had soonest."""
    rows = Listing.objects.filter(_condition(filters))
    if not filters.are_about_editions:
        return rows.leads()
    fitting = rows.order_by("work_id", "-is_lead", "rank", "-popularity", "pk").distinct("work_id")
    return Listing.objects.filter(pk__in=fitting.values("pk"))


def page_of(rows: QuerySet[Listing], sort: str, number: str) -> Page:
    """One page of books, ready for cards; its object_list holds Books. Raises Http404 for a page that is not there."""
    paginator = Paginator(rows.order_by(*SORTS[sort][1]).values_list("pk", flat=True), PAGE_SIZE)
    try:
        page = paginator.page(number or 1)
    except InvalidPage as missing:
        raise Http404("There is no such page of this list.") from missing
    page.object_list = in_order(list(page.object_list))
    return page


def in_order(pks: list[int]) -> list[Book]:
    """The books of these keys, in this order, with all that cards show."""
    books = Book.objects.for_cards().in_bulk(pks)
    return [books[pk] for pk in pks if pk in books]


@dataclass
class Option:
    value: str
    label: str
    count: int
    is_active: bool


@dataclass
class Facet:
    name: str
    label: str
    options: list[Option]


def facets_for(filters: Filters) -> list[Facet]:
    """Each group with its values and what each would give, the other groups being as they are."""
    return [_availability_facet(filters), _format_facet(filters), _genre_facet(filters)]


def _availability_facet(filters: Filters) -> Facet:
    counts = _counts(filters.without("availability"), "state")
    options = [
        Option(value, label, sum(counts.get(state, 0) for state in states), value in filters.availability)
        for value, (label, states) in AVAILABILITY.items()
    ]
    return Facet("availability", "Availability", options)


def _format_facet(filters: Filters) -> Facet:
    counts = _counts(filters.without("format"), "format")
    options = [
        Option(value, label, counts.get(value, 0), value in filters.format)
        for value, label in Format.choices
        if counts.get(value) or value in filters.format
    ]
    return Facet("format", "Format", options)


def _genre_facet(filters: Filters) -> Facet:
    rows = matching(filters.without("genre")).order_by()
    pairs = rows.annotate(code=Func("genres", function="unnest")).values_list("code").annotate(Count("work"))
    counts = dict(pairs)
    options = [
        Option(genre.code, genre.name, counts.get(genre.code, 0), genre.code in filters.genre)
        for genre in Genre.objects.filter(code__in=[*counts, *filters.genre])
    ]
    options.sort(key=lambda option: (-option.count, option.label))
    return Facet("genre", "Subject", options)


def chips_for(filters: Filters, query: QueryDict) -> list[dict[str, str]]:
    """The filters in force, each with the address of the list without it."""
    names: dict[str, Callable[[list], dict]] = {
        "genre": lambda codes: dict(Genre.objects.filter(code__in=codes).values_list("code", "name")),
        "author": lambda keys: dict(Contributor.objects.filter(pk__in=keys).values_list("pk", "name")),
        "series": lambda keys: dict(Series.objects.filter(pk__in=keys).values_list("pk", "name")),
        "publisher": lambda keys: dict(Publisher.objects.filter(pk__in=keys).values_list("pk", "name")),
        "format": lambda _: dict(Format.choices),
        "language": lambda codes: {code: code for code in codes},
        "availability": lambda _: {value: label for value, (label, _) in AVAILABILITY.items()},
    }
    chips = []
    for group, labels in names.items():
        values = getattr(filters, group)
        known = labels(list(values)) if values else {}
        chips += [_chip(str(known.get(value, value)), query, group, str(value)) for value in values]
    for bound, words in (
        ("price_min", "From £{}"),
        ("price_max", "Up to £{}"),
        ("year_min", "From {}"),
        ("year_max", "Until {}"),
    ):
        value = getattr(filters, bound)
        if value is not None:
            chips.append(_chip(words.format(value), query, bound, None))
    return chips


def _chip(label: str, query: QueryDict, name: str, value: str | None) -> dict[str, str]:
    rest = query.copy()
    rest.pop("page", None)
    rest.setlist(name, [each for each in rest.getlist(name) if value is not None and each != value])
    return {"label": label, "remove_url": f"?{rest.urlencode()}"}


def _condition(filters: Filters) -> Q:
    condition = Q()
    for name, field in (("genre", "genres"), ("author", "people"), ("series", "series")):
        if values := getattr(filters, name):
            condition &= Q(**{f"{field}__overlap": list(values)})
    for name in ("publisher", "format", "language"):
        if values := getattr(filters, name):
            condition &= Q(**{f"{name}__in": values})
    if filters.availability:
        condition &= Q(state__in=[state for value in filters.availability for state in AVAILABILITY[value][1]])
    if filters.price_min is not None:
        condition &= Q(price__gte=filters.price_min)
    if filters.price_max is not None:
        condition &= Q(price__lte=filters.price_max)
    if filters.year_min is not None:
        condition &= Q(published_on__year__gte=filters.year_min)
    if filters.year_max is not None:
        condition &= Q(published_on__year__lte=filters.year_max)
    return condition


def _counts(filters: Filters, field: str) -> dict[str, int]:
    rows = Listing.objects.filter(_condition(filters)).order_by()
    return dict(rows.values_list(field).annotate(Count("work", distinct=True)))


def _several(query: QueryDict, name: str, read: Callable) -> tuple:
    return tuple(dict.fromkeys(value for value in map(read, query.getlist(name)) if value is not None))


def _key(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,10}", text) and int(text) <= LARGEST_KEY else None


def _amount(text: str) -> Decimal | None:
    try:
        amount = Decimal(text.strip().removeprefix("£").replace(",", "."))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and 0 <= amount <= LARGEST_PRICE else None


def _year(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,4}", text) and int(text) >= 1 else None
