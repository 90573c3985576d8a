"""The bundled typefaces: which characters each one has, how wide its letters run, and Pillow's font at a size."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont, features

FOLDER = Path(__file__).parent / "fonts"
MEASURE = 400  # pixels per em at which widths are measured: whole-pixel advances are then exact to 0.25 %


@dataclass(frozen=True)
class Face:
    """`size` evens out how large the families look at the same nominal size; `leading` is in ems of that size."""

    file: str
    size: float = 1.0
    leading: float = 1.1
    shaped: bool = False

    def __str__(self) -> str:
        return self.file.removesuffix(".ttf")


GARAMOND = Face("garamond.ttf", 1.08, 1.05)
GARAMOND_ITALIC = Face("garamond-italic.ttf", 1.1, 1.06)
INSTRUMENT = Face("instrument.ttf", 1.12, 1.0)
FRAUNCES = Face("fraunces.ttf", 0.94, 1.04)
JOST = Face("jost.ttf", 0.96, 1.16)
JOST_BOLD = Face("jost-bold.ttf", 0.94, 1.1)
SOFIA = Face("sofia.ttf", 1.2, 0.94)
HEBREW = Face("hebrew.ttf", 1.0, 1.15, shaped=True)
ARABIC = Face("arabic.ttf", 1.1, 1.45, shaped=True)
DEVANAGARI = Face("devanagari.ttf", 0.95, 1.35, shaped=True)
JAPANESE = Face("japanese.ttf", 0.92, 1.25)
KOREAN = Face("korean.ttf", 0.9, 1.3)

# Who stands in when the wished face lacks a letter: the nearest in colour first.
STAND_INS = {
    SOFIA: (JOST_BOLD, GARAMOND),
    FRAUNCES: (GARAMOND, JOST_BOLD),
    INSTRUMENT: (GARAMOND,),
    GARAMOND_ITALIC: (GARAMOND,),
    JOST_BOLD: (JOST, GARAMOND),
    JOST: (JOST_BOLD, GARAMOND),
}
OTHER_SCRIPTS = (JAPANESE, KOREAN, HEBREW, ARABIC, DEVANAGARI)
JOINERS = frozenset("\u200c\u200d")  # they steer the shaping of Arabic and Devanagari, and are nothing elsewhere


@lru_cache(maxsize=1)
def can_shape() -> bool:
    """Arabic letters are joined, and right-to-left lines are turned, only by raqm; a system may lack it."""
    return features.check("raqm")


@lru_cache(maxsize=16)
def characters(face: Face) -> frozenset[int]:
    # fontTools is only needed to build the fonts; Pillow cannot list a font's characters, so they lie beside it.
    codes: set[int] = set()
    for part in (FOLDER / "coverage" / f"{face}.txt").read_text().split():
        first, _, last = part.partition("-")
        codes.update(range(int(first, 16), int(last or first, 16) + 1))
    return frozenset(codes)


def has(face: Face, text: str) -> bool:
    if face.shaped and not can_shape():
        return False
    known = characters(face)
    return all(ord(c) in known or (face.shaped and c in JOINERS) for c in text)


def face_for(text: str, wished: Face) -> Face | None:
    """The wished face, or the nearest one that has every letter; none if no face of ours has them all."""
    candidates = (wished, *STAND_INS.get(wished, ()), GARAMOND, JOST, *OTHER_SCRIPTS)
    return next((face for face in candidates if has(face, text)), None)


def drawable(text: str) -> str:
    """The text without what no face has (emoji and the like); nothing if many of its letters would be lost."""
    if not text.strip("".join(JOINERS) + " "):
        return ""
    if face_for(text, GARAMOND):
        return text
    best = max((GARAMOND, *OTHER_SCRIPTS), key=lambda face: sum(has(face, c) for c in text if c.isalnum()))
    kept = "".join(c if has(best, c) else " " if unicodedata.category(c).startswith("Z") else "" for c in text)
    letters = sum(c.isalnum() for c in text)
    if sum(c.isalnum() for c in kept) < 0.8 * letters or not letters:
        return ""
    return " ".join(kept.split()).strip(" -–—:,;")


@lru_cache(maxsize=256)
def font(face: Face, pixels: float) -> ImageFont.FreeTypeFont:
    layout = ImageFont.Layout.RAQM if face.shaped else ImageFont.Layout.BASIC
    return ImageFont.truetype(FOLDER / face.file, pixels, layout_engine=layout)


@lru_cache(maxsize=8192)
def width(face: Face, text: str) -> float:
    """Advance in ems, at the face's own size."""
    return font(face, MEASURE).getlength(text) / MEASURE * face.size


@lru_cache(maxsize=8192)
def ink(face: Face, text: str) -> tuple[float, float, float, float]:
    """What is really blackened, in ems from the start of the baseline: left, top (negative is up), right, bottom."""
    left, top, right, bottom = font(face, MEASURE).getbbox(text, anchor="ls")
    return tuple(edge / MEASURE * face.size for edge in (left, top, right, bottom))


@lru_cache(maxsize=16)
def cap_height(face: Face) -> float:
    """How high a first line stands; scripts without capitals use their own tall letters."""
    sample = next(letters for letters in ("H", "א", "ا", "क", "あ", "가") if has(face, letters))
    return -ink(face, sample)[1]


def is_right_to_left(text: str) -> bool:
    first = next((c for c in text if unicodedata.bidirectional(c) in {"L", "R", "AL"}), "")
    return bool(first) and unicodedata.bidirectional(first) in {"R", "AL"}
