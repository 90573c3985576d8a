"""Ruled and centred: a frame, an ornament, the title between; on paper or on a dark ground."""

from __future__ import annotations

import math

from catalog.covers.canvas import Box, Canvas
from catalog.covers.designs.patterns import PATTERNS, lens
from catalog.covers.dice import seeded
from catalog.covers.sheet import BOOKISH, ENGRAVED, LEANING, Sheet, Voice

PAGE = Box(0, 0, 600, 900)


def draw(sheet: Sheet) -> None:
    canvas, palette = sheet.canvas, sheet.palette
    canvas.fill(palette.ground)
    accent = palette.accents[0]
    inner = sheet.house.choice(FRAMES)(sheet, accent)
    voice = sheet.house.choice((ENGRAVED, BOOKISH, LEANING, ENGRAVED))
    lettering(sheet, inner, voice)


def lettering(sheet: Sheet, inner: Box, voice: Voice) -> None:
    palette, words = sheet.palette, sheet.words
    area = inner.inset(34, 44)
    foot = Box(area.left, area.bottom - 18, area.right, area.bottom)
    sheet.column(
        [sheet.small(words.publisher, share=0.99, face=voice.rest, largest=18)],
        foot,
        palette.ink,
        palette.ground,
        "center",
        "bottom",
    )
    head = Box(area.left, area.top, area.right, area.top + 62)
    author = sheet.author(voice, 32, share=0.99)
    sheet.column([author], head, palette.ink, palette.ground, "center")
    middle = Box(area.left, area.top + 100, area.right, area.top + 430)
    parts = [
        sheet.title(voice, 96),
        sheet.subtitle(voice, 30),
        sheet.small(words.series, gap=30, face=voice.rest, largest=20),
    ]
    sheet.column(parts, middle, palette.ink, palette.ground, "center", "middle")
    ornament = sheet.dice.choice(ORNAMENTS)
    ornament(
        sheet.canvas,
        (area.left + area.right) / 2,
        (middle.bottom + foot.top) / 2 + 4,
        104,
        palette.second,
        palette.accents[0],
        palette.ground,
    )


# Frames: each returns the room inside.


def thick_and_thin(sheet: Sheet, accent: str) -> Box:
    canvas, ink, page = sheet.canvas, sheet.palette.ink, PAGE
    canvas.frame(page.inset(28), 8, accent)
    canvas.frame(page.inset(44), 2, ink)
    return page.inset(46)


def double(sheet: Sheet, accent: str) -> Box:
    canvas, ground, ink, page = sheet.canvas, sheet.palette.ground, sheet.palette.ink, PAGE
    canvas.frame(page.inset(34), 2.2, ink)
    canvas.frame(page.inset(42), 2.2, ink)
    for x in (42, 558):
        for y in (42, 858):
            canvas.disc(x, y, 13, ground)
            canvas.disc(x, y, 7, accent)
    return page.inset(44)


def corners(sheet: Sheet, accent: str) -> Box:
    """A single rule, drawn in at the corners."""
    canvas, ground, ink, page = sheet.canvas, sheet.palette.ground, sheet.palette.ink, PAGE
    canvas.frame(page.inset(32), 3, ink)
    for x, dx in ((32, 1), (568, -1)):
        for y, dy in ((32, 1), (868, -1)):
            canvas.disc(x, y, 40, ground)
            start = {(1, 1): 0, (-1, 1): 90, (-1, -1): 180, (1, -1): 270}[dx, dy]
            canvas.pie(x, y, 40, start, start + 90, ink)
            canvas.pie(x, y, 37, start, start + 90, ground)
            canvas.disc(x + 12 * dx, y + 12 * dy, 5, accent)
    return page.inset(40)


def inlaid(sheet: Sheet, accent: str) -> Box:
    """A broad border in the accent, with a fine line in it."""
    canvas, ground, ink, page = sheet.canvas, sheet.palette.ground, sheet.palette.ink, PAGE
    canvas.fill(accent)
    canvas.rect(page.inset(36), ground)
    canvas.frame(page.inset(46), 2, ink)
    return page.inset(48)


def wide_band(sheet: Sheet, accent: str) -> Box:
    """Rules at head and foot only, as on a title page."""
    canvas, ink = sheet.canvas, sheet.palette.ink
    for y, thick in ((40, 9), (54, 2), (844, 2), (851, 9)):
        canvas.rule(40, 560, y, thick, accent if thick > 2 else ink)
    return Box(36, 50, 564, 850)


