"""Makes the bundled fonts from the originals: `python -m catalog.covers.fonts.subset <folder of original TTFs>`.

Only needed to add characters or a face. Latin faces are drawn by Pillow's basic layout, so that every machine
draws the same cover; it knows kerning only from the old kern table, which is made here from the pairs of GPOS.
Arabic and Devanagari keep their shaping tables, because only they join the letters.
"""

from __future__ import annotations

import sys
from itertools import product
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables._k_e_r_n import KernTable_format_0
from PIL import ImageFont

from catalog.covers.fonts import characters as keep

HERE = Path(__file__).parent
EUROPE = keep.LATIN + keep.SIGNS
FACES = {
    "garamond.ttf": ("EBGaramond_500Medium.ttf", EUROPE + keep.GREEK_AND_CYRILLIC),
    "garamond-italic.ttf": ("EBGaramond_500Medium_Italic.ttf", EUROPE + keep.GREEK_AND_CYRILLIC),
    "instrument.ttf": ("InstrumentSerif_400Regular.ttf", EUROPE),
    "fraunces.ttf": ("Fraunces_72pt_Bold.ttf", EUROPE),
    "jost.ttf": ("Jost_500Medium.ttf", EUROPE + keep.GREEK_AND_CYRILLIC),
    "jost-bold.ttf": ("Jost_700Bold.ttf", EUROPE + keep.GREEK_AND_CYRILLIC),
    "sofia.ttf": ("SofiaSansExtraCondensed_800ExtraBold.ttf", EUROPE),
    "hebrew.ttf": ("FrankRuhlLibre_500Medium.ttf", keep.HEBREW),
    "arabic.ttf": ("Amiri_400Regular.ttf", keep.ARABIC),
    "devanagari.ttf": ("NotoSerifDevanagari_500Medium.ttf", keep.DEVANAGARI),
    "japanese.ttf": ("ShipporiMincho_500Medium.ttf", keep.BASIC + keep.KANA + keep.KANJI),
    "korean.ttf": ("NotoSerifKR_500Medium.ttf", keep.BASIC + keep.HANGUL + "·…‘’“”"),
}
KERNED = (
    keep.BASIC.strip()
    + "ÀÁÂÄÅÉÈÊËÍÖÓÜÚàáâäåçéèêëíïóôöøúüñšč’‘“”–—"
    + "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЭЮЯабвгдежзийклмнопрстуфхцчшщъыьэюя"
)
SHAPED = {"arabic.ttf", "devanagari.ttf"}


def reduced(source: Path, characters: str, *, shaped: bool) -> TTFont:
    font = TTFont(source)
    options = Options(hinting=False, notdef_outline=True, name_IDs=[0, 1, 2, 4, 6, 13, 14])
    options.layout_features = ["*"] if shaped else []
    options.drop_tables += ["DSIG", "vhea", "vmtx", "VORG", "MATH", "STAT"]
    if not shaped:
        options.drop_tables += ["GSUB", "GPOS", "GDEF"]
    subsetter = Subsetter(options)
    subsetter.populate(text=characters)
    subsetter.subset(font)
    return font


def kern_pairs(source: Path, font: TTFont) -> dict[tuple[str, str], int]:
    """What the original's shaping does to each pair, in font units; under 0.6 % of the em nobody sees it."""
    names = font.getBestCmap()
    units = font["head"].unitsPerEm
    shaped = ImageFont.truetype(str(source), units, layout_engine=ImageFont.Layout.RAQM)
    letters = [c for c in KERNED if ord(c) in names]
    alone = {c: shaped.getlength(c) for c in letters}
    gaps = {
        (a, b): round(shaped.getlength(a + b, features=["-liga"]) - alone[a] - alone[b])
        for a, b in product(letters, repeat=2)
    }
    return {(names[ord(a)], names[ord(b)]): gap for (a, b), gap in gaps.items() if abs(gap) > units * 0.006}


def add_kerning(font: TTFont, pairs: dict[tuple[str, str], int]) -> None:
    table = KernTable_format_0()
    table.version, table.coverage, table.tupleIndex, table.kernTable = 0, 1, None, pairs
    font["kern"] = newTable("kern")
    font["kern"].version, font["kern"].kernTables = 0, [table]


def ranges(codes: list[int]) -> str:
    """Code points in hexadecimal, runs as first-last, one to a line."""
    runs: list[list[int]] = []
    for code in codes:
        if runs and code == runs[-1][1] + 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return "\n".join(f"{first:X}-{last:X}" if last > first else f"{first:X}" for first, last in runs) + "\n"


def main(originals: Path) -> None:
    for name, (source_name, characters) in FACES.items():
        source = next(originals.rglob(source_name))
        font = reduced(source, characters, shaped=name in SHAPED)
        if "kern" not in font and name not in SHAPED | {"japanese.ttf", "korean.ttf"}:
            add_kerning(font, kern_pairs(source, font))
        font.save(HERE / name)
        (HERE / "coverage" / name).with_suffix(".txt").write_text(ranges(sorted(font.getBestCmap())))
        print(f"{name:24}{(HERE / name).stat().st_size / 1000:8.0f} kB")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
