"""Paper to draw on: shapes and set lines in cover units (600 wide, 900 high), at any number of pixels."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from catalog.covers import faces
from catalog.covers.dice import seeded
from catalog.covers.type import Setting, line_width

WIDE, HIGH = 600.0, 900.0
CRISP = 110  # pixels per em under which letters are drawn larger and brought down: whole-pixel advances would show

Point = tuple[float, float]


@dataclass(frozen=True)
class Box:
    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def middle(self) -> Point:
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def inset(self, by: float, vertically: float | None = None) -> Box:
        up = by if vertically is None else vertically
        return Box(self.left + by, self.top + up, self.right - by, self.bottom - up)


@dataclass(frozen=True)
class Placed:
    """A line as it was set, kept for whoever wants to check it."""

    text: str
    ink_box: Box
    within: Box
    ink: str
    ground: str
    size: float


class Canvas:
    def __init__(
        self, pixels: int, high: int | None = None, ground: str = "#FFFFFF", scale: float | None = None
    ) -> None:
        self.scale = scale or pixels / WIDE
        self.image = Image.new("RGB", (pixels, high or round(pixels * HIGH / WIDE)), ground)
        self.pen = ImageDraw.Draw(self.image)
        self.placed: list[Placed] = []

    # Shapes

    def fill(self, colour: str) -> None:
        self.image.paste(colour, (0, 0, *self.image.size))

    def rect(self, box: Box, colour: str) -> None:
        s = self.scale
        left, top, right, bottom = round(box.left * s), round(box.top * s), round(box.right * s), round(box.bottom * s)
        if right > left and bottom > top:
            self.pen.rectangle((left, top, right - 1, bottom - 1), fill=colour)

    def frame(self, box: Box, thick: float, colour: str) -> None:
        self.rect(Box(box.left, box.top, box.right, box.top + thick), colour)
        self.rect(Box(box.left, box.bottom - thick, box.right, box.bottom), colour)
        self.rect(Box(box.left, box.top, box.left + thick, box.bottom), colour)
        self.rect(Box(box.right - thick, box.top, box.right, box.bottom), colour)

    def rule(self, left: float, right: float, y: float, thick: float, colour: str) -> None:
        self.rect(Box(left, y, right, y + thick), colour)

    def shape(self, points: Iterable[Point], colour: str) -> None:
        s = self.scale
        self.pen.polygon([(x * s, y * s) for x, y in points], fill=colour)

    def disc(self, x: float, y: float, radius: float, colour: str) -> None:
        s = self.scale
        self.pen.ellipse(((x - radius) * s, (y - radius) * s, (x + radius) * s, (y + radius) * s), fill=colour)

    def ring(self, x: float, y: float, radius: float, thick: float, colour: str) -> None:
        """`radius` to the middle of the line."""
        s, outer = self.scale, radius + thick / 2
        box = ((x - outer) * s, (y - outer) * s, (x + outer) * s, (y + outer) * s)
        self.pen.ellipse(box, outline=colour, width=max(1, round(thick * s)))

    def pie(self, x: float, y: float, radius: float, start: float, end: float, colour: str) -> None:
        """A slice, in degrees clockwise from three o'clock."""
        s = self.scale
        self.pen.pieslice(
            ((x - radius) * s, (y - radius) * s, (x + radius) * s, (y + radius) * s), start, end, fill=colour
        )

    def line(self, start: Point, end: Point, thick: float, colour: str) -> None:
        (x1, y1), (x2, y2) = start, end
        length = math.hypot(x2 - x1, y2 - y1) or 1.0
        dx, dy = (y2 - y1) / length * thick / 2, (x1 - x2) / length * thick / 2
        self.shape([(x1 + dx, y1 + dy), (x2 + dx, y2 + dy), (x2 - dx, y2 - dy), (x1 - dx, y1 - dy)], colour)

    def curve(self, points: Sequence[Point], thick: float, colour: str) -> None:
        s = self.scale
        self.pen.line([(x * s, y * s) for x, y in points], fill=colour, width=max(1, round(thick * s)), joint="curve")

    def window(self, box: Box, ground: str) -> Canvas:
        """A canvas for a part of this one, with the same units from its own corner; `close` puts it back."""
        s = self.scale
        size = round(box.right * s) - round(box.left * s), round(box.bottom * s) - round(box.top * s)
        return Canvas(max(1, size[0]), max(1, size[1]), ground, s)

    def close(self, part: Canvas, box: Box) -> None:
        self.image.paste(part.image, (round(box.left * self.scale), round(box.top * self.scale)))

    def weave(self, box: Box, seed: str, strength: float) -> None:
        """Bookcloth: threads a little lighter and darker than the ground they lie on."""
        s = self.scale
        area = tuple(round(edge * s) for edge in (box.left, box.top, box.right, box.bottom))
        patch = self.image.crop(area)
        threads = woven(seed).resize(patch.size, Image.Resampling.BILINEAR)
        shade = threads.point([round(abs(v - 128) * strength) for v in range(256)])
        dark = threads.point([255 if v < 128 else 0 for v in range(256)])
        tone = Image.composite(Image.new("RGB", patch.size, "#000000"), Image.new("RGB", patch.size, "#FFFFFF"), dark)
        patch.paste(tone, (0, 0), shade)
        self.image.paste(patch, area[:2])

    # Letters

    def set(
        self, setting: Setting, box: Box, ink: str, ground: str, align: str = "left", vertical: str = "top"
    ) -> Box:  # fmt: skip
        """Sets the lines and returns the part of the box they take. Left means right for right-to-left text."""
        room = box.height - setting.height
        # Centred blocks are centred on what is seen: capitals to the last baseline.
        middle = min(max(0.0, (box.height - setting.optical_height) / 2), room)
        top = box.top + {"top": 0.0, "middle": middle, "bottom": room}[vertical]
        baseline = top + setting.top
        for number, line in enumerate(setting.lines):
            self._line(line, setting, box, baseline + number * setting.pitch, ink, ground, align)
        return Box(box.left, top, box.right, top + setting.height)

    def _line(
        self, text: str, setting: Setting, box: Box, baseline: float, ink: str, ground: str, align: str
    ) -> None:  # fmt: skip
        if setting.right_to_left:
            align = {"left": "right", "right": "left"}.get(align, align)
        mask, ink_top = letters(text, setting.face, round(setting.size * self.scale, 3), setting.tracking)
        wide = mask.width / self.scale
        left = {"left": box.left, "center": (box.left + box.right - wide) / 2, "right": box.right - wide}[align]
        x, y = left * self.scale, baseline * self.scale + ink_top
        self.image.paste(ink, (round(x), round(y)), mask)
        top = y / self.scale
        area = Box(left, top, left + wide, top + mask.height / self.scale)
        self.placed.append(Placed(text, area, box, ink, ground, setting.size))


