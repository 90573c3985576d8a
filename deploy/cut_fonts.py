"""Cuts the shop's typeface: `npm pack @fontsource-variable/newsreader`, unpack it, then

    python deploy/cut_fonts.py package/files

Only needed to add characters or an axis; static/fonts/ holds what it made. The roman keeps its optical sizes from text
to display, the italic one size. A page fetches the Latin files; those for other accents come when a name has them.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Any

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

OUT = Path(__file__).resolve().parent.parent / "static" / "fonts"
BUDGET = 90_000  # bytes, all files together
FEATURES = ["kern", "liga", "mark", "mkmk", "ccmp", "locl"]  # its figures stand on the line as they are

SIGNS = "–—‘’‚“”„…•·‹›€№†‡′″−×ı"
RARE = "¤¥¦¨¬¯±²³´µ¶¸¹¼¾÷"  # in Latin-1, but hardly in a bookshop
LATIN = "".join(char for char in map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x100)]) if char not in RARE) + SIGNS
UNUSED = "ĈĉĊċĔĕĜĝĠġĤĥĦħĨĩĬĭĲĳĴĵĸĿŀŉŊŋŎŏŔŕŖŗŜŝŦŧŨũŬŭŴŵŶŷſ"  # in no name or title we know of
NAMES = "".join(char for char in map(chr, range(0x100, 0x180)) if char not in UNUSED + LATIN) + "ȘșȚț"
VIETNAMESE = "".join(map(chr, range(0x1EA0, 0x1EFA))) + "ƠơƯư"

FACES = {
    "serif.woff2": ("newsreader-latin-opsz-normal.woff2", LATIN, {"opsz": (18, 72)}),
    "serif-names.woff2": ("newsreader-latin-ext-opsz-normal.woff2", NAMES, {"opsz": (18, 72)}),
    "serif-vietnamese.woff2": ("newsreader-vietnamese-opsz-normal.woff2", VIETNAMESE, {"opsz": (18, 72)}),
    "serif-italic.woff2": ("newsreader-latin-opsz-italic.woff2", LATIN, {"opsz": 18}),
    "serif-italic-names.woff2": ("newsreader-latin-ext-opsz-italic.woff2", NAMES, {"opsz": 18}),
    "serif-italic-vietnamese.woff2": ("newsreader-vietnamese-opsz-italic.woff2", VIETNAMESE, {"opsz": 18}),
}


def cut(original: Path, characters: str, axes: dict[str, Any]) -> TTFont:
    """Fewer characters first, then fewer axes: the other order trips over tables not yet read."""
    font = TTFont(original)
    options = Options(layout_features=FEATURES, hinting=False, name_IDs=[1, 2], notdef_outline=True)
    options.drop_tables += ["STAT"]
    subsetter = Subsetter(options)
    subsetter.populate(text=characters)
    subsetter.subset(font)

    between = io.BytesIO()
    font.flavor = None
    font.save(between)
    between.seek(0)
    font = TTFont(between)
    kept = {"wght": 400, **axes}
    font = instantiateVariableFont(font, {axis.axisTag: kept[axis.axisTag] for axis in font["fvar"].axes})
    thin_kerning(font)
    font.flavor = "woff2"
    return font


def thin_kerning(font: TTFont, least: float = 0.01) -> None:
    """Kerning is two fifths of the file: pairs that differ from their classes by less than a hundredth of an em go."""
    threshold = least * font["head"].unitsPerEm
    for lookup in font["GPOS"].table.LookupList.Lookup:
        pairs = [table for table in lookup.SubTable if table.LookupType == 2 and table.Format == 1]
        classes = [table for table in lookup.SubTable if table.LookupType == 2 and table.Format == 2]
        for table in pairs:
            for first, pair_set in zip(table.Coverage.glyphs, table.PairSet, strict=True):
                pair_set.PairValueRecord = [
                    pair
                    for pair in pair_set.PairValueRecord
                    if abs(_advance(pair.Value1) - _class_advance(classes, first, pair.SecondGlyph)) >= threshold
                ]
            _drop_empty(table)


def _advance(value: Any) -> int:
    return getattr(value, "XAdvance", 0) or 0


def _class_advance(tables: list[Any], first: str, second: str) -> int:
    for table in tables:
        if first in table.Coverage.glyphs:
            row = table.Class1Record[table.ClassDef1.classDefs.get(first, 0)]
            return _advance(row.Class2Record[table.ClassDef2.classDefs.get(second, 0)].Value1)
    return 0


def _drop_empty(table: Any) -> None:
    kept = [
        (glyph, pairs)
        for glyph, pairs in zip(table.Coverage.glyphs, table.PairSet, strict=True)
        if pairs.PairValueRecord
    ]
    table.Coverage.glyphs = [glyph for glyph, _ in kept]
    table.PairSet = [pairs for _, pairs in kept]
    for pairs in table.PairSet:
        pairs.PairValueCount = len(pairs.PairValueRecord)
    table.PairSetCount = len(table.PairSet)


def unicode_range(font: TTFont) -> str:
    """What the browser asks before it fetches the file: “U+0020-007E, U+00A0”."""
    runs: list[list[int]] = []
    for code in sorted(font.getBestCmap()):
        if runs and code == runs[-1][1] + 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return ", ".join(f"U+{first:04X}" + (f"-{last:04X}" if last > first else "") for first, last in runs)


def main(folder: Path) -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    total = 0
    for name, (original, characters, axes) in FACES.items():
        font = cut(folder / original, characters, axes)
        font.save(OUT / name)
        size = (OUT / name).stat().st_size
        total += size
        print(f"{name}: {size} bytes\n  unicode-range: {unicode_range(font)};")
    print(f"together {total} bytes of {BUDGET}")
    if total > BUDGET:
        sys.exit(1)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
