"""A view in flat shapes: hills, sea, mountains, dunes, woods or roofs under a sun or a moon; the title in the sky."""

from __future__ import annotations

import math
from random import Random

from catalog.covers.canvas import Box, Canvas
from catalog.covers.designs.patterns import lens
from catalog.covers.palettes import Palette, contrast, luminance, mixed
from catalog.covers.sheet import BOOKISH, ENGRAVED, MODERN, Sheet

HORIZON = 500
FLAT = 1.9  # contrast under which the ranges would run into one another


def draw(sheet: Sheet) -> None:
    canvas, palette, dice = sheet.canvas, sheet.palette, sheet.dice
    canvas.fill(palette.ground)
    radius = dice.uniform(48, 92)
    canvas.disc(dice.uniform(130, 470), dice.uniform(392 + radius, HORIZON + 20), radius, palette.accents[0])
    dice.choice((hills, sea, mountains, dunes, woods, roofs, hills))(canvas, layers(palette), dice)
    voice = sheet.house.choice((MODERN, BOOKISH, ENGRAVED))
    align = "center" if voice is not MODERN else "left"
    words, box = sheet.words, Box(46, 54, 554, HORIZON - 120)
    parts = [
        sheet.title(voice, 92),
        sheet.subtitle(voice, 28, gap=22),
        sheet.author(voice, 30, gap=36),
        sheet.small(words.series, gap=20, face=voice.rest, largest=18),
    ]
    sheet.column(parts, box, palette.ink, palette.ground, align)


def layers(palette: Palette) -> list[str]:
    """From the far, hazy range to the near, dark ground; and last the light in the windows."""
    near = min((palette.ground, palette.ink, palette.paper_ink), key=luminance)
    if near == palette.ground:
        near = mixed(near, "#000000", 0.3)
    far = palette.accents[1]
    if contrast(far, near) < FLAT:
        far = mixed(palette.ground, palette.accents[2], 0.6)
    return [
        mixed(far, palette.ground, 0.45),
        far,
        mixed(far, near, 0.45),
        mixed(far, near, 0.75),
        near,
        palette.accents[0],
    ]


def ridge(canvas: Canvas, y: float, lift: float, dice: Random, colour: str, roughness: float = 1.0) -> None:
    """A soft skyline, of three waves that never fall together."""
    waves = [
        (dice.uniform(0.5, 1.1), 1.0),
        (dice.uniform(1.3, 2.2), 0.4 * roughness),
        (dice.uniform(3, 5), 0.12 * roughness),
    ]
    shifts = [dice.uniform(0, 2 * math.pi) for _ in waves]
    line = []
    for x in range(-10, 621, 10):
        rise = sum(
            share * math.sin(x / 600 * 2 * math.pi * often + shift)
            for (often, share), shift in zip(waves, shifts, strict=True)
        )
        line.append((float(x), y - lift * rise))
    canvas.shape([(-10, 905), *line, (610, 905)], colour)


def hills(canvas: Canvas, colours: list[str], dice: Random) -> None:
    for number, colour in enumerate(colours[:-1]):
        ridge(canvas, HORIZON + 40 + number * 82, 46 - number * 3, dice, colour)


def dunes(canvas: Canvas, colours: list[str], dice: Random) -> None:
    """Crests with one side in the light."""
    for number in range(4):
        y, x = HORIZON + 50 + number * 95, dice.uniform(120, 480)
        crest = [(x, y - 34)] + [
            (x + 26 * math.sin(t / 9 * math.pi * 1.2) * (1 - t / 12), y - 34 + t * 46) for t in range(1, 11)
        ]
        left = [(-10, y + 60), (x * 0.45, y + 22)]
        right = [(x + (600 - x) * 0.5, y + 26), (610, y + 52)]
        canvas.shape([*left, *crest[:1], *right, (610, 905), (-10, 905)], colours[number])
        canvas.shape([*crest, (610, 905), right[1], right[0]], colours[number + 1])


