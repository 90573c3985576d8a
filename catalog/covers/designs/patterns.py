"""Patterned papers: each covers a box with a repeat, in a ground and up to three more colours."""

from __future__ import annotations

import math
from collections.abc import Callable
from random import Random

from catalog.covers.canvas import Box, Canvas

Pattern = Callable[[Canvas, Box, tuple[str, ...], Random], None]


def cells(box: Box, across: int, ratio: float = 1.0) -> list[tuple[int, int, float, float, float, float]]:
    """Column, row, left, top, width and height of whole cells that fill the box exactly."""
    wide = box.width / across
    down = max(1, round(box.height / (wide * ratio)))
    high = box.height / down
    return [
        (c, r, box.left + c * wide, box.top + r * high, wide, high)
        for r in range(-1, down + 1)
        for c in range(-1, across + 1)
    ]


def scales(canvas: Canvas, box: Box, colours: tuple[str, ...], dice: Random) -> None:
    """Overlapping fans, row upon row, as on Japanese paper."""
    across = dice.choice((4, 5, 6))
    radius = box.width / across / 2
    rows = math.ceil(box.height / radius) + 2
    rings = dice.choice((3, 4))
    for row in range(rows):
        for column in range(-1, across + 1):
            x = box.left + (column + (row % 2) / 2 + 0.5) * 2 * radius
            y = box.top + row * radius
            for ring in range(rings):
                canvas.disc(x, y, radius * (1 - ring / rings), colours[(ring + 1) % 2 if ring < rings - 1 else 2])


def petals(canvas: Canvas, box: Box, colours: tuple[str, ...], dice: Random) -> None:
    """Four leaves to a cell, made of crossing circles."""
    across = dice.choice((4, 5, 6))
    dotted = dice.random() < 0.6
    for column, row, x, y, wide, high in cells(box, across):
        leaf = colours[1] if (column + row) % 2 or not dotted else colours[2]
        for corner in range(4):
            lens(canvas, x + wide / 2, y + high / 2, wide * 0.7, 45 + 90 * corner, leaf)
        canvas.disc(x + wide / 2, y + high / 2, wide * 0.06, colours[0])
        if dotted:
            canvas.disc(x, y, wide * 0.09, colours[3 % len(colours)])


def lens(
    canvas: Canvas, x: float, y: float, length: float, degrees: float, colour: str, fullness: float = 0.32
) -> None:
    """A leaf from a point outwards."""
    turn = math.radians(degrees)
    across, along = (-math.sin(turn), math.cos(turn)), (math.cos(turn), math.sin(turn))
    edge = [(t / 14, math.sin(math.pi * t / 14) * fullness / 2) for t in range(15)]
    outline = edge + [(t, -w) for t, w in reversed(edge)]
    canvas.shape(
        [
            (x + length * (t * along[0] + w * across[0]), y + length * (t * along[1] + w * across[1]))
            for t, w in outline
        ],
        colour,
    )


def quarters(canvas: Canvas, box: Box, colours: tuple[str, ...], dice: Random) -> None:
    """Quarter circles turned by chance."""
    for _, _, x, y, wide, high in cells(box, dice.choice((4, 5, 6))):
        back, front = dice.sample(colours[:4], 2)
        canvas.rect(Box(x, y, x + wide + 1, y + high + 1), back)
        corner = dice.randrange(4)
        cx, cy = x + (corner in (1, 2)) * wide, y + (corner in (2, 3)) * high
        part = (0, 90, 180, 270)[corner]
        canvas.pie(cx, cy, wide, part, part + 90, front)


def triangles(canvas: Canvas, box: Box, colours: tuple[str, ...], dice: Random) -> None:
    """Squares cut in two, in an ordered turn."""
    turn = dice.choice((lambda c, r: (c + r) % 2, lambda c, r: (c % 2) + 2 * (r % 2), lambda c, r: c % 4))
    for column, row, x, y, wide, high in cells(box, dice.choice((4, 5, 6))):
        corners = [(x, y), (x + wide, y), (x + wide, y + high), (x, y + high)]
        start = turn(column, row) % 4
        canvas.shape(
            [corners[(start + n) % 4] for n in range(3)], colours[1 + (row % 2 if dice.random() < 0.85 else 1)]
        )


def waves(canvas: Canvas, box: Box, colours: tuple[str, ...], dice: Random) -> None:
    """Ribbons of water."""
    step, lift = dice.choice((34, 42, 52)), dice.choice((9, 13, 18))
    length = box.width / dice.choice((2, 3, 4))
    for number, y in enumerate(range(int(box.top) - step, int(box.bottom) + step, step)):
        shift = (number % 2) * math.pi
        line = [
            (box.left + x, y + lift * math.sin(x / length * 2 * math.pi + shift))
            for x in range(-4, int(box.width) + 9, 6)
        ]
        canvas.curve(line, step * 0.42, colours[1 + number % 2])


