"""The newsletter: nobody gets it who did not say yes themselves, and one press ends it."""

import csv
import io

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from accounts import consent
from accounts.models import Consent
from orders.models import Order
from tests.accounts.people import link_in, mails, person, sign_in
from tests.catalog.factories import BookFactory
from tests.orders.factories import DeliveryMethodFactory
from tests.orders.till import at_the_review, press_of
from tests.races import at_the_same_time

pytestmark = pytest.mark.django_db
ADDRESS = "ida@example.org"


def ask(client: Client, email: str = ADDRESS, **more: str):
    return client.post("/newsletter/", {"email": email, "where": "footer", **more})


def says_yes(client: Client, email: str = ADDRESS) -> None:
    ask(client, email)
    client.post(link_in(mails()[-1]))


def test_the_newsletter_comes_once_its_owner_has_pressed_the_button_behind_the_mails_link(client):
    assert ask(client, "Ida@Example.org").url == "/newsletter/asked/"
    link = link_in(mails()[0])
    assert "Send you the newsletter?" in client.get(link).content.decode()
    assert not Consent.objects.exists()  # a mail scanner followed the link, no more

    client.post(link)
    client.post(link)

    [said] = Consent.objects.all()
    assert (said.email, said.is_given, said.where, said.version, said.by) == (ADDRESS, True, "footer", 1, None)
    assert [mail["subject"] for mail in mails()] == ["Shall we send you the newsletter?", "The newsletter comes to you"]
    assert said.words == consent.WORDS


def test_an_address_that_gets_it_cannot_be_told_from_one_that_does_not(client):
    says_yes(client)

    known, new = ask(client), ask(client, "new@example.org")

    assert (known.status_code, known.url) == (new.status_code, new.url)
    assert [mail["subject"] for mail in mails()[2:]] == [
        "You get our newsletter already",
        "Shall we send you the newsletter?",
    ]


def test_a_mail_program_ends_it_signed_out_with_one_press_and_a_look_ends_nothing(client):
    says_yes(client)
    welcome = mails()[-1]
    stop = welcome["headers"]["List-Unsubscribe"].strip("<>").removeprefix("http://testserver")
    program = Client(enforce_csrf_checks=True)

    assert program.get(stop).status_code == 200
    assert consent.gets_newsletter(ADDRESS)
    assert program.post(stop, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert program.post(stop, {"List-Unsubscribe": "One-Click"}).status_code == 200

    assert welcome["headers"]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert list(Consent.objects.values_list("is_given", "where")) == [(False, "mail"), (True, "footer")]
    assert program.post(stop[:-2] + "x/").status_code == 404


def test_a_link_is_good_for_three_days_and_only_if_we_wrote_it(client):
    ask(client)
    link = link_in(mails()[0])

    with time_machine.travel(timezone.now() + timezone.timedelta(days=3, minutes=1)):
        assert client.post(link).status_code == 410
    assert client.post("/newsletter/confirm/forged/").status_code == 410

    assert not Consent.objects.exists()


def test_nobodys_post_is_filled_from_here(client):
    answers = [ask(client).status_code for _ in range(11)]

    assert answers == [302] * 10 + [429]
    assert len(mails()) == 3


@pytest.mark.parametrize("email", ["", "ida", "ida@example.org\nBcc: all@example.org"])
def test_what_is_no_address_is_kept_as_typed_and_said(client, email):
    answer = ask(client, email)

    assert answer.status_code == 422
    assert answer.context["form"]["email"].value() == email
    assert mails() == []


def test_who_is_signed_in_chooses_beside_all_else_that_they_hear_and_sees_what_they_said_and_when(client):
    zoe = person("zoe@example.org")
    sign_in(client, zoe.email)

    assert client.get("/newsletter/choose/").status_code == 405
    client.post("/newsletter/choose/", {"newsletter": "yes"})
    client.post("/newsletter/choose/", {"newsletter": "no"})

    assert list(Consent.objects.values_list("person", "by", "is_given", "where")) == [
        (zoe.pk, zoe.pk, False, "settings"),
        (zoe.pk, zoe.pk, True, "settings"),
    ]
    page = client.get("/notifications/settings/").content.decode()
    assert page.count("On the page “What you hear from us”, wording 1.") == 2


def test_what_is_chosen_kind_by_kind_is_kept_with_its_day(client):
    zoe = person("zoe@example.org")
    sign_in(client, zoe.email)
    form = client.get("/notifications/settings/").context["form"]
    [(kind, *_), *_] = form.rows
    typed = {name: field.initial for name, field in form.fields.items() if field.initial not in (None, False)}
    typed["digest_at"] = "08:00"

    client.post("/notifications/settings/", {**typed, f"mail-{kind.name}": "never"})

    said = Consent.objects.get()
    assert (said.what, said.is_given, said.by) == (kind.name, False, zoe)


@pytest.mark.parametrize("ticked", [True, False])
def test_the_box_in_the_checkout_stands_unticked_and_asks_for_the_same_yes(client, ticked):
    DeliveryMethodFactory()
    client.post("/cart/add/", {"isbn13": BookFactory(stock=3).isbn13})
    page = at_the_review(client)
    press = press_of(page)
    assert "newsletter" not in press

    assert client.post("/checkout/review/", {**press, **({"newsletter": "on"} if ticked else {})}).status_code == 302

    asked = [mail["to"] for mail in mails() if mail["subject"] == "Shall we send you the newsletter?"]
    assert asked == ([Order.objects.get().email] if ticked else [])
    assert not Consent.objects.exists()


def test_staff_take_the_addresses_along_and_it_is_kept_that_they_did(client):
    says_yes(client)
    says_yes(client, "=1+1@example.org")
    says_yes(client, "gone@example.org")
    consent.withdraw("gone@example.org", where="mail")
    closed = person("closed@example.org")
    says_yes(client, closed.email)
    type(closed).objects.filter(pk=closed.pk).update(is_active=False)
    ines = person("ines@example.org", is_staff=True)
    ines.groups.add(Group.objects.get(name="administrator"))
    client.force_login(ines)
    before = len(mails())

    assert "2 addresses" in client.get("/admin/accounts/consent/newsletter/").content.decode()
    assert not LogEntry.objects.exists()
    answer = client.post("/admin/accounts/consent/newsletter/")

    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert [row["email"] for row in rows] == ["'=1+1@example.org", ADDRESS]
    client.post(rows[1]["unsubscribe"].removeprefix("http://testserver"))
    assert not consent.gets_newsletter(ADDRESS)
    assert LogEntry.objects.get().change_message == "Took along 2 addresses."
    assert len(mails()) == before


@pytest.mark.parametrize("role", ["bookseller", "manager"])
def test_nobody_else_takes_the_addresses(client, role):
    jo = person("jo@example.org", is_staff=True)
    jo.groups.add(Group.objects.get(name=role))
    client.force_login(jo)

    assert client.post("/admin/accounts/consent/newsletter/").status_code == 403
    assert client.get("/admin/accounts/consent/").status_code == 403


def test_what_was_said_is_written_once(client):
    says_yes(client)

    for change in (lambda: Consent.objects.update(is_given=False), lambda: Consent.objects.all().delete()):
        with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
            change()


@pytest.mark.django_db(transaction=True)
def test_of_many_presses_at_the_same_moment_one_is_the_yes():
    asked = consent.Asked(ADDRESS, "footer", 1)

    outcomes = at_the_same_time(consent.agree, [asked] * 6)

    assert sorted(outcomes) == [False] * 5 + [True]
    assert Consent.objects.count() == 1
