"""Scissors and coloured paper: leaves, pebbles, birds and fruit, laid around the title."""

from __future__ import annotations

import math
from random import Random

from catalog.covers.canvas import Box, Canvas
from catalog.covers.designs.patterns import lens
from catalog.covers.sheet import LEANING, MODERN, STOUT, Sheet

Place = tuple[float, float, float]  # x, y, size


def draw(sheet: Sheet) -> None:
    canvas, palette, dice = sheet.canvas, sheet.palette, sheet.dice
    canvas.fill(palette.ground)
    below = sheet.house.random() < 0.5
    field = Box(0, 0, 600, 520) if below else Box(0, 380, 600, 900)
    part = canvas.window(field, palette.ground)
    dice.choice((fronds, pebbles, branch, vase, birds, fruit, flowers))(part, palette.accents, dice)
    canvas.close(part, field)
    voice = sheet.house.choice((STOUT, MODERN, LEANING))
    parts = [sheet.title(voice, 92), sheet.subtitle(voice, 27, gap=20), sheet.author(voice, 28, gap=34, most_lines=1)]
    box = Box(46, 560, 554, 852) if below else Box(46, 54, 554, 346)
    sheet.column(
        parts, box, palette.ink, palette.ground, "left" if voice is STOUT else "center", "middle" if below else "top"
    )


def frond(canvas: Canvas, x: float, y: float, size: float, turn: float, colour: str, dice: Random) -> None:
    """A seaweed: round-ended lobes on both sides of a stem."""
    along = (math.cos(turn), math.sin(turn))
    lobes = 5
    for n in range(lobes):
        t = n / (lobes - 1)
        bx, by = x + along[0] * size * t, y + along[1] * size * t
        for side in (-1, 1):
            a = turn + side * (1.15 - 0.5 * t)
            reach = size * (0.46 - 0.2 * abs(t - 0.35))
            ex, ey = bx + math.cos(a) * reach, by + math.sin(a) * reach
            thick = size * 0.13
            canvas.line((bx, by), (ex, ey), thick, colour)
            canvas.disc(ex, ey, thick * 0.62, colour)
    canvas.line(
        (x - along[0] * size * 0.16, y - along[1] * size * 0.16),
        (x + along[0] * size * 1.16, y + along[1] * size * 1.16),
        size * 0.12,
        colour,
    )
    canvas.disc(x + along[0] * size * 1.16, y + along[1] * size * 1.16, size * 0.075, colour)


def fronds(canvas: Canvas, accents: tuple[str, ...], dice: Random) -> None:
    for number, (x, _y) in enumerate(((110, 380), (310, 420), (500, 390))):
        size = dice.uniform(190, 250)
        tile = Box(x - 98, 46 + 20 * (number % 2), x + 94, 470 - 16 * (number % 2))
        canvas.rect(tile, accents[(number + 1) % 3])
        frond(
            canvas,
            x - 2,
            tile.bottom - 110,
            size * 0.78,
            -math.pi / 2 + dice.uniform(-0.12, 0.12),
            accents[number % 3 if number != 1 else 0],
            dice,
        )


def blob(canvas: Canvas, x: float, y: float, size: float, colour: str, dice: Random, squash: float = 0.8) -> None:
    waves = [(n, dice.uniform(0.02, 0.09), dice.uniform(0, 6.28)) for n in (2, 3)]
    points = []
    for t in range(48):
        a = t / 48 * 2 * math.pi
        reach = size * (1 + sum(share * math.sin(n * a + shift) for n, share, shift in waves))
        points.append((x + reach * math.cos(a), y + reach * squash * math.sin(a)))
    canvas.shape(points, colour)


def pebbles(canvas: Canvas, accents: tuple[str, ...], dice: Random) -> None:
    """A tower of stones."""
    x, y, size = dice.uniform(240, 360), 500.0, 190.0
    for number in range(dice.choice((4, 5, 6))):
        high = size * dice.uniform(0.3, 0.44)
        blob(canvas, x, y - high, size, accents[number % 3], dice, high / size)
        y -= high * 1.93
        x += dice.uniform(-26, 26)
        size *= dice.uniform(0.7, 0.86)


