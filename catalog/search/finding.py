"""A search from what was typed to works in order."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from operator import itemgetter
from typing import NamedTuple

from catalog.search import isbns, loosening, nearest, pasted, spelling, words
from catalog.search.query import BEGUN, MOST_PASTED, SAME, SLIP, Query, Term, understood
from catalog.search.ranking import Place, Rule, ranked
from catalog.search.retrieval import A_FEW, LEVELS, MOST, Candidate, candidates

MOST_PEOPLE = 3
MOST_SERIES = 3
SHORT = 3


@dataclass
class Found:
    """What a search gives. At most MOST works are put in order; has_more says that there may be others."""

    query: Query
    work_pks: list[int] = field(default_factory=list)
    corrected: str | None = None  # what was searched instead, when nothing was spelt as typed
    people_pks: list[int] = field(default_factory=list)
    series_pks: list[int] = field(default_factory=list)
    failed_words: list[str] = field(default_factory=list)  # words that stand in no document
    has_more: bool = False
    near_pks: list[int] = field(default_factory=list)  # works that have most of what was typed, where none has all
    trouble: str = ""  # what is wrong with the ISBN that was typed
    places: list[tuple[Place, Candidate]] = field(default_factory=list, repr=False)

    @property
    def total(self) -> int:
        return len(self.work_pks)


Places = list[tuple[Place, Candidate]]


class Answer(NamedTuple):
    """What was typed, read in one way, and what that finds."""

    query: Query
    places: Places
    corrected: str | None = None


def find(text: str, *, exact: bool = False, is_unfinished: bool = False) -> Found:
    """Works for what was typed, best first; spelt almost so if nothing is spelt so, unless `exact` is asked for.

    is_unfinished: someone is still typing, and the last word may go on.
    """
    query = understood(pasted.within_address(text), is_unfinished=is_unfinished)
    if not query.terms:
        return Found(query)
    if isbns.is_like_one(text) and (books := isbns.nearest(text)):
        query.isbns = {book.isbn13 for book in books}
        near = list(dict.fromkeys(book.work_id for book in books))
        return Found(query, near_pks=near, trouble=isbns.what_is_wrong(text))
    frequencies = _begin(query)
    most = A_FEW if is_unfinished else MOST
    answer = Answer(query, ranked(query, candidates(query, frequencies, most)))
    if not exact and not answer.places:
        answer = _otherwise(query, frequencies, most)
    elif not exact and not is_unfinished and _is_doubtful(answer, frequencies):
        answer = _better_than(answer, frequencies, most)
    query, places, corrected = answer
    if not exact and (not places or _changes_real_words(answer, frequencies)):
        near = _nearest(query, text)
        if near.near_pks or not places:
            return near
    return Found(
        query=query,
        work_pks=[place.work_id for place, _ in places[:MOST]],
        corrected=corrected,
        people_pks=_people(query, places),
        series_pks=_series(query, places),
        failed_words=[] if places else _failed(query, frequencies),
        has_more=len(places) >= MOST or query.is_narrowed,
        places=places,
    )


def _changes_real_words(answer: Answer, frequencies: dict[str, int]) -> bool:
    """Whether it is found by taking words that are words for others, too many for a slip or two in a long search."""
    query, (best, candidate) = answer.query, answer.places[0]
    if best.rule <= Rule.OTHER_TITLE_BEGINS or 3 * best.slips <= len(query.needed):
        return False
    there = candidate.every_word
    changed = [term for term in query.needed if all(cost >= SLIP for word, cost in term.costs.items() if word in there)]
    return any(term.typed in frequencies for term in changed)


def _nearest(asked: Query, text: str) -> Found:
    """No work has all that was typed: those that have most of it."""
    query = understood(asked.text, is_unfinished=asked.is_unfinished, most=MOST_PASTED)
    frequencies = _begin(query)
    pasted.set_aside(query)
    failed = _failed(query, frequencies)
    places = nearest.nearest(query, frequencies)
    return Found(
        query=query,
        failed_words=failed,
        near_pks=[place.work_id for place, _ in places],
        trouble=isbns.what_is_wrong(text) if isbns.is_like_one(text) else "",
        places=places,
    )


def _failed(query: Query, frequencies: dict[str, int]) -> list[str]:
    return [term.typed for term in query.needed if frequencies.keys().isdisjoint(term.costs)]


def _is_doubtful(answer: Answer, frequencies: dict[str, int]) -> bool:
    """Words are only begun, and not those of a title; or nobody wrote one, but it is a title without its spaces."""
    return answer.places[0][0].is_doubtful or bool(_failed(answer.query, frequencies))


def _begin(query: Query) -> dict[str, int]:
    """Accept the words that begin as typed, drop those that nobody wrote; how frequent each is."""
    beginnings = [term.typed for term in query.terms if _may_go_on(query, term)]
    has_others = query.is_unfinished and any(term.word not in words.WEAK for term in query.terms[:-1])
    endings = spelling.endings(beginnings, goes_on=query.terms[-1].typed if has_others else None)
    spelt = [word for term in query.terms for word in (term.typed, *term.costs, *term.meant.values())]
    known = spelling.frequencies([*LEVELS, *spelt])
    for term in query.terms:
        known |= {word: known[meant] for word, meant in term.meant.items() if meant in known and word not in known}
        term.costs = {word: cost for word, cost in term.costs.items() if word in known or word == term.word}
        if term.typed in known:
            known[term.word] = max(known[term.typed], known.get(term.word, 0))
        for word, frequency in endings.get(term.typed, {}).items():
            term.accept(word, BEGUN)
            known[words.canonical(word)] = frequency
    loosening.note_glued_article(query, known)
    return known


def _may_go_on(query: Query, term: Term) -> bool:
    if query.is_unfinished and term is query.terms[-1]:
        return len(term.typed) >= 2
    return term.word.isalpha() and len(term.typed) >= 3 and not term.is_weak


def _otherwise(query: Query, frequencies: dict[str, int], most: int) -> Answer:
    """Nothing holds what was typed: read it more loosely, part words that grew together, forgive slips."""
    if loosening.loosen(query) and (places := ranked(query, candidates(query, frequencies, most))):
        return Answer(query, places)
    if answer := _set_aside(query, most) or _parted(query, frequencies, most):
        return answer
    places = _spelt_almost_so(query, frequencies, most)
    return Answer(query, places, _corrected(query, places))


def _set_aside(query: Query, most: int) -> Answer | None:
    """What is found without the words around what was asked for: “cheap”, “do you have”, a year."""
    bare = understood(pasted.without_asking(query.text), is_unfinished=query.is_unfinished)
    if not bare.terms or not (pasted.set_aside(bare) or len(bare.terms) < len(query.terms)):
        return None
    known = _begin(bare)
    loosening.loosen(bare)
    places = ranked(bare, candidates(bare, known, most))
    return Answer(bare, places) if places else None


def _parted(query: Query, frequencies: dict[str, int], most: int) -> Answer | None:
    """What is found when words that grew together come apart."""
    parts = loosening.parted(query, frequencies)
    if not parts:
        return None
    text = " ".join(" ".join(parts.get(term.typed, [term.typed])) for term in query.terms)
    apart = understood(text, is_unfinished=query.is_unfinished)
    known = _begin(apart)
    loosening.loosen(apart)
    found = ranked(apart, candidates(apart, known, most))
    places = [(place, each) for place, each in found if loosening.stand_together(parts.values(), each.names)]
    return Answer(apart, places, text) if places else None


def _better_than(answer: Answer, frequencies: dict[str, int], most: int) -> Answer:
    """Whole words, or a whole title a slip away, are better than words that are only begun; words that came apart than
    one that nobody wrote, if they find more.
    """
    if _failed(answer.query, frequencies):
        apart = _parted(answer.query, frequencies, most)
        return apart if apart and len(apart.places) > len(answer.places) else answer
    loose = deepcopy(answer.query)
    if loosening.loosen(loose):
        places = ranked(loose, candidates(loose, frequencies, most))
        if places and not places[0][0].is_begun:
            return Answer(loose, places)
    slipped = deepcopy(answer.query)
    places = _spelt_almost_so(slipped, dict(frequencies), most)
    if places and not places[0][0].is_not_whole:
        return Answer(slipped, places, _corrected(slipped, places))
    return answer


def _spelt_almost_so(query: Query, frequencies: dict[str, int], most: int) -> Places:
    near = spelling.neighbours(term.typed for term in query.terms)
    for term in query.terms:
        for word, slips in near.get(term.typed, {}).items():
            term.accept(word, slips * SLIP)
    known = spelling.frequencies(word for term in query.terms for word in (*term.costs, *term.meant.values()))
    frequencies |= known | {
        word: known[meant] for term in query.terms for word, meant in term.meant.items() if meant in known
    }
    loosening.note_titles_spelt_so(query)
    # With more slips than these only a whole title would stand higher, and that is looked up by itself.
    fewest = {id(term): _nearest_words(term, frequencies) for term in query.terms}
    places = ranked(query, candidates(query, frequencies, most, words_of=lambda term: fewest[id(term)]))
    if places and places[0][0].slips * SLIP <= sum(term.costs[fewest[id(term)][0]] for term in query.needed):
        return places
    if places := ranked(query, candidates(query, frequencies, most)):
        return places
    for term in query.terms:
        term.is_weak |= len(term.typed) <= SHORT and not term.typed.isdigit()  # “th”, “oaf”: little words, slipped
    return ranked(query, candidates(query, frequencies, most))


def _nearest_words(term: Term, frequencies: dict[str, int]) -> list[str]:
    """Of the words that somebody wrote and that will do for it, those with the fewest slips."""
    known = [word for word in term.costs if word in frequencies or word.startswith("#")] or [term.word]
    fewest = min(term.costs[word] // SLIP for word in known)
    return [word for word in known if term.costs[word] // SLIP == fewest]


def _corrected(query: Query, places: Places) -> str | None:
    """What the best result was found by: each word, or the one that stands there instead, as it is spelt."""
    if not places:
        return None
    there = places[0][1].every_word
    corrected = []
    for term in query.terms:
        nearest = min((word for word in term.costs if word in there), key=term.costs.get, default=term.word)
        corrected.append(term.typed if nearest == term.word else term.meant.get(nearest, nearest))
    return " ".join(corrected) if corrected != [term.typed for term in query.terms] else None


def _people(query: Query, places: Places) -> list[int]:
    """Those whose names hold all the words."""
    return _named(query, [(c.popularity, c.people_keys, c.people) for _, c in places], MOST_PEOPLE)


def _series(query: Query, places: Places) -> list[int]:
    return _named(query, [(c.popularity, c.series_keys, c.series) for _, c in places], MOST_SERIES)


def _named(query: Query, lists: list[tuple[int, list[int], list[str]]], most: int) -> list[int]:
    """The keys of these names that hold all the words: as typed before others, and of the best known works first."""
    as_typed = [{word for word, cost in term.costs.items() if cost == SAME} for term in query.needed]
    first, *others = [term.costs.keys() for term in query.needed]
    found: dict[int, bool] = {}
    for _, keys, names in sorted(lists, key=itemgetter(0), reverse=True):
        for key, name in zip(keys, names, strict=True):
            there = name.replace("|", " ").split() if key and key not in found else ()
            if not first.isdisjoint(there) and not any(each.isdisjoint(there) for each in others):
                found[key] = any(each.isdisjoint(there) for each in as_typed)
    return sorted(found, key=found.__getitem__)[:most]
