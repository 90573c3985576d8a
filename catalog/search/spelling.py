"""The words of the catalogue: which begin so, and which are meant by a slip of the fingers."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from django.db import connection

from catalog.models import SearchWord

ENDINGS = 16  # words that a beginning may stand for
MANY_ENDINGS = 80  # and the word that someone is typing, when others say which of them is meant: “richard ma”
NEIGHBOURS = 40  # corrections of one word that are tried
READ_AT_MOST = 120

SHORTEST = 2  # letters of a word that may be corrected
MOST_SLIPS = 2
LONG = 5  # and of one in which two slips are forgiven


def is_correctable(word: str) -> bool:
    return len(word) >= SHORTEST and word.isalpha()


def slips_allowed(typed: str, meant: str) -> int:
    """Two slips in a word of five letters or more, one in a shorter one, none in a letter or a number."""
    if not is_correctable(typed):
        return 0
    return 2 if len(meant) >= LONG or len(typed) >= LONG else 1


@lru_cache(maxsize=20_000)
def misspellings(word: str) -> list[str]:
    """The word, and what is left of its first nine letters without any one or two.

    Two words that are two slips apart have one of these in common (Wolf Garbe’s symmetric deletion).
    """
    if not is_correctable(word):
        return []
    head = word[:9]
    once = {head[:at] + head[at + 1 :] for at in range(len(head))}
    twice = {each[:at] + each[at + 1 :] for each in once for at in range(len(each))} if len(head) >= 4 else set()
    return sorted({head} | once | twice)


def slips_between(typed: str, meant: str, most: int) -> int:
    """Letters too many, missing, wrong, or swapped with their neighbour; more than `most` when there are more."""
    if abs(len(typed) - len(meant)) > most:
        return most + 1
    before, row = [], list(range(len(meant) + 1))
    for i, letter in enumerate(typed, start=1):
        older, before, row = before, row, [i]
        for j, other in enumerate(meant, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == meant[j - 2] and typed[i - 2] == other:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return row[-1]


def frequencies(words: Iterable[str]) -> dict[str, int]:
    """In about how many documents each of these words stands; words that stand in none are left out."""
    return dict(SearchWord.objects.filter(word__in=set(words)).values_list("word", "frequency"))


def endings(beginnings: Iterable[str], *, goes_on: str | None = None) -> dict[str, dict[str, int]]:
    """For each beginning the most frequent words that begin so, with their frequencies; more for `goes_on`."""
    sql = """
        select typed, found.word, found.frequency
        from unnest(%s::text[], %s::int[]) beginning(typed, most) cross join lateral (
            select word, frequency from catalog_searchword
            where word ~>=~ typed and word ~<~ (typed || chr(1114109))
            order by frequency desc, word limit most
        ) found"""
    typed = sorted(set(beginnings))
    return _by_word(sql, [typed, [MANY_ENDINGS if word == goes_on else ENDINGS for word in typed]])


def neighbours(words: Iterable[str]) -> dict[str, dict[str, int]]:
    """For each word those it may be a slip of, nearest and most frequent first, with the number of slips."""
    typed = [word for word in sorted(set(words)) if is_correctable(word)]
    # One look into the index for each misspelling: left to itself, the planner would read every word.
    sql = """
        select typed.word, near.word, near.frequency
        from unnest(%s::text[], %s::text[]) typed(word, misspelt) cross join lateral (
            select distinct on (slips, known.frequency, known.word) known.word, known.frequency,
                levenshtein_less_equal(known.word, typed.word, 4) as slips
            from unnest(string_to_array(typed.misspelt, ' ')) part cross join lateral (
                select word, frequency from catalog_searchword where misspelt @> array[part] offset 0
            ) known
            where levenshtein_less_equal(known.word, typed.word, 4) <= 4 and known.word <> typed.word
            order by slips, known.frequency desc, known.word limit %s
        ) near"""
    rows = _by_word(sql, [typed, [" ".join(misspellings(word)) for word in typed], READ_AT_MOST])
    swapped = {word: _swapped(word) for word in typed}  # one slip, but two to levenshtein: they might be cut off
    known = frequencies(each for ways in swapped.values() for each in ways)
    found = {
        word: rows.get(word, {}) | {each: known[each] for each in swapped[word] if each in known} for word in typed
    }
    return {word: _nearest(word, near) for word, near in found.items() if near}


def _swapped(word: str) -> set[str]:
    """The word with any two neighbours swapped."""
    return {word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)} - {word}


def _nearest(typed: str, found: dict[str, int]) -> dict[str, int]:
    slips = {word: slips_between(typed, word, MOST_SLIPS) for word in found}
    near = [word for word in found if slips[word] <= slips_allowed(typed, word)]
    near.sort(key=lambda word: (slips[word], -found[word], word))
    return {word: slips[word] for word in near[:NEIGHBOURS]}


def _by_word(sql: str, values: list) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    if not values[0]:
        return found
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        for typed, word, number in cursor.fetchall():
            found.setdefault(typed, {})[word] = number
    return found
