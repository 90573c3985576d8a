"""Covers that are sent in, fetched or composed: what is believed, what is kept, and what stands at an address."""

import ipaddress
import os
import struct
import zlib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event

import pytest
from django.contrib.admin.sites import site
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image, ImageCms

from catalog import pictures, tasks
from catalog.forms import BookForm
from catalog.models import Book
from catalog.pictures import composed, fetching, reading, sent
from tests.catalog.factories import BookFactory
from tests.catalog.pictures import encoded, half_red, opened, picture
from tests.processes import serving
from tests.races import at_the_same_time

LAB = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
FOR_EVER = "public, max-age=31536000, immutable"
FOR_A_WHILE = "public, max-age=3600"


@pytest.fixture(autouse=True)
def media(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))


def png_that_claims(width: int, height: int) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(100)))


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


# What is believed


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "GIF", "TIFF"])
def test_the_usual_kinds_of_picture_are_read(format):
    image = reading.read(encoded(picture(), format))

    red, green, blue = image.getpixel((450, 600))
    assert (image.mode, image.size, image.info) == ("RGB", (900, 1350), {})
    assert (red // 20, green // 20, blue // 20) == (0, 6, 6)  # teal, but for what JPEG loses


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "This is not a whole JPEG, PNG, WebP, GIF or TIFF picture."),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "This is not a whole JPEG, PNG, WebP, GIF or TIFF picture."),
        (encoded(picture(), "BMP"), "This is not a whole JPEG, PNG, WebP, GIF or TIFF picture."),
        (encoded(picture(), "JPEG")[:3000], "This is not a whole JPEG, PNG, WebP, GIF or TIFF picture."),
        (png_that_claims(900, 1350), "This is not a whole JPEG, PNG, WebP, GIF or TIFF picture."),
        (png_that_claims(10_000, 10_000), "This picture has more than 40 million pixels."),
        (png_that_claims(60_000, 60_000), "This picture has more than 40 million pixels."),
        (encoded(picture(99, 150)), "This picture is too small: a cover needs 100 pixels on each side."),
        (encoded(picture(100, 401)), "This picture is too long and narrow for a cover."),
        (bytes(reading.LARGEST_FILE + 1), "This picture is larger than 20 MB."),
    ],
)
def test_what_is_no_cover_is_refused_with_a_sentence(content, sentence):
    with pytest.raises(reading.NotAPicture) as refusal:
        reading.read(content)

    assert str(refusal.value) == sentence


def test_a_picture_stands_upright_as_the_camera_meant_it_and_says_nothing_of_the_camera():
    turned = Image.Exif()
    turned[0x0112] = 6  # to be turned a quarter
    turned[0x010F] = "A camera"

    image = reading.read(encoded(half_red().rotate(90, expand=True), "JPEG", exif=turned, quality=95))

    assert image.size == (400, 600)
    assert image.getpixel((200, 100))[0] > 240 > 20 > image.getpixel((200, 100))[1]
    assert (image.info, dict(image.getexif())) == ({}, {})


@pytest.mark.parametrize(
    "content",
    [
        encoded(picture(mode="CMYK", color=(0, 0, 0, 0)), "JPEG"),
        encoded(picture(mode="RGBA", color=(0, 0, 0, 0)), "PNG"),
        encoded(picture(mode="LA", color=(0, 0)), "PNG"),
        encoded(picture(mode="P", color=7), "GIF", transparency=7),
        encoded(picture(mode="I;16", color=65535), "PNG"),
        encoded(picture(mode="F", color=1.0), "TIFF"),
        encoded(picture(mode="F", color=255.0), "TIFF"),
        encoded(picture(mode="F", color=65535.0), "TIFF"),
        encoded(picture(mode="1", color=1), "TIFF"),
        encoded(picture(color="white"), "JPEG", icc_profile=b"not a profile"),
        encoded(picture(color="white"), "PNG", icc_profile=LAB),
    ],
    ids=[
        *("cmyk", "transparent", "grey-transparent", "gif", "sixteen-bits", "to-one", "to-255", "to-65535"),
        *("one-bit", "no-profile", "odd-profile"),
    ],
)
def test_every_way_to_say_white_is_white(content):
    assert min(reading.read(content).getpixel((450, 600))) > 250


def test_a_huge_photograph_is_brought_down():
    assert reading.read(encoded(picture(4000, 6000))).size == (1600, 2400)


# What is kept and served


