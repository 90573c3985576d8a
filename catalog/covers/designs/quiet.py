"""Almost nothing: a coloured ground, the title set large, one small sign that says whose book this is."""

from __future__ import annotations

from catalog.covers.canvas import Box, Canvas
from catalog.covers.sheet import BOOKISH, LEANING, MODERN, Sheet


def draw(sheet: Sheet) -> None:
    canvas, palette = sheet.canvas, sheet.palette
    canvas.fill(palette.ground)
    voice = sheet.house.choice((MODERN, LEANING, BOOKISH))
    words = sheet.words
    head = [
        sheet.author(voice, 34, share=0.3, most_lines=2),
        sheet.title(voice, 108, gap=34),
        sheet.subtitle(voice, 31, gap=26),
    ]
    sheet.column(head, Box(50, 62, 550, 560), palette.ink, palette.ground)
    sign(sheet)
    foot = Box(50, 836, 550, 854)
    sheet.column(
        [sheet.small(words.series or words.publisher, share=0.99)], foot, palette.ink, palette.ground, vertical="bottom"
    )


def sign(sheet: Sheet) -> None:
    canvas, palette = sheet.canvas, sheet.palette
    draw_sign = sheet.house.choice((half_moon, sheaf, steps, sail, drop))
    draw_sign(canvas, palette.accents[0], palette.accents[1], sheet.dice.choice((0, 90, 180, 270)))


def half_moon(canvas: Canvas, one: str, two: str, turn: int) -> None:
    canvas.pie(460, 700, 92, turn, turn + 180, one)
    canvas.pie(460, 700, 92, turn + 180, turn + 270, two)


def sheaf(canvas: Canvas, one: str, two: str, turn: int) -> None:
    for n in range(5):
        canvas.rect(Box(370 + n * 38, 610, 390 + n * 38, 790), two if n == 1 + turn // 90 else one)


def steps(canvas: Canvas, one: str, two: str, turn: int) -> None:
    for n in range(4):
        left = 368 + n * 46
        top = 790 - (n + 1) * 44 if turn > 90 else 790 - (4 - n) * 44
        canvas.rect(Box(left, top, left + 46, 790), two if n == turn // 90 else one)


def sail(canvas: Canvas, one: str, two: str, turn: int) -> None:
    canvas.shape([(460, 600), (550, 790), (460, 790)], one)
    canvas.shape([(452, 650), (452, 790), (380 - turn / 12, 790)], two)


def drop(canvas: Canvas, one: str, two: str, turn: int) -> None:
    canvas.disc(460, 700, 92, one)
    x, y = {0: (460, 654), 90: (506, 700), 180: (460, 746), 270: (414, 700)}[turn]
    canvas.disc(x, y, 46, two)
