"""Staff see and explain the queue, write down who rings, and let somebody go first for a reason."""

import re

import pytest
from django.core.management import call_command

from accounts.models import User
from catalog.models import Hold, Stock
from prebooks.models import Prebook
from tests.catalog.factories import BookFactory, BranchFactory
from tests.prebooks.factories import PersonFactory, a_prebook, copies_come

pytestmark = pytest.mark.django_db


@pytest.fixture
def book():
    BranchFactory()
    return BookFactory(title="Emma")


@pytest.fixture
def staff(client):
    person = User.objects.create_superuser("staff@example.org")
    client.force_login(person)
    return person


def words_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_the_queue_of_a_book_explains_itself(client, book, staff):
    served, first, teacher = a_prebook(book), a_prebook(book), a_prebook(book, phone="020", name="A teacher")
    copies_come(book)

    change = {"priority": "5", "reason": "Needs it on Monday"}
    assert client.post(f"/admin/prebooks/prebook/{teacher.pk}/priority/", {"priority": "5"}).status_code == 422
    answer = client.post(f"/admin/prebooks/prebook/{teacher.pk}/priority/", change, follow=True)

    said = words_of(answer)
    places = [said.index(f" {who} ") for who in (served.who, "A teacher", first.who)]
    assert places == sorted(places)
    assert "so 1st; priority 5; Priority 0 became 5: Needs it on Monday." in said
    assert "It is the turn of 1: 0 told, 0 mails on their way." in said
    assert client.post(f"/admin/prebooks/prebook/{served.pk}/priority/", change).status_code == 422


def test_whoever_rings_is_written_down(client, book, staff):
    caller = {"isbn13": book.isbn13, "name": "Mrs Elton", "phone": "020 7946 0000", "email": "", "quantity": "2"}

    assert client.post("/admin/prebooks/prebook/add/", {**caller, "isbn13": "123"}).status_code == 422
    client.post("/admin/prebooks/prebook/add/", caller)

    prebook = Prebook.objects.get()
    assert (prebook.name, prebook.phone, prebook.quantity, prebook.hold.state) == (
        "Mrs Elton",
        "020 7946 0000",
        2,
        "queued",
    )
    assert prebook.events.get().actor == staff


def test_only_those_who_may_change_the_queue(client, book):
    prebook = a_prebook(book)
    client.force_login(PersonFactory(is_staff=True))

    paths = ["add/", f"{prebook.pk}/priority/", f"{prebook.pk}/cancel/", f"queue/{book.isbn13}/"]

    assert [client.get(f"/admin/prebooks/prebook/{path}").status_code for path in paths] == [403] * 4


@pytest.mark.parametrize("count", [1, 24])
def test_the_queue_asks_the_same_of_the_database_however_many_wait(
    client, book, staff, django_assert_num_queries, count
):
    for _ in range(count):
        a_prebook(book)

    with django_assert_num_queries(11):
        assert client.get(f"/admin/prebooks/prebook/queue/{book.isbn13}/").status_code == 200


def test_a_sound_queue_has_no_findings_and_a_broken_one_is_named(book, capsys):
    first, second = a_prebook(book), a_prebook(book)
    copies_come(book)
    call_command("check_shop")
    capsys.readouterr()

    Prebook.objects.filter(pk=first.pk).update(state="waiting")
    Hold.objects.filter(pk=second.hold_id).update(state="granted", granted_at=second.placed_at)
    Stock.objects.update(on_hand=9)
    with pytest.raises(SystemExit):
        call_command("check_shop")

    said = capsys.readouterr().out
    assert f"Pre-book {first.pk} of {book.isbn13}: waiting, and its place in line is set aside." in said
    Hold.objects.filter(pk=second.hold_id).update(state="queued", granted_at=None)
    with pytest.raises(SystemExit):
        call_command("check_shop")
    assert "8 free, and somebody waits for one." in capsys.readouterr().out
