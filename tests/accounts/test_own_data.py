"""What is kept of a person: taken along as a file, and forgotten after a week to think it over."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts import erasing, personal_data, standing
from accounts.models import Consent, Deed, Erasure, User
from accounts.personal_data import Part
from catalog.models import Question
from notices.models import Notice
from orders import dispatch
from orders.models import Cart, Order
from prebooks.models import Prebook
from tests.accounts.factories import PASSWORD, AddressFactory, PersonFactory, queries_of
from tests.orders.steps import shipped
from tests.prebooks.factories import a_prebook
from tests.races import at_the_same_time

pytestmark = pytest.mark.django_db
KEPT_OF_PEOPLE = {
    "account.EmailAddress.user",
    "accounts.Address.person",
    "accounts.Consent.person",
    "accounts.Deed.person",
    "accounts.Erasure.person",
    "admin.LogEntry.user",  # who works here is not erased
    "mfa.Authenticator.user",
    "notices.MailHours.person",
    "notices.Notice.person",
    "notices.Wish.person",
    "orders.Cart.customer",
    "orders.Order.customer",
    "orders.Redemption.customer",  # of an order: with it, blanked
    "prebooks.Prebook.person",
    "reviews.HelpfulVote.person",
    "reviews.Review.person",
    "socialaccount.SocialAccount.user",
    "usersessions.UserSession.user",
    "wishlist.Pledge.person",
    "wishlist.ReadingImport.owner",
    "wishlist.Wishlist.owner",
}
ALL_PARTS = {"cart", "prebooks", "orders", "questions", "notices", "messages", "addresses", "account"}


@pytest.fixture
def zoe():
    return PersonFactory(email="zoe@example.org", name="Zoë Ada")


@pytest.fixture
def client(client, zoe):
    client.force_login(zoe)
    return client


def prove(client, then: str = "/account/data/download/"):
    """Show who one is, and go on with what was pressed."""
    return client.post("/account/security/proof/", {"password": PASSWORD, "next": then})


def mails() -> list[dict]:
    jobs = ProcrastinateJob.objects.filter(task_name__endswith="send_mail").order_by("id")
    return [job.args for job in jobs if job.args["subject"].startswith("Your account")]


def completed(person: User) -> Order:
    """An order that has come, of this person."""
    order = shipped(email=person.email)
    Order.objects.filter(pk=order.pk).update(customer=person)
    dispatch.deliver(order.parcels.get())
    return Order.objects.get(pk=order.pk)


def read(answer) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_everything_is_taken_along_after_proof_of_who_asks(client, zoe):
    AddressFactory(person=zoe, label="Home", line1="1 Quay Lane")
    order, prebook = completed(zoe), a_prebook(person=zoe)
    Question.objects.create(name="Zoë", email=zoe.email, message="Have you a map of <b>Wexcombe</b>?")

    asked = client.post("/account/data/download/")
    assert asked.url.startswith("/account/security/proof/")
    files = read(prove(client))

    assert {name.removesuffix(".json") for name in files} >= ALL_PARTS
    assert json.loads(files["addresses.json"])[0]["line1"] == "1 Quay Lane"
    assert [each["number"] for each in json.loads(files["orders.json"])] == [order.number]
    assert [each["isbn"] for each in json.loads(files["prebooks.json"])] == [prebook.book.isbn13]
    assert [each["what"] for each in json.loads(files["notices.json"])] == [Notice.objects.get(person=zoe).title]
    for words in (order.number, prebook.book.isbn13, "1 Quay Lane", "a map of &lt;b&gt;Wexcombe&lt;/b&gt;?"):
        assert words in files["read-me.html"]


def test_nobody_elses_things_are_in_it(client, zoe):
    other = PersonFactory(email="other@example.org")
    theirs, _, _ = completed(other), a_prebook(person=other), AddressFactory(person=other, line1="9 Hill")

    client.post("/account/data/download/")
    text = "".join(read(prove(client)).values())

    assert (theirs.number in text, "other@" in text, "9 Hill" in text) == (False, False, False)


def test_an_order_without_signing_in_is_theirs_too_when_the_address_is(client, zoe):
    guest = shipped(email=zoe.email)

    client.post("/account/data/download/")

    assert json.loads(read(prove(client))["orders.json"])[0]["number"] == guest.number


def test_the_archive_costs_the_same_however_much_there_is(zoe):
    def export() -> None:
        for part in personal_data.all_parts():
            part.export(zoe)

    for _ in range(2):
        completed(zoe), a_prebook(person=zoe), AddressFactory(person=zoe)
    for_two = queries_of(export)
    for _ in range(3):
        completed(zoe), a_prebook(person=zoe), AddressFactory(person=zoe)

    assert queries_of(export) == for_two


def test_it_is_not_downloaded_all_day_long(client):
    client.post("/account/data/download/")
    read(prove(client))
    for _ in range(9):
        read(client.post("/account/data/download/"))

    answer = client.post("/account/data/download/")

    assert (answer.status_code, answer.url) == (302, "/account/data/")


def test_before_anything_goes_the_page_says_what_goes_and_what_stays_and_for_how_long(client):
    page = client.get("/account/data/erase/").content.decode()

    assert "Your address book." in page
    assert "The tax office asks us to keep them for 6 years." in page
    assert not Erasure.objects.exists()


def test_erasing_waits_a_week_and_one_press_on_the_page_takes_it_back(client, zoe):
    client.post("/account/data/erase/")
    assert not Erasure.objects.exists()
    prove(client, "/account/data/erase/")
    erasure = Erasure.objects.get(person=zoe)
    assert erasure.due_at - erasure.asked_at == pytest.approx(timedelta(days=7), abs=timedelta(seconds=5))
    assert "Your account will be erased on" in client.get("/account/data/").content.decode()

    client.post("/account/data/keep/")

    with time_machine.travel(timezone.now() + timedelta(days=8)):
        assert erasing.erase_due() == (0, 0)
    assert User.objects.get() == zoe


def test_the_link_in_the_mail_takes_it_back_signed_out(client, zoe):
    erasure = erasing.ask(zoe)
    (mail,) = mails()
    path = mail["text"].partition("http://testserver")[2].split()[0]
    stranger = type(client)()

    assert "Keep your account?" in stranger.get(path).content.decode()
    assert erasing.pending(zoe) == erasure
    assert "Your account stays" in stranger.post(path).content.decode()

    assert erasing.pending(zoe) is None
    assert stranger.get("/account/keep/1:forged/").status_code == 404


def test_after_a_week_what_goes_is_gone_and_what_stays_names_nobody(client, zoe):
    AddressFactory(person=zoe)
    order, _ = completed(zoe), a_prebook(person=zoe)
    guest = completed(zoe)
    Order.objects.filter(pk=guest.pk).update(customer=None)
    cart = Cart.objects.create(customer=zoe)
    Question.objects.create(name="Zoë", email=zoe.email, message="Have you a map?")
    before = {(each.number, each.total, each.tax, each.country) for each in Order.objects.all()}
    erasing.ask(zoe)

    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1)):
        assert erasing.erase_due() == (1, 0)

    assert not User.objects.filter(email=zoe.email).exists()
    assert {(each.number, each.total, each.tax, each.country) for each in Order.objects.all()} == before
    blank = Order.objects.values_list("name", "line1", "city", "postcode", "phone", "email", "customer")
    assert set(blank) == {("", "", "", "", "", "", None)}
    assert order.invoices.exists()
    assert not any(model.objects.exists() for model in (Prebook, Question, Notice))
    assert not Cart.objects.filter(pk=cart.pk).exists()
    done = Erasure.objects.get()
    assert (done.person, done.erased_at is not None) == (None, True)
    assert mails()[-1]["subject"] == "Your account is erased"
    assert client.get("/account/").status_code == 302


def test_erasing_waits_for_an_order_on_its_way(zoe):
    erasing.ask(zoe)

    with time_machine.travel(timezone.now() + timedelta(days=8)):
        order = shipped(email=zoe.email)
        assert erasing.erase_due() == (0, 1)
        dispatch.deliver(order.parcels.get())
        assert erasing.erase_due() == (1, 0)


def test_it_is_all_or_nothing(zoe, monkeypatch):
    def fail(person: User) -> None:
        raise RuntimeError("the disk is full")

    AddressFactory(person=zoe)
    Cart.objects.create(customer=zoe)
    monkeypatch.setattr(personal_data, "_parts", dict(personal_data._parts))
    personal_data.register(Part(name="attic", title="Attic", at=99, export=lambda person: [], erase=fail))
    erasing.ask(zoe)

    with time_machine.travel(timezone.now() + timedelta(days=8)):
        assert erasing.erase_due() == (0, 0)

    assert (zoe.addresses.count(), Cart.objects.count(), erasing.pending(zoe) is not None) == (1, 1, True)


def test_who_works_here_is_not_erased(client, zoe):
    User.objects.update(is_staff=True)
    zoe.refresh_from_db()

    client.post("/account/data/erase/")
    answer = prove(client, "/account/data/erase/")

    assert answer.status_code == 409
    assert "You work here" in answer.content.decode()
    with pytest.raises(erasing.WorksHere):
        erasing.erase(zoe)


def test_the_operator_exports_and_erases_by_command(zoe, tmp_path, capsys, monkeypatch):
    file = tmp_path / "zoe.zip"

    call_command("export_user", "Zoe@Example.org", "--to", str(file))
    assert zipfile.ZipFile(file).testzip() is None
    with pytest.raises(FileExistsError):
        call_command("export_user", "zoe@example.org", "--to", str(file))
    monkeypatch.setattr("builtins.input", lambda question: "no")
    with pytest.raises(CommandError, match="Nothing was erased"):
        call_command("erase_user", "zoe@example.org")
    call_command("erase_user", "zoe@example.org", "--yes")

    assert not User.objects.filter(email="zoe@example.org").exists()
    assert "Goes: Your address book." in capsys.readouterr().out
    with pytest.raises(CommandError, match="Nobody has an account"):
        call_command("erase_user", "zoe@example.org", "--yes")


def test_the_database_refuses_a_second_request(zoe):
    erasing.ask(zoe)

    with pytest.raises(IntegrityError), transaction.atomic():
        Erasure.objects.create(person=zoe, due_at=timezone.now())


@pytest.mark.django_db(transaction=True)
def test_of_many_presses_at_the_same_moment_one_is_a_request():
    zoe = PersonFactory()

    requests = at_the_same_time(erasing.ask, [zoe] * 6)

    assert {request.pk for request in requests} == {Erasure.objects.get().pk}


@pytest.mark.django_db(transaction=True)
def test_who_keeps_the_account_at_the_last_moment_is_kept_whole_or_erased_whole():
    zoe = PersonFactory()
    AddressFactory(person=zoe)
    erasure = erasing.ask(zoe)
    Erasure.objects.update(due_at=timezone.now())

    kept, (erased, _) = at_the_same_time(lambda do: do(), [lambda: erasing.take_back(erasure), erasing.erase_due])

    assert kept != bool(erased)
    assert User.objects.count() == (1 if kept else 0)


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_one_erases():
    zoe = PersonFactory()
    erasing.ask(zoe)
    Erasure.objects.update(due_at=timezone.now())

    outcomes = at_the_same_time(lambda _: erasing.erase_due(), range(3))

    assert sorted(outcomes) == [(0, 0), (0, 0), (1, 0)]
    told = [mail for mail in mails() if mail["subject"] == "Your account is erased" and mail["to"] == zoe.email]
    assert len(told) == 1


def test_ways_in_are_in_the_archive_by_name_and_date_and_never_a_secret(client, zoe):
    zoe.socialaccount_set.create(provider="google", uid="uid-7781", extra_data={"token": "hush"})
    zoe.authenticator_set.create(type="webauthn", data={"name": "Blue key", "credential": "hush"})
    zoe.authenticator_set.create(type="totp", data={"secret": "hush"})

    client.post("/account/data/download/")
    files = read(prove(client))

    kinds = [(each["kind"], each.get("your_name_for_it")) for each in json.loads(files["ways-in.json"])]
    assert len(kinds) == 3
    assert ("Linked account at Google", None) in kinds
    assert "Blue key" in files["read-me.html"]
    assert not any("hush" in text or "uid-7781" in text for text in files.values())


def test_what_was_agreed_to_and_noted_is_taken_along_and_names_nobody_afterwards(client, zoe):
    ines = PersonFactory(is_staff=True, is_superuser=True)
    standing.note(zoe, why="Prefers the telephone.", by=ines)
    said = {"what": "newsletter", "words": "The newsletter", "is_given": True, "where": "footer"}
    Consent.objects.create(person=zoe, email=zoe.email, by=zoe, **said)
    Consent.objects.create(email=zoe.email, **said)  # before there was an account

    client.post("/account/data/download/")
    files = read(prove(client))
    erasing.erase(zoe)

    assert [each["to_what"] for each in json.loads(files["consents.json"])] == ["The newsletter"] * 2
    assert "Prefers the telephone." in files["staff-notes.json"]
    assert set(Consent.objects.values_list("email", "person", "by", "words")) == {("", None, None, "The newsletter")}
    assert list(Deed.objects.values_list("kind", "why", "person", "by")) == [("note", "", None, ines.pk)]


def test_every_table_that_points_at_a_person_is_known_here_and_goes_with_an_erasure():
    """A new one has to be put here on purpose: with a part that exports and erases it, or as the row's own."""
    worked = {"actor", "by", "answered_by", "decided_by", "settled_by"}
    found = {
        f"{field.related_model._meta.label}.{field.field.name}"
        for field in User._meta.get_fields(include_hidden=True)
        if field.auto_created
        and not field.concrete
        and not field.related_model._meta.auto_created
        and field.field.name not in worked
    }

    assert found == KEPT_OF_PEOPLE
