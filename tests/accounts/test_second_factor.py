"""The second step: a code of an app, recovery codes that are shown once, a browser that is trusted; and staff."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client

from tests.accounts.people import PASSWORD, is_signed_in, mails, person, sign_in

pytestmark = pytest.mark.django_db
SECURITY = "/account/security/"
SECOND_STEP = "/accounts/login/second-step/"


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def add_app(client: Client) -> tuple[str, list[str]]:
    """The app's key, and the recovery codes, as the person sees them."""
    client.post(f"{SECURITY}proof/", {"password": PASSWORD})
    secret = client.get(f"{SECURITY}app/add/").context["form"].secret
    answer = client.post(f"{SECURITY}app/add/", {"code": code_of(secret)}, follow=True)
    assert "Write these down now" in answer.content.decode()
    cache.clear()  # half a minute later: each code of the app counts once
    return secret, answer.context["unused_codes"]


@pytest.fixture
def zoe(client):
    zoe = person("zoe@example.org")
    sign_in(client, zoe.email)
    return zoe


@pytest.fixture
def app(client, zoe):
    return add_app(client)


def test_signing_in_takes_a_code_of_the_app_and_leads_where_one_wanted_to_go(app):
    secret, _ = app
    phone = Client()

    answer = sign_in(phone, "zoe@example.org", next="/orders/")
    assert answer.url.startswith(SECOND_STEP)
    assert not is_signed_in(phone)
    assert phone.post(SECOND_STEP, {"code": "000000"}).status_code == 422
    asked = phone.post(answer.url, {"code": code_of(secret)})

    assert asked.url.startswith("/accounts/login/trust/")
    assert phone.post(asked.url, {"action": ""}).url == "/orders/"
    assert is_signed_in(phone)


def test_a_code_by_mail_needs_the_second_step_too(app):
    phone = Client()
    phone.post("/accounts/login/code/", {"email": "zoe@example.org"})
    code = mails()[-1]["text"].split("\n\n")[1].strip()

    answer = phone.post("/accounts/login/code/confirm/", {"code": code})

    assert answer.url.startswith(SECOND_STEP)
    assert not is_signed_in(phone)


def test_a_browser_that_is_trusted_is_not_asked_again(app):
    secret, _ = app
    phone = Client()
    sign_in(phone, "zoe@example.org")
    phone.post(SECOND_STEP, {"code": code_of(secret)})
    phone.post("/accounts/login/trust/", {"action": "trust"})
    phone.post("/accounts/logout/")

    sign_in(phone, "zoe@example.org")

    assert is_signed_in(phone)


def test_a_recovery_code_counts_once(app):
    _, codes = app
    assert len(set(codes)) == 10
    for expected in (True, False):
        phone = Client()
        sign_in(phone, "zoe@example.org")
        phone.post(SECOND_STEP, {"code": codes[0]})
        phone.post("/accounts/login/trust/", {"action": ""})
        assert is_signed_in(phone) is expected


def test_recovery_codes_are_shown_once_and_then_only_counted(client, app):
    _, codes = app

    again = client.get(f"{SECURITY}recovery-codes/").content.decode()

    assert "You have 10 of 10 left" in again
    assert not any(code in again for code in codes)


def test_new_recovery_codes_take_the_place_of_the_old(client, app, django_capture_on_commit_callbacks):
    _, codes = app

    with django_capture_on_commit_callbacks(execute=True):
        new = client.post(f"{SECURITY}recovery-codes/new/", follow=True).context["unused_codes"]

    assert not set(new) & set(codes)
    assert mails()[-1]["subject"] == "Your account has new recovery codes"


def test_guessing_codes_ends_in_a_wait_even_with_the_right_one(app):
    secret, _ = app
    phone = Client()
    sign_in(phone, "zoe@example.org")
    for _ in range(5):
        phone.post(SECOND_STEP, {"code": "000000"})

    answer = phone.post(SECOND_STEP, {"code": code_of(secret)})

    assert answer.status_code == 422
    assert "five minutes" in answer.content.decode()


def test_whoever_came_in_without_the_second_step_is_out_when_it_is_added(
    client, zoe, django_capture_on_commit_callbacks
):
    elsewhere = Client()
    sign_in(elsewhere, zoe.email)

    with django_capture_on_commit_callbacks(execute=True):
        add_app(client)

    assert not is_signed_in(elsewhere)
    assert is_signed_in(client)
    assert mails()[-1]["subject"] == "Signing in takes a second step now"


def test_the_key_of_the_app_is_not_readable_in_the_database(app):
    secret, _ = app
    assert secret not in str(Authenticator.objects.values_list("data"))


def test_a_new_secret_key_locks_the_app_out_unless_the_old_one_is_kept_beside_it(app, settings):
    secret, codes = app
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another key, long enough and with many different characters 0123"
    phone = Client()
    sign_in(phone, "zoe@example.org")
    assert phone.post(SECOND_STEP, {"code": code_of(secret)}).status_code == 422
    assert phone.post(SECOND_STEP, {"code": codes[0]}).status_code == 422

    settings.SECRET_KEY_FALLBACKS = [old]
    assert phone.post(SECOND_STEP, {"code": code_of(secret)}).status_code == 302


def test_without_the_app_one_step_is_enough_again_and_the_owner_is_told(client, app):
    client.post(f"{SECURITY}app/remove/")

    phone = Client()
    sign_in(phone, "zoe@example.org")
    assert is_signed_in(phone)
    assert not Authenticator.objects.exists()
    assert mails()[-1]["subject"] == "The authenticator app is removed"


@pytest.mark.parametrize("page", ["app/add/", "passkeys/add/", "recovery-codes/new/"])
def test_nothing_is_added_without_fresh_proof(client, zoe, page):
    assert client.get(SECURITY + page).url.startswith(f"{SECURITY}proof/?next=")


def test_the_page_says_what_there_is(client, app):
    page = client.get(SECURITY).content.decode()

    assert "Signing in takes a code of your app." in page
    assert "10 left" in page


# Staff ----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def staff(settings, client):
    settings.STAFF_SECOND_FACTOR = True
    staff = person("staff@example.org", is_staff=True, is_superuser=True)
    sign_in(client, staff.email)
    return staff


def test_staff_of_a_live_shop_are_led_to_add_a_second_step_before_the_back_office_opens(client, staff):
    answer = client.get("/admin/catalog/book/", follow=True)

    assert answer.redirect_chain[-1][0] == SECURITY
    assert "The back office asks for a second step" in answer.content.decode()
    add_app(client)
    assert client.get("/admin/catalog/book/").status_code == 200


def test_the_back_office_has_no_door_around_the_second_step(staff, client):
    add_app(client)
    other = Client()
    answer = other.get("/admin/", follow=True)
    assert answer.redirect_chain[-1][0] == "/accounts/login/?next=/admin/"
    answer = other.post("/admin/login/", {"username": staff.email, "password": PASSWORD})

    assert answer.url == "/accounts/login/?next=/admin/"
    assert other.get("/admin/").status_code == 302


def test_a_shopper_is_told_that_the_back_office_is_not_for_them(client):
    jo = person("jo@example.org")
    sign_in(client, jo.email)

    assert client.get("/admin/", follow=True).status_code == 403


def test_the_back_office_leads_back_to_the_page_that_was_wanted(client, settings):
    staff = person("staff@example.org", is_staff=True, is_superuser=True)
    door = client.get("/admin/catalog/book/", follow=True)

    answer = sign_in(client, staff.email, next=door.context["redirect_field_value"])

    assert answer.url == "/admin/catalog/book/"
    assert client.get(answer.url).status_code == 200
