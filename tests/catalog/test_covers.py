"""Composed covers: the same for everyone, two by three, and every word where it can be read."""

from __future__ import annotations

import io
from dataclasses import astuple, replace
from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageStat

from catalog.covers import WIDTHS, CoverText, compose, cover_bytes, draw, og_card
from catalog.covers.canvas import Box, Canvas
from catalog.covers.choose import AREAS, choose
from catalog.covers.designs import DESIGNS
from catalog.covers.palettes import FAMILIES, LEGIBLE, contrast

PLAIN = CoverText(
    isbn13="9780141439518", title="Pride and Prejudice", author="Jane Austen", publisher="Granta", subject="FBC"
)
NASTY = {
    "one letter": replace(PLAIN, title="A"),
    "two letters": replace(PLAIN, title="It", author="Stephen King"),
    "letter and stop": replace(PLAIN, title="S.", author="J. J. Abrams and Doug Dorst"),
    "figures": replace(PLAIN, title="1Q84"),
    "one long word": replace(PLAIN, title="Donaudampfschifffahrtsgesellschaft", author=""),
    "endless words": replace(PLAIN, title="W" * 300, author="M" * 200, subtitle="Q" * 200, series="W" * 90),
    "very long": replace(
        PLAIN,
        title="The Unabridged Journals of the Entirely Extraordinary and Improbable Voyages of Doctor Bartholomew "
        "Quimby and His Dog",
        subtitle="Being a True Account of Seven Years at Sea, in Four Parts, with Maps and an Index of the Winds",
        author="Maximilian Featherstonehaugh-Cholmondeley, Augustus Abernathy-Wilkinson and Wilhelmina Vanderbilt",
        series="Lives of the Improbable and Extraordinary",
        number="XVII",
    ),
    "endless": replace(PLAIN, title="never again " * 200, author="and so on " * 100, series="for ever " * 50),
    "emoji": replace(PLAIN, title="🎉 Party 🎈", author="💀"),
    "only emoji": replace(PLAIN, title="💀💀💀", author="👻"),
    "nothing": CoverText(),
    "no author": replace(PLAIN, author="", publisher=""),
    "hebrew": replace(PLAIN, title="סיפור על אהבה וחושך", author="עמוס עוז"),
    "arabic": replace(PLAIN, title="ألف ليلة وليلة", author="رضوى عاشور"),
    "japanese": replace(PLAIN, title="色彩を持たない多崎つくると、彼の巡礼の年", author="村上 春樹"),
    "korean": replace(PLAIN, title="채식주의자", author="한강"),
    "devanagari": replace(PLAIN, title="भगवद्गीता", author="व्यास"),
    "no face for it": replace(PLAIN, title="ᠮᠣᠩᠭᠣᠯ", author="ཀ་ཁ་ག"),
    "cyrillic": replace(PLAIN, title="Мёртвые ду́ши", author="Николай Гоголь"),
    "greek": replace(PLAIN, title="Βίος και πολιτεία του Αλέξη Ζορμπά", author="Νίκος Καζαντζάκης"),
    "tall accents": replace(PLAIN, title="ÅŃĜŜTRÖM ẤỆỠ Ǘ", author="Đặng Thùy Trâm"),
    "loose accents": replace(PLAIN, title="Z̸a͎l̶g͕o̵ ͖r̴i̤s̷e͚s̸"),
    "control characters": replace(PLAIN, title="A\x00B\u202eC\nD\tE\ud800", author="\u200f\u200b"),
    "only spaces": replace(PLAIN, title=" \u3000 ", author="\u00a0"),
    "all capitals": replace(PLAIN, title="THE QJÇ MANUSCRIPT GJPQY", author="ÇEDILLA GJPQ"),
}  # fmt: skip


@pytest.fixture
def _grounds_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """What lay under each line before its block was set, so that a test can ask whether it was flat."""
    original = Canvas.set

    def watched(canvas: Canvas, *arguments) -> Box:
        before, already = canvas.image.copy(), len(canvas.placed)
        taken = original(canvas, *arguments)
        canvas.grounds = getattr(canvas, "grounds", [])
        for line in canvas.placed[already:]:
            area = [round(edge * canvas.scale) for edge in astuple(line.ink_box)]
            canvas.grounds.append(before.crop(area).getcolors(1000))
        return taken

    monkeypatch.setattr(Canvas, "set", watched)


def hexadecimal(pixel: tuple[int, int, int]) -> str:
    return "#{:02X}{:02X}{:02X}".format(*pixel)


def lies_within(inner: Box, outer: Box, by: float = 2.5) -> bool:
    return (
        inner.left >= outer.left - by
        and inner.top >= outer.top - by
        and inner.right <= outer.right + by
        and inner.bottom <= outer.bottom + by
    )


def overlap(one: Box, other: Box) -> float:
    """How deep one box reaches into the other, in cover units."""
    across = min(one.right, other.right) - max(one.left, other.left)
    down = min(one.bottom, other.bottom) - max(one.top, other.top)
    return min(across, down)


def test_the_same_book_always_gets_the_same_file():
    first = [cover_bytes(PLAIN, width) for width in WIDTHS]

    second = [cover_bytes(replace(PLAIN), width) for width in WIDTHS]

    assert first == second


