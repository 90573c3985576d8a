"""What collectstatic publishes, from the real sources, into a folder of the test."""

import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import override_settings


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("static")
    storages = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "storefront.stylesheet.ShopStaticFilesStorage"},
    }
    finders = ["django.contrib.staticfiles.finders.FileSystemFinder"]  # of what is our own: the admin’s takes long
    with override_settings(STATIC_ROOT=folder, STORAGES=storages, STATICFILES_FINDERS=finders):
        call_command("collectstatic", verbosity=0, interactive=False)
    return folder


def the_one(folder: Path, pattern: str) -> Path:
    [path] = folder.glob(pattern)
    return path


def test_the_style_sheets_arrive_as_one(published: Path):
    sheet = the_one(published, "css/app.????????????.css").read_text()

    assert "@import" not in sheet
    assert "@layer components {" in sheet
    assert ".price" in sheet


def test_the_fonts_it_names_are_there_under_their_fingerprints(published: Path):
    sheet = the_one(published, "css/app.????????????.css")

    fonts = re.findall(r'url\("(\.\./fonts/[^"]+)"\)', sheet.read_text())

    assert fonts
    assert all((sheet.parent / font).is_file() and re.search(r"\.[0-9a-f]{12}\.", font) for font in fonts)


def test_our_scripts_find_each_other_under_their_fingerprints(published: Path):
    script = the_one(published, "js/app.????????????.js")

    imported = re.findall(r'import\s*"\./([^"]+)"', script.read_text())

    assert imported
    assert all((script.parent / name).is_file() and re.search(r"\.[0-9a-f]{12}\.js$", name) for name in imported)


def test_what_is_published_is_also_there_compressed(published: Path):
    sheet = the_one(published, "css/app.????????????.css")

    assert sheet.with_suffix(".css.br").stat().st_size < sheet.stat().st_size / 3