@pytest.mark.django_db
def test_a_picture_is_kept_in_four_widths_and_none_is_enlarged(client, media):
    book = BookFactory()

    sent.keep(book, encoded(picture(400, 500)), origin=sent.BY_STAFF)
    answers = {width: client.get(pictures.address(book, width)) for width in (160, 320, 480, 800)}

    assert {width: opened(answer.content).size for width, answer in answers.items()} == {
        160: (160, 200),
        320: (320, 400),
        480: (400, 500),
        800: (400, 500),
    }
    assert {answer["Cache-Control"] for answer in answers.values()} == {FOR_EVER}
    assert len(files(media)) == 5


@pytest.mark.django_db
def test_a_page_gives_a_cover_its_own_proportions(client):
    book = BookFactory()
    sent.keep(book, encoded(picture(500, 500)), origin=sent.BY_STAFF)

    page = client.get(book.get_absolute_url()).content.decode()

    assert f'<span class="cover cover--alone"><img class="cover__image" src="{pictures.address(book, 320)}"' in page
    assert 'width="320" height="320"' in page


@pytest.mark.django_db(transaction=True)
def test_a_new_picture_has_a_new_address_and_the_old_files_are_gone(client, media):
    book = BookFactory()
    sent.keep(book, encoded(picture(color="red")), origin=sent.BY_STAFF)
    old, old_files = pictures.address(book, 160), files(media)

    sent.keep(book, encoded(picture(color="blue")), origin=sent.BY_STAFF)
    from_old_address = client.get(old)

    assert pictures.address(book, 160) != old
    assert (len(files(media)), set(files(media)) & set(old_files)) == (5, set())
    assert opened(from_old_address.content).convert("RGB").getpixel((5, 5))[2] > 200
    assert from_old_address["Cache-Control"] == FOR_A_WHILE


@pytest.mark.django_db
def test_a_corrected_title_has_a_new_picture_at_a_new_address(client):
    book = BookFactory(title="Ema", by=["Jane Austen"])
    before = client.get(pictures.address(book, 160))
    address = pictures.address(book, 160)

    Book.objects.update(title="Emma")
    book.refresh_from_db()
    after = client.get(pictures.address(book, 160))

    assert pictures.address(book, 160) != address
    assert after.content != before.content
    assert {before["Cache-Control"], after["Cache-Control"]} == {FOR_EVER}


@pytest.mark.django_db
@pytest.mark.parametrize("version", ["", "x", "c0123456789ab", "u0123456789ab", "../../etc/pas", "c" * 3000])
def test_an_address_without_the_right_version_gives_the_present_cover_for_a_while(client, media, version):
    book = BookFactory()

    answer = client.get(f"/covers/{book.isbn13}-160.webp", {"v": version})

    assert answer["Cache-Control"] == FOR_A_WHILE
    assert files(media) == [f"{book.isbn13}-{composed.version_of(book)}-160"]


@pytest.mark.django_db
def test_a_cover_that_was_drawn_before_asks_the_database_nothing(client):
    book = BookFactory()
    first = client.get(pictures.address(book, 320))

    with CaptureQueriesContext(connection) as queries:
        second = client.get(pictures.address(book, 320))

    assert (second.content, len(queries)) == (first.content, 0)


@pytest.mark.django_db
def test_a_number_that_is_not_ours_costs_one_question_and_no_file(client, media):
    with CaptureQueriesContext(connection) as queries:
        answer = client.get("/covers/9780141439518-320.webp")

    assert (answer.status_code, len(queries), files(media)) == (404, 1, [])


@pytest.mark.django_db
def test_a_width_of_ones_own_is_not_there(client):
    book = BookFactory()

    assert client.get(f"/covers/{book.isbn13}-321.webp").status_code == 404


def test_of_many_who_ask_at_once_one_draws():
    drawn = []

    def draw() -> bytes:
        drawn.append(1)
        return b"picture"

    answers = at_the_same_time(lambda _: composed.kept_or_drawn("9780141439518", "c0", "320", draw), range(8))

    assert (answers, len(drawn)) == ([b"picture"] * 8, 1)


def test_a_disk_that_cannot_be_written_costs_only_the_drawing_again(media):
    (media / "composed").write_text("in the way")

    assert composed.kept_or_drawn("9780141439518", "c0", "320", lambda: b"picture") == b"picture"


def test_when_room_is_short_what_was_longest_not_asked_for_goes(media):
    for age, number in enumerate(["9780000000019", "9780000000026", "9780000000033"]):
        composed.kept_or_drawn(number, "c0", "320", lambda: bytes(1000))
        os.utime(composed._path(number, "c0", "320"), (0, 10_000_000 * (3 - age)))
    composed.kept("9780000000033", "c0", "320")  # it is wanted

    assert composed.sweep(room=3000) == (0, 0)
    assert composed.sweep(room=2500) == (1, 1000)
    assert composed.sweep(room=1500) == (1, 1000)
    assert files(media) == ["9780000000033-c0-320"]


