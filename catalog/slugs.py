"""The readable end of an address: “the-hobbit”, “garcia-marquez”, “война-и-мир”.

Latin letters lose their accents, since nobody types them. Every other script keeps its own letters: browsers show them,
search engines read them, and a transliteration would be right in one language and wrong in the next.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from catalog.letters import WHOLE

LONGEST = 80  # characters

# Combining marks that stand for a sound of their own, as the vowels of Devanagari and Thai do, and without which their
# words cannot be read: those below the points of Hebrew and Arabic in Unicode’s canonical order, and between those
# and the accents.
POINTS, ACCENTS = range(10, 37), range(200, 256)


@lru_cache(maxsize=4096)  # every page names all genres of the menu, some of them three times
def slug_of(text: str) -> str:
    """Of nothing but punctuation nothing is left: a hyphen stands in."""
    small = text.lower() if text.isascii() else _bare(text)
    kept = "".join(filter(_is_kept, small))
    return re.sub(r"[-\s]+", "-", kept)[:LONGEST].strip("-_") or "-"


def _bare(text: str) -> str:
    """Small letters, each in one way of writing it; Latin ones without accents, dashes of all kinds as hyphens."""
    return "".join(map(_plain, unicodedata.normalize("NFC", text.lower().translate(WHOLE))))


def _plain(letter: str) -> str:
    if unicodedata.category(letter) == "Pd":
        return "-"
    return "".join(filter(str.isascii, unicodedata.normalize("NFKD", letter))) or letter


def _is_kept(letter: str) -> bool:
    if unicodedata.category(letter).startswith("M"):
        place = unicodedata.combining(letter)
        return place not in POINTS and place not in ACCENTS
    return letter.isalnum() or letter in "-_" or letter.isspace()
