"""What differs between two texts, word by word, short enough to be read in a table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WORD = re.compile(r"(?:<[^<>]*>|[^\s<]+|<)\s*")
MOST = 300  # words that are compared, from the first that differs
AROUND = 6  # words that are left standing beside a difference
AKIN = 0.4  # the share of words in common from which one text was made of the other

Part = tuple[str, str]  # "same", "gone" or "new"; words


def as_html(before: str, after: str) -> SafeString:
    """What went struck out, what came underlined."""
    marks = {"same": "{} ", "gone": "<del>{}</del> ", "new": "<ins>{}</ins> "}
    parts = ((format_html(marks[kind], words.strip()),) for kind, words in differences(before, after))
    return format_html_join("", "{}", parts)


def differences(before: str, after: str) -> list[Part]:
    """The parts of both texts in order; of what is the same, only what stands beside a difference."""
    old, new = WORD.findall(before), WORD.findall(after)
    start = _in_common(old, new)
    end = _in_common(old[start:][::-1], new[start:][::-1])
    gone, come = old[start : len(old) - end], new[start : len(new) - end]
    is_cut = max(len(gone), len(come)) > MOST
    parts = [
        ("same", _end_of(old[:start])),
        *_compared(gone[:MOST], come[:MOST]),
        ("same", "…" if is_cut else _beginning_of(old[len(old) - end :])),
    ]
    return [(kind, words) for kind, words in parts if words]


def _compared(old: list[str], new: list[str]) -> Iterator[Part]:
    matcher = SequenceMatcher(None, [word.rstrip() for word in old], [word.rstrip() for word in new], autojunk=False)
    if matcher.ratio() < AKIN:
        yield from (("gone", "".join(old)), ("new", "".join(new)))
        return
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        if kind == "equal":
            yield "same", _middle_of(old[start:end])
        else:
            yield from (("gone", "".join(old[start:end])), ("new", "".join(new[new_start:new_end])))


def _in_common(old: list[str], new: list[str]) -> int:
    """How many words both begin with."""
    pairs = enumerate(zip(old, new, strict=False))
    return next((count for count, (one, other) in pairs if one.rstrip() != other.rstrip()), min(len(old), len(new)))


def _beginning_of(words: list[str]) -> str:
    return "".join(words[:AROUND]) + ("…" if len(words) > AROUND else "")


def _end_of(words: list[str]) -> str:
    return ("… " if len(words) > AROUND else "") + "".join(words[-AROUND:])


def _middle_of(words: list[str]) -> str:
    return "".join(words) if len(words) <= 2 * AROUND else f"{_beginning_of(words)} {''.join(words[-AROUND:])}"
