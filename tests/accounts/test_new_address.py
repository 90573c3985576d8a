"""An account gets another e-mail address: proved first, and the old one is told."""

import pytest
from django.core.cache import cache

from accounts import consent
from accounts.models import User
from tests.accounts.people import PASSWORD, is_signed_in, link_in, mails, person, sign_in

pytestmark = pytest.mark.django_db
PAGE = "/account/security/address/"


@pytest.fixture
def zoe(client):
    zoe = person("zoe@example.org")
    sign_in(client, zoe.email)
    return zoe


def prove(client):
    return client.post("/account/security/proof/", {"password": PASSWORD, "next": PAGE})


def ask_for(client, email):
    return client.post(PAGE, {"email": email, "action_add": "1"})


def test_it_is_asked_for_proof_first_and_then_goes_on(client, zoe):
    asked = client.get(PAGE)

    assert asked.url.startswith("/account/security/proof/?next=")
    assert client.post("/account/security/proof/", {"password": "not the right words"}).status_code == 422
    assert prove(client).url == PAGE
    assert client.get(PAGE).status_code == 200


@pytest.mark.parametrize("agreed", [True, False])
def test_the_newsletter_moves_along_to_the_new_address_and_to_no_other(client, zoe, agreed):
    if agreed:
        consent.agree(consent.Asked(zoe.email, "footer", 1))
    prove(client)
    ask_for(client, "zoe@new.example")
    link = next(link_in(mail) for mail in mails() if "zoe@new.example" in mail["to"])

    client.post(link)

    assert User.objects.get().email == "zoe@new.example"
    assert [row.email for row in consent.readers()] == (["zoe@new.example"] if agreed else [])
    assert not consent.gets_newsletter("zoe@example.org")


def test_the_new_address_counts_when_it_is_proved_and_the_old_one_is_told(client, zoe):
    prove(client)
    ask_for(client, "Zoe@New.example")
    first = mails()[0]
    assert (first["to"], first["subject"]) == ("zoe@new.example", "Confirm your new address")
    assert "on its way to zoe@new.example" in client.get(PAGE).content.decode()
    zoe.refresh_from_db()
    assert zoe.email == "zoe@example.org"

    answer = client.post(link_in(first))

    assert answer.url == "/account/security/"
    zoe.refresh_from_db()
    assert zoe.email == "zoe@new.example"
    told = mails()[1]
    assert (told["to"], told["subject"]) == ("zoe@example.org", "Your account has a new address")
    assert "zoe@new.example" in told["text"]
    assert [sign_in(type(client)(), email).status_code for email in ("zoe@new.example", "zoe@example.org")] == [
        302,
        422,
    ]


def test_the_link_works_in_a_browser_that_is_not_signed_in(client, zoe):
    prove(client)
    ask_for(client, "zoe@new.example")

    other = type(client)()
    other.post(link_in(mails()[0]))

    zoe.refresh_from_db()
    assert zoe.email == "zoe@new.example"
    assert not is_signed_in(other)


def test_one_can_think_better_of_it(client, zoe):
    prove(client)
    ask_for(client, "zoe@new.example")
    link = link_in(mails()[0])

    client.post(PAGE, {"email": "zoe@new.example", "action_remove": "1"})

    assert client.post(link).status_code == 404
    zoe.refresh_from_db()
    assert zoe.email == "zoe@example.org"


def test_the_only_address_cannot_be_taken_away(client, zoe):
    prove(client)
    client.post(PAGE, {"email": "zoe@example.org", "action_remove": "1"})

    zoe.refresh_from_db()
    assert zoe.email == "zoe@example.org"


@pytest.mark.parametrize("email", ["", "no address", "zoe@example.org"])
def test_what_is_no_new_address_is_asked_for_again(client, zoe, email):
    prove(client)

    answer = ask_for(client, email)

    assert answer.status_code == 422
    assert mails() == []


def test_the_address_of_somebody_else_is_not_given_away_and_not_taken(client, zoe):
    person("ada@example.org")
    prove(client)
    answer = ask_for(client, "ada@example.org")

    assert answer.status_code == ask_for(client, "free@example.org").status_code == 302
    assert [(mail["to"], mail["subject"]) for mail in mails()] == [
        ("ada@example.org", "This address has an account already"),
        ("free@example.org", "Confirm your new address"),
    ]


def test_of_two_who_want_the_same_address_the_first_to_prove_it_has_it(client, zoe):
    prove(client)
    ask_for(client, "both@example.org")
    link = link_in(mails()[0])
    User.objects.create_user("both@example.org", PASSWORD).emailaddress_set.create(
        email="both@example.org", verified=True, primary=True
    )

    answer = client.post(link, follow=True)

    assert answer.status_code == 200
    zoe.refresh_from_db()
    assert zoe.email == "zoe@example.org"


def test_somebody_who_typed_the_address_and_never_proved_it_gives_way(client, zoe):
    type(client)().post("/accounts/signup/", {"email": "zoe@new.example", "password1": PASSWORD})
    cache.clear()  # some minutes later: an address gets one such mail in three
    prove(client)
    ask_for(client, "zoe@new.example")

    client.post(link_in(mails()[-1]))

    assert list(User.objects.values_list("email")) == [("zoe@new.example",)]