@pytest.mark.django_db
@pytest.mark.parametrize("has_picture", [False, True])
def test_other_sites_get_a_card_of_their_size(client, has_picture):
    book = BookFactory(title="Emma", by=["Jane Austen"])
    if has_picture:
        sent.keep(book, encoded(picture(500, 500, color="red")), origin=sent.BY_STAFF)

    answer = client.get(pictures.card_address(book))

    card = opened(answer.content)
    assert (card.format, card.size, answer["Cache-Control"]) == ("PNG", (1200, 630), FOR_EVER)
    assert (card.convert("RGB").getpixel((300, 315)) == (254, 0, 0)) is has_picture


# Staff


@pytest.fixture
def staff(admin_client):
    return admin_client


def typed(book: Book, **more: object) -> dict[str, object]:
    form = BookForm(instance=book)
    fields = {name: form.initial.get(name) for name in form.fields if form.initial.get(name) not in (None, "")}
    for inline in site.get_model_admin(Book).inlines:
        prefix = inline.model._meta.get_field("book").remote_field.get_accessor_name()
        fields |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    return {**fields, **more}


@pytest.mark.django_db(transaction=True)
def test_staff_send_in_a_cover_and_take_it_away(staff, media):
    book = BookFactory()
    path = reverse("admin:catalog_book_change", args=[book.pk])
    upload = SimpleUploadedFile("../../evil.php", encoded(picture(), "PNG"), "text/html")

    sent_in = staff.post(path, typed(book, picture=upload))
    book.refresh_from_db()
    names, size = files(media), (book.cover_width, book.cover_height)
    taken_away = staff.post(path, typed(book, without_picture="on"))
    book.refresh_from_db()

    assert (sent_in.status_code, taken_away.status_code) == (302, 302)
    assert (len(names), size) == (5, (900, 1350))
    assert all(name.startswith(book.isbn13) and name.endswith(".webp") for name in names)
    assert (book.cover.name, book.cover_width, files(media)) == ("", None, [])


@pytest.mark.django_db
def test_staff_are_told_why_a_file_is_no_cover_and_lose_nothing(staff, media):
    book = BookFactory()
    path = reverse("admin:catalog_book_change", args=[book.pk])
    upload = SimpleUploadedFile("cover.jpg", b"<?php", "image/jpeg")

    answer = staff.post(path, typed(book, title="A better title", picture=upload))

    form = answer.context["adminform"].form
    assert form.errors == {"picture": ["This is not a whole JPEG, PNG, WebP, GIF or TIFF picture."]}
    assert form["title"].value() == "A better title"
    assert files(media) == []


# Fetching


class Elsewhere(BaseHTTPRequestHandler):
    """Somebody's web server, with some bad habits."""

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        getattr(self, self.path.strip("/").replace("-", "_"), self.nothing)()

    def cover(self) -> None:
        self.answer(encoded(picture(color="red")))

    def page(self) -> None:
        self.answer(b"<!doctype html><title>Not found</title>")

    def moved(self) -> None:
        self.lead_to("/cover")

    def round_and_round(self) -> None:
        self.lead_to("/round-and-round")

    def inwards(self) -> None:
        self.lead_to("http://169.254.169.254/latest/meta-data/")

    def to_a_file(self) -> None:
        self.lead_to("file:///etc/passwd")

    def endless(self) -> None:
        self.answer(bytes(reading.LARGEST_FILE + 1))

    def cut_off(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "5000")
        self.end_headers()
        self.wfile.write(bytes(100))

    def trickle(self) -> None:
        """A byte now and then, until the asker has gone."""
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while not self.server.done.wait(0.02):
            self.wfile.write(b"x")

    def nothing(self) -> None:
        self.send_error(404)

    def broken(self) -> None:
        self.send_error(503)

    def answer(self, content: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "image/jpeg")
        self.end_headers()
        self.wfile.write(content)

    def lead_to(self, address: str) -> None:
        self.send_response(302)
        self.send_header("Location", address)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def elsewhere(settings):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)
    server.handle_error = lambda *_: None  # askers hang up
    server.asked, server.done = [], Event()
    settings.COVER_FETCH_ALLOWED_NETWORKS = ["127.0.0.0/8"]
    with serving(server) as server.url:
        yield server
        server.done.set()


@pytest.mark.parametrize("path", ["/cover", "/moved"])
def test_a_picture_is_fetched_also_where_it_has_moved(elsewhere, path):
    assert opened(fetching.download(elsewhere.url + path)).size == (900, 1350)


