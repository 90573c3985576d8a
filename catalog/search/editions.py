"""Which editions a search is for: one for each work among the results, or for staff all of them."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, F, Func, Q, QuerySet, Value

from catalog import isbn
from catalog.models import Book
from catalog.search import words
from catalog.search.finding import find
from catalog.search.query import Query

BEGINNING = 6  # digits: 978, a country, and something of a publisher


def for_staff(books: QuerySet[Book], text: str) -> QuerySet[Book]:
    """Of these books the editions of what the shop's search finds, in its order; by what an ISBN begins with; and what
    is out of sight, by its title.
    """
    works, number = find(text).work_pks, _number(text)
    condition = Q(work__in=works) | Q(is_hidden=True, title__icontains=text.strip())
    if number.isdecimal() and BEGINNING <= len(number) <= 13:
        condition |= Q(isbn13__range=(number.ljust(13, "0"), number.ljust(13, "9")))
    place = Func(Value(works, ArrayField(BigIntegerField())), F("work"), function="array_position")
    return books.filter(condition).order_by(place.asc(nulls_last=True), "pk")


def _number(text: str) -> str:
    try:
        return isbn.isbn13(text)
    except isbn.InvalidIsbn:
        return isbn.bare(text)


def fitting(work_pks: Iterable[int], query: Query) -> list[int]:
    """A book for each work, in the same order: of the format, language and title that were typed, if it can be."""
    pks = list(work_pks)
    rows = Book.objects.filter(work__in=pks).values_list(
        "pk", "work_id", "isbn13", "title", "format", "language", "listing__is_lead"
    )
    best: dict[int, tuple] = {}
    for pk, work, isbn13, title, form, language, leads in rows:
        fit = (
            isbn13 in query.isbns,
            form in query.formats,
            language.partition("-")[0] in query.languages,
            bool(query.terms) and words.key_of(words.read(title).parts) == query.key,
            bool(leads),
            -pk,
        )
        best[work] = max(best.get(work, fit), fit)
    return [-best[work][-1] for work in pks if work in best]
