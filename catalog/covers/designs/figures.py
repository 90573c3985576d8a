"""Large abstract figures for a field: one idea each, cropped by the field's edges."""

from __future__ import annotations

import math
from collections.abc import Callable
from random import Random

from catalog.covers.canvas import Box, Canvas

Figure = Callable[[Canvas, Box, tuple[str, ...], Random], None]


def sunrise(canvas: Canvas, box: Box, colours: tuple[str, ...], dice: Random) -> None:
    """Half circles one in another on the lower edge."""
    x = box.left + box.width * dice.choice((0.3, 0.5, 0.5, 0.7))
    rings = dice.choice((4, 5, 6))
    reach = max(x - box.left, box.right - x) * dice.uniform(0.85, 1.05)
    for ring in range(rings):
        canvas.disc(x, box.bottom, reach * (1 - ring / rings), colours[1 + ring % (len(colours) - 1)])


def eclipse(canvas: Canvas, box: Box, colours: tuple[str, ...], dice: Random) -> None:
    """Two discs, one over the other, and the colour of where they meet."""
    radius = min(box.width, box.height) * dice.uniform(0.3, 0.38)
    x, y = box.middle
    turn = dice.uniform(0, math.pi)
    dx, dy = math.cos(turn) * radius * 0.55, math.sin(turn) * radius * 0.55
    canvas.disc(x - dx, y - dy, radius, colours[1])
    canvas.disc(x + dx, y + dy, radius, colours[2])
    overlap(canvas, (x - dx, y - dy), (x + dx, y + dy), radius, colours[3])


def overlap(canvas: Canvas, one: tuple[float, float], two: tuple[float, float], radius: float, colour: str) -> None:
    """The lens that two equal discs share."""
    distance = math.dist(one, two)
    half = math.acos(min(1.0, distance / 2 / radius))
    towards = math.atan2(two[1] - one[1], two[0] - one[0])
    points = []
    for centre, angle in ((one, towards), (two, towards + math.pi)):
        for n in range(25):
            a = angle - half + 2 * half * n / 24
            points.append((centre[0] + radius * math.cos(a), centre[1] + radius * math.sin(a)))
    canvas.shape(points, colour)


def arcade(canvas: Canvas, box: Box, colours: tuple[str, ...], dice: Random) -> None:
    """Round-headed openings, one within the other."""
    bays = dice.choice((1, 2, 2, 3))
    wide = box.width / bays
    for bay in range(bays):
        x = box.left + (bay + 0.5) * wide
        for ring in range(3):
            half = wide * (0.42 - ring * 0.12)
            top = box.top + box.height * 0.14 + half + ring * wide * 0.08 + (bay % 2) * box.height * 0.06
            colour = colours[1 + (ring + (bay if bays > 2 else 0)) % 3]
            bow = [(x - half * math.cos(t * math.pi / 60), top - half * math.sin(t * math.pi / 60)) for t in range(61)]
            canvas.shape([(x - half, box.bottom), *bow, (x + half, box.bottom)], colour)


def stairs(canvas: Canvas, box: Box, colours: tuple[str, ...], dice: Random) -> None:
    """Steps from one side to the other, with a disc above them."""
    steps = dice.choice((4, 5, 6, 7))
    wide, rise = box.width / steps, box.height * 0.78 / steps
    mirrored = dice.random() < 0.5
    x = box.left + box.width * (0.72 if mirrored else 0.28)
    canvas.disc(x, box.top + box.height * 0.27, box.width * 0.14, colours[3])
    for step in range(steps):
        left = box.right - (step + 1) * wide if mirrored else box.left + step * wide
        top = box.bottom - (step + 1) * rise
        canvas.rect(Box(left, top, left + wide, box.bottom), colours[1 + step % 2])


