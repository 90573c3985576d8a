"""The inks. A family is a handful of colours chosen together; its colourways give them different parts to play.

Every text on a cover stands on `ground` in `ink`, or on `paper` in `paper_ink`: both pairs reach 4.5:1, and a test
measures them. The accents are for shapes. `texts` tells which of all colours may also carry letters on the ground.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

LEGIBLE = 4.5


@dataclass(frozen=True)
class Palette:
    name: str
    ground: str
    ink: str
    accents: tuple[str, str, str]
    paper: str
    paper_ink: str

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """Colours that are legible on the ground, the ink first."""
        return (self.ink, *(c for c in self.accents if contrast(c, self.ground) >= LEGIBLE))

    @property
    def second(self) -> str:
        """A second colour for lettering on the ground, where the palette has one."""
        return self.texts[1] if len(self.texts) > 1 else self.ink

    @cached_property
    def paper_texts(self) -> tuple[str, ...]:
        """Colours that are legible on the paper, its ink first."""
        every = (self.ground, *self.accents)
        return (self.paper_ink, *(c for c in every if contrast(c, self.paper) >= LEGIBLE))


def rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


@lru_cache(maxsize=4096)
def luminance(colour: str) -> float:
    """WCAG 2 relative luminance."""
    channels = (value / 255 for value in rgb(colour))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def mixed(one: str, other: str, share: float) -> str:
    """`one` with a share of `other` stirred in."""
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in zip(rgb(one), rgb(other), strict=True))


INKS = {
    "harbour": {
        "navy": "#17324E",
        "sea": "#2B6A86",
        "sky": "#A8CBD4",
        "sand": "#E8D5AE",
        "coral": "#E2674B",
        "cream": "#F3E8D2",
    },
    "orchard": {
        "pine": "#1F4437",
        "leaf": "#5E8A4C",
        "sage": "#BFCFA8",
        "apple": "#B93A2A",
        "butter": "#F0D58A",
        "cream": "#F2EAD3",
    },
    "clay": {
        "umber": "#3C231C",
        "brick": "#A33B24",
        "terra": "#D47B4E",
        "ochre": "#E3AE4E",
        "blush": "#F0CDB3",
        "cream": "#F4E7D0",
    },
    "night": {
        "night": "#1D2747",
        "violet": "#4A4A86",
        "mist": "#B8BED8",
        "gold": "#E5B64F",
        "rose": "#E08A78",
        "cream": "#F0E8D8",
    },
    "herbarium": {
        "bottle": "#24453F",
        "moss": "#7D8A4A",
        "celadon": "#C5D5C0",
        "peony": "#C4566A",
        "petal": "#EBC3BE",
        "cream": "#F1EADA",
    },
    "plum": {
        "plum": "#47213F",
        "berry": "#96304F",
        "lilac": "#C3ADCF",
        "apricot": "#EFAE77",
        "shell": "#F2D9CC",
        "cream": "#F5EADB",
    },
    "poster": {
        "ink": "#23222A",
        "red": "#C02F1D",
        "blue": "#23509A",
        "yellow": "#F2C230",
        "pink": "#F0B5AE",
        "cream": "#F2E9D5",
    },
    "stone": {
        "slate": "#36404A",
        "lead": "#74808A",
        "bone": "#DDD5C4",
        "rust": "#A94325",
        "straw": "#E3C675",
        "cream": "#F0E9DB",
    },
    "lagoon": {
        "deep": "#0F4650",
        "teal": "#23808A",
        "foam": "#B5DAD0",
        "melon": "#F4946E",
        "lemon": "#F1D77E",
        "cream": "#F3EBD6",
    },
    "noir": {
        "black": "#262428",
        "smoke": "#57525A",
        "ash": "#C9C2B8",
        "blood": "#B52A24",
        "lamp": "#F0C64A",
        "cream": "#EFE6D4",
    },
    "garden": {
        "forest": "#2C4A2B",
        "fern": "#6FA05B",
        "mint": "#CFE0C3",
        "poppy": "#DE5138",
        "sun": "#F4C84C",
        "cream": "#F5EDD8",
    },
    "sorbet": {
        "wine": "#6A1F3A",
        "raspberry": "#BC3556",
        "sherbet": "#F3B7A6",
        "peach": "#F6D3A8",
        "sky": "#A9CFDB",
        "cream": "#F7ECDD",
    },
}

# ground ink · three accents · paper with its ink
COLOURWAYS = {
    "harbour": (
        "navy cream · coral sky sand · cream navy",
        "sand navy · coral sea cream · cream navy",
        "sky navy · coral cream sea · cream navy",
        "sea cream · navy sand coral · cream navy",
        "cream navy · sea coral sky · navy cream",
    ),
    "orchard": (
        "pine cream · butter apple leaf · cream pine",
        "sage pine · apple cream leaf · cream pine",
        "butter pine · apple leaf cream · cream pine",
        "cream pine · leaf apple butter · pine cream",
        "apple cream · butter pine sage · cream apple",
    ),
    "clay": (
        "brick cream · ochre umber blush · cream umber",
        "ochre umber · brick cream terra · cream umber",
        "blush umber · brick terra cream · cream umber",
        "umber cream · terra ochre blush · cream umber",
        "cream umber · terra ochre brick · brick cream",
    ),
    "night": (
        "night cream · gold violet mist · cream night",
        "mist night · violet cream rose · cream night",
        "violet cream · gold night rose · cream night",
        "rose night · cream violet gold · cream night",
        "gold night · cream violet rose · cream night",
    ),
    "herbarium": (
        "bottle cream · petal moss celadon · cream bottle",
        "celadon bottle · peony cream moss · cream bottle",
        "petal bottle · peony cream moss · cream bottle",
        "cream bottle · moss peony petal · bottle cream",
    ),
    "plum": (
        "plum cream · apricot berry lilac · cream plum",
        "lilac plum · berry cream apricot · cream plum",
        "apricot plum · berry cream lilac · cream plum",
        "berry cream · apricot plum shell · cream plum",
        "shell plum · berry lilac apricot · cream plum",
    ),
    "poster": (
        "yellow ink · red cream blue · cream ink",
        "red cream · yellow ink pink · cream ink",
        "blue cream · yellow red pink · cream ink",
        "cream ink · red blue yellow · blue cream",
        "pink ink · red cream blue · cream ink",
    ),
    "stone": (
        "slate cream · rust straw bone · cream slate",
        "bone slate · rust cream lead · cream slate",
        "straw slate · rust cream lead · cream slate",
        "rust cream · slate straw bone · cream slate",
    ),
    "lagoon": (
        "deep cream · melon lemon teal · cream deep",
        "foam deep · melon teal cream · cream deep",
        "lemon deep · teal melon cream · cream deep",
        "melon deep · cream deep lemon · cream deep",
        "cream deep · teal melon foam · deep cream",
    ),
    "noir": (
        "black cream · blood lamp ash · cream black",
        "blood cream · black ash lamp · cream black",
        "lamp black · blood cream smoke · cream black",
        "ash black · blood cream smoke · cream black",
        "smoke cream · black lamp ash · cream black",
    ),
    "garden": (
        "forest cream · sun poppy fern · cream forest",
        "mint forest · poppy fern sun · cream forest",
        "sun forest · poppy cream fern · cream forest",
        "cream forest · fern poppy sun · forest cream",
    ),
    "sorbet": (
        "wine cream · sherbet raspberry peach · cream wine",
        "sherbet wine · raspberry cream peach · cream wine",
        "peach wine · raspberry cream sherbet · cream wine",
        "sky wine · raspberry cream peach · cream wine",
        "raspberry cream · sherbet wine sky · cream wine",
    ),
}


def palette(family: str, colourway: str) -> Palette:
    inks = INKS[family]
    grounds, accents, papers = (tuple(inks[name] for name in part.split()) for part in colourway.split(" · "))
    return Palette(f"{family}: {colourway.split(' · ')[0]}", *grounds, accents, *papers)


FAMILIES: dict[str, tuple[Palette, ...]] = {
    family: tuple(palette(family, colourway) for colourway in colourways) for family, colourways in COLOURWAYS.items()
}
