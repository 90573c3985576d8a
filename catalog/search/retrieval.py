"""Fetching the few hundred documents that may be meant, by indexes alone, however many works there are.

What is rare is fetched whole. Of what is common (“love”, “the”) only as popular a part as is worth ranking: documents
carry a lexeme for each level of popularity they have reached, so that the index itself narrows a common word down.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from catalog.search.documents import quoted
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
_IDS = "select work_id from catalog_searchdocument where"
_BEST_KNOWN = "order by popularity desc, work_id limit"


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


def candidates(query: Query, frequencies: dict[str, int], most: int) -> list[Candidate]:
    """Documents with all the needed words of the query, those titled so, and those that begin so; best known first."""
    found = _titled(query)
    found.update(_with_words(query, frequencies, most))
    return list(found.values())


def _titled(query: Query) -> dict[int, Candidate]:
    """Titles that are what was typed, and that begin so; and volumes with the number that was typed."""
    key = query.key
    exact = " | ".join(quoted("=" + each) for each in [*query.keys, *query.near_keys])
    branches = [("lexemes @@ %s::tsquery", exact, EXACT_TITLES)]
    if query.series_number and query.series_words:
        branches.append(("lexemes @@ %s::tsquery", _volumes(query), EXACT_TITLES))
    if len(key) > SHORTEST_BEGINNING:
        branches.append(("title_key like %s", key + "%", BEGUN_TITLES))
    ids = " union ".join(f"({_IDS} {condition} {_BEST_KNOWN} {most})" for condition, _, most in branches)
    return _fetched(f"work_id in ({ids})", [value for _, value, _ in branches], 2 * EXACT_TITLES + BEGUN_TITLES)


def _volumes(query: Query) -> str:
    known = {term.word: term for term in query.terms}
    named = [known[word] for word in query.series_words if word in known]
    needed = [term for term in named if not term.is_weak] or named
    return " & ".join([*(_any_of(term) for term in needed), quoted("#" + query.series_number)])


def _any_of(term: Term) -> str:
    return f"({' | '.join(map(quoted, term.costs))})"


def fetched_any(asked: Iterable[str]) -> list[Candidate]:
    """Documents that any of these tsqueries finds, the best known of each."""
    asked = list(asked)
    ids = " union ".join([f"({_IDS} lexemes @@ %s::tsquery {_BEST_KNOWN} {OF_EACH})"] * len(asked))
    return list(_fetched(f"work_id in ({ids})", asked, OF_EACH * len(asked)).values())


def narrowed(terms: list[Term], frequencies: dict[str, int]) -> str:
    """A tsquery for documents with all these words, the better known of them if they are many."""
    asked, level = " & ".join(map(_any_of, terms)), _level(terms, frequencies, OF_EACH)
    return f"{asked} & {quoted(LEVELS[level])}" if level else asked


def _level(terms: list[Term], frequencies: dict[str, int], most: int) -> int:
    """The highest level of popularity that leaves enough documents with these words; 0 if they are few anyway."""
    levels = [frequencies.get(name, 0) for name in LEVELS]
    expected = _expected(terms, frequencies, levels[0])
    if expected < 3 * most:
        return 0
    return max(n for n in range(len(LEVELS)) if expected * levels[n] >= 1.2 * most * levels[0])


def _with_words(query: Query, frequencies: dict[str, int], most: int) -> dict[int, Candidate]:
    asked = " & ".join(map(_any_of, query.needed))
    level = _level(query.needed, frequencies, most)
    while True:
        found = _fetched("lexemes @@ %s::tsquery", [f"{asked} & {quoted(LEVELS[level])}" if level else asked], most)
        if len(found) >= most * ENOUGH or not level:
            return found
        level = max(level - 2, 0)


def _expected(needed: list[Term], frequencies: dict[str, int], works: int) -> float:
    """How many documents hold all the words, if words met by chance."""
    expected = float(works)
    for term in needed:
        expected *= min(1, sum(frequencies.get(word, 0) for word in term.costs) / max(works, 1))
    return expected


def _fetched(condition: str, values: list[str], most: int) -> dict[int, Candidate]:
    sql = f"""
        select {COLUMNS} from catalog_searchdocument where {condition} {_BEST_KNOWN} {most}"""  # noqa: S608 - conditions of ours, their values apart
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows = cursor.fetchall()  # quicker than one after another
    return {row[0]: Candidate(*row) for row in rows}
