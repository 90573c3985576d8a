"""The whole shop in a file, and back: by PostgreSQL's own programs, in a database that really changes."""

import io
import json
import tarfile
from pathlib import Path

import psycopg
import pytest
from django.core.management import CommandError, call_command

from catalog.models import Book, Stock
from tests.catalog.factories import BookFactory
from tests.processes import database_url

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    (tmp_path / "media" / "covers").mkdir(parents=True)
    return tmp_path / "media"


def backup(target: Path, **how: int) -> Path:
    said = io.StringIO()
    call_command("backup", str(target), stdout=said, **how)
    return Path(said.getvalue().splitlines()[2].partition(":")[0])


def restore(path: Path, **how: bool) -> None:
    call_command("restore", str(path), stdout=io.StringIO(), **how)


def titles() -> list[str]:
    return sorted(Book.objects.values_list("title", flat=True))


def with_another_manifest(path: Path, **changes: object) -> Path:
    """The archive, but for what it says of itself."""
    other = path.with_name(f"with-another-{'-'.join(changes)}.tar")
    with tarfile.open(path) as old, tarfile.open(other, "w") as new:
        for info in old:
            content = old.extractfile(info).read()
            if info.name == "manifest.json":
                content = json.dumps(json.loads(content) | changes).encode()
                info.size = len(content)
            new.addfile(info, io.BytesIO(content))
    return other


def test_a_shop_comes_back_with_its_pictures(media, tmp_path):
    BookFactory(title="Emma", by=["Jane Austen"], stock=3)
    (media / "covers" / "emma.webp").write_bytes(b"a picture")
    (media / "composed").mkdir()
    (media / "composed" / "emma.webp").write_bytes(b"drawn anew at any time")
    path = backup(tmp_path)
    assert path.stat().st_mode & 0o777 == 0o600
    Book.objects.update(title="Emma, changed by mistake")
    (media / "covers" / "emma.webp").unlink()
    (media / "composed" / "emma.webp").unlink()

    with pytest.raises(CommandError, match="not empty"):
        restore(path)
    assert titles() == ["Emma, changed by mistake"]
    restore(path, replace=True)

    assert titles() == ["Emma"]
    assert Stock.objects.get().on_hand == 3
    assert [file.read_bytes() for file in media.rglob("*.webp")] == [b"a picture"]
    BookFactory(title="Persuasion")  # its numbers go on from where they were
    call_command("check_shop", stdout=io.StringIO())


def test_what_is_damaged_cut_off_newer_or_not_the_same_afterwards_changes_nothing(tmp_path):
    BookFactory(title="Emma")
    path = backup(tmp_path / "shop.tar")
    content = path.read_bytes()
    damaged, cut_off = tmp_path / "damaged.tar", tmp_path / "cut-off.tar"
    damaged.write_bytes(content[:9000] + b"?" + content[9001:])
    cut_off.write_bytes(content[: len(content) // 2])
    Book.objects.update(title="Emma, today")

    for file, why in [
        (damaged, "damaged: database.dump"),
        (cut_off, "unexpected end"),
        (tmp_path / "nowhere.tar", "There is no"),
        (Path(__file__), "no archive"),
        (with_another_manifest(path, migrations=["catalog.9999_what_comes"]), "a newer shop"),
        (with_another_manifest(path, kind="Something else"), "no archive that"),
        (with_another_manifest(path, files={}), "has not the files"),
    ]:
        with pytest.raises(CommandError, match=why):
            restore(file, replace=True)
    with pytest.raises(CommandError, match="catalog_book has not the 2 rows"):
        restore(with_another_manifest(path, rows={"catalog_book": 2}), replace=True)

    assert titles() == ["Emma, today"]


def test_nothing_is_restored_under_the_feet_of_an_open_shop(tmp_path):
    BookFactory(title="Emma")
    path = backup(tmp_path)
    Book.objects.update(title="Emma, today")

    with psycopg.connect(database_url()), pytest.raises(CommandError, match=r"open \(connections: 1\)"):
        restore(path, replace=True)

    assert titles() == ["Emma, today"]
    restore(path, replace=True)
    assert titles() == ["Emma"]


def test_the_newest_files_of_a_folder_are_kept_and_a_file_is_never_written_over(tmp_path):
    for name in ["colophon-2025-01-01-030000.tar", "colophon-2025-01-02-030000.tar", "colophon-letters.tar"]:
        (tmp_path / name).touch()

    path = backup(tmp_path, keep=2)

    left = {"colophon-2025-01-02-030000.tar", "colophon-letters.tar", "media", path.name}
    assert {each.name for each in tmp_path.iterdir()} == left
    with pytest.raises(CommandError, match="there already"):
        backup(path)
    with pytest.raises(CommandError, match="no folder"):
        backup(tmp_path / "nowhere" / "shop.tar")
    with pytest.raises(CommandError, match="from 1, and a folder"):
        backup(tmp_path, keep=0)
