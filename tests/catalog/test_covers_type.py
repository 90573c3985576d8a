"""Setting a title: where its lines break, what becomes of words that do not fit, and which letters there are."""

from __future__ import annotations

import pytest

from catalog.covers import CoverText
from catalog.covers.faces import ARABIC, GARAMOND, HEBREW, JAPANESE, JOST_BOLD, SOFIA, can_shape, drawable, face_for
from catalog.covers.type import fit
from catalog.covers.words import tidy, words_of

WIDE = (500.0, 400.0)


def lines(text: str, box: tuple[float, float] = WIDE, **changes) -> tuple[str, ...]:
    return fit(text, GARAMOND, box, **({"largest": 90.0} | changes)).lines


def test_a_short_title_stays_on_one_line():
    assert lines("Beloved") == ("Beloved",)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("The Left Hand of Darkness", ("The Left Hand", "of Darkness")),
        ("To the Lighthouse", ("To the", "Lighthouse")),
        ("Their Eyes Were Watching God", ("Their Eyes Were", "Watching God")),
        ("The New York Trilogy", ("The New York", "Trilogy")),
        ("Crime and Punishment", ("Crime and", "Punishment")),
    ],
)
def test_lines_are_even_and_articles_stay_with_their_nouns(title, expected):
    assert lines(title, most_lines=2, largest=110.0) == expected


def test_no_short_word_is_left_alone_at_the_end():
    assert lines("One Hundred Years and a Day", (330.0, 400.0))[-1] != "Day"


def test_one_long_word_is_parted_with_a_hyphen():
    assert lines("Donaudampfschifffahrtsgesellschaft", smallest=40.0) == (
        "Donau-",
        "dampfschifffahrtsge-",
        "sellschaft",
    )


def test_a_compound_parts_at_its_own_hyphen():
    assert lines("Twenty-Thousand", (260.0, 400.0)) == ("Twenty-", "Thousand")


def test_japanese_parts_anywhere_but_before_a_comma():
    found = lines("色彩を持たない多崎つくると、彼の巡礼の年", (260.0, 500.0))

    assert "".join(found) == "色彩を持たない多崎つくると、彼の巡礼の年"
    assert len(found) > 2
    assert not any(line.startswith(("、", "っ", "ー")) for line in found)


def test_what_cannot_fit_ends_with_an_ellipsis():
    setting = fit("again and " * 30, GARAMOND, (200.0, 60.0), largest=40.0, smallest=14.0)

    assert setting.lines[-1].endswith("…")
    assert setting.height <= 60
    assert setting.width <= 200


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Schindler's List", "Schindler’s List"),
        ('"Surely You\'re Joking, Mr. Feynman!"', "“Surely You’re Joking, Mr. Feynman!”"),
        ("The '60s -- and After...", "The ’60s – and After…"),
        ("'Tis", "’Tis"),
        ("On 'Beauty' and the girls' own", "On ‘Beauty’ and the girls’ own"),
        ("  two\t spaces\n", "two spaces"),
        ("nul\x00byte\u200e", "nulbyte"),
        ("Мёртвые ду\u0301ши", "Мёртвые души"),
    ],
)
def test_words_are_printed_as_a_compositor_would(typed, printed):
    assert tidy(typed) == printed


def test_a_long_title_with_a_colon_becomes_title_and_subtitle():
    words = words_of(CoverText(title="Sapiens: A Brief History of Humankind"))

    assert (words.title, words.subtitle) == ("Sapiens", "A Brief History of Humankind")


def test_a_series_is_named_with_its_number_once():
    numbered = words_of(CoverText(title="The Obelisk Gate", series="The Broken Earth", number="2"))
    named = words_of(CoverText(title="Legends in Exile", series="Fables 2", number="2"))
    repeated = words_of(CoverText(title="The No. 1 Ladies’ Detective Agency", series="No. 1 Ladies’ Detective Agency"))

    assert numbered.series == "The Broken Earth · 2"
    assert named.series == "Fables 2"
    assert repeated.series == ""


@pytest.mark.parametrize(
    ("title", "initial"), [("The Trial", "T"), ("Der Prozess", "P"), ("’Salem’s Lot", "S"), ("1Q84", "1"), ("!", "")]
)
def test_the_initial_is_the_letter_the_title_is_filed_under(title, initial):
    assert words_of(CoverText(title=title)).initial == initial


@pytest.mark.parametrize(
    ("text", "wished", "face"),
    [
        ("Dune", SOFIA, SOFIA),
        ("Мастер и Маргарита", SOFIA, JOST_BOLD),
        ("Ἰλιάς", SOFIA, GARAMOND),
        ("ノルウェイの森", SOFIA, JAPANESE),
        ("עמוס עוז", SOFIA, HEBREW),
        ("ألف ليلة وليلة", SOFIA, ARABIC),
    ],
)
def test_another_face_stands_in_for_letters_the_first_lacks(text, wished, face):
    if face.shaped and not can_shape():
        pytest.skip("this machine's Pillow cannot shape right-to-left text")

    assert face_for(text, wished) == face


def test_what_no_face_has_is_left_out_and_never_a_box():
    assert drawable("Party 🎈 Time") == "Party Time"
    assert drawable("💀💀💀") == ""
    assert drawable("ᠮᠣᠩᠭᠣᠯ") == ""


def test_a_title_nobody_can_draw_gives_way_to_the_author_and_then_to_the_isbn():
    assert words_of(CoverText("9780141439518", "ᠮᠣᠩᠭᠣᠯ", author="Galsan Tschinag")).title == "Galsan Tschinag"
    assert words_of(CoverText("9780141439518", "ᠮᠣᠩᠭᠣᠯ")).title == "9780 1414 3951 8"


def test_without_shaping_arabic_is_left_out_rather_than_set_in_pieces(monkeypatch):
    monkeypatch.setattr("catalog.covers.faces.can_shape", lambda: False)

    assert drawable("ألف ليلة وليلة") == ""
