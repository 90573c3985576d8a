"""Nothing but lines: a field of strokes that swell, bend or part until a form stands in them."""

from __future__ import annotations

import math
from random import Random

from catalog.covers.canvas import Box, Canvas
from catalog.covers.sheet import AIRY, BOOKISH, LEANING, MODERN, Sheet

FIELD = Box(0, 0, 600, 560)


def draw(sheet: Sheet) -> None:
    canvas, palette = sheet.canvas, sheet.palette
    canvas.fill(palette.ground)
    below = sheet.house.random() < 0.6
    field = FIELD if below else Box(0, 340, 600, 900)
    part = canvas.window(field, palette.ground)
    ink = palette.ink if sheet.dice.random() < 0.5 else palette.accents[0]
    sheet.dice.choice((sphere, screen, fold, ripple, moire, contour))(part, ink, palette.accents[1], sheet.dice)
    canvas.close(part, field)
    lettering(sheet, Box(46, 604, 554, 856) if below else Box(46, 50, 554, 304))


def lettering(sheet: Sheet, box: Box) -> None:
    voice = sheet.house.choice((MODERN, LEANING, BOOKISH, AIRY))
    palette = sheet.palette
    largest = 58 if voice is AIRY else 84
    parts = [sheet.title(voice, largest), sheet.subtitle(voice, 26, gap=18)]
    sheet.head_and_foot(parts, sheet.author(voice, 27), box, palette.ink, palette.ground)


def swelling(canvas: Canvas, points: list[tuple[float, float, float]], colour: str) -> None:
    """A stroke through (x, y, thickness) points."""
    upper = [(x, y - thick / 2) for x, y, thick in points]
    lower = [(x, y + thick / 2) for x, y, thick in reversed(points)]
    canvas.shape(upper + lower, colour)


def sphere(canvas: Canvas, ink: str, accent: str, dice: Random) -> None:
    """Level lines, thick where a ball is in shadow."""
    cx, cy, radius = dice.uniform(220, 380), dice.uniform(240, 310), dice.uniform(170, 230)
    light = dice.uniform(-0.8, 0.8)
    for y in range(6, 560, 15):
        line = []
        for x in range(-5, 606, 5):
            dx, dy = (x - cx) / radius, (y - cy) / radius
            inside = dx * dx + dy * dy < 1
            shade = 0.5 + 0.5 * (dx * light + dy * 0.7) if inside else 0.0
            line.append((x, y, 2.0 + 10.5 * shade if inside else 2.0))
        swelling(canvas, line, ink)


def screen(canvas: Canvas, ink: str, accent: str, dice: Random) -> None:
    """Upright strokes: thin in the sky, thick in a moon and in the hills under it."""
    cx, cy, radius = dice.uniform(160, 440), dice.uniform(170, 240), dice.uniform(90, 130)
    shifts = [dice.uniform(0, 6.28) for _ in range(2)]
    for x in range(7, 600, 14):
        hill = 400 + 46 * math.sin(x / 95 + shifts[0]) + 22 * math.sin(x / 41 + shifts[1])
        chord = math.sqrt(max(0.0, radius**2 - (x - cx) ** 2))
        canvas.rect(Box(x - 1.2, 0, x + 1.2, hill), ink)
        if chord:
            canvas.rect(Box(x - 4.6, cy - chord, x + 4.6, cy + chord), accent)
        canvas.rect(Box(x - 3.4, hill, x + 3.4, hill + 74), ink)
        canvas.rect(Box(x - 5.4, hill + 74, x + 5.4, 600), ink)


def fold(canvas: Canvas, ink: str, accent: str, dice: Random) -> None:
    """Upright stripes that break at an angle, like folded paper."""
    step, lean = dice.choice((22, 26, 30)), dice.uniform(60, 150) * dice.choice((-1, 1))
    levels = [0, dice.uniform(130, 210), dice.uniform(320, 420), 570]
    for x in range(-200, 800, step):
        shift = 0.0
        for number in range(3):
            after = shift + (lean if number % 2 == 0 else -lean)
            y1, y2 = levels[number], levels[number + 1]
            thick = step * (0.34 if number % 2 else 0.62)
            colour = accent if number % 2 else ink
            canvas.shape([(x + shift, y1), (x + shift + thick, y1), (x + after + thick, y2), (x + after, y2)], colour)
            shift = after


def ripple(canvas: Canvas, ink: str, accent: str, dice: Random) -> None:
    """Waves that come nearer and grow."""
    y, number = 10.0, 0
    length, phase = dice.uniform(220, 420), dice.uniform(0.25, 0.7)
    while y < 600:
        lift, thick = 3 + y * 0.055, 1.6 + y * 0.018
        line = [
            (
                float(x),
                y + lift * math.sin(x / length * 2 * math.pi + number * phase),
                thick * (1 + 0.5 * math.sin(x / length * 2 * math.pi + number * phase + 1)),
            )
            for x in range(-5, 611, 6)
        ]
        swelling(canvas, line, ink if number % 5 != 2 else accent)
        y += 9 + y * 0.03
        number += 1


def moire(canvas: Canvas, ink: str, accent: str, dice: Random) -> None:
    """Two fans of rays, crossing."""
    for at, colour in ((dice.uniform(-60, 240), accent), (dice.uniform(360, 660), ink)):
        rays = 64
        for n in range(rays):
            a = math.pi * 2 * n / rays
            b = a + math.pi / rays * 0.9
            cy = 290
            canvas.shape(
                [
                    (at, cy),
                    (at + 900 * math.cos(a), cy + 900 * math.sin(a)),
                    (at + 900 * math.cos(b), cy + 900 * math.sin(b)),
                ],
                colour,
            )
        canvas.disc(at, 290, 26, colour)


def contour(canvas: Canvas, ink: str, accent: str, dice: Random) -> None:
    """Height lines of a hill nobody has climbed, as on a map."""
    cx, cy = dice.uniform(200, 400), dice.uniform(200, 340)
    waves = [(n, dice.uniform(0.03, 0.16), dice.uniform(0, 6.28)) for n in (2, 3, 5)]
    for number, radius in enumerate(range(430, 10, -19)):
        line = []
        for t in range(73):
            a = t / 72 * 2 * math.pi
            reach = radius * (1 + sum(size * math.sin(n * a + shift + radius / 420) for n, size, shift in waves))
            line.append((cx + reach * 1.15 * math.cos(a), cy + reach * math.sin(a)))
        canvas.curve(line, 4.6 if number % 5 == 0 else 2.6, accent if number % 5 == 0 else ink)