def fan(canvas: Canvas, box: Box, colours: tuple[str, ...], dice: Random) -> None:
    """Rays from a corner or from the foot."""
    rays = dice.choice((7, 9, 11, 13))
    at, start, sweep = dice.choice(((0.0, 270, 90), (1.0, 180, 90), (0.5, 180, 180)))
    x, reach = box.left + box.width * at, math.hypot(box.width, box.height) * 1.1
    for ray in range(0, rays, 2):
        canvas.pie(
            x,
            box.bottom,
            reach,
            start + sweep * ray / rays,
            start + sweep * (ray + 1) / rays,
            colours[1 + (ray // 2) % 2],
        )
    canvas.disc(x, box.bottom, box.width * 0.24, colours[3])
    canvas.disc(x, box.bottom, box.width * 0.13, colours[0])


def phases(canvas: Canvas, box: Box, colours: tuple[str, ...], dice: Random) -> None:
    """Discs in rows, more and more of each in shadow."""
    across = dice.choice((3, 4))
    wide = box.width / (across + 0.6)
    down = max(2, int(box.height / wide))
    offset_y = (box.height - down * wide) / 2
    for row in range(down):
        for column in range(across):
            x = box.left + wide * (column + 0.8)
            y = box.top + offset_y + wide * (row + 0.5)
            share = (row * across + column) / (down * across - 1)
            canvas.disc(x, y, wide * 0.4, colours[1])
            shadow(canvas, x, y, wide * 0.4, share, colours[2])
    chosen = dice.randrange(across * down)
    canvas.disc(
        box.left + wide * (chosen % across + 0.8),
        box.top + offset_y + wide * (chosen // across + 0.5),
        wide * 0.4,
        colours[3],
    )


def shadow(canvas: Canvas, x: float, y: float, radius: float, share: float, colour: str) -> None:
    """The shaded part of a moon: from none (0) to all (1)."""
    bulge = 2 * share - 1
    right = [
        (x + radius * math.cos(a), y + radius * math.sin(a)) for a in (math.pi * (n / 60 - 0.5) for n in range(61))
    ]
    back = [
        (x - bulge * radius * math.cos(a), y + radius * math.sin(a))
        for a in (math.pi * (0.5 - n / 60) for n in range(61))
    ]
    canvas.shape(right + back, colour)


def peaks(canvas: Canvas, box: Box, colours: tuple[str, ...], dice: Random) -> None:
    """Tall triangles, lit from one side."""
    for number in range(dice.choice((2, 3, 4))):
        x = box.left + box.width * (0.15 + 0.7 * dice.random())
        half = box.width * dice.uniform(0.22, 0.4)
        top = box.top + box.height * (0.12 + 0.16 * number)
        canvas.shape([(x - half, box.bottom), (x, top), (x, box.bottom)], colours[1 + number % 2])
        canvas.shape([(x, top), (x + half, box.bottom), (x, box.bottom)], colours[2 + number % 2])


def swell(canvas: Canvas, box: Box, colours: tuple[str, ...], dice: Random) -> None:
    """A grid of dots that grow towards a point."""
    across = dice.choice((8, 9, 10))
    step = box.width / across
    fx, fy = box.left + box.width * dice.uniform(0.25, 0.75), box.top + box.height * dice.uniform(0.3, 0.7)
    for row in range(int(box.height / step) + 1):
        for column in range(across):
            x, y = box.left + (column + 0.5) * step, box.top + (row + 0.5) * step
            near = max(0.0, 1 - math.hypot(x - fx, y - fy) / (box.width * 0.75))
            canvas.disc(x, y, step * (0.08 + 0.4 * near), colours[2] if near > 0.86 else colours[1])


def ripples(canvas: Canvas, box: Box, colours: tuple[str, ...], dice: Random) -> None:
    """Rings from two points, as of stones in a pond."""
    for number in range(dice.choice((1, 2))):
        x = box.left + box.width * dice.uniform(0.15, 0.85)
        y = box.top + box.height * dice.uniform(0.25, 0.8)
        rings = dice.choice((6, 7, 8))
        for ring in range(rings, 0, -1):
            canvas.disc(x, y, ring * box.width * 0.052, colours[(1 + number) if ring % 2 else 0])
        canvas.disc(x, y, box.width * 0.05, colours[3])


def slabs(canvas: Canvas, box: Box, colours: tuple[str, ...], dice: Random) -> None:
    """Upright slabs of different heights, like books or towers."""
    left = box.left
    while left < box.right - 1:
        wide = dice.choice((30, 44, 60, 84))
        top = box.top + box.height * dice.uniform(0.12, 0.7)
        colour = dice.choice(colours[1:])
        canvas.rect(Box(left, top, min(left + wide, box.right), box.bottom), colour)
        left += wide


def knot(canvas: Canvas, box: Box, colours: tuple[str, ...], dice: Random) -> None:
    """One ribbon through the field, in quarter turns."""
    size = box.width / 3
    thick = size * 0.36
    y = box.top + size * 0.5
    rows = int(box.height / size) + 1
    for row in range(rows):
        cy = y + row * size
        rightwards = row % 2 == 0
        canvas.rect(Box(box.left + size * 0.5, cy - thick / 2, box.right - size * 0.5, cy + thick / 2), colours[1])
        cx = box.right - size * 0.5 if rightwards else box.left + size * 0.5
        start = 270 if rightwards else 90
        canvas.pie(cx, cy + size / 2, (size + thick) / 2, start, start + 180, colours[1])
        canvas.pie(cx, cy + size / 2, (size - thick) / 2, start, start + 180, colours[0])
    canvas.disc(
        box.left + size * (0.5 + dice.randrange(3)),
        y + size * dice.randrange(max(1, rows - 1)),
        thick * 0.78,
        colours[2],
    )


FIGURES: tuple[Figure, ...] = (sunrise, eclipse, arcade, stairs, fan, phases, peaks, swell, ripples, slabs, knot)
