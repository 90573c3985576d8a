"""What else may be meant when no book has every word as typed, before letters are thought wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, pairwise
from math import log
from operator import itemgetter

from catalog.search import numbers, shortened, spelling, words
from catalog.search.query import BEGUN, SAME, Query

_KINDS_OF_SERIES = {"cycle", "duology", "quartet", "quintet", "saga", "serial", "sequence", "tetralogy", "trilogy"}
_FORMS = ("", "s", "es", "ed", "d", "ing", "er", "ers", "r", "ly")
_LETTERS_THEN_DIGITS = re.compile(r"([^\W\d_]+)(\d+)")
_SHORT_PARTS = {"i", "am", "be", "do", "go", "he", "if", "me", "mr", "my", "no", "ok", "so", "up", "us", "we"}
_OUT_OF = 10_000_000  # documents: makes each further part cost something
_ARTICLES = ("the", "an", "a")
SHORTEST_TO_PART = 5
LIKELIEST = 6  # corrections of each of several words that may make a whole title
MOST_TITLES = 100


def loosen(query: Query) -> bool:
    """The number may be that of a volume, a word another form of the same, and “trilogy” or “saga” only a kind.

    False if none of this says anything else than what was typed.
    """
    before = [(term.is_weak, len(term.costs)) for term in query.terms]
    forms = {term.typed: [*_other_forms(term.typed), *shortened.meant_perhaps(term.typed)] for term in query.terms}
    known = spelling.frequencies(chain.from_iterable(forms.values()))
    for term in query.terms:
        term.is_weak |= term.typed in _KINDS_OF_SERIES
        for form in forms[term.typed]:
            if form in known:
                term.accept(form, BEGUN)
        volume = numbers.value_of(term.typed)
        volume = numbers.place_of(term.typed) if volume is None else volume
        if volume is not None:
            term.costs[f"#{volume}"] = SAME
            term.accept(numbers.roman(volume) or str(volume), BEGUN)  # Henry the fifth is Henry V
    for first, second in pairwise(query.terms):
        for grown in shortened.in_one(first.typed, second.typed):
            first.accept(grown, SAME)
            second.accept(grown, SAME)
        for term, word in zip((first, second), shortened.apart(first.typed, second.typed) or (), strict=False):
            term.accept(word, SAME)
        if f"{first.typed}.{second.typed}" in query.text:  # volume 2.5
            first.costs[f"#{first.word}.{second.typed}"] = second.costs[f"#{first.word}.{second.typed}"] = SAME
    return before != [(term.is_weak, len(term.costs)) for term in query.terms]


def _other_forms(word: str) -> list[str]:
    """Stories for story, hunted and hunter for hunting, whether anybody wrote them or not."""
    if len(word) < 4 or not word.isalpha():
        return []
    stems = {word}
    for ending in _FORMS:
        if ending and word.endswith(ending) and len(word) - len(ending) >= 3:
            stem = word[: -len(ending)]
            stems |= {stem, f"{stem}e", *([f"{stem[:-1]}y"] if stem[-1] == "i" else [])}
            stems |= {stem[:-1]} if stem[-1] == stem[-2] else set()  # running
    forms = {stem + ending for stem in stems for ending in _FORMS}
    forms |= {stem[:-1] + ending for stem in stems for ending in _FORMS if stem.endswith("e") and ending[:1] in "ie"}
    forms |= {f"{stem[:-1]}i{ending}" for stem in stems for ending in ("es", "ed", "er") if stem.endswith("y")}
    forms |= {stem + stem[-1] + ending for stem in stems for ending in ("ing", "ed", "er") if stem[-1] not in "aeiouy"}
    return sorted(forms - {word})


def note_glued_article(query: Query, frequencies: dict[str, int]) -> None:
    """“Thewolfgift”: a whole title without any space, its article among it."""
    first = query.terms[0]
    if frequencies.keys().isdisjoint(first.costs):
        rest = [first.typed.removeprefix(article) for article in _ARTICLES if first.typed.startswith(article)]
        query.other_keys += [words.key_of([each, *query.words[1:]]) for each in rest if each]


def note_titles_spelt_so(query: Query) -> None:
    """Whole titles of the likeliest words that were meant: those of common words would not all be fetched by words."""
    ways: list[tuple[int, tuple[str, ...]]] = [(0, ())]
    most = LIKELIEST if len(query.needed) > 1 else None
    for term in query.terms:
        nearest = sorted(term.costs.items(), key=itemgetter(1))[:most]
        ways = sorted((cost + more, (*title, word)) for cost, title in ways for word, more in nearest)[:MOST_TITLES]
    query.near_keys = [words.key_of(title) for _, title in ways]


def parted(query: Query, frequencies: dict[str, int]) -> dict[str, list[str]]:
    """The words that nobody wrote but that are some that somebody did, one behind the other, each with its parts."""
    unknown = {term.typed for term in query.terms if frequencies.keys().isdisjoint(term.costs)}
    numbered = {word: list(found.groups()) for word in unknown if (found := _LETTERS_THEN_DIGITS.fullmatch(word))}
    grown = {word for word in unknown - numbered.keys() if len(word) >= SHORTEST_TO_PART and word.isalpha()}
    known = spelling.frequencies({word[start:end] for word in grown for start, end in _spans(word)})
    found = {word: _likeliest_parts(word, known) for word in grown}
    return numbered | {word: parts for word, parts in found.items() if len(parts) > 1}


def stand_together(runs: Iterable[Sequence[str]], texts: Iterable[str]) -> bool:
    """Whether the words of each run follow each other somewhere, but for little ones between them; a number may stand
    apart, as that of a volume.
    """
    lines = [_strong(line.split()) for text in texts for line in text.split("|")]
    return all(run[-1].isdecimal() or any(_strong(run) in line for line in lines) for run in runs)


def _strong(line: Iterable[str]) -> str:
    canonical = [words.canonical(word) for word in line]
    return f" {' '.join([word for word in canonical if word not in words.WEAK] or canonical)} "


def _spans(word: str) -> Iterator[tuple[int, int]]:
    longest = words.LONGEST_PART
    return ((start, end) for start in range(len(word)) for end in range(start + 1, min(start + longest, len(word)) + 1))


def _may_be_part(word: str) -> bool:
    return len(word) > 2 or word in words.WEAK or word in _SHORT_PARTS


def _likeliest_parts(word: str, known: dict[str, int]) -> list[str]:
    """The words that it most likely is, by how frequent they are; none if it cannot be parted."""
    best: list[tuple[float, list[str]] | None] = [(0.0, [])]
    for end in range(1, len(word) + 1):
        ways = [
            (before[0] + log(known[part] / _OUT_OF), [*before[1], part])
            for start in range(max(end - words.LONGEST_PART, 0), end)
            if (before := best[start]) and (part := word[start:end]) in known and _may_be_part(part)
        ]
        best.append(max(ways, default=None))
    return best[-1][1] if best[-1] else []
