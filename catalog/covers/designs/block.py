"""The title is the picture: lines of capitals, each as wide as the page, and where they end, their echo."""

from __future__ import annotations

from dataclasses import replace

from catalog.covers.canvas import Box, letters
from catalog.covers.faces import FRAUNCES, JOST_BOLD, SOFIA, Face, face_for
from catalog.covers.palettes import mixed
from catalog.covers.sheet import LOUD, PLAIN, STOUT, Sheet
from catalog.covers.type import HANGING, Setting, broken, fit, in_capitals, is_right_to_left, line_width

ROOM = Box(40, 112, 560, 790)
GAP = 22  # between the lines' ink
SUBTITLE = 84  # kept for it above the rule
EMPTY = 190  # from here on the rest of the page wants an echo


def draw(sheet: Sheet) -> None:
    canvas, palette = sheet.canvas, sheet.palette
    canvas.fill(palette.ground)
    wished, voice = sheet.house.choice(((SOFIA, LOUD), (SOFIA, LOUD), (JOST_BOLD, PLAIN), (FRAUNCES, STOUT)))
    words = sheet.words
    author = sheet.author(voice, 31, most_lines=1, share=0.99)
    sheet.column([author], Box(ROOM.left, 44, ROOM.right, 76), palette.ink, palette.ground, vertical="middle")
    canvas.rule(ROOM.left, ROOM.right, 88, 3, palette.ink)
    title(sheet, wished)
    foot = Box(ROOM.left, 832, ROOM.right, 856)
    sheet.column(
        [sheet.small(words.series or words.publisher, share=0.99, largest=18)],
        foot,
        palette.ink,
        palette.ground,
        vertical="bottom",
    )
    canvas.rule(ROOM.left, ROOM.right, 814, 3, palette.ink)
    if words.subtitle:
        rest = Box(ROOM.left, ROOM.bottom - SUBTITLE, ROOM.right, ROOM.bottom)
        sheet.column(
            [sheet.subtitle(voice, 34, share=0.99, most_lines=2)], rest, palette.ink, palette.ground, vertical="bottom"
        )


def title(sheet: Sheet, wished: Face) -> None:
    """Sets the lines and, in a near tone, their echo under them."""
    canvas, palette = sheet.canvas, sheet.palette
    room = Box(ROOM.left, ROOM.top, ROOM.right, ROOM.bottom - (SUBTITLE + 20 if sheet.words.subtitle else 0))
    lines = justified(in_capitals(sheet.words.title), wished, room)
    start = sheet.dice.randrange(len(palette.texts))
    y = room.top
    for number, line in enumerate(lines):
        area = Box(room.left, y, room.right, y + line.height)
        canvas.set(line, area, palette.texts[(start + number) % len(palette.texts)], palette.ground)
        y += line.height + GAP
    bottom = y - GAP
    if room.bottom - bottom > EMPTY:
        echo(sheet, lines, Box(room.left, bottom + GAP, room.right, room.bottom if sheet.words.subtitle else 814))


def echo(sheet: Sheet, lines: list[Setting], part: Box) -> None:
    """The same lines again and again in the accents, cut off by the rule at the foot: ornament, not text."""
    canvas, palette = sheet.canvas, sheet.palette
    window = canvas.window(part, palette.ground)
    tones = [mixed(palette.accents[n % 2], palette.ground, 0.0 if n < 2 else 0.3) for n in range(4)]
    y, number = 0.0, 0
    while y < part.height:
        line = lines[number % len(lines)]
        mask, above = letters(line.lines[0], line.face, round(line.size * window.scale, 3), 0.0)
        top = y * window.scale + line.top * window.scale + above
        window.image.paste(tones[number // len(lines) % 4], (0, round(top)), mask)
        y += line.height + GAP
        number += 1
    canvas.close(window, part)


def justified(text: str, wished: Face, room: Box) -> list[Setting]:
    """Every line as wide as the room, in the number of lines that fills its height best; else an ordinary block."""
    face = face_for(text, wished) or wished
    choices = []
    for count in range(1, 8):
        result = broken(text, face, 0.0, count, False)
        if result is None or face.shaped:
            continue
        lines = quietened([as_wide(line, face, room.width, text) for line in result[0]])
        sizes = [line.size for line in lines]
        height = sum(line.height for line in lines) + GAP * (count - 1)
        if height <= room.height and min(sizes) > 44:
            evenness = min(sizes) / max(sizes)
            choices.append((height / room.height * (0.35 + evenness), lines))
    if choices:
        return max(choices, key=lambda choice: choice[0])[1]
    setting = fit(text, face, (room.width, room.height), largest=200, smallest=24)
    return [Setting((line,), setting.face, setting.size, 0.0, 1.0, setting.right_to_left) for line in setting.lines]


def quietened(lines: list[Setting]) -> list[Setting]:
    """An article alone on its line would be the loudest word of the cover: it is set at half the size of the others."""
    others = [line.size for line in lines if line.lines[0].lower() not in HANGING]
    most = 0.5 * min(others) if others else 400.0
    return [replace(line, size=min(line.size, most)) if line.lines[0].lower() in HANGING else line for line in lines]


def as_wide(line: str, face: Face, width: float, text: str) -> Setting:
    size = min(width / max(line_width(face, line), 0.01), 400.0)
    return Setting((line,), face, size, 0.0, 1.0, is_right_to_left(text))