def branch(canvas: Canvas, accents: tuple[str, ...], dice: Random) -> None:
    side = dice.choice((-1, 1))
    start, bend = (300 - side * 290, 500), dice.uniform(90, 170)
    stem = [
        (start[0] + side * t * 5.2, start[1] - 420 * (t / 100) - bend * math.sin(math.pi * t / 100)) for t in range(101)
    ]
    canvas.curve(stem, 7, accents[1])
    for n in range(8):
        x, y = stem[12 + n * 11]
        for leaf in (-1, 1):
            turn = -40 * side + leaf * 58 + (180 if side < 0 else 0)
            lens(canvas, x, y, dice.uniform(110, 150) - n * 6, turn, accents[(n + leaf) % 2 if n % 3 else 2], 0.46)
    for n in range(5):
        x, y = stem[20 + n * 17]
        canvas.disc(x + dice.uniform(-40, 40), y + dice.uniform(30, 70), 13, accents[0])


def vase(canvas: Canvas, accents: tuple[str, ...], dice: Random) -> None:
    x = 300
    for n in range(7):
        turn = -90 + (n - 3) * 19 + dice.uniform(-5, 5)
        reach = dice.uniform(170, 250)
        tip = (x + reach * math.cos(math.radians(turn)), 330 + reach * math.sin(math.radians(turn)))
        canvas.line((x, 340), tip, 5, accents[1])
        if n % 2:
            for petal in range(7):
                lens(canvas, *tip, 40, petal * 360 / 7, accents[0], 0.62)
            canvas.disc(*tip, 11, accents[2])
        else:
            lens(canvas, tip[0], tip[1] + 20, 84, turn, accents[1], 0.5)
    outline = [
        (x - 62, 330),
        (x + 62, 330),
        (x + 46, 366),
        (x + 96, 430),
        (x + 74, 505),
        (x - 74, 505),
        (x - 96, 430),
        (x - 46, 366),
    ]
    canvas.shape(outline, accents[2])


def birds(canvas: Canvas, accents: tuple[str, ...], dice: Random) -> None:
    """A few birds crossing a sun."""
    canvas.disc(dice.uniform(220, 380), 270, 170, accents[0])
    for number in range(dice.choice((5, 7, 9))):
        x, y, s = dice.uniform(70, 530), dice.uniform(80, 450), dice.uniform(40, 82)
        colour = accents[1 + number % 2]
        tilt = dice.uniform(-14, 14)
        lens(canvas, x - s * 0.5, y, s * 1.25, tilt, colour, 0.26)
        lens(canvas, x, y, s, -128 + tilt, colour, 0.34)
        lens(canvas, x + s * 0.08, y, s * 0.95, -58 + tilt, colour, 0.34)


def fruit(canvas: Canvas, accents: tuple[str, ...], dice: Random) -> None:
    """Pears, apples or lemons in a row, one cut open."""
    across, down = dice.choice(((3, 2), (2, 2), (3, 2)))
    wide, high = 540 / across, 470 / down
    chosen, pear = dice.randrange(across * down), dice.random() < 0.5
    for n in range(across * down):
        x, y = 30 + wide * (n % across + 0.5), 34 + high * (n // across + 0.5)
        r = min(wide, high) * 0.36
        colour = accents[1] if n == chosen else accents[0]
        if pear:
            canvas.disc(x, y - r * 0.55, r * 0.6, colour)
            canvas.shape(
                [
                    (x - r * 0.6, y - r * 0.55),
                    (x + r * 0.6, y - r * 0.55),
                    (x + r * 0.93, y + r * 0.2),
                    (x - r * 0.93, y + r * 0.2),
                ],
                colour,
            )
        canvas.disc(x, y + r * 0.3, r, colour)
        stalk = y - r * (1.1 if pear else 0.68)
        canvas.line((x, stalk), (x + r * 0.1, stalk - r * 0.34), 6, accents[1] if n != chosen else accents[2])
        lens(canvas, x + r * 0.08, stalk - r * 0.14, r * 0.66, -24, accents[2] if n % 2 else accents[1], 0.5)


def flowers(canvas: Canvas, accents: tuple[str, ...], dice: Random) -> None:
    """Three tall ones, seen by a child."""
    for number, x in enumerate((130, 300, 470)):
        y, r = dice.uniform(120, 230), dice.uniform(62, 92)
        canvas.rect(Box(x - 5, y, x + 5, 530), accents[1])
        for side in (-1, 1):
            lens(canvas, x, dice.uniform(400, 470), 112, -90 + side * 52, accents[1], 0.5)
        petals = dice.choice((6, 8, 10, 12))
        for n in range(petals):
            a = 2 * math.pi * n / petals
            canvas.disc(
                x + r * 0.68 * math.cos(a),
                y + r * 0.68 * math.sin(a),
                r * (2.4 / petals + 0.06),
                accents[0] if number % 2 == 0 else accents[2],
            )
        canvas.disc(x, y, r * 0.42, accents[2] if number % 2 == 0 else accents[0])
