"""Signing in with a passkey or a second step, in a real browser with an authenticator in it."""

import re
import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Page, expect

from orders.models import Order
from tests.accounts.people import PASSWORD, person
from tests.browser.test_prebooks import sign_in as sign_in_at_once
from tests.orders.steps import paid

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def zoe():
    return person("zoe@example.org")


def sign_in(page: Page) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("E-mail address").fill("zoe@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="Your account")).to_be_visible()


def prove(page: Page) -> None:
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()


def with_an_authenticator(page: Page) -> None:
    """As on a phone with a finger on it: it keeps passkeys, and says yes."""
    chromium = page.context.new_cdp_session(page)
    chromium.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    chromium.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {**options, "isUserVerified": True, "automaticPresenceSimulation": True}},
    )


@pytest.mark.parametrize("is_offered", [True, False], ids=["offered by the browser", "by the button"])
def test_a_passkey_is_made_and_then_signs_in_alone(new_page, zoe, assert_accessible, is_offered):
    page = new_page()
    look = assert_accessible if is_offered else lambda page: None  # once will do: the pages are the same
    with_an_authenticator(page)
    if not is_offered:
        page.add_init_script("PublicKeyCredential.isConditionalMediationAvailable = undefined")
    sign_in(page)
    page.goto("/account/security/")
    page.get_by_role("link", name="Add a passkey").click()
    with page.expect_navigation():  # until the script that makes passkeys is there
        prove(page)
    look(page)
    page.get_by_label("A name for it").fill("My phone")
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_role("heading", name="Write these down now")).to_be_visible()
    look(page)
    page.get_by_role("link", name="I have them").click()
    expect(page.get_by_text("My phone, not used yet")).to_be_visible()
    look(page)
    page.goto("/account/")
    page.get_by_role("button", name="Sign out").click()

    page.goto("/accounts/login/?next=/orders/")
    if not is_offered:
        page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page).to_have_url(re.compile(r"/orders/$"))


def test_a_guest_keeps_an_order_with_a_passkey(new_page, do_waiting_jobs, mailoutbox):
    order, page = paid(email="jo@example.org"), new_page()
    with_an_authenticator(page)
    page.goto(order.confirmation_url)
    page.get_by_role("button", name="Keep it with a passkey").click()
    expect(page.get_by_role("heading", name="Look at your mail")).to_be_visible()
    do_waiting_jobs()
    page.goto(re.search(r"/accounts/confirm-email/\S+/", mailoutbox[-1].body).group())
    with page.expect_navigation():
        page.get_by_role("button", name="Yes, it is mine").click()
    page.get_by_role("button", name="Make the passkey").click()

    expect(page.get_by_role("heading", name="Write these down now")).to_be_visible()
    assert Order.objects.get().customer.email == "jo@example.org"


def test_the_app_is_asked_for_after_the_password(new_page, zoe, scripts, assert_accessible):
    page = new_page(scripts=scripts, phone=scripts)
    sign_in(page)
    page.goto("/account/security/app/add/")
    prove(page)
    assert_accessible(page) if scripts else None
    secret = page.locator(".key").inner_text()
    page.get_by_label("Code").fill(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))
    page.get_by_role("button", name="Add the app").click()
    code = page.locator(".recovery-codes li").first.inner_text()
    page.goto("/account/")
    page.get_by_role("button", name="Sign out").click()

    page.goto("/accounts/login/")
    page.get_by_label("E-mail address").fill("zoe@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="One more step")).to_be_visible()
    assert_accessible(page) if scripts else None
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="Do you trust this browser?")).to_be_visible()
    page.get_by_role("button", name="Ask me every time").click()

    expect(page.get_by_role("heading", name="Your account")).to_be_visible()


def test_what_was_typed_into_a_password_can_be_looked_at(new_page, assert_accessible):
    page = new_page(phone=True)
    page.goto("/accounts/login/?next=/cart/")
    assert_accessible(page)
    password = page.get_by_label("Password", exact=True)
    password.fill("eleven quiet herons")
    page.get_by_role("button", name="Show the password").click()

    expect(password).to_have_attribute("type", "text")
    page.get_by_role("button", name="Hide the password").click()
    expect(password).to_have_attribute("type", "password")


def test_the_pages_of_an_account_are_for_everybody(new_page, zoe, live_server, assert_accessible):
    page = new_page()
    sign_in_at_once(page, zoe, live_server)

    for address in ["", "security/", "security/devices/", "addresses/new/", "data/", "data/erase/"]:
        page.goto(f"/account/{address}")
        assert_accessible(page)
    for address in ["/orders/", "/wishlist/import/", "/gift-cards/"]:
        page.goto(address)
        assert_accessible(page)
