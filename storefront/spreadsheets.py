"""Files that people open in a spreadsheet."""


def as_text(fact: object) -> str:
    """So that no spreadsheet takes a note for a formula."""
    words = "" if fact is None else str(fact)
    return f"'{words}" if words[:1] in {"=", "+", "-", "@", "\t", "\r"} else words
