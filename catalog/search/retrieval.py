"""Fetching the few hundred documents that may be meant, by indexes alone, however many works there are.

What is rare is fetched whole. Of what is common (“love”, “the”) only as popular a part as is worth ranking: documents
carry a lexeme for each level of popularity they have reached, so that the index itself narrows a common word down.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection

from catalog.search.documents import level_of, quoted
from catalog.search.query import Query, Term

MOST = 360  # documents that are ranked for a page of results: fifteen pages
A_FEW = 250  # and for suggestions
OF_EACH = 60  # and of each part of what was typed, where nothing has all of it
ENOUGH = 0.4  # of those: with fewer documents of a common word a less popular level is asked
EXACT_TITLES = 200
BEGUN_TITLES = 150
SHORTEST_BEGINNING = 3
LEVELS = [f"~{level}" for level in range(17)]  # how many have reached each is kept like the frequency of a word

COLUMNS = (
    "work_id, titles, short_titles, other_titles, people, people_keys, series, series_numbers, series_keys, subjects,"
    " popularity"
)
_WITH = "lexemes @@ %s::tsquery"
_OTHERS = f"{_WITH} and work_id <> all(%s)"
# From the index alone until the best known are chosen.
_BEGUN = f"""work_id in (select work_id from catalog_searchdocument where title_key like %s
                         order by popularity desc, work_id limit {BEGUN_TITLES})"""  # noqa: S608 - a number of ours


@dataclass(slots=True)
class Candidate:
    work_id: int
    titles: list[str]
    short_titles: list[str]
    other_titles: list[str]
    people: list[str]
    people_keys: list[int]
    series: list[str]
    series_numbers: list[str]
    series_keys: list[int]
    subjects: list[str]
    popularity: int

    @property
    def names(self) -> list[str]:
        """All that it is called, and all who are named for it."""
        return self.titles + self.short_titles + self.other_titles + self.people + self.series

    @property
    def every_word(self) -> set[str]:
        return {word for text in self.names for word in text.replace("|", " ").split()}.union(self.subjects)


def all_words(term: Term) -> list[str]:
    """All that will do for it."""
    return list(term.costs)


def candidates(
    query: Query, frequencies: dict[str, int], most: int, *, words_of: Callable[[Term], list[str]] = all_words
) -> list[Candidate]:
    """Documents with all the needed words of the query, those titled so, and those that begin so.

    Those that only have the words stand behind most titles: so many of them are fetched as there is room for. They
    have one of the words that `words_of` gives for each term.
    """
    found = _titled(query)
    wanted = max(most - len(found), round(most * ENOUGH))
    needed = [words_of(term) for term in query.needed]
    others, query.is_narrowed = _with_words(needed, frequencies, wanted, besides=found)
    return [*found.values(), *others]


def _titled(query: Query) -> dict[int, Candidate]:
    """Titles that are what was typed, and that begin so; and volumes with the number that was typed."""
    key = query.key
    exact = " | ".join(quoted("=" + each) for each in [*query.keys, *query.near_keys])
    asked = [(_WITH, exact, EXACT_TITLES)]
    if query.series_number and query.series_words:
        asked.append((_WITH, _volumes(query), EXACT_TITLES))
    if len(key) > SHORTEST_BEGINNING:
        asked.append((_BEGUN, key + "%", BEGUN_TITLES))
    return {candidate.work_id: candidate for candidate in _fetched(asked)}


def _volumes(query: Query) -> str:
    known = {term.word: term for term in query.terms}
    named = [known[word] for word in query.series_words if word in known]
    needed = [term for term in named if not term.is_weak] or named
    return " & ".join([*(_any_of(all_words(term)) for term in needed), quoted("#" + query.series_number)])


def _any_of(words: Iterable[str]) -> str:
    return f"({' | '.join(map(quoted, words))})"


def fetched_any(asked: Iterable[str]) -> list[Candidate]:
    """Documents that any of these tsqueries finds, the best known of each."""
    found = {candidate.work_id: candidate for candidate in _fetched([(_WITH, each, OF_EACH) for each in asked])}
    return list(found.values())


def narrowed(terms: list[Term], frequencies: dict[str, int]) -> str:
    """A tsquery for documents with all these words, the better known of them if they are many."""
    needed = list(map(all_words, terms))
    asked, level = " & ".join(map(_any_of, needed)), _level(needed, frequencies, OF_EACH)
    return f"{asked} & {quoted(LEVELS[level])}" if level else asked


def _level(needed: list[list[str]], frequencies: dict[str, int], most: int, besides: Iterable[Candidate] = ()) -> int:
    """The highest level of popularity that leaves enough documents with these words, besides some that are there
    already; 0 if they are few anyway.
    """
    levels = [frequencies.get(name, 0) for name in LEVELS]
    expected = _expected(needed, frequencies, levels[0])
    if expected < 3 * most:
        return 0
    there = Counter(level_of(candidate.popularity) for candidate in besides)
    for level in range(len(LEVELS) - 1, 0, -1):
        already = sum(number for reached, number in there.items() if reached >= level)
        if expected * levels[level] >= (1.2 * most + already) * levels[0]:
            return level
    return 0


def _with_words(
    needed: list[list[str]], frequencies: dict[str, int], most: int, besides: dict[int, Candidate]
) -> tuple[list[Candidate], bool]:
    """Other documents with one of each of the needed words, and whether there may be more of them."""
    asked = " & ".join(map(_any_of, needed))
    level = _level(needed, frequencies, most, besides.values())
    while True:
        found = _fetched([(_OTHERS, (f"{asked} & {quoted(LEVELS[level])}" if level else asked, list(besides)), most)])
        if len(found) >= most * ENOUGH or not level:
            return found, level > 0 or len(found) == most
        level = max(level - 2, 0)


def _expected(needed: list[list[str]], frequencies: dict[str, int], works: int) -> float:
    """How many documents hold all the words, if words met by chance."""
    expected = float(works)
    for words in needed:
        expected *= min(1, sum(frequencies.get(word, 0) for word in words) / max(works, 1))
    return expected


def _fetched(asked: list[tuple[str, Any, int]]) -> list[Candidate]:
    """The best known documents of each condition with its value; one that fits several comes as often."""
    each = "(select {} from catalog_searchdocument where {} order by popularity desc, work_id limit {})"
    sql = " union all ".join(each.format(COLUMNS, condition, most) for condition, _, most in asked)
    values = [value for _, values, _ in asked for value in (values if isinstance(values, tuple) else (values,))]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows = cursor.fetchall()  # quicker than one after another
    return [Candidate(*row) for row in rows]
