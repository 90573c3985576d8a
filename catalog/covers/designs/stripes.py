"""Deckchair stripes, upright or across, and a panel for the words."""

from __future__ import annotations

from catalog.covers.canvas import Box
from catalog.covers.sheet import LEANING, MODERN, STOUT, Sheet


def draw(sheet: Sheet) -> None:
    canvas, palette = sheet.canvas, sheet.palette
    canvas.fill(palette.ground)
    upright = sheet.house.random() < 0.6
    colours = [palette.accents[0], palette.accents[1], palette.accents[2], palette.paper]
    rhythm = [sheet.dice.choice((12, 20, 34, 56, 78)) for _ in range(sheet.dice.choice((3, 4, 5)))]
    at, number, span = 0.0, 0, 600 if upright else 900
    while at < span:
        thick = rhythm[number % len(rhythm)]
        colour = palette.ground if number % 2 else colours[(number // 2) % len(colours)]
        canvas.rect(Box(at, 0, at + thick, 900) if upright else Box(0, at, 600, at + thick), colour)
        at, number = at + thick, number + 1
    panel = sheet.house.choice((Box(62, 90, 538, 520), Box(0, 130, 600, 500), Box(62, 380, 538, 810)))
    canvas.rect(panel.inset(-12), palette.ground)
    canvas.rect(panel, palette.paper)
    canvas.frame(panel.inset(11), 2, palette.paper_ink)
    lettering(sheet, panel)


def lettering(sheet: Sheet, panel: Box) -> None:
    voice = sheet.house.choice((STOUT, MODERN, LEANING))
    ink, paper = sheet.palette.paper_ink, sheet.palette.paper
    parts = [
        sheet.title(voice, 88),
        sheet.subtitle(voice, 27),
        sheet.author(voice, 27, gap=50, rule=sheet.palette.paper_texts[-1]),
        sheet.small(sheet.words.series, gap=22),
    ]
    sheet.column(parts, panel.inset(44, 44), ink, paper, "center", "middle")