@pytest.mark.parametrize(
    ("path", "kind", "sentence"),
    [
        ("/nowhere", fetching.CannotFetch, "There is no picture at this address (status 404)."),
        ("/broken", fetching.NotNow, "There is no picture at this address (status 503)."),
        ("/round-and-round", fetching.CannotFetch, "The address leads from one to the next without end."),
        ("/inwards", fetching.CannotFetch, "This address is not on the public internet."),
        ("/to-a-file", fetching.CannotFetch, "This is not an address on the web."),
        ("/endless", fetching.CannotFetch, "This picture is larger than 20 MB."),
        ("/cut-off", fetching.NotNow, "The answer broke off."),
        ("/trickle", fetching.NotNow, "127.0.0.1 took too long."),
    ],
)
def test_what_cannot_be_fetched_says_why(elsewhere, monkeypatch, path, kind, sentence):
    if path == "/trickle":
        monkeypatch.setattr(fetching, "SECONDS", 0.5)

    with pytest.raises(fetching.CannotFetch) as refusal:
        fetching.download(elsewhere.url + path)

    assert (type(refusal.value), str(refusal.value)) == (kind, sentence)


def test_the_shops_own_network_is_never_asked(elsewhere, settings):
    settings.COVER_FETCH_ALLOWED_NETWORKS = []

    with pytest.raises(fetching.CannotFetch, match="not on the public internet"):
        fetching.download(f"{elsewhere.url}/cover")

    assert elsewhere.asked == []


def test_a_name_that_means_something_else_the_second_time_is_asked_where_it_was_checked(elsewhere, monkeypatch):
    answers = iter(["127.0.0.1"])  # a second question would fail

    def resolve(host, port, *args, **more):
        return (
            [(2, 1, 6, "", (next(answers), port))] if host == "rebinding.example" else real(host, port, *args, **more)
        )

    real = fetching.socket.getaddrinfo
    monkeypatch.setattr(fetching.socket, "getaddrinfo", resolve)

    content = fetching.download(f"http://rebinding.example:{elsewhere.server_port}/cover")

    assert opened(content).size == (900, 1350)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "2002:7f00:1::",
        "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",
    ],
)  # fmt: skip
def test_addresses_inside_are_known_in_every_dress(address):
    assert not fetching.is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "64:ff9b::5db8:d822"])
def test_addresses_outside_are_public(address):
    assert fetching.is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "url",
    ["", "cover.jpg", "//books.example/x", "file:///etc/passwd", "ftp://books.example/x", "http://", "http://[::1/x",
     "http://books.example:99999/x", "http://" + "x" * 300 + ".example/", "http://books.example/a b\r\nHost: x",
     "javascript:alert(1)", "http://\x00/"],
)  # fmt: skip
def test_what_is_no_address_is_refused(url):
    with pytest.raises(fetching.CannotFetch):
        fetching.download(url)


@pytest.mark.django_db
def test_the_worker_fetches_what_an_import_named_once(elsewhere, do_waiting_jobs):
    good, bad = BookFactory(cover_url=f"{elsewhere.url}/moved"), BookFactory(cover_url=f"{elsewhere.url}/page")

    tasks.queue_covers(0)
    tasks.queue_covers(0)
    done = do_waiting_jobs()
    good.refresh_from_db()
    bad.refresh_from_db()

    assert (done, elsewhere.asked) == (2, ["/moved", "/cover", "/page"])
    assert (good.cover_width, good.cover_problem, sent.was_fetched(good)) == (900, "", True)
    assert (bad.cover.name, bad.cover_problem) == ("", "This is not a whole JPEG, PNG, WebP, GIF or TIFF picture.")


@pytest.mark.django_db
def test_a_new_address_brings_a_new_picture_but_never_instead_of_one_that_staff_chose(elsewhere):
    fetched, chosen = BookFactory(), BookFactory()
    sent.keep(fetched, encoded(picture(200, 300)), origin=sent.FETCHED)
    sent.keep(chosen, encoded(picture(200, 300)), origin=sent.BY_STAFF)
    Book.objects.update(cover_url=f"{elsewhere.url}/cover")

    done = [fetching.fetch(*claimed) for claimed in fetching.claim(10)]

    assert done == [True, False]
    assert [book.cover_width for book in Book.objects.order_by("pk")] == [900, 200]
    assert elsewhere.asked == ["/cover"]


@pytest.mark.django_db
def test_a_picture_that_staff_chose_during_the_fetch_stays(media):
    book = BookFactory()
    as_it_was = Book.objects.get(pk=book.pk)
    sent.keep(book, encoded(picture(200, 300)), origin=sent.BY_STAFF)

    assert sent.keep(as_it_was, encoded(picture()), origin=sent.FETCHED) is False

    assert Book.objects.get().cover_width == 200
    assert len(files(media)) == 5
