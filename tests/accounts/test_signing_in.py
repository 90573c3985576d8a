"""Signing up, in, out, and in again with a forgotten password: by the pages and the mails alone."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from tests.accounts.people import PASSWORD, is_signed_in, link_in, mails, person, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def zoe():
    return person("zoe@example.org")


def test_signing_up_asks_for_proof_of_the_address_first(client):
    answer = client.post("/accounts/signup/", {"email": "New@Example.org", "password1": PASSWORD})

    assert (answer.status_code, answer.url) == (302, "/accounts/confirm-email/")
    assert not is_signed_in(client)
    client.post(link_in(mails()[0]))
    sign_in(client, "new@example.org")
    assert is_signed_in(client)
    assert list(User.objects.values_list("email", "is_staff")) == [("new@example.org", False)]


def test_a_known_address_cannot_be_told_from_a_new_one_when_signing_up(client, zoe):
    answers = [
        client.post("/accounts/signup/", {"email": email, "password1": PASSWORD})
        for email in ("zoe@example.org", "new@example.org")
    ]

    assert [(answer.status_code, answer.url) for answer in answers] == [(302, "/accounts/confirm-email/")] * 2
    assert [mail["subject"] for mail in mails()] == ["You have an account already", "Confirm your address"]


@pytest.mark.parametrize("password", ["short", "password123", "8675309867530"])
def test_a_weak_password_is_refused(client, password):
    answer = client.post("/accounts/signup/", {"email": "new@example.org", "password1": password})

    assert answer.status_code == 422
    assert not User.objects.exists()


def test_an_unknown_address_and_a_wrong_password_get_the_same_answer(client, zoe):
    answers = [sign_in(client, email, "not the right words") for email in ("zoe@example.org", "nobody@example.org")]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert answers[0].context["form"].errors == answers[1].context["form"].errors


@pytest.mark.parametrize(("wanted", "led"), [("/orders/", "/orders/"), ("https://evil.example/", "/account/")])
def test_signing_in_leads_to_where_one_wanted_to_go_but_never_away(client, zoe, wanted, led):
    answer = sign_in(client, "ZOE@example.org", next=wanted)

    assert (answer.status_code, answer.url) == (302, led)


def test_guessing_passwords_ends_in_a_wait_even_with_the_right_one(client, zoe):
    for _ in range(5):
        sign_in(client, "zoe@example.org", "not the right words")

    answer = sign_in(client, "zoe@example.org")

    assert answer.status_code in {422, 429}
    assert "five minutes" in answer.content.decode()
    assert not is_signed_in(client)


def test_a_closed_account_is_out_at_once_and_told_so_at_the_door(client, zoe):
    sign_in(client, "zoe@example.org")
    assert is_signed_in(client)

    User.objects.update(is_active=False)

    assert not is_signed_in(client)
    assert "This account is closed" in client.get(sign_in(client, "zoe@example.org").url).content.decode()


def test_only_a_post_signs_out(client, zoe):
    sign_in(client, "zoe@example.org")

    client.get("/accounts/logout/")
    assert is_signed_in(client)
    client.post("/accounts/logout/")
    assert not is_signed_in(client)


def test_a_forgotten_password_is_set_anew_by_a_link_that_works_once_and_ends_other_visits(
    client, zoe, django_user_model
):
    other = type(client)()
    sign_in(other, "zoe@example.org")
    client.post("/accounts/password/reset/", {"email": "zoe@example.org"})
    link = link_in(mails()[0])

    form = client.get(link).url
    client.post(form, {"password1": "twelve loud herons", "password2": "twelve loud herons"})

    assert not is_signed_in(other)
    assert "used already" in type(client)().get(link, follow=True).content.decode()
    sign_in(client, "zoe@example.org", "twelve loud herons")
    assert is_signed_in(client)


def test_asking_for_a_new_password_does_not_say_who_is_known(client, zoe):
    answers = [client.post("/accounts/password/reset/", {"email": e}) for e in ("zoe@example.org", "no@example.org")]

    assert [answer.url for answer in answers] == ["/accounts/password/reset/done/"] * 2
    assert [mail["subject"] for mail in mails()] == ["Set a new password", "No account is open with this address"]


def test_a_code_by_mail_signs_in(client, zoe):
    client.post("/accounts/login/code/", {"email": "zoe@example.org"})
    code = mails()[0]["text"].split("\n\n")[1].strip()

    client.post("/accounts/login/code/confirm/", {"code": code})

    assert is_signed_in(client)


def work_of(client: Client, path: str, typed: dict[str, str]) -> tuple[int, int]:
    """How often the database was asked, and how many mails were queued."""
    before = len(mails())
    with CaptureQueriesContext(connection) as asked:
        client.post(path, typed)
    return len(asked), len(mails()) - before


def test_a_code_and_a_new_password_cost_the_same_work_whether_the_address_is_known_or_not(zoe):
    person("closed@example.org", is_active=False)
    ask, enter, reset = "/accounts/login/code/", "/accounts/login/code/confirm/", "/accounts/password/reset/"
    wrong = {"code": "BCDF-BCDF"}

    def work(name: str) -> list[tuple[int, int]]:
        client, email = Client(), {"email": f"{name}@example.org"}
        client.get(ask)
        steps = [(ask, email), (enter, wrong), (enter, wrong), (enter, wrong), (reset, email)]
        return [work_of(client, path, typed) for path, typed in steps]

    work("warm")
    known, closed, unknown = work("zoe"), work("closed"), work("nobody")

    assert known == closed == unknown
    assert [mails for _, mails in known] == [1, 0, 0, 0, 1]


def test_the_third_wrong_code_ends_it_and_the_right_one_counts_no_more(client, zoe):
    client.post("/accounts/login/code/", {"email": "zoe@example.org"})
    code = mails()[0]["text"].split("\n\n")[1].strip()
    tries = [client.post("/accounts/login/code/confirm/", {"code": "BCDF-BCDF"}) for _ in range(3)]

    assert [answer.status_code for answer in tries] == [422, 422, 302]
    assert "the one in our mail no longer counts" in client.get(tries[2].url).content.decode()
    client.post("/accounts/login/code/confirm/", {"code": code})
    assert not is_signed_in(client)


def test_three_codes_in_five_minutes_are_sent_to_an_address_and_no_more(client, zoe):
    answers = [Client().post("/accounts/login/code/", {"email": "Zoe@example.org"}) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [302, 302, 302, 422]
    assert "wait five minutes" in answers[3].content.decode()
    assert len(mails()) == 3


def test_whoever_mistyped_the_address_for_a_code_finds_the_way_back_and_still_goes_where_they_wanted(client, zoe):
    wanted = "/accounts/login/code/?next=/wishlist/"
    client.post(wanted, {"email": "zeo@example.org"})
    page = client.get(wanted, follow=True)

    [again, other] = re.findall(r'name="next" value="(\S+)"><button', page.content.decode())
    assert (again, other) == ("/accounts/login/code/?next=%2Fwishlist%2F", "/accounts/login/?next=%2Fwishlist%2F")
    assert client.get(client.post("/accounts/logout/", {"next": again}).url).status_code == 200
    client.post(again, {"email": "zoe@example.org"})
    code = mails()[-1]["text"].split("\n\n")[1].strip()
    answer = client.post("/accounts/login/code/confirm/?next=/wishlist/", {"code": code})

    assert answer.url == "/wishlist/"
    assert is_signed_in(client)


def test_a_code_goes_to_who_has_the_address_and_to_nobody_who_merely_typed_it(client, zoe):
    other = person("wren@example.org")
    other.emailaddress_set.create(email="zoe@example.org", verified=False)
    other.emailaddress_set.create(email="wren@home.example", verified=True)

    found = [
        User.objects.whose_address_is(email) for email in ("ZOE@example.org", "wren@home.example", "no@no.example")
    ]

    assert found == [zoe, other, None]


@pytest.mark.parametrize(
    "page",
    ["login", "login/code", "signup", "inactive", "confirm-email", "confirm-email/x", "password/reset",
     "password/reset/done", "password/reset/key/done", "password/reset/key/1-x"],
)  # fmt: skip
def test_every_page_at_the_door_is_ours(client, page):
    answer = client.get(f"/accounts/{page}/")

    assert answer.status_code == 200
    assert "base.html" in [used.name for used in answer.templates]
