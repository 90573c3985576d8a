"""What was typed, understood: its words, a number in a series, a format or language that is asked for."""

from __future__ import annotations

from dataclasses import dataclass, field

from catalog.models.books import Format
from catalog.search import words

MOST_WORDS = 16

_NUMBER_WORDS = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
    "nine": "9", "ten": "10", "eleven": "11", "twelve": "12", "thirteen": "13", "fourteen": "14", "fifteen": "15",
}  # fmt: skip
_ROMAN = {
    "i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "x": "10",
}  # fmt: skip
_MARKERS = {"book", "books", "bk", "vol", "volume", "no", "number", "nr", "part", "pt", "tome", "band", "episode"}
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
    "cd": Format.AUDIO_CD,
    "largeprint": Format.LARGE_PRINT,
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
    is_weak: bool = False
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

    @property
    def words(self) -> list[str]:
        return [term.word for term in self.terms]

    @property
    def key(self) -> str:
        return words.key_of(self.words)

    @property
    def needed(self) -> list[Term]:
        """The words that must be found: all but the weak ones, unless there are no others."""
        strong = [term for term in self.terms if not term.is_weak]
        return strong or self.terms


def understood(text: str, *, is_unfinished: bool = False) -> Query:
    """Read a search as typed. Text without letters and digits gives a query without terms."""
    terms = [Term(words.canonical(word), word) for word in words.read(text).spelt[:MOST_WORDS]]
    split = [term.word for term in terms]
    query = Query(text, terms, is_unfinished=is_unfinished and text[-1:].isalnum())
    _weaken(query)
    _accept_compounds(query, text)
    _accept_other_letters(query)
    query.series_words, query.series_number = _series_of(split)
    query.formats = {_FORMATS[word] for word in split if word in _FORMATS}
    query.languages = {_LANGUAGES[word] for word in split if word in _LANGUAGES}
    return query


def _weaken(query: Query) -> None:
    """Little words and single letters need not be found, nor formats, if something else is asked for."""
    for term in query.terms:
        is_letter = len(term.word) == 1 and not term.word.isdigit()
        term.is_weak = is_letter or term.word in words.WEAK or term.word in _FORMATS


def _accept_compounds(query: Query, text: str) -> None:
    """“Ya-Ya” may also stand as Yaya, “J. R. R.” as JRR, “fire fly” as Firefly."""
    at = 0
    for compound in words.read(text).compounds:
        grown, start = "", at
        while at < len(query.terms) and len(grown) < len(compound):
            grown += query.terms[at].word
            at += 1
        if at - start > 1 and grown == compound:
            for term in query.terms[start:at]:
                term.accept(compound, SAME)
    for first, second in zip(query.terms, query.terms[1:], strict=False):
        for term in (first, second):
            term.accept(first.word + second.word, SAME)


def _accept_other_letters(query: Query) -> None:
    """Who cannot type ø, ä or ü writes oe, ae and ue: Nesboe, Saemtliche, Mueller."""
    for term in query.terms:
        for pattern, letter in (("ae", "a"), ("oe", "o"), ("ue", "u"), ("aa", "a")):
            if pattern in term.typed:
                term.accept(term.typed.replace(pattern, letter), SAME)


def _series_of(split: list[str]) -> tuple[list[str], str]:
    """The words of a series and the number in it: “dune book two”, “dune 2”, “vol. 2 of dune”; nothing if none."""
    for at, word in enumerate(split):
        following = split[at + 1] if at + 1 < len(split) else ""
        if word in _MARKERS and (number := _number(following)):
            return _named(split[:at] + split[at + 2 :]), number
    if len(split) > 1 and (number := _number(split[-1], roman=False)):
        return _named(split[:-1]), number
    return [], ""


def _named(rest: list[str]) -> list[str]:
    while rest and rest[0] in {"of", "in", "the"}:
        rest = rest[1:]
    return rest


def _number(word: str, *, roman: bool = True) -> str:
    if word.isdecimal() and len(word) <= 4:
        return word
    return _NUMBER_WORDS.get(word, "") or (_ROMAN.get(word, "") if roman else "")