def patterned(sheet: Sheet, accent: str) -> Box:
    """A border of patterned paper, the same for all books of the house."""
    palette = sheet.palette
    sheet.canvas.fill(accent)
    pattern = sheet.house.choice(PATTERNS)
    pattern(sheet.canvas, PAGE, (accent, palette.ground, *palette.accents[1:]), seeded(pattern.__name__))
    sheet.canvas.rect(PAGE.inset(66), palette.ground)
    sheet.canvas.frame(PAGE.inset(78), 2, palette.ink)
    return PAGE.inset(72)


FRAMES = (thick_and_thin, corners, double, inlaid, wide_band, patterned, patterned)


# Ornaments: drawn within a circle of the given size.


def rosette(canvas: Canvas, x: float, y: float, size: float, ink: str, accent: str, ground: str) -> None:
    for n in range(8):
        lens(canvas, x, y, size / 2, 45 * n, ink if n % 2 else accent, 0.42)
    canvas.disc(x, y, size * 0.09, ground)


def sun(canvas: Canvas, x: float, y: float, size: float, ink: str, accent: str, ground: str) -> None:
    for n in range(16):
        a, b = math.pi * n / 8, math.pi * (n + 0.5) / 8
        reach = size * (0.5 if n % 2 else 0.42)
        tip = (x + reach * math.cos((a + b) / 2), y + reach * math.sin((a + b) / 2))
        canvas.shape(
            [
                (x + size * 0.2 * math.cos(a), y + size * 0.2 * math.sin(a)),
                tip,
                (x + size * 0.2 * math.cos(b), y + size * 0.2 * math.sin(b)),
            ],
            ink,
        )
    canvas.disc(x, y, size * 0.2, accent)


def crescent(canvas: Canvas, x: float, y: float, size: float, ink: str, accent: str, ground: str) -> None:
    """A waning moon."""
    canvas.disc(x, y, size * 0.4, accent)
    canvas.disc(x - size * 0.17, y - size * 0.05, size * 0.35, ground)


def laurel(canvas: Canvas, x: float, y: float, size: float, ink: str, accent: str, ground: str) -> None:
    for side in (-1, 1):
        for n in range(5):
            turn = math.radians(90 - side * (24 + 30 * n))
            px, py = x + size * 0.4 * math.cos(turn), y + size * 0.4 * math.sin(turn)
            lens(canvas, px, py, size * 0.26, math.degrees(turn) - side * 62, ink, 0.46)
    canvas.disc(x, y, size * 0.1, accent)


def star(canvas: Canvas, x: float, y: float, size: float, ink: str, accent: str, ground: str) -> None:
    for n in range(4):
        for turn, reach, colour in ((90 * n, 0.5, ink), (90 * n + 45, 0.3, accent)):
            lens(canvas, x, y, size * reach, turn, colour, 0.26)


def leaf(canvas: Canvas, x: float, y: float, size: float, ink: str, accent: str, ground: str) -> None:
    canvas.line((x, y + size * 0.5), (x, y - size * 0.3), 2.6, ink)
    for n, reach in enumerate((0.36, 0.32, 0.26)):
        for side in (-1, 1):
            lens(canvas, x, y + size * (0.34 - 0.22 * n), size * reach, -90 + side * 54, ink, 0.42)
    lens(canvas, x, y - size * 0.18, size * 0.32, -90, accent, 0.46)


def lozenge(canvas: Canvas, x: float, y: float, size: float, ink: str, accent: str, ground: str) -> None:
    for dx, reach, colour in (
        (-0.42, 0.1, ink),
        (0.42, 0.1, ink),
        (-0.22, 0.14, ink),
        (0.22, 0.14, ink),
        (0, 0.2, accent),
    ):
        cx, r = x + dx * size, reach * size
        canvas.shape([(cx, y - r * 1.3), (cx + r * 0.8, y), (cx, y + r * 1.3), (cx - r * 0.8, y)], colour)


def wave(canvas: Canvas, x: float, y: float, size: float, ink: str, accent: str, ground: str) -> None:
    for n, colour in enumerate((ink, accent, ink)):
        line = [
            (
                x - size * 0.55 + size * 1.1 * t / 40,
                y + (n - 1) * size * 0.16 + size * 0.06 * math.sin(t / 40 * 6 * math.pi),
            )
            for t in range(41)
        ]
        canvas.curve(line, 4, colour)


def eye(canvas: Canvas, x: float, y: float, size: float, ink: str, accent: str, ground: str) -> None:
    lens(canvas, x - size * 0.5, y, size, 0, ink, 0.58)
    lens(canvas, x - size * 0.43, y, size * 0.86, 0, ground, 0.52)
    canvas.disc(x, y, size * 0.17, accent)
    canvas.disc(x, y, size * 0.07, ground)


ORNAMENTS = (rosette, sun, crescent, laurel, star, leaf, lozenge, wave, eye)
