"""What was typed, understood: its words, a number in a series, a format or language that is asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise, zip_longest

from catalog.models.kinds import Format
from catalog.search import numbers, shortened, words

MOST_WORDS = 16
MOST_PASTED = 40  # words of a line that was pasted

MARKERS = {"book", "books", "bk", "vol", "volume", "no", "number", "nr", "part", "pt", "tome", "band", "episode"}
# What is said about a book; a title has it seldom.
_OF_BOOKS = MARKERS | {"novel", "novels", "by", "series"}
_DESCRIBES = {"novel", "book", "a", "the"}
_FORMATS = {
    "paperback": Format.PAPERBACK,
    "softcover": Format.PAPERBACK,
    "hardback": Format.HARDBACK,
    "hardcover": Format.HARDBACK,
    "ebook": Format.EBOOK,
    "kindle": Format.EBOOK,
    "epub": Format.EBOOK,
    "audiobook": Format.AUDIO_DOWNLOAD,
    "audio": Format.AUDIO_DOWNLOAD,
    "audible": Format.AUDIO_DOWNLOAD,
    "mp3": Format.AUDIO_DOWNLOAD,
    "cd": Format.AUDIO_CD,
    "largeprint": Format.LARGE_PRINT,
    "massmarket": Format.PAPERBACK,
}
_LANGUAGES = {
    "english": "en", "french": "fr", "german": "de", "spanish": "es", "italian": "it", "portuguese": "pt",
    "dutch": "nl", "polish": "pl", "russian": "ru", "swedish": "sv", "norwegian": "no", "danish": "da",
    "japanese": "ja", "chinese": "zh", "arabic": "ar", "welsh": "cy", "irish": "ga", "greek": "el", "latin": "la",
}  # fmt: skip


# How far a word is from what was typed: the word itself, one that begins so, one that is a slip or two away.
SAME, BEGUN, SLIP = 0, 1, 10


@dataclass
class Term:
    """One word of the search, and the words that will do for it with how far each is from what was typed."""

    word: str
    typed: str = ""  # as it was spelt
    is_weak: bool = False  # need not be found if something else is
    is_little: bool = False  # weak, but as much a part of a title as other words are: “the”, a letter; not “novel”
    is_aside: bool = False  # says what is wanted of a book rather than which: “buy”, “edition”, a year
    meant: dict[str, str] = field(default_factory=dict)  # how the words that will do are spelt
    costs: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.costs.setdefault(self.word, SAME)

    def accept(self, spelt: str, cost: int) -> None:
        word = words.canonical(spelt)
        if cost < self.costs.get(word, cost + 1):
            self.costs[word], self.meant[word] = cost, spelt


@dataclass
class Query:
    text: str
    terms: list[Term]
    is_unfinished: bool = False  # someone is typing: the last word may go on
    series_words: list[str] = field(default_factory=list)
    series_number: str = ""
    formats: set[str] = field(default_factory=set)
    languages: set[str] = field(default_factory=set)
    isbns: set[str] = field(default_factory=set)  # one away from a number that was typed
    is_narrowed: bool = False  # of the works with these words only the better known were fetched
    other_keys: list[str] = field(default_factory=list)  # whole titles that are what was typed as well
    near_keys: list[str] = field(default_factory=list)  # whole titles that are a slip or two away

    @property
    def words(self) -> list[str]:
        return [term.word for term in self.terms]

    @property
    def key(self) -> str:
        return words.key_of(self.words)

    @property
    def keys(self) -> list[str]:
        """Keys of whole titles that would be what was typed; its own first."""
        split = self.words
        ways = [split, *_with_numbers_otherwise(self.terms), [term.word for term in self.described]]
        keys = [*map(words.key_of, ways), "".join(split)[: words.LONGEST_KEY], *self.other_keys]
        return list(dict.fromkeys(filter(None, keys)))

    @property
    def described(self) -> list[Term]:
        """Without the words that say what kind of book is wanted, at the end or aside: “emma a novel”, “buy emma”."""
        end = len(self.terms)
        while end > 1 and (self.terms[end - 1].is_aside or self.terms[end - 1].typed in _DESCRIBES):
            end -= 1
        return [term for term in self.terms[:end] if not term.is_aside] or self.terms[:end]

    @property
    def needed(self) -> list[Term]:
        """The words that must be found: all but the weak ones, unless there are no others."""
        strong = [term for term in self.terms if not term.is_weak]
        if not strong and self.is_unfinished and len(self.terms[-1].typed) == 1:
            return self.terms[:-1] or self.terms
        return strong or self.terms


def understood(text: str, *, is_unfinished: bool = False, most: int = MOST_WORDS) -> Query:
    """Read a search as typed. Text without letters and digits gives a query without terms."""
    terms = [Term(words.canonical(word), word) for word in words.read(text).spelt[:most]]
    split = [term.word for term in terms]
    query = Query(text, terms, is_unfinished=is_unfinished and text[-1:].isalnum())
    _weaken(query)
    _accept_compounds(query, text)
    _accept_other_letters(query)
    _accept_numbers(query)
    series_words, number = _series_of(split)
    if any(not term.is_weak for term in terms if term.word in series_words):
        query.series_words, query.series_number = series_words, number
    query.formats = {_FORMATS[word] for word in _one_or_two(split) if word in _FORMATS}
    query.languages = {_LANGUAGES[word] for word in split if word in _LANGUAGES}
    return query


def _weaken(query: Query) -> None:
    """Little words and single letters need not be found, nor formats, if something else is asked for."""
    for term, following in zip_longest(query.terms, query.terms[1:]):
        if following and term.typed + following.typed in _FORMATS:  # “audio book”, “large print”
            term.is_aside = following.is_aside = True
        term.is_aside |= term.typed in _FORMATS
        is_letter = len(term.word) == 1 and not term.word.isdigit()
        term.is_weak = is_letter or term.is_aside or term.word in words.WEAK
        term.is_little = term.is_weak and not term.is_aside and term.word not in _OF_BOOKS


def _one_or_two(split: list[str]) -> list[str]:
    return [*split, *(first + second for first, second in pairwise(split))]


def _accept_compounds(query: Query, text: str) -> None:
    """“Ya-Ya” may also stand as Yaya, “J. R. R.” as JRR, “fire fly” as Firefly."""
    at = 0
    for compound in words.read(text).together:
        grown, start = "", at
        while at < len(query.terms) and len(grown) < len(compound):
            grown += query.terms[at].typed
            at += 1
        if at - start > 1 and grown == compound:
            for term in query.terms[start:at]:
                term.accept(compound, SAME)
    for first, second in pairwise(query.terms):
        for term in (first, second):
            term.accept(first.typed + second.typed, SAME)


def _accept_other_letters(query: Query) -> None:
    """Who cannot type ø, ä or ü writes oe, ae and ue: Nesboe, Saemtliche, Mueller. Mister is Mr, ok is okay."""
    for term in query.terms:
        for otherwise in shortened.written_otherwise(term.typed):
            term.accept(otherwise, SAME)
        for pattern, letter in (("ae", "a"), ("oe", "o"), ("ue", "u"), ("aa", "a")):
            if pattern in term.typed:
                term.accept(term.typed.replace(pattern, letter), SAME)


def _accept_numbers(query: Query) -> None:
    """Two, 2 and ii are one number, nineteen eighty-four and 1984 another; behind “part” and its like so is i."""
    before = ""
    for term in query.terms:
        ways = numbers.written_otherwise(term.typed)
        if before in MARKERS and len(term.typed) == 1 and (number := numbers.value_of(term.typed)):
            ways = (str(number), *numbers.written_otherwise(str(number)))
            term.is_little = False
        for way in ways:
            term.accept(way, SAME)
        before = term.typed
    for start, end, digits in numbers.spoken([term.typed for term in query.terms]):
        for term in query.terms[start:end]:
            term.accept(digits, SAME)


def _with_numbers_otherwise(terms: list[Term]) -> list[list[str]]:
    """The words with every number in digits, and with every number in words."""
    typed = [term.typed for term in terms]
    in_digits, at = [], 0
    for start, end, digits in [*numbers.spoken(typed), (len(typed), len(typed), "")]:
        in_digits += [_first(numbers.written_otherwise(word), str.isdecimal, word) for word in typed[at:start]]
        in_digits += [digits] if digits else []
        at = end
    ways = [in_digits, [_first(numbers.written_otherwise(word), str.isalpha, word) for word in typed]]
    for at, word in enumerate(typed):
        ways += [[*typed[:at], *said.split(), *typed[at + 1 :]] for said in numbers.in_words(word)]
    return [[words.canonical(word) for word in way] for way in ways if way != typed]


def _first(ways: tuple[str, ...], fits: Callable[[str], bool], otherwise: str) -> str:
    return otherwise if fits(otherwise) else next(filter(fits, ways), otherwise)


def _series_of(split: list[str]) -> tuple[list[str], str]:
    """The words of a series and the number in it: “dune book two”, “dune 2”, “vol. 2 of dune”; nothing if none."""
    for at, word in enumerate(split):
        following = split[at + 1] if at + 1 < len(split) else ""
        if word in MARKERS and (number := numbers.value_of(following)) is not None:
            return _named(split[:at] + split[at + 2 :]), str(number)
        if following in MARKERS and (number := numbers.place_of(word)):  # “the second book of …”
            return _named(split[:at] + split[at + 2 :]), str(number)
    number = numbers.value_of(split[-1], roman=len(split[-1]) > 1) if len(split) > 1 else None
    return ([], "") if number is None else (_named(split[:-1]), str(number))


def _named(rest: list[str]) -> list[str]:
    while rest and rest[0] in {"of", "in", "the"}:
        rest = rest[1:]
    return rest
