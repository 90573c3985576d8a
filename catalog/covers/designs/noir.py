"""Light and shadow for crime: one hard-edged sign of something that happened, and condensed capitals."""

from __future__ import annotations

import math
from random import Random

from catalog.covers.canvas import Box, Canvas
from catalog.covers.palettes import Palette, mixed
from catalog.covers.sheet import LOUD, Sheet


def draw(sheet: Sheet) -> None:
    canvas, palette = sheet.canvas, sheet.palette
    canvas.fill(palette.ground)
    title_on_top = sheet.house.random() < 0.5
    field = Box(0, 380, 600, 900) if title_on_top else Box(0, 0, 600, 520)
    part = canvas.window(field, palette.ground)
    sheet.dice.choice((blinds, keyhole, shot, door, shadow, stairwell, print_of_a_finger, lamp))(
        part, palette, sheet.dice
    )
    canvas.close(part, field)
    words = sheet.words
    parts = [
        sheet.small(words.series, gap=0, largest=20),
        sheet.title(LOUD, 150, gap=22 if words.series else 0),
        sheet.subtitle(LOUD, 25, gap=20),
        sheet.author(LOUD, 29, gap=30, most_lines=1, ink=palette.second),
    ]
    box = Box(44, 50, 556, 344) if title_on_top else Box(44, 556, 556, 854)
    sheet.column(parts, box, palette.ink, palette.ground, vertical="top" if title_on_top else "bottom")


def blinds(canvas: Canvas, palette: Palette, dice: Random) -> None:
    """A window's light, sliced by a blind, falling askew."""
    slant, slats = dice.choice((-0.35, -0.2, 0.2, 0.35)), dice.choice((8, 9, 11))
    left, right = 110, 490
    for slat in range(slats):
        y = 60 + slat * 400 / slats
        high = 400 / slats * 0.6
        lift = (right - left) * slant / 2
        canvas.shape(
            [(left, y + lift), (right, y - lift), (right, y - lift + high), (left, y + lift + high)], palette.accents[0]
        )
    canvas.rect(Box(294, -5, 306, 600), palette.ground)
    if dice.random() < 0.6:
        figure(canvas, dice.choice((200, 400)), 530, 2.1, palette.accents[1])


def figure(canvas: Canvas, x: float, foot: float, size: float, colour: str) -> None:
    """Someone in a coat and a hat, from behind."""
    outline = [
        (33, 0), (25, -78), (23, -88), (16, -97), (6, -101), (6, -106), (10, -112), (10, -121), (22, -123), (22, -126),
        (12, -129), (10, -141), (0, -139),
    ]  # fmt: skip
    mirrored = [(-dx, dy) for dx, dy in reversed(outline[:-1])]
    canvas.shape([(x + dx * size, foot + dy * size) for dx, dy in [*outline, *mirrored]], colour)


def keyhole(canvas: Canvas, palette: Palette, dice: Random) -> None:
    x, y = dice.choice((210, 300, 390)), 190
    canvas.disc(x, 260, 236, palette.accents[1])
    canvas.disc(x, y, 88, palette.accents[0])
    canvas.shape([(x - 40, y + 40), (x + 40, y + 40), (x + 92, 420), (x - 92, 420)], palette.accents[0])


def shot(canvas: Canvas, palette: Palette, dice: Random) -> None:
    """A hole in glass."""
    x, y = dice.uniform(180, 420), dice.uniform(180, 320)
    rays = dice.choice((15, 17, 19))
    ends = []
    for ray in range(rays):
        a = 2 * math.pi * (ray + dice.uniform(-0.4, 0.4)) / rays
        ends.append(a)
        reach = dice.uniform(260, 640) if ray % 2 else dice.uniform(70, 170)
        tip = (x + reach * math.cos(a), y + reach * math.sin(a))
        canvas.shape(
            [
                (x + 7 * math.cos(a + 1.57), y + 7 * math.sin(a + 1.57)),
                tip,
                (x + 7 * math.cos(a - 1.57), y + 7 * math.sin(a - 1.57)),
            ],
            palette.accents[0],
        )
    # Cracks run across only here and there: a full ring would be a spider's web.
    for a, b in zip(ends, ends[1:] + ends[:1], strict=True):
        if dice.random() < 0.4:
            near, far = dice.uniform(60, 130), dice.uniform(60, 130)
            start, end = (
                (x + near * math.cos(a), y + near * math.sin(a)),
                (x + far * math.cos(b), y + far * math.sin(b)),
            )
            canvas.line(start, end, 4, palette.accents[0])
    canvas.disc(x, y, 30, palette.accents[1])
    canvas.disc(x, y, 19, palette.ground)


