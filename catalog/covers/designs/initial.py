"""A letter so large that the page cuts it off."""

from __future__ import annotations

from catalog.covers import faces
from catalog.covers.canvas import Box, Canvas, letters
from catalog.covers.faces import FRAUNCES, GARAMOND, GARAMOND_ITALIC, JOST_BOLD, SOFIA, Face, face_for
from catalog.covers.sheet import LEANING, LOUD, MODERN, PLAIN, STOUT, Sheet

# The letter's face, and the voice that goes with it.
PAIRS = ((FRAUNCES, STOUT), (GARAMOND_ITALIC, LEANING), (JOST_BOLD, PLAIN), (SOFIA, LOUD), (GARAMOND, MODERN))
FIELD = Box(0, 0, 600, 580)
NEEDS_SERIFS = set("IJL1İ|")  # mere bars without them


def draw(sheet: Sheet) -> None:
    canvas, palette = sheet.canvas, sheet.palette
    face, voice = sheet.house.choice(PAIRS)
    turned = sheet.dice.random() < 0.35
    ground, colour = (palette.accents[0], palette.ground) if turned else (palette.ground, palette.accents[0])
    part = canvas.window(FIELD, ground)
    giant(sheet, part, face, colour)
    canvas.fill(palette.ground)
    canvas.close(part, FIELD)
    if not turned:
        canvas.rule(0, 600, FIELD.bottom, 3, palette.ink)
    parts = [sheet.title(voice, 88), sheet.subtitle(voice, 25, gap=16)]
    author = sheet.author(voice, 30, capitals=False, tracking=0.0, ink=palette.second)
    sheet.head_and_foot(parts, author, Box(44, 622, 556, 862), palette.ink, palette.ground)


def giant(sheet: Sheet, part: Canvas, wished: Face, colour: str) -> None:
    letter = sheet.words.initial
    if letter in NEEDS_SERIFS and wished in (JOST_BOLD, SOFIA):
        wished = FRAUNCES
    face = face_for(letter, wished) if letter else None
    if face is None:
        part.disc(400, 260, 330, colour)
        part.disc(400, 260, 150, sheet.palette.paper)
        return
    left, top, right, bottom = faces.ink(face, letter)
    # A little higher or wider than the field, so that one or two of its edges cut the letter and it can still be read.
    size = min(FIELD.height * 1.12 / max(bottom - top, 0.2), FIELD.width * 1.16 / max(right - left, 0.2))
    mask, _ = letters(letter, face, size * part.scale, 0.0)
    wide, high = mask.width / part.scale, mask.height / part.scale
    x = sheet.dice.choice((600 - wide * 0.9, -wide * 0.08, (600 - wide) / 2))
    y = sheet.dice.choice((-high * 0.1, FIELD.height - high * 0.9))
    part.image.paste(colour, (round(x * part.scale), round(y * part.scale)), mask)
