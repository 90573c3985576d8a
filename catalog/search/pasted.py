"""What was asked for, apart from what stands around it: an address, “do you have …”, “cheap”, a year."""

from __future__ import annotations

import re
from urllib.parse import unquote_plus

from catalog.search.query import Query

_ADDRESS = re.compile(r"\s*(?:https?://|www\.)\S+\s*", re.IGNORECASE)
_WITHIN_ADDRESS = re.compile(r"^\s*(?:https?://)?[^/?#]*|[?#].*$|/ref=.*$", re.IGNORECASE)
_NUMBER_IN_FRONT = re.compile(r"^\d+[._-]+|[._-]\d+$|\.html?$")
_ENCODED = re.compile(r"%[0-9A-Fa-f]{2}|^[^\s+]+(?:\+[^\s+]+)+$")

_BEGINNINGS = re.compile(
    r"(?:(?:hi|hello|hey)\W+)?"
    r"(?:do you (?:have|stock|sell)|have you got|can i (?:buy|get|order)|where can i (?:buy|get|find)"
    r"|(?:i(?: a|['’])?m |am |i was )?(?:looking|searching) for"
    r"|i(?: want|['’]d like| would like| need)(?: to (?:buy|read|order))?"
    r"|(?:it(?:['’]s| is) )called|currently reading|what is|who wrote)\b[\s:]*"
    r"(?:(?:(?:a|the|that|this) )?(?:book|novel|one)s?(?: (?:called|titled|named|about|by))?\s+)?"
    r"|(?:(?:a|the|that) )?(?:book|novel)s? (?:called|titled|named|about)\s+",
    re.IGNORECASE,
)
_WORDS = {
    "1st", "2nd", "3rd", "about", "all", "amazon", "anniversary", "author", "barnes", "best", "bestseller",
    "bibliography", "box", "boxed", "boxset", "buy", "called", "cheap", "cheapest", "co", "collection", "com",
    "complete", "copy", "do", "edition", "find", "first", "forget", "forgot", "free", "goodreads", "hand", "have",
    "hb", "hc", "http", "https", "i", "illustrated", "isbn", "latest", "like", "looking", "maybe", "movie", "my",
    "name", "new", "newest", "noble", "novels", "one", "online", "order", "pb", "pbk", "pdf", "press", "price",
    "print", "published", "publisher", "publishers", "read", "remember", "reprint", "review", "reviews", "revised",
    "sale", "second", "set", "short", "signed", "some", "something", "stock", "store", "stories", "summary", "that",
    "there", "thing", "think", "this", "tie", "title", "titled", "uk", "unabridged", "used", "want", "was", "what",
    "where", "who", "wikipedia", "works", "written", "you",
}  # fmt: skip


def within_address(text: str) -> str:
    """The words of an address that say which book it is about; any other text as it is."""
    if _ADDRESS.fullmatch(text):
        parts = [unquote_plus(part) for part in _WITHIN_ADDRESS.sub("", text).split("/")]
        parts = [re.sub(r"[_-]+", " ", _NUMBER_IN_FRONT.sub("", part)) for part in parts]
        return max(parts, key=lambda part: (len(part.split()), len(part)), default="") or text
    return unquote_plus(text) if _ENCODED.search(text) else text


def without_asking(text: str) -> str:
    """“Do you have Emma?” asks for Emma."""
    return _BEGINNINGS.sub("", text, count=1) if _BEGINNINGS.match(text) else text


def set_aside(query: Query) -> bool:
    """Words that say what is wanted of a book rather than which need not be found; False if there are none."""
    aside = [term for term in query.terms if not term.is_aside and (term.typed in _WORDS or _is_year(term.typed))]
    if len(aside) == len(query.needed):
        return False
    for term in aside:
        term.is_aside, term.is_weak, term.is_little = True, True, False
    return bool(aside)


def _is_year(word: str) -> bool:
    return len(word) == 4 and word.isdecimal() and "1400" < word < "2100"
