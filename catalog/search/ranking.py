"""Which of the candidates was meant: rules in an order, and what decides among those of one rule (docs/search.md)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import IntEnum
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

from catalog.search import numbers, words
from catalog.search.query import BEGUN, MARKERS, SLIP, Query, Term
from catalog.search.retrieval import Candidate


class Rule(IntEnum):
    """Why a work is among the results; the lower the number, the higher it stands."""

    TITLE = 1, "The title is what was typed"
    OTHER_TITLE = 2, "Another title, or the title up to its colon, is what was typed"
    TITLE_IN_SHORT = 3, "A title is what was typed, but for little words left out"
    WHOLE_NAME = 4, "The whole name of a contributor is what was typed"
    TITLE_BEGINS = 5, "The title begins with what was typed"
    OTHER_TITLE_BEGINS = 6, "Another title begins with what was typed"
    WHOLE_SERIES = 7, "The whole name of a series is what was typed"
    AUTHOR_AND_TITLE = 8, "Words of a name and words of the title"
    SERIES_AND_NUMBER = 9, "The series and the number in it"
    NAME = 10, "All words are in the name of a contributor or of the series"
    IN_TITLE = 11, "All words are in the title, in some order"
    ANYWHERE = 12, "All words are in titles, names, genres, publishers and keywords together"
    MOST = 13, "Not all words are there, but most of them, or a whole title or name among them"

    def __new__(cls, value: int, meaning: str) -> Rule:
        rule = int.__new__(cls, value)
        rule._value_ = value
        rule.meaning = meaning
        return rule


class Place(NamedTuple):
    """Where a candidate stands among the others: fields are compared in this order, and less is higher."""

    is_begun: bool  # some word was only begun
    is_not_whole: bool  # it is no whole title that was typed; one word with two slips may as well be a name
    slips: int  # letters that had to be forgiven
    missing: int  # little words that are not there, or not in their place, where the title does not begin as typed
    rule: Rule
    is_partial: bool  # the title, or name, has more words than were typed
    is_scattered: bool  # the words do not follow each other as typed
    misses: int  # all the little words that were typed and are not there
    minus_popularity: int
    work_id: int

    @property
    def is_doubtful(self) -> bool:
        """Words are only begun, and not by a title that begins so."""
        return self.is_begun and self.rule > Rule.OTHER_TITLE_BEGINS


def ranked(query: Query, candidates: list[Candidate]) -> list[tuple[Place, Candidate]]:
    """The candidates that hold what is needed, best first."""
    judge = Judge(query)
    placed = [(place, candidate) for candidate in candidates if (place := judge.place_of(candidate))]
    placed.sort(key=itemgetter(0))
    return placed


class Judge:
    """A query, prepared to be held against many candidates."""

    def __init__(self, query: Query) -> None:
        self.query = query
        self.terms = query.terms
        self.lookup: dict[str, list[tuple[int, int]]] = {}
        for at, term in enumerate(query.terms):
            for word, cost in term.costs.items():
                self.lookup.setdefault(word, []).append((at, cost))
        needed = set(map(id, query.needed))
        self.needed = [at for at, term in enumerate(query.terms) if id(term) in needed]
        self.all_needed = frozenset(self.needed)
        self.weak = [at for at, term in enumerate(query.terms) if id(term) not in needed]
        self.sequence = _after_article(query.terms)
        self.has_article = len(self.sequence) < len(query.terms)
        self.key = query.key
        self.keys = frozenset(query.keys)
        self.other_keys = self.keys - {self.key, "".join(query.words)}
        self.has_words = len(self.terms) > 1
        self.last = len(self.terms) - 1
        self.asks_for_volumes = any(word.startswith("#") for word in self.lookup)
        self.openings = {*self.terms[0].costs, *self.sequence[0].costs}
        self.begun = tuple(terms[0].word for terms in (self.terms, self.sequence) if len(terms) == 1)
        self.letters = {at: self.terms[at].typed for at in self.weak if len(self.terms[at].typed) == 1}
        ways = [self.terms]
        if query.series_number and (markers := _markers([term.typed for term in self.terms])):
            ways.append([term for at, term in enumerate(self.terms) if at not in markers])
        self.openings_typed = [(terms, _after_article(terms)) for terms in ways]
        if len(described := query.described) < len(self.terms):
            ways.append(described)
        self.wholes_typed = [(terms, _after_article(terms)) for terms in ways]
        self.phrase = f" {' '.join(query.words)}" + ("" if query.is_unfinished else " ")
        self.has_little = any(self.terms[at].is_little for at in self.weak)
        self.series_words = [at for at, term in enumerate(query.terms) if term.word in query.series_words]

    def place_of(self, candidate: Candidate) -> Place | None:
        """Where it stands, or None if a needed word is nowhere in it."""
        titles = [Text(self, text) for text in candidate.titles]
        others = [Text(self, text) for text in candidate.short_titles + candidate.other_titles]
        every = titles + others
        own, other = list(filter(self._opens, titles)), list(filter(self._opens, others))
        found = (own or other) and (
            (own and self._exact(own, Rule.TITLE))
            or (other and self._exact(other, Rule.OTHER_TITLE))
            or (self.has_words and self._in_short(own + other))
        )
        people, series = [], []  # decide little where a title is as typed, and are not looked at then
        if not found and (own or other) and not self._may_be_named(candidate):
            found = (own and self._begins(own, Rule.TITLE_BEGINS)) or self._begins(other, Rule.OTHER_TITLE_BEGINS)
        if not found or (found[0] > Rule.TITLE_IN_SHORT and sum(found[1]) >= SLIP):
            people = [Name(self, text) for text in candidate.people]
            series = [Text(self, text) for text in candidate.series]
            found = self._with_fewest_slips(self._by_further_rules(candidate, own, other, every, people, series))
        if not found:
            return None
        rule, costs, is_partial = found
        total = sum(costs)
        texts = every + people + series
        absent = self._missing(texts, people) if self.weak and rule > Rule.TITLE_IN_SHORT else ()
        is_whole = rule <= Rule.TITLE_IN_SHORT and (total <= SLIP or self.has_words)
        slips, is_begun = total // SLIP, total % SLIP > 0 and not self.query.is_unfinished
        if slips and not self.has_words and Rule.TITLE_IN_SHORT < rule < Rule.NAME:
            rule = Rule.NAME  # a lone word that is spelt wrong is as likely a surname as the beginning of a title
        is_scattered = not any(text.hits and self.phrase in f" {text.split} " for text in texts)
        return Place(
            is_begun=is_begun and not slips,
            is_not_whole=not is_whole,
            slips=slips + (is_begun and slips > 0),  # where letters are wrong, others that are missing are too
            missing=self._little(absent) + is_scattered if self.has_little and rule > Rule.OTHER_TITLE_BEGINS else 0,
            rule=rule,
            is_partial=is_partial,
            is_scattered=is_scattered,
            misses=len(absent),
            minus_popularity=-candidate.popularity,
            work_id=candidate.work_id,
        )

    def _may_be_named(self, candidate: Candidate) -> bool:
        """Whether any of its people has a word that was typed."""
        return any(not self.lookup.keys().isdisjoint(name.replace("|", " ").split()) for name in candidate.people)

    def _with_fewest_slips(self, ways: Iterable[tuple | None]) -> tuple | None:
        """The first rule that needs nothing forgiven, or else that with the fewest slips."""
        found = None
        for way in ways:
            if way and (not found or sum(way[1]) // SLIP < sum(found[1]) // SLIP):
                found = way
            if found and sum(found[1]) < SLIP:
                break
        return found

    def _by_further_rules(
        self,
        candidate: Candidate,
        own: list[Text],
        other: list[Text],
        titles: list[Text],
        people: list[Text],
        series: list[Text],
    ) -> Iterator[tuple | None]:
        named, in_series = [name for name in people if name.hits], [name for name in series if name.hits]
        if named:
            yield self._whole(named, Rule.WHOLE_NAME)
        if own or other:
            yield self._begins(own, Rule.TITLE_BEGINS)
            yield self._begins(other, Rule.OTHER_TITLE_BEGINS)
        if in_series:
            yield self._whole(in_series, Rule.WHOLE_SERIES)
        if named:
            yield self._author_and_title(titles, named)
        if in_series:
            yield self._volume(series, candidate.series_numbers)
        if named or in_series:
            yield self._all_in(named + in_series, Rule.NAME)
        yield self._all_in(titles, Rule.IN_TITLE)
        yield self._anywhere(titles + people + series, candidate.subjects, candidate.series_numbers)

    def _opens(self, text: Text) -> bool:
        """Whether it may be, or begin with, what was typed, by its first word alone: most titles do not."""
        for line in text.lines:
            for word in line[:1] if words.ARTICLES.isdisjoint(line[:1]) else line[:2]:
                if word in self.openings or word.startswith(self.begun) or self.key.startswith(word):
                    return True
                if self.other_keys and any(key.startswith(word) for key in self.other_keys):
                    return True
        return False

    def _exact(self, texts: list[Text], rule: Rule) -> tuple | None:
        found = [
            (rule, costs, False) for text in texts if (costs := self._sequence_costs(text, whole=True)) is not None
        ]
        return min(found, key=lambda each: sum(each[1]), default=None)

    def _in_short(self, texts: list[Text]) -> tuple | None:
        found = [
            (Rule.TITLE_IN_SHORT, costs, False) for text in texts if (costs := self._costs_in_short(text.lines[0]))
        ]
        return min(found, key=lambda each: sum(each[1]), default=None)

    def _costs_in_short(self, line: list[str]) -> list[int] | None:
        """How far what was typed is from a title that has little words besides; None if it has others."""
        if len(line) <= len(self.terms):
            return None
        costs: list[int] = []
        for word in line:
            cost = self.terms[len(costs)].costs.get(word) if len(costs) < len(self.terms) else None
            if cost is not None:
                costs.append(cost)
            elif word not in words.WEAK or word in MARKERS:
                return None
        return costs if len(costs) == len(self.terms) and not (self.query.is_unfinished and BEGUN in costs) else None

    def _begins(self, texts: list[Text], rule: Rule) -> tuple | None:
        found = [
            (rule, costs, True) for text in texts if (costs := self._sequence_costs(text, whole=False)) is not None
        ]
        return min(found, key=lambda each: sum(each[1]), default=None)

    def _sequence_costs(self, text: Text, *, whole: bool) -> list[int] | None:
        """How far the words of a title, in order, are from those typed; None if they are others."""
        if whole and words.key_of(text.lines[0]) in self.keys:
            return []
        best = None
        for line in text.ways:
            for terms, sequence in self.wholes_typed if whole else self.openings_typed:
                costs = self._costs_in_order(terms, line, whole=whole)
                if costs is None and (self.has_article or words.ARTICLES.intersection(line[:1])):
                    costs = self._costs_in_order(sequence, _without_article(line), whole=whole)
                if costs is None or (whole and self.query.is_unfinished and BEGUN in costs):
                    continue
                if best is None or sum(costs) < sum(best):
                    best = costs
        return best

    def _costs_in_order(self, terms: list[Term], line: list[str], *, whole: bool) -> list[int] | None:
        if len(line) != len(terms) if whole else len(line) < len(terms):
            return None
        costs = []
        for term, word in zip(terms, line, strict=False):
            cost = term.costs.get(word)
            if cost is None:
                if whole or term is not terms[-1] or not word.startswith(term.word):
                    return None
                cost = BEGUN
            costs.append(cost)
        return costs

    def _whole(self, names: list[Text], rule: Rule) -> tuple | None:
        """A name with all the words and no others. One word that is only begun may be that of many titles as well."""
        found = [
            (rule, list(name.hits.values()), False)
            for name in names
            if len(name.hits) == len(self.terms) and not name.is_partial
            if self.has_words or BEGUN not in name.hits.values()
        ]
        return min(found, key=lambda each: sum(each[1]), default=None)

    def _author_and_title(self, titles: list[Text], people: list[Text]) -> tuple | None:
        named = _best(people) if len(self.needed) > 1 else None
        if not named:
            return None
        best = None
        for title in titles:
            if self.query.is_unfinished and title.hits.get(self.last) == BEGUN:
                continue  # “joseph con” is rather somebody’s name
            rest = [at for at in self.needed if at in title.hits]
            by_name = [at for at in self.needed if at in named and at not in title.hits]
            if rest and by_name and len(rest) + len(by_name) == len(self.needed):
                costs = [title.hits[at] for at in rest] + [named[at] for at in by_name]
                found = (Rule.AUTHOR_AND_TITLE, costs, title.is_partial)
                best = min(best or found, found, key=lambda each: (sum(each[1]), each[2]))
        return best

    def _volume(self, series: list[Text], numbers: list[str]) -> tuple | None:
        if not self.query.series_number:
            return None
        asked = [at for at in self.series_words if not self.terms[at].is_weak] or self.series_words
        for name, number in zip(series, numbers, strict=True):
            if asked and number == self.query.series_number and all(at in name.hits for at in asked):
                return Rule.SERIES_AND_NUMBER, [name.hits[at] for at in asked], name.is_partial
        return None

    def _all_in(self, texts: list[Text], rule: Rule) -> tuple | None:
        found = [
            (rule, [text.hits[at] for at in self.needed], text.is_partial)
            for text in texts
            if text.hits.keys() >= self.all_needed
        ]
        return min(found, key=lambda each: (sum(each[1]), each[2]), default=None)

    def _anywhere(self, texts: list[Text], subjects: list[str], volumes: list[str]) -> tuple | None:
        if self.asks_for_volumes:
            subjects = [*subjects, *(f"#{number}" for number in volumes)]
        hits = _best([*texts, Text(self, " ".join(subjects))])
        if hits.keys() >= self.all_needed:
            return Rule.ANYWHERE, [hits[at] for at in self.needed], True
        return None

    def _little(self, absent: list[int]) -> int:
        return sum(self.terms[at].is_little for at in absent)

    def _missing(self, texts: list[Text], people: list[Text]) -> list[int]:
        """The little words that are nowhere. A letter is there too as the first of a name: “s king” is Stephen King."""
        return [
            at
            for at in self.weak
            if not any(at in text.hits for text in texts)
            and not (at in self.letters and any(text.has_initial(self.letters[at]) for text in people))
        ]


class Text:
    """A filed title or name, and which words of the query it has."""

    __slots__ = ("hits", "judge", "lines", "split")

    def __init__(self, judge: Judge, filed: str) -> None:
        self.split, _, joined = filed.partition("|")
        first = self.split.split()
        self.lines = [first, joined.split()] if joined else [first]
        self.hits: dict[int, int] = {}
        self.judge = judge
        lookup, hits = judge.lookup, self.hits
        every = first + self.lines[1] if joined else first
        if lookup.keys().isdisjoint(every):
            return
        for word in every:
            for at, cost in lookup.get(word, ()):
                if cost < hits.get(at, cost + 1):
                    hits[at] = cost

    @property
    def ways(self) -> list[list[str]]:
        """The lines, and the first as it is when an ’s is left out, or “volume” before a number."""
        ways, first = self.lines, self.lines[0]
        if "s" in first:
            ways = [*ways, [word for word in first if word != "s"]]
        if self.judge.query.series_number and not MARKERS.isdisjoint(first):
            ways = [*ways, _without_markers(first)]
        return ways

    def has_initial(self, letter: str) -> bool:
        return bool(self.hits) and any(word.startswith(letter) for word in self.lines[0])

    @property
    def is_partial(self) -> bool:
        """Whether it has words that were not typed, little ones apart."""
        lookup = self.judge.lookup
        return any(word not in lookup and word not in words.WEAK and len(word) > 1 for word in self.lines[0])


class Name(Text):
    """A contributor's name."""

    __slots__ = ()

    @property
    def is_partial(self) -> bool:
        """Also for a surname alone: who types it means A. S. King as little as Stephen King."""
        return super().is_partial or (not self.judge.has_words and len(self.lines[0]) > 1)


def _best(texts: list[Text]) -> dict[int, int]:
    hits: dict[int, int] = {}
    for text in texts:
        for at, cost in text.hits.items():
            if cost < hits.get(at, cost + 1):
                hits[at] = cost
    return hits


def _without_markers(line: list[str]) -> list[str]:
    """“Mars volume 1” as “mars 1”."""
    return [word for at, word in enumerate(line) if at not in _markers(line)]


def _markers(line: list[str]) -> set[int]:
    pairs = enumerate(pairwise(line))
    return {at for at, (word, following) in pairs if word in MARKERS and numbers.value_of(following) is not None}


def _after_article(terms: list[Term]) -> list[Term]:
    return terms[1:] if len(terms) > 1 and terms[0].word in words.ARTICLES else terms


def _without_article(line: list[str]) -> list[str]:
    return line[1:] if len(line) > 1 and line[0] in words.ARTICLES else line
