"""Packed files and files of another kind: read, or refused with a sentence that says what to do."""

import gzip
import io
import os
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from catalog.models import Book, ImportRun
from catalog.trade import opening
from tests.catalog.factories import BookFactory
from tests.catalog.trade.onix import EMMA, message, product, written

pytestmark = pytest.mark.django_db

ONIX = message(product(EMMA)).encode()
TABLE = f"isbn13,title\n{EMMA},Emma\n".encode()
FEED = f"isbn13,copies\n{EMMA},3\n".encode()
COMMANDS = {"onix": ["import_onix"], "books": ["import_books"], "stock": ["import_stock", "--supplier=Gannet"]}
CONTENTS = {"onix": ONIX, "books": TABLE, "stock": FEED}


def zipped(*files: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as folder:
        for name, content in files:
            folder.writestr(name, content)
    return out.getvalue()


def bomb() -> bytes:
    """Sixty million noughts in sixty thousand bytes."""
    return zipped(("books.xml", b"<ONIXMessage>" + b"0" * 60_000_000))


def bring(tmp_path, kind: str, content: bytes, *options: str) -> ImportRun:
    call_command(*COMMANDS[kind], written(tmp_path, content, "file"), *options)
    return ImportRun.objects.first()


@pytest.mark.parametrize("kind", COMMANDS)
@pytest.mark.parametrize("pack", ["zip", "zip of a Mac", "zip with pictures", "gz"])
def test_a_packed_file_is_read_as_what_is_in_it(tmp_path, kind, pack):
    BookFactory(isbn13=EMMA)
    content, name = CONTENTS[kind], "a folder/books.xml" if kind == "onix" else "books.csv"
    packed = {
        "zip": zipped((name, content)),
        "zip of a Mac": zipped((name, content), (f"__MACOSX/._{name}", b"x"), (".DS_Store", b"x")),
        "zip with pictures": zipped(("a.jpg", b"x"), (name, content), ("b.jpg", b"x")),
        "gz": gzip.compress(content),
    }[pack]

    run = bring(tmp_path, kind, packed)

    assert (run.state, run.position, run.refused, run.share) == ("done", 1, 0, 1)


def test_a_packed_file_that_was_cut_off_goes_on_where_it_was(tmp_path):
    path = written(tmp_path, zipped(("b.xml", ONIX)), "file")
    bring(tmp_path, "onix", path.read_bytes())
    ImportRun.objects.update(state="running")

    run = bring(tmp_path, "onix", path.read_bytes())

    assert (ImportRun.objects.count(), run.state, run.position) == (1, "done", 1)


A_WORKBOOK = "The file is a workbook of Excel or another spreadsheet. Save it as CSV there (in Excel: “CSV UTF-8”)"
DAMAGED = "The packed file is damaged, or was cut off on its way."
REFUSED = {
    "xlsx": ("books", zipped(("[Content_Types].xml", b"x"), ("xl/workbook.xml", b"x")), A_WORKBOOK),
    "ods": ("stock", zipped(("mimetype", b"x"), ("content.xml", b"x")), A_WORKBOOK),
    "xls": ("books", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, A_WORKBOOK),
    "xlsx as ONIX": ("onix", zipped(("[Content_Types].xml", b"x")), A_WORKBOOK),
    "xlsx in a ZIP": ("books", zipped(("a.csv", zipped(("[Content_Types].xml", b"x")))), A_WORKBOOK),
    "ONIX as a table": ("books", ONIX, "The file is XML and no table. If it is ONIX, say so"),
    "ONIX as a feed": ("stock", b"\xef\xbb\xbf" + ONIX, "The file is XML and no table. If it is ONIX, say so"),
    "a table as ONIX": ("onix", TABLE, "The file is no XML, as ONIX is. If it is a table, say so"),
    "a PDF": ("onix", b"%PDF-1.7", "The file is a PDF, which is made for people."),
    "a picture": ("books", b"\x89PNG\r\n", "The file is a picture."),
    "nothing": ("books", b"", "The file is empty."),
    "several": (
        "onix",
        zipped(("a.xml", ONIX), ("b.xml", ONIX), ("c.txt", b"x")),
        "The ZIP has 2 files in it: a.xml, b.xml. Unpack it, and send each by itself.",
    ),
    "an empty ZIP": ("onix", zipped(), "The ZIP has no file in it."),
    "half a ZIP": ("onix", zipped(("a.xml", ONIX))[:200], "The ZIP is damaged, or was cut off on its way."),
    "half a gz": ("onix", gzip.compress(ONIX)[:-20], DAMAGED),
    "a ZIP with a flaw": ("onix", zipped(("a.xml", ONIX)).replace(b"a.xml", b"b.xml", 1), DAMAGED),
    "a bomb": ("onix", bomb(), "The packed file grows beyond all measure when it is opened."),
    "a bomb as gz": ("books", gzip.compress(b"isbn13,title\n" + b"0" * 60_000_000), "The packed file grows beyond all"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused_with_a_sentence_and_the_run_says_so(tmp_path, name):
    kind, content, sentence = REFUSED[name]

    with pytest.raises(CommandError) as refusal:
        bring(tmp_path, kind, content)

    run = ImportRun.objects.get()
    assert str(refusal.value).startswith(f"file: {sentence}")
    assert (run.state, run.error, Book.objects.count()) == ("failed", str(refusal.value).removeprefix("file: "), 0)


def test_a_zip_with_a_password_asks_to_be_unpacked(tmp_path):
    content = bytearray(zipped(("a.xml", ONIX)))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):  # the flag that says so
        content[content.index(mark) + place] |= 1

    with pytest.raises(CommandError, match="The ZIP needs a password"):
        bring(tmp_path, "onix", bytes(content))


def test_what_is_unpacked_is_gone_when_it_has_been_read(tmp_path, monkeypatch):
    monkeypatch.setattr(opening.tempfile, "tempdir", str(tmp_path))
    (tmp_path / "in").mkdir()
    packed = written(tmp_path / "in", zipped(("a.xml", ONIX)))

    with opening.opened(packed, "onix") as plain:
        assert plain.read_bytes() == ONIX

    assert [each.name for each in tmp_path.iterdir()] == ["in"]


def test_what_somebody_had_unpacked_who_was_killed_goes_when_it_is_old(tmp_path, monkeypatch):
    monkeypatch.setattr(opening.tempfile, "tempdir", str(tmp_path))
    old, new, others = (tmp_path / name for name in ("colophon-import-a", "colophon-import-b", "import-c"))
    for folder in (old, new, others):
        folder.mkdir()
        (folder / "file").write_text("x")
    for folder in (old, others):
        os.utime(folder, (0, 0))

    with opening.opened(written(tmp_path, zipped(("a.xml", ONIX))), "onix"):
        pass

    assert sorted(each.name for each in tmp_path.iterdir() if each.is_dir()) == ["colophon-import-b", "import-c"]


def test_an_upload_of_another_kind_is_refused_at_once(admin_client):
    file = SimpleUploadedFile("books.xlsx", zipped(("[Content_Types].xml", b"x")))
    said = {"file": file, "kind": "books", "delimiter": ",", "encoding": "utf-8-sig"}

    page = admin_client.post("/admin/catalog/importrun/add/", said).content.decode()

    assert A_WORKBOOK in page
    assert not ImportRun.objects.exists()


def test_a_zip_is_uploaded_and_read(admin_client, do_waiting_jobs):
    file = SimpleUploadedFile("books.zip", zipped(("books.xml", ONIX)))
    admin_client.post(
        "/admin/catalog/importrun/add/", {"file": file, "kind": "onix", "delimiter": ",", "encoding": "utf-8-sig"}
    )

    do_waiting_jobs()

    assert (ImportRun.objects.get().state, Book.objects.get().title) == ("done", "Emma")


def test_a_rehearsal_that_cannot_be_read_ends_with_its_sentence(tmp_path):
    with pytest.raises(CommandError):
        bring(tmp_path, "onix", b"<html/>", "--dry-run")

    assert (ImportRun.objects.get().state, ImportRun.objects.get().error) == ("failed", "The file is no ONIX message.")
