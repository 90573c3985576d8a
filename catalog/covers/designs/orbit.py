"""Circles that go round one another: planets, atoms, constellations, lenses."""

from __future__ import annotations

import itertools
import math
from random import Random

from catalog.covers.canvas import Box, Canvas
from catalog.covers.palettes import Palette, mixed
from catalog.covers.sheet import AIRY, MODERN, PLAIN, Sheet

FIELD = Box(0, 0, 600, 600)


def draw(sheet: Sheet) -> None:
    canvas, palette = sheet.canvas, sheet.palette
    canvas.fill(palette.ground)
    part = canvas.window(FIELD, palette.ground)
    sheet.dice.choice((orbits, constellation, spheres, atom, globe, transit))(part, palette, sheet.dice)
    canvas.close(part, FIELD)
    voice = sheet.house.choice((AIRY, PLAIN, MODERN))
    parts = [sheet.title(voice, 60 if voice is AIRY else 84), sheet.subtitle(voice, 25, gap=18)]
    sheet.head_and_foot(parts, sheet.author(voice, 27), Box(46, 626, 554, 858), palette.ink, palette.ground)


def faint(palette: Palette) -> str:
    return mixed(palette.ground, palette.ink, 0.42)


def orbits(canvas: Canvas, palette: Palette, dice: Random) -> None:
    cx, cy = dice.choice(((300, 300), (300, 300), (120, 300), (480, 300)))
    canvas.disc(cx, cy, 58, palette.accents[0])
    for number in range(dice.choice((4, 5, 6))):
        radius = 108 + number * 66
        canvas.ring(cx, cy, radius, 2.4, faint(palette))
        for _ in range(40):
            a = dice.uniform(0, 2 * math.pi)
            x, y = cx + radius * math.cos(a), cy + radius * math.sin(a)
            if 30 < x < 570 and 40 < y < 580:
                break
        size = dice.choice((10, 15, 22, 30))
        canvas.disc(x, y, size + 7, palette.ground)
        canvas.disc(x, y, size, palette.accents[1 + number % 2] if number % 3 else palette.ink)


def constellation(canvas: Canvas, palette: Palette, dice: Random) -> None:
    for _ in range(70):
        canvas.disc(dice.uniform(0, 600), dice.uniform(0, 600), dice.choice((1.6, 2.2, 3)), faint(palette))
    stars = dice.choice((6, 7, 8))
    points = [(90 + n * 62 + dice.uniform(-18, 18), 300 + dice.uniform(-190, 210)) for n in range(stars)]
    for one, two in itertools.pairwise(points):
        canvas.line(one, two, 2.6, palette.ink)
    if len(points) > 6:
        canvas.line(points[2], points[5], 2.6, palette.ink)
    for number, (x, y) in enumerate(points):
        size = dice.choice((9, 12, 17))
        canvas.disc(x, y, size + 8, palette.ground)
        canvas.disc(x, y, size, palette.accents[0] if number % 3 == 1 else palette.ink)


def spheres(canvas: Canvas, palette: Palette, dice: Random) -> None:
    """A great disc, half lit, and its moons."""
    x, y, r = dice.choice(((370, 310, 220), (240, 320, 210), (300, 470, 300)))
    canvas.disc(x, y, r, palette.accents[1])
    turn = dice.choice((-60, -30, 120, 150))
    canvas.pie(x, y, r, turn, turn + 180, palette.accents[0])
    moon = math.radians(turn - 70)
    mx, my = x + r * 1.2 * math.cos(moon), y + r * 1.2 * math.sin(moon)
    canvas.disc(min(max(mx, 70), 530), min(max(my, 80), 540), 38, palette.ink)
    if y + r * 1.2 < FIELD.bottom:
        canvas.ring(x, y, r * 1.2, 2, faint(palette))


def atom(canvas: Canvas, palette: Palette, dice: Random) -> None:
    """Ellipses turned about one point."""
    loops = dice.choice((3, 4, 5, 6))
    for number in range(loops):
        turn = math.pi * number / loops + dice.uniform(0, 0.1)
        colour = (palette.ink, palette.accents[0])[number % 2]
        line = []
        for t in range(97):
            a = t / 96 * 2 * math.pi
            x, y = 245 * math.cos(a), 84 * math.sin(a)
            line.append((300 + x * math.cos(turn) - y * math.sin(turn), 310 + x * math.sin(turn) + y * math.cos(turn)))
        canvas.curve(line, 4, colour)
        x, y = line[dice.randrange(96)]
        canvas.disc(x, y, 15, palette.accents[1])
    canvas.disc(300, 310, 40, palette.accents[0])


def globe(canvas: Canvas, palette: Palette, dice: Random) -> None:
    """Meridians and parallels, and one land that is coloured."""
    x, y, r = 300.0, 310.0, 220.0
    canvas.disc(x, y, r, palette.accents[1])
    lit = dice.randrange(4)
    for number in range(4, 0, -1):
        half = r * math.sin(math.pi / 2 * number / 4)
        points = [(x + half * math.cos(a), y + r * math.sin(a)) for a in (t / 48 * 2 * math.pi for t in range(49))]
        canvas.shape(
            points,
            (palette.accents[0], palette.accents[2])[number % 2]
            if lit % 2
            else (palette.accents[1], palette.accents[0])[number % 2],
        )
    for number in range(-3, 4):
        level = r * number / 4
        half = math.sqrt(r * r - level * level)
        canvas.rule(x - half, x + half, y + level - 1.5, 3, palette.ground)
    turn = dice.uniform(-0.5, 0.5)
    loop = [(268 * math.cos(a), 60 * math.sin(a)) for a in (t / 60 * 2 * math.pi for t in range(61))]
    turned = [
        (x + u * math.cos(turn) - v * math.sin(turn), y + u * math.sin(turn) + v * math.cos(turn)) for u, v in loop
    ]
    canvas.curve(turned[4:27], 4, palette.ink)
    canvas.disc(*turned[dice.randrange(6, 25)], 17, palette.ink)


def transit(canvas: Canvas, palette: Palette, dice: Random) -> None:
    """A row of discs crossing a large one."""
    x, y = dice.uniform(250, 350), dice.uniform(280, 330)
    canvas.disc(x, y, 220, palette.accents[0])
    slope, count = dice.uniform(-0.5, 0.5), dice.choice((5, 7, 9))
    for number in range(count):
        px = 60 + 480 * number / (count - 1)
        near = abs(number - (count - 1) / 2) / count
        inside = math.hypot(px - x, (px - x) * slope) < 220
        canvas.disc(px, y + (px - x) * slope, 34 - 36 * near, palette.ground if inside else palette.accents[1])
