"""Languages by name."""

from babel import Locale

ENGLISH = Locale("en", "GB")


def language_name(code: str) -> str:
    """“French” for fr, “Brazilian Portuguese” for pt-BR; the code itself where nobody knows it."""
    known = ENGLISH.languages
    return known.get(code.replace("-", "_")) or known.get(code.partition("-")[0]) or code