@pytest.mark.parametrize("width", [60, 120, *WIDTHS, 1200])
def test_a_cover_is_half_as_high_again_as_it_is_wide(width):
    assert compose(PLAIN, width).size == (width, round(width * 1.5))


@pytest.mark.parametrize("design", DESIGNS)
def test_a_small_cover_is_the_large_one_made_small(design):
    large = draw(PLAIN, 1600, 2400, design).image.resize((160, 240))
    small = draw(PLAIN, 960, 1440, design).image.resize((160, 240))

    difference = ImageStat.Stat(ImageChops.difference(large, small).convert("L")).mean[0]

    assert difference < 4


@pytest.mark.parametrize("format", ["PNG", "JPEG"])
def test_mail_programs_get_formats_they_know(format):
    assert cover_bytes(PLAIN, 160, format)[:4] in (b"\x89PNG", b"\xff\xd8\xff\xe0")


def test_every_design_and_every_family_is_chosen_by_some_book():
    books = [replace(PLAIN, subject=code, author=f"Author {n}") for code in AREAS for n in range(40)]

    choices = [choose(book) for book in books]

    assert {choice.design for choice in choices} == set(DESIGNS)
    assert {choice.family for choice in choices} == set(FAMILIES)


def test_an_authors_books_sit_together_and_yet_differ():
    books = [replace(PLAIN, isbn13=f"97801414395{n:02}", title=f"Novel {n}") for n in range(8)]

    edited = replace(PLAIN, author="Jane Austen and Fiona Stafford")

    choices = [choose(book) for book in [*books, edited]]

    assert len({(choice.design, choice.family) for choice in choices}) == 1
    assert len({cover_bytes(book, 160) for book in books}) == 8


def test_a_series_sits_together_whoever_wrote_the_volume():
    books = [replace(PLAIN, author=f"Author {n}", series="Everyday Saints", number=str(n)) for n in range(6)]

    assert len({(choose(book).design, choose(book).family) for book in books}) == 1


def test_an_unknown_subject_gets_a_cover_too():
    assert choose(replace(PLAIN, subject="ÆØ 99")).design in AREAS[""].designs


@pytest.mark.usefixtures("_grounds_are_kept")
@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize("case", NASTY)
def test_words_stay_in_their_place_and_can_be_read(design, case):
    book = replace(NASTY[case], series=NASTY[case].series or "Noted Lives", number=NASTY[case].number or "4")

    canvas = draw(book, 450, 675, design)

    assert canvas.placed
    for line, ground in zip(canvas.placed, canvas.grounds, strict=True):
        assert lies_within(line.ink_box, line.within), line
        assert lies_within(line.ink_box, Box(20, 20, 580, 880)), line
        assert contrast(line.ink, line.ground) >= LEGIBLE, line
        assert [hexadecimal(pixel) for _, pixel in ground] == [line.ground], line
    for one, other in combinations(canvas.placed, 2):
        if one.within != other.within:
            assert overlap(one.ink_box, other.ink_box) <= 2.5, (one, other)


@pytest.mark.parametrize("design", DESIGNS)
def test_a_title_of_120_characters_is_set_whole(design):
    book = NASTY["very long"]

    lines = [line.text for line in draw(book, 450, 675, design).placed]

    assert "IMPROBABLE VOYAGES" in " ".join(lines).upper().replace("- ", "")
    assert "HIS DOG" in " ".join(lines).upper()


@pytest.mark.parametrize("design", DESIGNS)
def test_the_title_is_the_largest_thing_to_read(design):
    placed = draw(replace(PLAIN, title="The Voyage Out", author="Virginia Woolf"), 450, 675, design).placed

    largest = max(placed, key=lambda line: line.size)

    assert largest.text.upper().split()[0] in {"THE", "VOYAGE", "OUT"}
    assert largest.size >= 48  # capitals of some 7 pixels on a cover 120 pixels wide


@pytest.mark.parametrize("family", FAMILIES)
def test_every_pair_of_text_and_ground_can_be_read(family):
    for palette in FAMILIES[family]:
        assert contrast(palette.ink, palette.ground) >= LEGIBLE, palette
        assert contrast(palette.paper_ink, palette.paper) >= LEGIBLE, palette


@settings(
    max_examples=150,
    deadline=None,
)
@given(
    title=st.text(max_size=150), subtitle=st.text(max_size=60), author=st.text(max_size=60),
    subject=st.text(max_size=6), series=st.text(max_size=40), number=st.text(max_size=6), seed=st.integers(0, 10**6),
)  # fmt: skip
def test_any_words_make_a_cover(title, subtitle, author, subject, series, number, seed):
    design = Random(seed).choice(list(DESIGNS))
    book = CoverText(f"978{seed:010}", title, subtitle, author, series, subject, series, number)

    canvas = draw(book, 200, 300, design)

    assert canvas.image.size == (200, 300)
    assert all(lies_within(line.ink_box, Box(10, 10, 590, 890)) for line in canvas.placed)


@pytest.mark.parametrize("case", ["very long", "arabic", "nothing", "two letters"])
def test_a_preview_card_shows_the_cover_beside_its_title(case):
    card = Image.open(io.BytesIO(og_card(NASTY[case])))

    assert (card.format, card.size) == ("PNG", (1200, 630))
