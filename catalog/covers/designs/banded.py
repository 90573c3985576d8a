"""A grid with a band: a paper panel in ruled rows, and under or above it one large figure."""

from __future__ import annotations

from catalog.covers.canvas import Box
from catalog.covers.designs.figures import FIGURES
from catalog.covers.palettes import contrast
from catalog.covers.sheet import MODERN, PLAIN, STOUT, Sheet

PANEL = 330
BAND = 12


def draw(sheet: Sheet) -> None:
    canvas, palette = sheet.canvas, sheet.palette
    on_top = sheet.house.random() < 0.65
    panel = Box(0, 0, 600, PANEL) if on_top else Box(0, 900 - PANEL, 600, 900)
    field = Box(0, PANEL, 600, 900) if on_top else Box(0, 0, 600, 900 - PANEL)

    part = canvas.window(field, palette.ground)
    sheet.dice.choice(FIGURES)(
        part, Box(0, 0, field.width, field.height), (palette.ground, *palette.accents), sheet.dice
    )
    canvas.close(part, field)

    canvas.rect(panel, palette.paper)
    loud = max(palette.accents, key=lambda colour: contrast(colour, palette.paper))
    canvas.rule(0, 600, panel.bottom - BAND if on_top else panel.top, BAND, loud)
    lettering(
        sheet, Box(44, panel.top + (38 if on_top else 38 + BAND), 556, panel.bottom - (34 + BAND if on_top else 34))
    )


def lettering(sheet: Sheet, box: Box) -> None:
    ink, paper = sheet.palette.paper_ink, sheet.palette.paper
    voice = sheet.house.choice((PLAIN, MODERN, STOUT, PLAIN))
    words = sheet.words
    head = sheet.small(words.series or words.publisher, share=0.99)
    sheet.column([head], Box(box.left, box.top, box.right, box.top + 18), ink, paper)
    sheet.canvas.rule(box.left, box.right, box.top + 28, 1.6, ink)
    foot = box.bottom - 30 if words.author else box.bottom
    body = Box(box.left, box.top + 50, box.right, foot - 18)
    sheet.column([sheet.title(voice, 92), sheet.subtitle(voice, 26, gap=18)], body, ink, paper)
    author = sheet.author(voice, 30, capitals=False, tracking=0.0, most_lines=1, share=0.99)
    sheet.column([author], Box(box.left, foot, box.right, box.bottom), ink, paper, vertical="bottom")
