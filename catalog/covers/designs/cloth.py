"""A bound book: cloth, a spine of another colour, and a printed label pasted on."""

from __future__ import annotations

from catalog.covers.canvas import Box
from catalog.covers.designs.classic import ORNAMENTS
from catalog.covers.palettes import mixed
from catalog.covers.sheet import BOOKISH, ENGRAVED, LEANING, Sheet


def draw(sheet: Sheet) -> None:
    canvas, palette = sheet.canvas, sheet.palette
    canvas.fill(palette.ground)
    canvas.weave(Box(0, 0, 600, 900), f"cloth {sheet.house.randrange(4)}", 0.16)
    if sheet.house.random() < 0.6:
        spine(sheet)
    low = sheet.house.random() < 0.3
    wide = sheet.house.choice((430, 456))
    left = 300 - wide / 2 + 24
    top = 400 if low else 110
    label = Box(left, top, left + wide, top + 350)
    paste(sheet, label)
    lettering(sheet, label)
    gold = palette.accents[0]
    ornament = sheet.dice.choice(ORNAMENTS)
    x = (label.left + label.right) / 2
    ornament(canvas, x, 215 if low else 680, 132, gold, mixed(gold, palette.ground, 0.35), palette.ground)


def spine(sheet: Sheet) -> None:
    canvas, palette = sheet.canvas, sheet.palette
    colour = mixed(palette.accents[1], palette.paper_ink, 0.15)
    canvas.rect(Box(0, 0, 62, 900), colour)
    canvas.weave(Box(0, 0, 62, 900), "spine", 0.12)
    canvas.rect(Box(62, 0, 64.5, 900), mixed(palette.ground, "#000000", 0.22))


def paste(sheet: Sheet, label: Box) -> None:
    canvas, palette = sheet.canvas, sheet.palette
    # The label lies on the cloth: one thin darker edge below and to the right.
    canvas.rect(
        Box(label.left + 2, label.top + 2.5, label.right + 2.5, label.bottom + 3), mixed(palette.ground, "#000000", 0.3)
    )
    canvas.rect(label, palette.paper)
    canvas.frame(label.inset(12), 3.4, palette.paper_ink)
    canvas.frame(label.inset(19), 1.3, palette.paper_ink)


def lettering(sheet: Sheet, label: Box) -> None:
    voice = sheet.house.choice((BOOKISH, ENGRAVED, LEANING))
    parts = [
        sheet.title(voice, 74, smallest=20),
        sheet.subtitle(voice, 23, gap=18),
        sheet.author(voice, 26, gap=50, rule=sheet.palette.paper_ink),
        sheet.small(sheet.words.series, face=voice.rest, largest=16, gap=20),
    ]
    sheet.column(parts, label.inset(36, 42), sheet.palette.paper_ink, sheet.palette.paper, "center", "middle")
