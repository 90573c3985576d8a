"""The look's measurable promises: contrast, one place for colours, one style sheet for the browser."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from storefront.stylesheet import IMPORT, one_sheet

CSS = Path(settings.BASE_DIR, "static", "css")
FONTS = Path(settings.BASE_DIR, "static", "fonts")
TOKEN = re.compile(r"--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);")
RAW_COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|\b(rgb|hsl|oklch)a?\(")

READ_AT_LENGTH = [("ink", "page"), ("ink", "surface")]
READ = [
    *[(text, ground) for text in ("ink-quiet", "action", "alert", "good") for ground in ("page", "surface")],
    ("on-action", "action"),
]
SEEN = [("highlight", "page"), ("highlight", "surface")]


def tokens(scheme: int) -> dict[str, str]:
    return {found[1]: found[2 + scheme] for found in TOKEN.finditer((CSS / "tokens.css").read_text())}


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted([luminance(one), luminance(other)])
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["paper", "lamp"])
@pytest.mark.parametrize(("pairs", "least"), [(READ_AT_LENGTH, 7), (READ, 4.5), (SEEN, 3)], ids=["AAA", "AA", "signs"])
def test_what_is_read_stands_out_from_its_ground(scheme, pairs, least):
    colours = tokens(scheme)

    faint = [pair for pair in pairs if contrast(*(colours[name] for name in pair)) < least]

    assert faint == []


def test_only_the_tokens_name_colours():
    sheets = [sheet for sheet in CSS.rglob("*.css") if sheet.name != "tokens.css"]

    assert [sheet.name for sheet in sheets if RAW_COLOUR.search(sheet.read_text())] == []


def test_every_component_is_on_the_contents_page():
    listed = {found["path"] for found in IMPORT.finditer((CSS / "app.css").read_text())}

    assert listed == {str(sheet.relative_to(CSS)) for sheet in CSS.rglob("*.css")} - {"app.css"}


def test_every_class_of_the_style_sheets_stands_in_some_page():
    root = Path(settings.BASE_DIR)
    pages = [*(root / "templates").rglob("*.html"), *(root / "static" / "js").rglob("*.js")]
    ours = [Path(app.path) for app in apps.get_app_configs() if Path(app.path).parent == root]
    pages += [code for app in ours for code in app.rglob("*.py")]
    text = "".join(page.read_text() for page in pages)
    written, made_up = set(re.findall(r"[a-z][\w-]*", text)), tuple(re.findall(r"([a-z][\w-]*-){", text))
    styled = {
        name for sheet in CSS.rglob("*.css") for name in re.findall(r"\.([a-z][\w-]*)(?=[^{}]*{)", sheet.read_text())
    }

    unused = {name for name in styled - written if not name.startswith(made_up)}

    assert unused == {"htmx-request"}  # htmx's own


def test_all_fonts_together_stay_light():
    assert sum(font.stat().st_size for font in FONTS.glob("*.woff2")) <= 90_000


def test_the_browser_fetches_one_style_sheet():
    sheet = one_sheet(lambda name: (CSS.parent / name).read_text())

    assert "@import" not in sheet
    assert sheet.count("@layer components {") == len(list((CSS / "components").glob("*.css")))
    assert "url(" not in sheet.replace('url("../fonts/', "")  # only those whose place is the same from app.css


def test_no_tag_of_a_template_holds_another_which_would_be_shown_as_it_is_written():
    templates = Path(settings.BASE_DIR, "templates")
    inside = re.compile(r"{%[^%]*({{|{%)")

    files = [path for kind in ("*.html", "*.txt") for path in templates.rglob(kind)]

    assert [path.name for path in files if inside.search(path.read_text())] == []


def test_every_ink_and_rule_of_a_mail_has_its_counterpart_by_lamplight():
    sheets = {path: path.read_text() for path in (settings.BASE_DIR / "templates" / "mail").glob("*.html")}
    by_lamplight = sheets[settings.BASE_DIR / "templates" / "mail" / "base.html"].partition("dark) {")[2]
    the_same_by_day_and_by_night = {"gift_card.html"}

    inks = {
        ink
        for path, sheet in sheets.items()
        if path.name not in the_same_by_day_and_by_night
        for ink in re.findall(r'style="[^"]*?(?<!-)(color:#\w{6}|solid #\w{6})', sheet)
    }

    assert inks >= {"color:#1d1b16", "color:#5f594d", "solid #e5decf"}
    assert {ink for ink in inks if f'[style*="{ink}"]' not in by_lamplight} <= {"color:#17473a", "color:#ffffff"}
