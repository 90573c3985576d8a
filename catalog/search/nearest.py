"""When no book has all that was typed: works with most of it, as of a line that was pasted, or a wrong author.

What was typed may hold a whole title (“Dune: a novel by Frank Herbert | Ace”), a whole name, or most words of a title.
Rare words say more than common ones.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations
from math import log
from operator import itemgetter

from catalog.search import retrieval, words
from catalog.search.query import SAME, Query
from catalog.search.ranking import Judge, Place, Rule, Text
from catalog.search.retrieval import Candidate

MOST = 24
LONGEST_TITLE = 12  # words of a whole title that is looked for among others
RAREST = 5  # words, two of which a work must have
ALONE = 2
A_TITLE = 0.5  # what a whole title is worth, and what each further word of it
A_WORD_OF_IT = 0.2
A_NAME = 0.3
A_FIRST_NAME = 0.4
IN_SUBJECTS = 0.3
BEGUN_OR_SLIPPED = 0.7
NOT_TYPED = 0.25  # what a word of the title takes that was not typed
AS_GOOD_AS = 0.6  # of the best: what is further from what was typed is not shown
ENOUGH = 0.5  # of the weight of all words that were typed

Scored = list[tuple[float, Place, Candidate]]


def nearest(query: Query, frequencies: dict[str, int]) -> list[tuple[Place, Candidate]]:
    """The works that come nearest, best first; none if they have little of what was typed."""
    if len(query.terms) < 2:
        return []
    runs = _runs(query)
    found = retrieval.fetched_any(_asked(query, frequencies, runs))
    scale = Scale(query, frequencies, runs)
    scored = [(*scale.weighed(candidate), candidate) for candidate in found]
    scored = [each for each in scored if each[0] > 0]
    scored.sort(key=lambda each: (-each[0], -each[2].popularity, each[2].work_id))
    best = scored[0][0] if scored else 0
    return [(place, candidate) for score, place, candidate in scored[:MOST] if score >= AS_GOOD_AS * best]


def _runs(query: Query) -> dict[str, int]:
    """Every run of typed words as the key of a title, and how many words it has; not of little words alone."""
    found: dict[str, int] = {}
    for start, first in enumerate(query.terms):
        has_weight = False
        for end, term in enumerate(query.terms[start : start + LONGEST_TITLE], start + 1):
            has_weight |= not term.is_weak
            if has_weight or (not first.is_weak and end - start > 1) or end - start > 2:
                found.setdefault(words.key_of(query.words[start:end]), end - start)
    return found


def _asked(query: Query, frequencies: dict[str, int], runs: dict[str, int]) -> Iterable[str]:
    """What to ask the index for: whole titles; two of the rarest words; each of the very rarest alone."""
    known = [term for term in query.terms if not term.is_weak and not frequencies.keys().isdisjoint(term.costs)]
    known.sort(key=lambda term: sum(frequencies.get(word, 0) for word in term.costs))
    yield " | ".join(retrieval.quoted(f"={key}") for key in runs)
    for pair in combinations(known[:RAREST], 2):
        yield retrieval.narrowed(list(pair), frequencies)
    for term in known[:ALONE]:
        yield retrieval.narrowed([term], frequencies)


class Scale:
    """Weighs what a work has of what was typed."""

    def __init__(self, query: Query, frequencies: dict[str, int], runs: dict[str, int]) -> None:
        self.judge = Judge(query)
        self.query, self.runs = query, runs
        works = frequencies.get(retrieval.LEVELS[0], 1) + 1
        self.weights = {
            at: max(log(works / (frequencies.get(term.word, 0) + 1)) / log(works + 1), 0.05) if works > 1 else 1
            for at, term in enumerate(query.terms)
            if not term.is_weak
        }
        self.whole = sum(self.weights.values())

    def weighed(self, candidate: Candidate) -> tuple[float, Place]:
        """How near it is, 0 for not at all, and what staff are told of it."""
        titles = [Text(self.judge, text) for text in candidate.titles + candidate.short_titles + candidate.other_titles]
        score, title, length = max((self._title(text) for text in titles), key=itemgetter(0))
        there = dict(title.hits)
        more, has_name = self._names(candidate.people, there)
        score += more
        for filed in (*candidate.series, " ".join(candidate.subjects)):
            rest = self._rest(Text(self.judge, filed), there)
            score += self._weight(rest) * (1 if filed in candidate.series else IN_SUBJECTS)
            there |= rest
        if self.query.series_number and self.query.series_number in candidate.series_numbers:
            score += A_NAME
        is_enough = self._weight(there) >= ENOUGH * self.whole or (length > 1 and title.hits) or (length and has_name)
        missing = len(self.weights.keys() - there.keys())
        place = Place(
            is_begun=False, is_not_whole=not length, slips=0, missing=missing, rule=Rule.MOST, is_partial=not length,
            is_scattered=not length, misses=missing, minus_popularity=-candidate.popularity, work_id=candidate.work_id,
        )  # fmt: skip
        return (score if is_enough or has_name else 0), place

    def _title(self, text: Text) -> tuple[float, Text, int]:
        """What it has of the words, as a title; and of how many words it is, if it stands whole in what was typed."""
        score = self._weight(text.hits)
        if length := self.runs.get(words.key_of(text.lines[0]), 0):
            return score + A_TITLE + A_WORD_OF_IT * (length - 1), text, length
        others = sum(word not in self.judge.lookup and word not in words.WEAK for word in text.lines[0])
        return score - NOT_TYPED * min(others, 4), text, 0

    def _names(self, people: list[str], there: dict[int, int]) -> tuple[float, bool]:
        """What the name nearest to it adds, and whether it was typed whole or by its surname: that says more than a
        first name.
        """
        best: tuple[float, bool, dict[int, int]] = (0.0, False, {})
        for filed in people:
            name = Text(self.judge, filed)
            rest = self._rest(name, there)
            is_whole = len(name.lines[0]) > 1 and bool(rest) and not name.is_partial
            is_surname = any((at, SAME) in self.judge.lookup.get(name.lines[0][-1], ()) for at in rest)
            score = self._weight(rest) * (1 if is_surname else A_FIRST_NAME) + A_NAME * is_whole
            best = max(best, (score, is_whole or is_surname, rest), key=itemgetter(0))
        there |= best[2]
        return best[:2]

    def _rest(self, text: Text, there: dict[int, int]) -> dict[int, int]:
        return {at: cost for at, cost in text.hits.items() if at not in there}

    def _weight(self, hits: dict[int, int]) -> float:
        return sum(self.weights.get(at, 0) * (BEGUN_OR_SLIPPED if cost else 1) for at, cost in hits.items())
