"""Patterned paper over the whole cover, with a label: the small insel of a title in a sea of repeats."""

from __future__ import annotations

from catalog.covers.canvas import Box
from catalog.covers.designs.patterns import PATTERNS
from catalog.covers.sheet import BOOKISH, ENGRAVED, LEANING, Sheet


def draw(sheet: Sheet) -> None:
    canvas, palette = sheet.canvas, sheet.palette
    canvas.fill(palette.ground)
    page = Box(0, 0, 600, 900)
    colours = (palette.ground, *palette.accents)
    sheet.dice.choice(PATTERNS)(canvas, page, colours, sheet.dice)
    shape = sheet.house.choice(("tall", "wide", "wide", "full"))
    label = {"tall": Box(108, 100, 492, 540), "wide": Box(70, 120, 530, 440), "full": Box(0, 120, 600, 440)}[shape]
    canvas.rect(label, palette.paper)
    frame(sheet, label, shape)
    lettering(sheet, label)


def frame(sheet: Sheet, label: Box, shape: str) -> None:
    canvas, ink = sheet.canvas, sheet.palette.paper_ink
    if shape == "full":
        for y in (label.top + 10, label.bottom - 12):
            canvas.rule(0, 600, y, 2, ink)
    elif sheet.house.random() < 0.5:
        canvas.frame(label.inset(10), 2, ink)
    else:
        canvas.frame(label.inset(9), 4, ink)
        canvas.frame(label.inset(17), 1.5, ink)


def lettering(sheet: Sheet, label: Box) -> None:
    ink, paper = sheet.palette.paper_ink, sheet.palette.paper
    voice = sheet.house.choice((BOOKISH, LEANING, ENGRAVED))
    box = label.inset(32, 40) if label.width < 600 else label.inset(60, 36)
    parts = [
        sheet.author(voice, 25, share=0.2),
        sheet.title(voice, 76, gap=30, smallest=20),
        sheet.subtitle(voice, 25, gap=18),
        sheet.small(sheet.words.series, face=voice.rest, largest=17, gap=24),
    ]
    sheet.column(parts, box, ink, paper, "center", "middle")