@lru_cache(maxsize=64)
def letters(text: str, face: faces.Face, pixels: float, tracking: float) -> tuple[Image.Image, float]:
    """A mask of the ink of a line, and how far its top is from the baseline (negative: above)."""
    times = max(1, math.ceil(CRISP / max(pixels, 1.0)))
    font = faces.font(face, round(pixels * face.size * times, 3))
    gap = tracking * pixels * times
    left, top, right, bottom = font.getbbox(text, anchor="ls")
    right += gap * (len(text) - 1)
    top = math.floor(top / times) * times
    wide, high = math.ceil((right - left) / times), math.ceil((bottom - top) / times)
    mask = Image.new("L", (max(1, wide) * times, max(1, high) * times))
    pen = ImageDraw.Draw(mask)
    for piece, x in spaced(text, font, gap):
        pen.text((x - left, -top), piece, font=font, fill=255, anchor="ls")
    # Advances come in whole pixels: without this a line would be up to 1 % longer at one width than at another.
    exact = max(1, round(line_width(face, text, tracking) * pixels))
    high = max(1, high)
    if abs(exact - wide) < 0.06 * exact and (exact, high) != mask.size:
        return mask.resize((exact, high), Image.Resampling.BOX if times > 1 else Image.Resampling.BICUBIC), top / times
    return mask.reduce(times) if times > 1 else mask, top / times


def spaced(text: str, font: ImageFont.FreeTypeFont, gap: float) -> list[tuple[str, float]]:
    """The pieces of a line and where they start: the whole line, or if it is letterspaced its kerned letters."""
    if not gap:
        return [(text, 0.0)]
    return [
        (letter, font.getlength(text[: number + 1]) - font.getlength(letter) + gap * number)
        for number, letter in enumerate(text)
    ]


@lru_cache(maxsize=32)
def woven(seed: str) -> Image.Image:
    """Threads across and along, from seeded noise: the same cloth each time."""
    dice = seeded(seed)
    wide, high = 300, 450
    across = Image.frombytes("L", (wide // 12, high), dice.randbytes(wide // 12 * high)).resize(
        (wide, high), Image.Resampling.BICUBIC
    )
    along = Image.frombytes("L", (wide, high // 12), dice.randbytes(wide * (high // 12))).resize(
        (wide, high), Image.Resampling.BICUBIC
    )
    return Image.blend(across, along, 0.5)
