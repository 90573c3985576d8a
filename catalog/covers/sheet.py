"""One cover in the making: the canvas, the words, the inks and two dice; and how a column of words is set on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from catalog.covers.canvas import Box, Canvas
from catalog.covers.faces import FRAUNCES, GARAMOND, GARAMOND_ITALIC, INSTRUMENT, JOST, JOST_BOLD, SOFIA, Face
from catalog.covers.palettes import Palette
from catalog.covers.type import Setting, fit
from catalog.covers.words import Words


@dataclass(frozen=True)
class Voice:
    """How one house sets its books: the title's face, whether it shouts, and who accompanies it."""

    title: Face
    rest: Face
    capitals: bool = False
    tracking: float = 0.0
    subtitle: Face = GARAMOND_ITALIC


BOOKISH = Voice(GARAMOND, GARAMOND)
LEANING = Voice(GARAMOND_ITALIC, GARAMOND)
ENGRAVED = Voice(GARAMOND, GARAMOND, capitals=True, tracking=0.06)
MODERN = Voice(INSTRUMENT, JOST)
PLAIN = Voice(JOST_BOLD, JOST, subtitle=JOST)
AIRY = Voice(JOST, JOST, capitals=True, tracking=0.1, subtitle=JOST)
LOUD = Voice(SOFIA, JOST, capitals=True, subtitle=JOST)
STOUT = Voice(FRAUNCES, JOST)


@dataclass(frozen=True)
class Part:
    """One text of a column. `gap` is the white above it; `share` the most of the column's height it may take."""

    text: str
    face: Face
    largest: float
    smallest: float = 14
    tracking: float = 0.0
    capitals: bool = False
    most_lines: int = 2
    ink: str = ""
    gap: float = 0.0
    share: float = 0.3
    leading: float | None = None
    rule: str = ""  # a hairline of this colour in the middle of the gap


@dataclass(frozen=True)
class Sheet:
    canvas: Canvas
    words: Words
    palette: Palette
    dice: Random  # the book's own
    house: Random  # the same for all books of a series or an author

    def title(self, voice: Voice, largest: float, **changes) -> Part:
        """Very short titles are set larger, so that they look meant."""
        settings = {
            "smallest": 24,
            "most_lines": 7,
            "share": 1.0,
            "capitals": voice.capitals,
            "tracking": voice.tracking,
        }
        length = len(self.words.title)
        larger = 1.8 if length <= 3 else 1.5 if length <= 5 else 1.18 if length <= 9 else 1.0
        return Part(self.words.title, voice.title, largest * larger, **(settings | changes))

    def subtitle(self, voice: Voice, largest: float = 30, **changes) -> Part:
        settings = {"smallest": 15, "most_lines": 3, "gap": 24, "share": 0.26, "leading": 1.15}
        return Part(self.words.subtitle, voice.subtitle, largest, **(settings | changes))

    def author(self, voice: Voice, largest: float = 32, **changes) -> Part:
        """In small letterspaced capitals."""
        settings = {"smallest": 14, "gap": 34, "share": 0.22, "leading": 1.3, "capitals": True, "tracking": 0.1}
        return Part(self.words.author, voice.rest, largest, **(settings | changes))

    def small(self, text: str, **changes) -> Part:
        """A publisher, a series: quiet, one line."""
        settings = {"smallest": 12.5, "capitals": True, "tracking": 0.14, "most_lines": 1, "share": 0.12, "gap": 14}
        return Part(text, changes.pop("face", JOST), changes.pop("largest", 16.5), **(settings | changes))

    def column(
        self, parts: Sequence[Part], box: Box, ink: str, ground: str, align: str = "left", vertical: str = "top"
    ) -> Box:  # fmt: skip
        """Sets the parts under one another; a part with a share of 1 has what the others leave."""
        settings = settle([part for part in parts if part.text.strip()], box)
        if not settings:
            return Box(box.left, box.top, box.right, box.top)
        height = sum(gap + setting.optical_height for _, setting, gap in settings) + tail(settings[-1][1])
        y = box.top + {"top": 0.0, "middle": (box.height - height) / 2, "bottom": box.height - height}[vertical]
        top, hanging = y, 0.0
        for part, setting, gap in settings:
            if part.rule and gap:
                self._hairline(box, y + hanging + (gap - hanging) * 0.48, part.rule, align)
            y += gap
            # The line's tail may hang below the part's optical end; the column has room for it.
            area = Box(box.left, y, box.right, y + setting.height)
            self.canvas.set(setting, area, part.ink or ink, ground, align)
            y, hanging = y + setting.optical_height, tail(setting)
        return Box(box.left, top, box.right, y)

    def head_and_foot(
        self, head: Sequence[Part], foot: Part, box: Box, ink: str, ground: str, align: str = "left"
    ) -> None:
        """A column from the top of the box, and one line on its lower edge."""
        high = 0.0
        if foot.text.strip():
            high = foot.largest * 1.1
            line = replace(foot, share=0.99, most_lines=1)
            # A long list of authors would be too small on one line.
            if set_part(line, box.width, high).size < foot.largest * 0.68:
                line, high = replace(line, most_lines=2), foot.largest * 2
            self.column([line], Box(box.left, box.bottom - high, box.right, box.bottom), ink, ground, align, "bottom")
        self.column(
            head, Box(box.left, box.top, box.right, box.bottom - high - (20 if high else 0)), ink, ground, align
        )

    def _hairline(self, box: Box, y: float, colour: str, align: str) -> None:
        middle = box.middle[0]
        left, right = (middle - 30, middle + 30) if align == "center" else (box.left, box.left + 60)
        if align == "right":
            left, right = box.right - 60, box.right
        self.canvas.rule(left, right, y, 2, colour)


def tail(setting: Setting) -> float:
    return setting.height - setting.optical_height


def settle(parts: Sequence[Part], box: Box) -> list[tuple[Part, Setting, float]]:
    """Fits the lesser parts first, then gives the title the height that is left."""
    if not parts:
        return []
    fitted: dict[int, Setting] = {}
    for number, part in enumerate(parts):
        if part.share < 1:
            fitted[number] = set_part(part, box.width, box.height * part.share)
    gaps = sum(part.gap for number, part in enumerate(parts) if number)
    left = box.height - gaps - sum(setting.height for setting in fitted.values())
    for number, part in enumerate(parts):
        if part.share >= 1:
            # Half a tail more than its own: the gap below must not be filled by a p or a g.
            fitted[number] = set_part(part, box.width, max(30.0, left * 0.96))
    settings = [fitted[number] for number in range(len(parts))]
    spaced = [0.0] + [max(part.gap, tail(before) * 1.15 + 8) for part, before in zip(parts[1:], settings, strict=False)]
    return list(zip(parts, settings, spaced, strict=True))


def set_part(part: Part, width: float, height: float) -> Setting:
    return fit(
        part.text, part.face, (width, height), largest=part.largest, smallest=part.smallest, tracking=part.tracking,
        leading=part.leading, most_lines=part.most_lines, capitals=part.capitals,
    )  # fmt: skip
