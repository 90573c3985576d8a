"""A search from what was typed to works in order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from catalog import isbn
from catalog.models import Book
from catalog.search import spelling, words
from catalog.search.query import BEGUN, SLIP, Query, Term, understood
from catalog.search.ranking import Place, ranked
from catalog.search.retrieval import A_FEW, LEVELS, MOST, Candidate, candidates

MOST_PEOPLE = 3
MOST_SERIES = 3
SHORT = 3


@dataclass
class Found:
    """What a search gives. At most MOST works are put in order; has_more says that there are others."""

    query: Query
    work_pks: list[int] = field(default_factory=list)
    corrected: str | None = None  # what was searched instead, when nothing was spelt as typed
    people_pks: list[int] = field(default_factory=list)
    series_pks: list[int] = field(default_factory=list)
    failed_words: list[str] = field(default_factory=list)  # words that stand in no document
    has_more: bool = False
    places: list[tuple[Place, Candidate]] = field(default_factory=list, repr=False)

    @property
    def total(self) -> int:
        return len(self.work_pks)


def edition_with_isbn(text: str) -> Book | None:
    """The edition whose ISBN was typed, in any spelling; None if it is no ISBN or not one of ours."""
    try:
        return Book.objects.shown().filter(isbn13=isbn.isbn13(text)).first()
    except isbn.InvalidIsbn:
        return None


def find(text: str, *, exact: bool = False, is_unfinished: bool = False) -> Found:
    """Works for what was typed, best first; spelt almost so if nothing is spelt so, unless `exact` is asked for.

    is_unfinished: someone is still typing, and the last word may go on.
    """
    query = understood(text, is_unfinished=is_unfinished)
    if not query.terms:
        return Found(query)
    frequencies = _begin(query)
    most = A_FEW if is_unfinished else MOST
    places = ranked(query, candidates(query, frequencies, most))
    corrected = None
    if not places and not exact:
        places = _spelt_almost_so(query, frequencies, most)
        corrected = _corrected(query, places)
    return Found(
        query=query,
        work_pks=[place.work_id for place, _ in places[:MOST]],
        corrected=corrected,
        people_pks=_people(query, places),
        series_pks=_series(query, places),
        failed_words=[term.typed for term in query.needed if not any(word in frequencies for word in term.costs)],
        has_more=len(places) >= MOST,
        places=places,
    )


def _begin(query: Query) -> dict[str, int]:
    """Accept the words that begin as typed, drop those that nobody wrote; how frequent each is."""
    beginnings = [term.typed for term in query.terms if _may_go_on(query, term)]
    endings = spelling.endings(beginnings)
    known = spelling.frequencies([*LEVELS, *(word for term in query.terms for word in (term.typed, *term.costs))])
    for term in query.terms:
        term.costs = {word: cost for word, cost in term.costs.items() if word in known or word == term.word}
        if term.typed in known:
            known[term.word] = max(known[term.typed], known.get(term.word, 0))
        for word, frequency in endings.get(term.typed, {}).items():
            term.accept(word, BEGUN)
            known[words.canonical(word)] = frequency
    return known


def _may_go_on(query: Query, term: Term) -> bool:
    is_last = query.is_unfinished and term is query.terms[-1]
    return term.word.isalpha() and (len(term.typed) >= 2 if is_last else len(term.typed) >= 3 and not term.is_weak)


def _spelt_almost_so(query: Query, frequencies: dict[str, int], most: int) -> list[tuple[Place, Candidate]]:
    near = spelling.neighbours(term.typed for term in query.terms)
    for term in query.terms:
        term.is_weak |= len(term.typed) <= SHORT and not term.typed.isdigit()  # “th”, “oaf”: little words, slipped
        for word, slips in near.get(term.typed, {}).items():
            term.accept(word, slips * SLIP)
    frequencies |= spelling.frequencies(word for term in query.terms for word in term.costs)
    return ranked(query, candidates(query, frequencies, most))


def _corrected(query: Query, places: list[tuple[Place, Candidate]]) -> str | None:
    """What the best result was found by: each word, or the one that stands there instead, as it is spelt."""
    if not places:
        return None
    best = places[0][1]
    texts = best.titles + best.short_titles + best.other_titles + best.people + best.series
    there = {word for text in texts for word in text.replace("|", " ").split()} | set(best.subjects)
    corrected = []
    for term in query.terms:
        nearest = min((word for word in term.costs if word in there), key=term.costs.get, default=term.word)
        corrected.append(term.typed if nearest == term.word else term.meant.get(nearest, nearest))
    return " ".join(corrected) if corrected != [term.typed for term in query.terms] else None


def _people(query: Query, places: Iterable[tuple[Place, Candidate]]) -> list[int]:
    """Those whose names hold all the words, of the best known works first."""
    return _named(query, ((c.people_keys, c.people) for _, c in places), MOST_PEOPLE)


def _series(query: Query, places: Iterable[tuple[Place, Candidate]]) -> list[int]:
    return _named(query, ((c.series_keys, c.series) for _, c in places), MOST_SERIES)


def _named(query: Query, lists: Iterable[tuple[list[int], list[str]]], most: int) -> list[int]:
    first, *others = [term.costs.keys() for term in query.needed]
    keys: dict[int, None] = {}
    for found, names in lists:
        for key, name in zip(found, names, strict=True):
            there = name.replace("|", " ").split()
            if key and not first.isdisjoint(there) and not any(each.isdisjoint(there) for each in others):
                keys[key] = None
        if len(keys) >= most:
            break
    return list(keys)[:most]