def lozenges(canvas: Canvas, box: Box, colours: tuple[str, ...], dice: Random) -> None:
    """A harlequin's coat."""
    for column, row, x, y, wide, high in cells(box, dice.choice((5, 6, 7)), 1.7):
        for dx, colour in ((0, colours[1]), (wide / 2, colours[2] if row % 2 else colours[0])):
            cx, cy = x + dx, y + (high / 2 if dx else 0)
            canvas.shape([(cx, cy - high / 2), (cx + wide / 2, cy), (cx, cy + high / 2), (cx - wide / 2, cy)], colour)
        canvas.disc(x + wide / 2, y + high / 2, wide * 0.07, colours[3 if column % 2 else 1])


def sprigs(canvas: Canvas, box: Box, colours: tuple[str, ...], dice: Random) -> None:
    """Twigs with leaves, staggered."""
    pairs, across = dice.choice((2, 3)), dice.choice((4, 5))
    for _column, row, x, y, wide, high in cells(box, across, 1.35):
        cx, cy = x + wide / 2 + (wide / 2 if row % 2 else 0), y + high * 0.92
        tall = high * 0.8
        canvas.line((cx, cy), (cx, cy - tall * 0.8), 2.6, colours[1])
        for pair in range(pairs):
            base = cy - tall * (0.12 + 0.26 * pair)
            for side in (-1, 1):
                lens(canvas, cx, base, wide * (0.4 - 0.05 * pair), -90 + side * 52, colours[1], 0.42)
        lens(canvas, cx, cy - tall * 0.62, wide * 0.42, -90, colours[2], 0.5)
        canvas.disc(
            x + wide * (1 if row % 2 else 0.5) + wide / 2, y + high * 0.4, wide * 0.055, colours[3 % len(colours)]
        )


def stars(canvas: Canvas, box: Box, colours: tuple[str, ...], dice: Random) -> None:
    """Eight-pointed stars and crosses, as on a tiled wall."""
    for column, row, x, y, wide, high in cells(box, dice.choice((4, 5, 6))):
        cx, cy, r = x + wide / 2, y + high / 2, wide * 0.5
        points = []
        for n in range(16):
            reach = r if n % 2 == 0 else r * 0.72
            points.append((cx + reach * math.cos(n * math.pi / 8), cy + reach * math.sin(n * math.pi / 8)))
        canvas.shape(points, colours[1 + (column + row) % 2])
        canvas.disc(cx, cy, r * 0.3, colours[0])
        canvas.disc(cx, cy, r * 0.13, colours[3 % len(colours)])


def confetti(canvas: Canvas, box: Box, colours: tuple[str, ...], dice: Random) -> None:
    """Paste-paper commas, all leaning the same way but never quite."""
    lean = dice.choice((-60, -35, 35, 60))
    for column, row, x, y, wide, high in cells(box, dice.choice((7, 8, 9)), 0.9):
        cx, cy = x + wide * (0.5 + (row % 2) / 2), y + high / 2
        lens(
            canvas,
            cx,
            cy + high * 0.3,
            wide * 1.02,
            lean - 60 + dice.uniform(-9, 9),
            colours[1 + (column * 2 + row) % 3],
            0.5,
        )


def hatches(canvas: Canvas, box: Box, colours: tuple[str, ...], dice: Random) -> None:
    """Basketwork: strokes across and along by turns."""
    strokes = dice.choice((3, 4, 5))
    for column, row, x, y, wide, high in cells(box, dice.choice((5, 6))):
        for n in range(strokes):
            at = (n + 0.5) / strokes
            colour = colours[1 + (column + row) % 2]
            if (column + row) % 2:
                canvas.line(
                    (x + wide * 0.06, y + high * at), (x + wide * 0.94, y + high * at), high / strokes * 0.5, colour
                )
            else:
                canvas.line(
                    (x + wide * at, y + high * 0.06), (x + wide * at, y + high * 0.94), wide / strokes * 0.5, colour
                )


def arcs(canvas: Canvas, box: Box, colours: tuple[str, ...], dice: Random) -> None:
    """Nested arches like a rainbow, every other row upside down."""
    for column, row, x, y, wide, high in cells(box, dice.choice((3, 4, 5)), 0.5):
        flip = (column + row) % 2
        cy = y if flip else y + high
        for ring, colour in enumerate((colours[1], colours[0], colours[2], colours[0], colours[3 % len(colours)])):
            canvas.pie(x + wide / 2, cy, wide / 2 * (1 - ring * 0.19), *((0, 180) if flip else (180, 360)), colour)


PATTERNS: tuple[Pattern, ...] = (
    scales,
    petals,
    quarters,
    triangles,
    waves,
    lozenges,
    sprigs,
    stars,
    confetti,
    hatches,
    arcs,
)
