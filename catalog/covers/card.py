"""The picture other sites show beside a link: the cover on its own colour, 1200 × 630."""

from __future__ import annotations

from PIL import Image

from catalog.covers.canvas import Box, Canvas
from catalog.covers.choose import choose
from catalog.covers.palettes import mixed
from catalog.covers.sheet import MODERN, Sheet
from catalog.covers.words import BookText, words_of

CARD = (1200, 630)
HIGH = 510  # of the cover on it
SCALE = 2.0


def lay_out(text: BookText, cover: Image.Image) -> Image.Image:
    """`cover` is HIGH pixels high. The words beside it are set like a title page, in the cover's own inks."""
    choice = choose(text)
    palette = choice.palette
    canvas = Canvas(int(CARD[0] * SCALE), int(CARD[1] * SCALE), palette.paper, SCALE)
    sheet = Sheet(canvas, words_of(text), palette, choice.dice, choice.house)
    column = Box(90 + cover.width + 70, 84, CARD[0] - 80, CARD[1] - 84)
    parts = [
        sheet.title(MODERN, 92),
        sheet.subtitle(MODERN, 32, gap=26),
        sheet.author(MODERN, 30, gap=44),
    ]
    sheet.column(parts, column, palette.paper_ink, palette.paper, vertical="middle")
    left, top = 90, (CARD[1] - cover.height) / 2
    shade = Box(left - 1, top - 1, left + cover.width + 4, top + cover.height + 5)
    canvas.rect(shade, mixed(palette.paper, "#000000", 0.22))
    card = canvas.image.reduce(int(SCALE))
    card.paste(cover, (left, round(top)))
    return card
