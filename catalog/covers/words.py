"""What is printed: the book's words cleaned, with real quotes and dashes, and only what our faces can draw."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Protocol

from catalog.covers.faces import JOINERS, drawable

LONGEST = 220  # characters; what follows would be too small to read on any cover
ALONE = 70  # a title longer than this needs the subtitle's room
LONG_TITLE = 14  # from here on a title with a colon is set as title and subtitle
# Accents that no letter of Unicode includes (Russian stress marks): plain layout would set them askew.
STRAY_ACCENTS = re.compile("[\u0300-\u036f]")
UNWANTED = {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}
# German, French, Spanish, Italian and Dutch articles too: “Der Prozess” files, and begins, with P.
ARTICLES = {
    "the",
    "a",
    "an",
    "der",
    "die",
    "das",
    "ein",
    "eine",
    "le",
    "la",
    "les",
    "un",
    "une",
    "el",
    "los",
    "las",
    "il",
    "lo",
    "de",
    "het",
}


class BookText(Protocol):
    isbn13: str
    title: str
    subtitle: str
    author: str
    publisher: str
    subject: str
    series: str
    number: str


@dataclass(frozen=True)
class Words:
    title: str
    subtitle: str
    author: str
    publisher: str
    series: str

    @property
    def initial(self) -> str:
        """The letter the title is filed under, with its accent, in capitals; nothing if it has no letter or figure."""
        words = self.title.split()
        if len(words) > 1 and words[0].lower() in ARTICLES:
            words = words[1:]
        letter = next((c for word in words for c in word if c.isalnum()), "")
        return letter.upper()[:1]


def words_of(text: BookText) -> Words:
    """Never without a title: where the title cannot be drawn the author stands in, then the ISBN."""
    title, subtitle = split_title(tidy(text.title), tidy(text.subtitle))
    title, subtitle, author = drawable(title), drawable(subtitle), drawable(tidy(text.author))
    if len(title) > ALONE:
        subtitle = ""
    if not title:
        title, subtitle, author = author or isbn_in_groups(text.isbn13), "", ""
    return Words(
        title=title,
        subtitle=subtitle,
        author=author,
        publisher=drawable(tidy(text.publisher)),
        series=series_line(title, drawable(tidy(text.series)), drawable(tidy(text.number))),
    )


def tidy(text: str) -> str:
    """Composed, on one line, not endless, without control characters, with the printer's quotes and dashes."""
    composed = STRAY_ACCENTS.sub("", unicodedata.normalize("NFC", text[: LONGEST * 4]))
    kept = "".join(c if wanted(c) else " " if c.isspace() else "" for c in composed)
    shortened = shorten(" ".join(kept.split()), LONGEST)
    return with_real_quotes(shortened)


def wanted(character: str) -> bool:
    category = unicodedata.category(character)
    return category not in UNWANTED and (category != "Cf" or character in JOINERS)


def shorten(text: str, longest: int) -> str:
    if len(text) <= longest:
        return text
    head = text[:longest]
    return (head.rsplit(" ", 1)[0] if " " in head[longest // 2 :] else head).rstrip(" ,;:–—-") + "…"


def with_real_quotes(text: str) -> str:
    text = re.sub(r"\.{3,}", "…", text)
    text = re.sub(r"\s*--+\s*", " – ", text).replace(" - ", " – ")
    # A pair of single quotes opens and closes; any other is an apostrophe, at the start of a word too (’Tis, ’60s).
    text = re.sub(r"(^|[\s(\[–—“])'(?=\w)((?:[^']|(?<=\w)'(?=\w))*)'(?!\w)", r"\1‘\2’", text).replace("'", "’")
    return re.sub(r"(^|[\s(\[–—‘])\"(?=\S)", r"\1“", text).replace('"', "”").strip()


def split_title(title: str, subtitle: str) -> tuple[str, str]:
    """“Sapiens: A Brief History of Humankind” is a title and a subtitle, when it is long and has none of its own."""
    head, colon, tail = title.partition(": ")
    if subtitle or not colon or len(title) < LONG_TITLE or len(head) < 2 or not tail:
        return title, subtitle
    return head, tail


def series_line(title: str, series: str, number: str) -> str:
    """The series and the volume; nothing if it would only repeat the title."""
    if number and series and number not in series.split():
        return f"{series} · {number}"
    return "" if series.casefold() in title.casefold() else series


def isbn_in_groups(isbn13: str) -> str:
    """For a cover with nothing else to say: 978 · 4 10 3534 · 2."""
    digits = "".join(c for c in isbn13 if c.isascii() and c.isalnum()) or "978"
    return " ".join(digits[start : start + 4] for start in range(0, len(digits[:13]), 4))
