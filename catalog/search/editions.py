"""Which edition stands for a work among the results: the one that the question fits, or else the one that leads."""

from __future__ import annotations

from collections.abc import Iterable

from catalog.models import Book
from catalog.search import words
from catalog.search.query import Query


def fitting(work_pks: Iterable[int], query: Query) -> list[int]:
    """A book for each work, in the same order: of the format, language and title that were typed, if it can be."""
    pks = list(work_pks)
    rows = Book.objects.filter(work__in=pks).values_list(
        "pk", "work_id", "title", "format", "language", "listing__is_lead"
    )
    best: dict[int, tuple] = {}
    for pk, work, title, form, language, leads in rows:
        fit = (
            form in query.formats,
            language.partition("-")[0] in query.languages,
            bool(query.terms) and words.key_of(words.read(title).parts) == query.key,
            bool(leads),
            -pk,
        )
        best[work] = max(best.get(work, fit), fit)
    return [-best[work][-1] for work in pks if work in best]