def door(canvas: Canvas, palette: Palette, dice: Random) -> None:
    """A door ajar, and the light that falls out of it."""
    x = dice.choice((150, 240, 330))
    canvas.rect(Box(x, 60, x + 130, 340), palette.accents[0])
    side = dice.choice((-150, 130))
    canvas.shape([(x, 340), (x + 130, 340), (x + 130 + side, 560), (x - 90 + side, 560)], palette.accents[0])
    canvas.shape([(x + 130, 60), (x + 196, 34), (x + 196, 380), (x + 130, 340)], palette.accents[1])
    canvas.disc(x + 182, 214, 6, palette.ground)
    if dice.random() < 0.6:
        figure(canvas, x + 56, 341, 1.15, palette.ground)


def shadow(canvas: Canvas, palette: Palette, dice: Random) -> None:
    """Someone small, and what they throw."""
    x, y = dice.choice((150, 300, 430)), 250
    canvas.rect(Box(0, 120, 600, 540), palette.accents[0])
    lean = dice.choice((-170, 150))
    canvas.shape([(x - 20, y), (x + 20, y), (x + lean + 60, 530), (x + lean - 60, 530)], palette.ground)
    canvas.disc(x + lean, 535, 58, palette.ground)
    figure(canvas, x, y + 2, 0.86, mixed(palette.ground, "#000000", 0.15))


def stairwell(canvas: Canvas, palette: Palette, dice: Random) -> None:
    """A square staircase, looked down."""
    x, y = dice.uniform(260, 340), dice.uniform(230, 300)
    colours = (palette.accents[0], palette.ground, palette.accents[1], palette.ground)
    size, turn = 520.0, dice.uniform(0, 0.5)
    step = dice.choice((0.1, 0.14, 0.18)) * dice.choice((-1, 1))
    number = 0
    while size > 16:
        points = [
            (x + size * math.cos(turn + n * math.pi / 2), y + size * math.sin(turn + n * math.pi / 2)) for n in range(4)
        ]
        canvas.shape(points, colours[number % 4])
        size, turn, number = size * 0.84, turn + step, number + 1


def print_of_a_finger(canvas: Canvas, palette: Palette, dice: Random) -> None:
    """Ridges in a whorl, in an oval."""
    x, y, shift = dice.uniform(260, 340), 265, dice.uniform(0, 6)
    for number, radius in enumerate(range(16, 230, 17)):
        gap = dice.randrange(60)
        line = []
        for t in range(61):
            a = (t + gap) / 60 * 2 * math.pi
            wobble = 1 + 0.03 * math.sin(3 * a + shift + radius / 40)
            line.append((x + radius * 0.78 * wobble * math.cos(a), y + radius * 1.06 * wobble * math.sin(a)))
        canvas.curve(line[: 61 - dice.choice((0, 4, 7))], 8, palette.accents[0] if number != 9 else palette.accents[1])


def lamp(canvas: Canvas, palette: Palette, dice: Random) -> None:
    """A street lamp's cone."""
    x = dice.choice((170, 300, 430))
    canvas.shape([(x - 14, 96), (x + 14, 96), (x + 200, 540), (x - 200, 540)], palette.accents[0])
    canvas.shape([(x - 44, 98), (x - 16, 60), (x + 16, 60), (x + 44, 98)], palette.accents[1])
    canvas.rect(Box(x - 3, 0, x + 3, 62), palette.accents[1])
    figure(canvas, x + dice.choice((-60, 0, 56)), 470, 1.05, palette.ground)
