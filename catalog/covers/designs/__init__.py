"""The series designs. Each module draws one: `draw(sheet)` fills the sheet's canvas."""

from catalog.covers.designs import (
    banded,
    block,
    blocks,
    classic,
    cloth,
    cutouts,
    engraved,
    initial,
    landscape,
    noir,
    orbit,
    papers,
    quiet,
    stripes,
)

DESIGNS = {
    "banded": banded.draw,
    "block": block.draw,
    "blocks": blocks.draw,
    "classic": classic.draw,
    "cloth": cloth.draw,
    "cutouts": cutouts.draw,
    "engraved": engraved.draw,
    "initial": initial.draw,
    "landscape": landscape.draw,
    "noir": noir.draw,
    "orbit": orbit.draw,
    "papers": papers.draw,
    "quiet": quiet.draw,
    "stripes": stripes.draw,
}