def sea(canvas: Canvas, colours: list[str], dice: Random) -> None:
    """Water in bars that shorten towards the light, and perhaps one sail."""
    canvas.rect(Box(0, HORIZON + 40, 600, 900), colours[1])
    y, step, number = HORIZON + 62.0, 13.0, 0
    while y < 900:
        # Long, low crests: farther apart, thicker and darker towards the beach.
        for _ in range(2):
            wide, x = dice.uniform(120, 260) * (0.5 + step / 36), dice.uniform(-80, 600)
            tone = colours[2 + min(2, number // 4)]
            lens(canvas, x, y, wide, 0, tone, step * 0.34 / wide)
        y, step, number = y + step, step * 1.14, number + 1
    if dice.random() < 0.7:
        x, size = dice.uniform(150, 450), dice.uniform(40, 62)
        base = HORIZON + 46
        canvas.shape([(x, base - size * 1.5), (x + size * 0.75, base - 6), (x, base - 6)], colours[4])
        canvas.shape([(x - 5, base - size * 1.15), (x - 5, base - 6), (x - size * 0.5, base - 6)], colours[4])
        canvas.shape(
            [
                (x - size * 0.6, base),
                (x + size * 0.75, base),
                (x + size * 0.5, base + 12),
                (x - size * 0.42, base + 12),
            ],
            colours[4],
        )


def mountains(canvas: Canvas, colours: list[str], dice: Random) -> None:
    """Three ranges of facets, the farthest lit from the side."""
    for number in range(3):
        y, x = HORIZON + 30 + number * 120, -60.0
        while x < 600:
            wide = dice.uniform(150, 330) - number * 20
            peak = (x + wide * dice.uniform(0.35, 0.65), y - wide * dice.uniform(0.28, 0.5))
            foot = y + 190
            canvas.shape([(x - 90, foot), peak, (x + wide + 90, foot)], colours[number + 1])
            bend = (peak[0] + wide * 0.06, peak[1] + (foot - peak[1]) * 0.45)
            canvas.shape([peak, (x + wide + 90, foot), (peak[0] + wide * 0.18, foot), bend], colours[number + 2])
            x += wide * 0.72
        canvas.rect(Box(0, y + 188, 600, 900), colours[number + 1])


def woods(canvas: Canvas, colours: list[str], dice: Random) -> None:
    """Firs in three depths."""
    for number in range(3):
        ridge(canvas, HORIZON + 90 + number * 130, 24, dice, colours[number + 1])
        x = -20.0
        while x < 620:
            tall = dice.uniform(70, 130) * (1 + number * 0.4)
            base = HORIZON + 118 + number * 130 + dice.uniform(-10, 14)
            for tier in range(3):
                half, top = tall * (0.13 + 0.07 * tier), base - tall + tall * 0.26 * tier
                canvas.shape(
                    [(x - half, top + tall * 0.44), (x, top), (x + half, top + tall * 0.44)], colours[number + 2]
                )
            canvas.rect(Box(x - 2.5, base - 10, x + 2.5, base + 22), colours[number + 2])
            x += tall * dice.uniform(0.32, 0.8)


def roofs(canvas: Canvas, colours: list[str], dice: Random) -> None:
    """A town: gables, flat roofs and towers, windows lit here and there."""
    light = colours[-1]
    for number in range(3):
        x, base = -20.0, HORIZON + 70 + number * 110
        while x < 600:
            wide, tall = dice.uniform(48, 104), dice.uniform(10, 110)
            top = base - tall
            colour = colours[number + 1 + (1 if dice.random() < 0.3 else 0)]
            canvas.rect(Box(x, top, x + wide, 900), colour)
            if dice.random() < 0.6:
                canvas.shape(
                    [(x - 3, top + 1), (x + wide / 2, top - wide * 0.42), (x + wide + 3, top + 1)], colours[number + 2]
                )
            if number and dice.random() < 0.75:
                for _ in range(3):
                    wx, wy = x + wide * dice.choice((0.2, 0.56)), top + dice.choice((20, 52, 84))
                    canvas.rect(Box(wx, wy, wx + 10, wy + 15), light)
            x += wide
