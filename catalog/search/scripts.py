"""Any letters as small Latin ones without accents: é as e, ø as o, я as ya, ψ as ps."""

from __future__ import annotations

import re
import unicodedata

from catalog.letters import WHOLE

# As English books spell Russian names; with letters of Ukrainian, Belarusian, Serbian and Macedonian.
_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z", "и": "i", "й": "y",
    "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f",
    "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu",
    "я": "ya", "і": "i", "ї": "yi", "є": "ye", "ґ": "g", "ў": "u", "ђ": "dj", "ј": "j", "љ": "lj", "њ": "nj",
    "ћ": "c", "џ": "dz",
}  # fmt: skip
# As English books spell the names of ancient Greeks.
_GREEK = {
    "α": "a", "β": "b", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "e", "θ": "th", "ι": "i", "κ": "k", "λ": "l",
    "μ": "m", "ν": "n", "ξ": "x", "ο": "o", "π": "p", "ρ": "r", "σ": "s", "ς": "s", "τ": "t", "υ": "y", "φ": "ph",
    "χ": "ch", "ψ": "ps", "ω": "o",
}  # fmt: skip
# й and ї are letters of their own, and no и and і with an accent.
_FROM_CYRILLIC, _FROM_GREEK = str.maketrans(_CYRILLIC), str.maketrans(_GREEK)
_GREEK_U = re.compile("ου|(?<=[αεη])υ")


def in_latin(text: str) -> str:
    """Small letters, in Latin ones where we can."""
    small = text.lower()
    if small.isascii():
        return small
    apart = unicodedata.normalize("NFKD", small.translate(_FROM_CYRILLIC))
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return _GREEK_U.sub("u", bare).translate(_FROM_GREEK).translate(WHOLE)
