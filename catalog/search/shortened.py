"""Words that are written short or in full: Mr and mister, nite and night, “do not” and don’t."""

from __future__ import annotations

from collections.abc import Iterator

# The same wherever they stand …
_SAME = [
    {"mr", "mister"}, {"mrs", "missus", "missis"}, {"dr", "doctor"}, {"st", "saint", "street"}, {"mt", "mount"},
    {"ok", "okay"}, {"vs", "versus"}, {"jr", "junior"}, {"sr", "senior"}, {"capt", "captain"}, {"sgt", "sergeant"},
    {"lt", "lieutenant"}, {"prof", "professor"}, {"tv", "television"},
]  # fmt: skip
# … and where nothing is found as typed.
_PERHAPS = [
    {"you", "u"}, {"your", "ur"}, {"are", "r"}, {"night", "nite"}, {"tonight", "tonite"}, {"through", "thru"},
    {"until", "till", "til"}, {"because", "cause"}, {"love", "luv"}, {"christmas", "xmas"}, {"and", "n"}, {"for", "4"},
    {"to", "2"}, {"too", "2"}, {"them", "em"}, {"going", "goin"}, {"v", "vs", "versus"},
]  # fmt: skip

# What grows together with the word before it, as “don’t” is filed together.
_ENDINGS = {
    "not": "nt",
    "am": "m",
    "are": "re",
    "is": "s",
    "will": "ll",
    "have": "ve",
    "had": "d",
    "would": "d",
    "us": "s",
}
_ODD = {("can", "not"): "cannot", ("will", "not"): "wont", ("going", "to"): "gonna", ("it", "is"): "tis"}
_APART = {"m": "am", "re": "are", "s": "is", "ll": "will", "ve": "have", "d": "would", "t": "not"}


def _others(sets: list[set[str]]) -> dict[str, list[str]]:
    words = sorted(set().union(*sets))
    return {word: sorted(set().union(*(same for same in sets if word in same)) - {word}) for word in words}


_ALWAYS, _LOOSELY = _others(_SAME), _others(_PERHAPS)


def written_otherwise(word: str) -> list[str]:
    """Other ways to write this word; none for most."""
    return _ALWAYS.get(word, [])


def meant_perhaps(word: str) -> list[str]:
    """What is read for it where nobody wrote it so."""
    return _LOOSELY.get(word, [])


def in_one(first: str, second: str) -> Iterator[str]:
    """What two words are when they grow together: “do not” is dont, “can not” cant and cannot."""
    if odd := _ODD.get((first, second)):
        yield odd
    if ending := _ENDINGS.get(second):
        yield first.removesuffix("n") + ending if ending == "nt" else first + ending


def apart(first: str, second: str) -> tuple[str, str] | None:
    """The two words of one that has an apostrophe: “don”, “t” is do, not."""
    if second not in _APART:
        return None
    return (first.removesuffix("n") or first) if second == "t" else first, _APART[second]
