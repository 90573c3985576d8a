"""What else may be meant when no book has every word as typed, before letters are thought wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise
from operator import itemgetter

from catalog.search import numbers, spelling, words
from catalog.search.query import BEGUN, SAME, Query

_KINDS_OF_SERIES = {"cycle", "duology", "quartet", "quintet", "saga", "serial", "sequence", "tetralogy", "trilogy"}
_LETTERS_THEN_DIGITS = re.compile(r"([^\W\d_]+)(\d+)")
_ARTICLES = ("the", "an", "a")
SHORTEST_TO_PART = 5
LIKELIEST = 6  # corrections of a word that may make a whole title
MOST_TITLES = 60


def loosen(query: Query) -> bool:
    """The number may be that of a volume, a word another number of the same, and “trilogy” or “saga” only a kind.

    False if none of this says anything else than what was typed.
    """
    before = [(term.is_weak, len(term.costs)) for term in query.terms]
    for term in query.terms:
        term.is_weak |= term.typed in _KINDS_OF_SERIES
        for form in _other_number(term.typed):
            term.accept(form, BEGUN)
        volume = numbers.value_of(term.typed)
        volume = numbers.place_of(term.typed) if volume is None else volume
        if volume is not None:
            term.costs[f"#{volume}"] = SAME
    for first, second in pairwise(query.terms):
        if f"{first.typed}.{second.typed}" in query.text:  # volume 2.5
            first.costs[f"#{first.word}.{second.typed}"] = second.costs[f"#{first.word}.{second.typed}"] = SAME
    return before != [(term.is_weak, len(term.costs)) for term in query.terms]


def _other_number(word: str) -> list[str]:
    """Stories for story and story for stories; a plain s more or less is a beginning or a slip."""
    if len(word) > 4 and word.endswith("ies"):
        return [f"{word[:-3]}y"]
    if len(word) > 3 and word.endswith("y"):
        return [f"{word[:-1]}ies"]
    return []


def note_glued_article(query: Query, frequencies: dict[str, int]) -> None:
    """“Thewolfgift”: a whole title without any space, its article among it."""
    first = query.terms[0]
    if frequencies.keys().isdisjoint(first.costs):
        rest = [first.typed.removeprefix(article) for article in _ARTICLES if first.typed.startswith(article)]
        query.other_keys += [words.key_of([each, *query.words[1:]]) for each in rest if each]


def note_titles_spelt_so(query: Query) -> None:
    """Whole titles of the likeliest words that were meant: those of common words would not all be fetched by words."""
    ways: list[tuple[int, tuple[str, ...]]] = [(0, ())]
    for term in query.terms:
        nearest = sorted(term.costs.items(), key=itemgetter(1))[:LIKELIEST]
        ways = sorted((cost + more, (*title, word)) for cost, title in ways for word, more in nearest)[:MOST_TITLES]
    query.near_keys = [words.key_of(title) for _, title in ways]


def parted(query: Query, frequencies: dict[str, int]) -> dict[str, tuple[str, str]]:
    """The words that nobody wrote but that are two that somebody did, each with its halves."""
    unknown = {term.typed for term in query.terms if frequencies.keys().isdisjoint(term.costs)}
    halves = {word: _halves(word) for word in unknown}
    known = spelling.frequencies(half for pairs in halves.values() for pair in pairs for half in pair)
    return {word: best for word, pairs in halves.items() if (best := _likeliest(pairs, known))}


def stand_together(pairs: Iterable[tuple[str, str]], texts: Iterable[str]) -> bool:
    """Whether each pair follow each other somewhere; a number may stand apart, as that of a volume."""
    filed = " | ".join(texts)
    return all(
        second.isdigit() or f" {words.canonical(first)} {words.canonical(second)} " in f" {filed} "
        for first, second in pairs
    )


def _halves(word: str) -> list[tuple[str, str]]:
    if numbered := _LETTERS_THEN_DIGITS.fullmatch(word):
        return [(numbered[1], numbered[2])]
    if len(word) < SHORTEST_TO_PART or not word.isalpha():
        return []
    pairs = [(word[:at], word[at:]) for at in range(1, len(word))]
    return [(first, second) for first, second in pairs if len(second) > 1 and (len(first) > 1 or first == "a")]


def _likeliest(pairs: list[tuple[str, str]], known: dict[str, int]) -> tuple[str, str] | None:
    there = [pair for pair in pairs if all(half in known or half.isdigit() for half in pair)]
    return max(there, key=lambda pair: known.get(pair[0], 1) * known.get(pair[1], 1), default=None)
