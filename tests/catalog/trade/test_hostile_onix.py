"""Files that harm, by intent or by accident: refused or put aside with a sentence each, and nothing else lost."""

import socket
import threading

import pytest
from django.core.management import CommandError, call_command

from catalog.models import Book, ImportProblem, ImportRun
from tests.catalog.trade.onix import DUNE, EMMA, KINDRED, message, product, told, written

pytestmark = pytest.mark.django_db

GOOD = product(EMMA)
LAST = product(KINDRED, title="Kindred", author="Octavia E. Butler")


def with_doctype(declaration: str, text: str = "x") -> str:
    content = message(product(collateral=told(text)))
    return content.replace("?>", f"?><!DOCTYPE ONIXMessage {declaration}>", 1)


BOMB = "".join(f'<!ENTITY e{level} "{f"&e{level - 1};" * 10}">' for level in range(1, 10))
OWN_ENTITIES = "The file defines entities of its own. We do not expand them, and read nothing of it."
REFUSED = {
    "entity expansion": (with_doctype(f'[<!ENTITY e0 "ha">{BOMB}]', "&e9;"), OWN_ENTITIES),
    "a file of the machine": (with_doctype('[<!ENTITY x SYSTEM "file:///etc/passwd">]', "&x;"), OWN_ENTITIES),
    "parameters": (with_doctype('[<!ENTITY % x SYSTEM "file:///etc/passwd"> %x;]'), OWN_ENTITIES),
    "no ONIX": ("<html><body>Sign in</body></html>", "The file is no ONIX message."),
    "nothing": ("", "The file is empty."),
    "white space": ("\n \n", "The file is empty."),
    "an unknown encoding": (
        message(GOOD).replace("utf-8", "klingon", 1),
        "The file says that it is written in “klingon”, which we do not know.",
    ),
    "elements without an end": (message("<a>" * 400), "From line 3 on the file is no XML"),
    "a file that was cut off": (
        message(GOOD)[:-200],
        "The file breaks off in line 14: it was cut off on its way, or never finished. What came before is kept.",
    ),
    "half a character": (
        message(GOOD).replace("Emma", "Émma").encode()[:360],
        "The file breaks off in line",
    ),
    "depth without an end": (
        message(GOOD.replace("<Desc", "<a>" * 11_000, 1)),
        "The record is nested more deeply than ONIX knows.",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_file_is_refused_with_a_sentence_and_changes_nothing(tmp_path, name):
    content, sentence = REFUSED[name]

    with pytest.raises(CommandError) as refusal:
        call_command("import_onix", written(tmp_path, content))

    assert str(refusal.value).startswith(f"books.xml: {sentence}")
    assert (ImportRun.objects.get().state, Book.objects.count()) == ("failed", 0)


@pytest.fixture
def visitors():
    """Who came to a door on this machine while the test ran, and the door's port."""
    door, came = socket.create_server(("127.0.0.1", 0)), []

    def wait():
        while True:
            try:
                caller, _ = door.accept()
            except OSError:
                return
            came.append(caller)
            caller.close()

    thread = threading.Thread(target=wait)
    thread.start()
    yield came, door.getsockname()[1]
    door.shutdown(socket.SHUT_RDWR)
    door.close()
    thread.join()


@pytest.mark.parametrize(
    ("declaration", "titles"),
    [
        ('SYSTEM "http://127.0.0.1:{port}/onix.dtd"', ["Emma"]),
        ('PUBLIC "-//ONIX//" "http://127.0.0.1:{port}/onix.dtd"', ["Emma"]),
        ('[<!ENTITY % x SYSTEM "http://127.0.0.1:{port}/x.dtd"> %x;]', []),
        ('[<!ENTITY x SYSTEM "http://127.0.0.1:{port}/x">]', []),
    ],
)
def test_nothing_is_fetched(tmp_path, visitors, declaration, titles):
    came, port = visitors
    content = with_doctype(declaration.format(port=port), "x" if titles else "&x;")

    try:
        call_command("import_onix", written(tmp_path, content))
    except CommandError:
        assert titles == []

    assert ([book.title for book in Book.objects.all()], came) == (titles, [])


PUT_ASIDE = {
    "a description of 5 MB": (
        product(DUNE, collateral=told("x" * 5_000_000)),
        "The description has 5,000,000 characters; we take up to 50,000.",
    ),
    "a wrong check digit": (
        product("9780441172718", title="Dune"),
        "9780441172718 is not an ISBN-13: its last digit does not fit the others.",
    ),
    "sheet music": (
        product("9790001010003"),
        "9790001010003 is an ISMN, the number of printed music, not an ISBN.",
    ),
    "no title": (product(DUNE, title=""), "The book has no title."),
    "a comma in the price": (
        product(DUNE).replace("8.99", "12,99"),
        "“12,99” is no price: ONIX writes 12.99.",
    ),
    "a crowd": (
        product(DUNE, descriptive="<Contributor><ContributorRole>A01</ContributorRole></Contributor>" * 9998),
        "The book has 9,999 contributors; we take up to 500.",
    ),
    "nested too deeply": (
        product(DUNE, descriptive="<Audience>" * 20 + "01" + "</Audience>" * 20),
        "The record is nested more deeply than ONIX knows.",
    ),
    "elements beyond all measure": (
        product(DUNE, descriptive="<Audience/>" * 50_001),
        "The record has more elements than anything could be said with.",
    ),
    "a trade pack": (
        product(DUNE).replace("<ProductForm>BC", "<ProductForm>XA"),
        "It is made for shops, not for readers: a trade pack or display.",
    ),
    "an unknown notification": (product(DUNE, kind="77"), "“77” is no kind of notification that we know."),
    "before its announcement": (
        product(
            DUNE,
            publishing="<PublishingDate><PublishingDateRole>09</PublishingDateRole><Date>29990501</Date></PublishingDate>",
        ),
        "Not to be shown before 1 May 2999: send it again then.",
    ),
}


@pytest.mark.parametrize("name", PUT_ASIDE)
def test_a_bad_record_is_put_aside_and_its_neighbours_come_in(tmp_path, name):
    record, sentence = PUT_ASIDE[name]

    call_command("import_onix", written(tmp_path, message(GOOD, record, LAST)))

    problem = ImportProblem.objects.get()
    assert problem.reason == sentence
    assert problem.place.startswith("record 2, line ")
    assert [book.title for book in Book.objects.all()] == ["Emma", "Kindred"]


def test_a_truncated_file_keeps_what_was_whole_and_the_whole_file_adds_the_rest(tmp_path):
    whole = message(GOOD, product(DUNE, title="Dune"), LAST)

    with pytest.raises(CommandError, match=r"The file breaks off in line \d+"):
        call_command("import_onix", written(tmp_path, whole[: whole.index("Kindred")]))
    assert [book.title for book in Book.objects.all()] == ["Emma", "Dune"]

    call_command("import_onix", written(tmp_path, whole))
    run = ImportRun.objects.first()
    assert (run.created, run.unchanged) == (1, 2)


def test_bytes_of_another_encoding_cost_their_record_only(tmp_path):
    content = (
        message(GOOD, product(DUNE, title="Café"), LAST).encode().replace("Café".encode(), "Café".encode("latin-1"))
    )

    call_command("import_onix", written(tmp_path, content))

    assert ImportProblem.objects.get().reason == (
        "Some of its bytes are not utf-8, in which the file says it is written."
    )
    assert [book.title for book in Book.objects.all()] == ["Emma", "Kindred"]


def test_a_script_in_a_description_is_taken_out_and_one_in_a_title_is_a_title(tmp_path):
    evil = (
        "&lt;p onclick=x()&gt;Rich.&lt;script&gt;x()&lt;/script&gt;&lt;a href='javascript:x'&gt;Go&lt;/a&gt;&lt;/p&gt;"
    )

    call_command("import_onix", written(tmp_path, message(product(title="<script>3 & <3", collateral=told(evil)))))

    book = Book.objects.get()
    assert (book.title, book.description) == ("<script>3 & <3", '<p>Rich.<a rel="nofollow noopener">Go</a></p>')
