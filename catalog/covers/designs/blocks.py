"""Building blocks: squares, discs, halves and quarters on a grid, some of them taken away for the words."""

from __future__ import annotations

from catalog.covers.canvas import Box, Canvas
from catalog.covers.sheet import PLAIN, STOUT, Sheet

CELL = 150  # four across, six down


def draw(sheet: Sheet) -> None:
    canvas, palette, dice = sheet.canvas, sheet.palette, sheet.dice
    canvas.fill(palette.ground)
    colours = (palette.ground, *palette.accents, palette.paper)
    first = sheet.house.choice((0, 0, 4))
    # Two rows of six are kept for the words, at the head or the foot.
    rows = range(2, 6) if first == 0 else range(4)
    for row in rows:
        for column in range(4):
            block(canvas, column * CELL, row * CELL, colours, dice)
    voice = sheet.house.choice((PLAIN, STOUT))
    parts = [
        sheet.title(voice, 84),
        sheet.subtitle(voice, 25, gap=18),
        sheet.author(voice, 27, gap=26, most_lines=1, capitals=False, tracking=0),
    ]
    top = first * CELL
    sheet.column(
        parts,
        Box(40, top + 40, 560, top + 2 * CELL - 34),
        palette.ink,
        palette.ground,
        vertical="top" if first == 0 else "middle",
    )


def block(canvas: Canvas, x: float, y: float, colours: tuple[str, ...], dice) -> None:
    back, front, third = dice.sample(colours, 3)
    canvas.rect(Box(x, y, x + CELL, y + CELL), back)
    middle = (x + CELL / 2, y + CELL / 2)
    kind = dice.choice(("disc", "ring", "quarter", "quarter", "half", "half", "triangle", "bars", "petal", "dot"))
    turn = dice.choice((0, 90, 180, 270))
    if kind in ("disc", "ring", "dot"):
        canvas.disc(*middle, CELL * (0.2 if kind == "dot" else 0.5), front)
        if kind == "ring":
            canvas.disc(*middle, CELL * 0.24, third)
    elif kind == "quarter":
        corner = {0: (x, y), 90: (x + CELL, y), 180: (x + CELL, y + CELL), 270: (x, y + CELL)}[turn]
        canvas.pie(*corner, CELL, turn, turn + 90, front)
        canvas.pie(*corner, CELL * 0.5, turn, turn + 90, third)
    elif kind == "half":
        dx, dy = {0: (0, -0.5), 90: (0.5, 0), 180: (0, 0.5), 270: (-0.5, 0)}[turn]
        canvas.pie(middle[0] + dx * CELL, middle[1] + dy * CELL, CELL / 2, turn, turn + 180, front)
    elif kind == "triangle":
        corners = [(x, y), (x + CELL, y), (x + CELL, y + CELL), (x, y + CELL)]
        canvas.shape([corners[(turn // 90 + n) % 4] for n in range(3)], front)
    elif kind == "bars":
        for n in range(3):
            at = CELL * (n * 2 + 0.5) / 6
            canvas.rect(
                Box(x + at, y, x + at + CELL / 6, y + CELL)
                if turn % 180
                else Box(x, y + at, x + CELL, y + at + CELL / 6),
                front,
            )
    else:
        canvas.pie(x, y, CELL, 0, 90, front)
        canvas.pie(x + CELL, y + CELL, CELL, 180, 270, front)
