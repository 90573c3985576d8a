"""How people are filed where the file does not say."""

import unicodedata
from functools import lru_cache

PARTICLES = {"le", "la", "du", "de", "van", "von", "ní", "mccall", "garcía", "ruiz", "st."}


@lru_cache(maxsize=50_000)
def filed_under(name: str) -> str:
    """“Ursula K. Le Guin” → “Le Guin, Ursula K.”; particles stay with the surname, “Jr.” at the end."""
    words = name.split()
    if len(words) == 1 or not _is_latin(name):
        return name
    end = len(words) - 1 if words[-1] == "Jr." and len(words) > 2 else len(words)
    start = end - 1
    while start > 1 and words[start - 1].lower() in PARTICLES:
        start -= 1
    return f"{' '.join(words[start:end])}, {' '.join([*words[:start], *words[end:]])}"


def _is_latin(name: str) -> bool:
    return all("LATIN" in unicodedata.name(letter, "") for letter in name if letter.isalpha())
