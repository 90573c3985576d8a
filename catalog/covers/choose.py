"""Which design and which inks a book gets: by its subject and by its series, else its author, else by itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from random import Random

from catalog.covers.dice import seeded
from catalog.covers.palettes import FAMILIES, Palette
from catalog.covers.words import BookText, tidy


@dataclass(frozen=True)
class Area:
    """What suits a part of the shop. A name that stands twice is drawn twice as often."""

    designs: tuple[str, ...]
    families: tuple[str, ...]


def area(designs: str, families: str) -> Area:
    return Area(tuple(designs.split()), tuple(families.split()))


# By the beginning of the Thema code; the longest that fits counts.
AREAS = {
    "": area("banded quiet classic engraved block initial papers", "harbour orchard clay herbarium stone lagoon"),
    "A": area("blocks block engraved banded initial", "poster sorbet lagoon noir stone"),
    "C": area("initial block quiet banded", "poster orchard lagoon stone"),
    "D": area("quiet initial papers classic cloth", "herbarium plum clay stone orchard"),
    "DC": area("papers engraved quiet classic cutouts", "herbarium plum night garden sorbet"),
    "DD": area("block stripes classic initial", "poster plum noir clay"),
    "F": area("landscape quiet initial classic banded cutouts papers", "harbour orchard clay plum lagoon herbarium"),
    "FB": area(
        "quiet landscape initial banded engraved block papers", "harbour clay plum lagoon herbarium sorbet poster"
    ),
    "FBC": area("cloth classic papers engraved cloth", "clay orchard herbarium plum stone harbour"),
    "FF": area("noir noir block engraved", "noir noir night stone"),
    "FH": area("noir block engraved noir", "noir night poster stone"),
    "FK": area("noir engraved initial papers", "noir plum night"),
    "FL": area("orbit engraved block orbit", "night lagoon noir poster"),
    "FM": area("landscape papers initial engraved", "night orchard plum garden"),
    "FR": area("cutouts stripes papers landscape", "sorbet plum garden lagoon"),
    "FU": area("stripes block initial blocks", "poster sorbet garden lagoon"),
    "FV": area("landscape classic cloth papers", "clay orchard harbour stone"),
    "FX": area("block stripes blocks", "poster noir sorbet"),
    "G": area("banded block quiet", "stone poster harbour"),
    "J": area("banded block quiet initial", "poster stone clay harbour"),
    "K": area("banded block quiet blocks", "stone harbour poster orchard"),
    "L": area("classic banded quiet", "stone harbour clay"),
    "M": area("orbit banded quiet engraved", "lagoon harbour herbarium"),
    "N": area("banded classic engraved landscape block", "clay stone harbour orchard noir"),
    "P": area("orbit engraved orbit blocks banded", "night lagoon harbour poster"),
    "Q": area("papers classic engraved quiet banded", "stone night herbarium clay"),
    "R": area("landscape engraved banded", "garden orchard lagoon harbour"),
    "S": area("stripes block landscape", "poster garden harbour"),
    "T": area("blocks engraved banded orbit", "stone poster lagoon"),
    "U": area("blocks orbit block engraved", "lagoon night poster stone"),
    "V": area("cutouts quiet banded", "herbarium garden sorbet lagoon"),
    "W": area("cutouts papers landscape stripes", "garden orchard sorbet clay"),
    "WB": area("cutouts stripes papers", "sorbet garden clay orchard"),
    "X": area("block noir stripes blocks", "poster noir sorbet night"),
    "Y": area("cutouts blocks stripes landscape", "garden sorbet poster lagoon"),
}


@dataclass(frozen=True)
class Choice:
    design: str
    family: str
    palette: Palette
    house: Random
    dice: Random


def first_author(names: str) -> str:
    """Jane Austen, also of “Jane Austen and Fiona Stafford”: an edition's helpers do not change whose book it is."""
    return re.split(r",| and | & | with ", tidy(names))[0].strip()


def choose(text: BookText) -> Choice:
    """A series, or an author's books in one area, share design and family; the rest is the book's own."""
    subject = "".join(c for c in text.subject.upper() if c.isascii() and c.isalnum())
    prefix = max((code for code in AREAS if subject.startswith(code)), key=len)
    key = tidy(text.series) or first_author(text.author) or text.isbn13
    house = seeded(f"{prefix} {key.casefold()}")
    design = house.choice(AREAS[prefix].designs)
    family = house.choice(AREAS[prefix].families)
    dice = seeded(f"{text.isbn13} {text.title}")
    return Choice(design, family, dice.choice(FAMILIES[family]), house, dice)
