"""Files that people open in a spreadsheet."""

import re

# What a spreadsheet would reckon out instead of showing it, or what we have already kept it from.
FORMULA = re.compile(r"'*[=+\-@\t\r]")


def as_text(fact: object) -> str:
    """So that no spreadsheet takes a note for a formula."""
    words = "" if fact is None else str(fact)
    return f"'{words}" if FORMULA.match(words) else words


def as_meant(text: str) -> str:
    """What as_text was given."""
    return text[1:] if text[:1] == "'" and FORMULA.match(text) else text
