"""Numbers as they are written: 2, two, ii, second and 2nd; 1984 and nineteen eighty-four."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

_ONES = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
]  # fmt: skip
_TENS = {
    20: "twenty", 30: "thirty", 40: "forty", 50: "fifty", 60: "sixty", 70: "seventy", 80: "eighty", 90: "ninety",
}  # fmt: skip
_ORDINALS = {1: "first", 2: "second", 3: "third", 5: "fifth", 8: "eighth", 9: "ninth", 12: "twelfth"}
_LARGE = {"hundred": 100, "thousand": 1000}
_MOST_ROMAN = 39
_MOST = 999_999


@cache
def _cardinals() -> dict[str, int]:
    """One word each: four, forty, fortytwo (as “forty-two” grows together)."""
    tens = {f"{word}{_ONES[one] if one else ''}": ten + one for ten, word in _TENS.items() for one in range(10)}
    return {**{word: number for number, word in enumerate(_ONES)}, **tens}


@cache
def _ordinals() -> dict[str, int]:
    found = {_ordinal(word, number): number for word, number in _cardinals().items() if number}
    return found | {f"{number}{_suffix(number)}": number for number in range(1, 100)}


def _ordinal(word: str, number: int) -> str:
    last = number if number < len(_ONES) else number % 10
    if last in _ORDINALS:
        return word.removesuffix(_ONES[last]) + _ORDINALS[last]
    return f"{word[:-1]}ieth" if word.endswith("y") else f"{word}th"


def _suffix(number: int) -> str:
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th") if number // 10 != 1 else "th"


def _roman(number: int) -> str:
    ones = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
    return "x" * (number // 10) + ones[number % 10]


@cache
def _romans() -> dict[str, int]:
    return {_roman(number): number for number in range(1, _MOST_ROMAN + 1)}


@cache
def _same() -> dict[str, tuple[str, ...]]:
    """For each way of writing a number in one word, the others. A lone letter is rather a letter than a number."""
    ways: dict[tuple[str, int], list[str]] = {("", size): [str(size), word] for word, size in _LARGE.items()}
    for word, number in _cardinals().items():
        ways.setdefault(("", number), [str(number)]).append(word)
    for word, number in _romans().items():
        if len(word) > 1:
            ways["", number].append(word)
    for word, number in _ordinals().items():
        ways.setdefault(("th", number), []).append(word)
    return {word: tuple(other for other in same if other != word) for same in ways.values() for word in same}


def written_otherwise(word: str) -> tuple[str, ...]:
    """Other ways to write this number in one word; none for what is no number."""
    return _same().get(word, ())


def value_of(word: str, *, roman: bool = True) -> int | None:
    """The number that a word says: 7, seven, vii; None for what is no number of at most four digits."""
    if word.isdecimal():
        return int(word) if len(word) <= 4 else None
    number = _cardinals().get(word)
    return _romans().get(word) if number is None and roman else number


def place_of(word: str) -> int | None:
    """The number that a word counts off: second, 2nd."""
    return _ordinals().get(word)


def roman(number: int) -> str:
    """As kings and parts are counted; empty beyond those."""
    return _roman(number) if 0 < number <= _MOST_ROMAN else ""


def spoken(words: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Runs of two words and more that say one number: where each begins and ends, and its digits."""
    at = 0
    while at < len(words):
        end, number = _longest(words, at)
        if end - at > 1:
            yield at, end, str(number)
        at = max(end, at + 1)


def _longest(words: Sequence[str], start: int) -> tuple[int, int]:
    """Thousands, hundreds, tens and ones from here on, and pairs of tens as years are said."""
    total, part, last, at = 0, 0, 0, start
    while at < len(words):
        word = words[at]
        if word == "and" and last in _LARGE.values() and at + 1 < len(words) and words[at + 1] in _cardinals():
            at += 1
            continue
        if (large := _LARGE.get(word)) and last != large:
            part = (part or 1) * large if large == 100 else part or 1
            total, part = (total + part * 1000, 0) if large == 1000 else (total, part)
            last = large
        elif (number := _cardinals().get(word)) is not None:
            if last in _LARGE.values() or not part or (last in _TENS and 0 < number < 10):
                part += number
            elif 10 < part < 100 and number >= 10:  # nineteen eighty
                part = part * 100 + number
            else:
                break
            last = number
        elif word == "oh" and 10 < part < 100 and last > 10:  # nineteen oh four
            part, last = part * 100, 100
        else:
            break
        at += 1
    return at, total + part


def in_words(digits: str) -> list[str]:
    """How a number of two digits and more is said, with and without its “and”, and as a year."""
    number = int(digits) if digits.isdecimal() and len(digits) <= len(str(_MOST)) else 0
    if number < 20:
        return []
    said = _said(number)
    ways = [said, said.replace(" and ", " ")]
    if 1100 <= number < 2000 and number % 100:
        ways.insert(0, f"{_said(number // 100)}{' ' if number % 100 > 9 else ' oh '}{_said(number % 100)}")
    if said.startswith("one "):
        ways.append(said.removeprefix("one "))
    return list(dict.fromkeys(ways))


def _said(number: int) -> str:
    if number < 20:
        return _ONES[number]
    if number < 100:
        return " ".join(filter(None, (_TENS[number // 10 * 10], number % 10 and _ONES[number % 10])))
    for name, size in (("thousand", 1000), ("hundred", 100)):
        if number >= size:
            rest = number % size
            said = f"{_said(number // size)} {name}"
            return f"{said}{' and ' if rest < 100 else ' '}{_said(rest)}" if rest else said
    raise ValueError(number)
