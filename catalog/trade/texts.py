"""Descriptions from outside, made fit for our pages."""

import html
import re

import nh3

from catalog.models.books import TEXT_TAGS

LONGEST = 50_000  # characters; what is longer is no description


class TooLong(ValueError):
    """No description; its text is a sentence."""


# Paragraphs of nothing but letters are what the cleaner makes of them: most descriptions, and a third of the time.
_IS_CLEAN = re.compile(r"(?:<p>[^<>&\x00-\x1f\x7f-\xa0]+</p>)+")
_LOOKS_LIKE_TAGS = re.compile(r"</?(p|br|b|i|em|strong|ul|ol|li|div|span|blockquote)\b[^<>]*>", re.IGNORECASE)


def clean_html(text: str) -> str:
    """Simple HTML, whatever came: escaped tags are unwrapped, plain text gets paragraphs, all else is taken out.

    Raises TooLong.
    """
    if len(text) > LONGEST:
        raise TooLong(f"The description has {len(text):,} characters; we take up to {LONGEST:,}.")
    text = text.strip()
    if _IS_CLEAN.fullmatch(text):
        return text
    for _ in range(2):  # doubled escapes are common
        if not _LOOKS_LIKE_TAGS.search(text) and "&" in text:
            text = html.unescape(text)
    if not _LOOKS_LIKE_TAGS.search(text):
        parts = [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]
        text = "".join(f"<p>{html.escape(part, quote=False)}</p>" for part in parts)
    return _CLEANER.clean(text)


_CLEANER = nh3.Cleaner(
    tags=TEXT_TAGS,
    attributes={"a": {"href"}},
    url_schemes={"http", "https"},
    link_rel="nofollow noopener",
    clean_content_tags={"script", "style", "iframe", "object", "template"},
)
