"""Composed covers: a book without a picture gets one that could stand in the window.

    image = compose(CoverText(isbn13="9780141439518", title="Pride and Prejudice", author="Jane Austen"), 320)

Pure drawing: no database, no settings, no clock. The same text and width always give the same picture.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image

from catalog.covers import card
from catalog.covers.canvas import Canvas
from catalog.covers.choose import choose
from catalog.covers.designs import DESIGNS
from catalog.covers.sheet import Sheet
from catalog.covers.words import words_of

WIDTHS = (160, 320, 480, 800)  # what is served
NARROWEST, WIDEST = 60, 1600
DRAWN = 900  # at least so many pixels are drawn across, then brought down
AMPLE = 36  # bytes for each pixel of width: a lossless file above this is tried with loss too


@dataclass(frozen=True)
class CoverText:
    isbn13: str = ""
    title: str = ""
    subtitle: str = ""
    author: str = ""
    publisher: str = ""
    subject: str = ""  # Thema code
    series: str = ""
    number: str = ""


def compose(text: CoverText, width: int) -> Image.Image:
    """The cover, `width` pixels wide and half as high again."""
    width = min(max(int(width), NARROWEST), WIDEST)
    times = max(2, -(-DRAWN // width))
    canvas = draw(text, width * times, round(width * 1.5) * times)
    return canvas.image.reduce(times)


def draw(text: CoverText, pixels: int, high: int | None = None, design: str = "") -> Canvas:
    """The canvas at full size, with the record of every line set on it."""
    choice = choose(text)
    canvas = Canvas(pixels, high, choice.palette.ground)
    DESIGNS[design or choice.design](Sheet(canvas, words_of(text), choice.palette, choice.dice, choice.house))
    return canvas


def cover_bytes(text: CoverText, width: int, format: str = "WEBP") -> bytes:
    """Encoded for the web (WEBP), or for mail programs that know only PNG and JPEG."""
    return encoded(compose(text, width), format)


def encoded(image: Image.Image, format: str) -> bytes:
    if format != "WEBP":
        return saved(image, format, **{"PNG": {"optimize": True}, "JPEG": {"quality": 86, "optimize": True}}[format])
    # Flat inks are smaller, and their edges cleaner, without loss; cloth and dense patterns are not.
    exact = saved(image, "WEBP", lossless=True, quality=40, method=2)
    if len(exact) <= AMPLE * image.width:
        return exact
    return min(exact, saved(image, "WEBP", quality=78, method=4), key=len)


def saved(image: Image.Image, format: str, **options) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()


def og_card(text: CoverText, format: str = "PNG") -> bytes:
    """1200 × 630: the cover beside its title, for previews on other sites (which rarely read WebP)."""
    return encoded(card.lay_out(text, compose(text, round(card.HIGH / 1.5))), format)
