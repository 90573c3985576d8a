"""Signing in with Google and GitHub, against a provider of our own over HTTP."""

from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.github.views import GitHubOAuth2Adapter
from allauth.socialaccount.providers.google import views as google
from django.test import Client

from accounts import standing
from accounts.models import User
from prebooks.models import Prebook
from tests.accounts.fake_provider import CLIENT, SECRET, fake_provider
from tests.accounts.people import PASSWORD, is_signed_in, mails, person, sign_in
from tests.catalog.factories import BookFactory

pytestmark = pytest.mark.django_db
ZOE = {"sub": "1017", "email": "zoe@example.org", "email_verified": True, "name": "Zoë Hale"}
BOTH = pytest.mark.parametrize("provider", ["google", "github"])


@pytest.fixture
def fake(settings, monkeypatch):
    app = {"APPS": [{"client_id": CLIENT, "secret": SECRET, "key": ""}], "OAUTH_PKCE_ENABLED": True}
    settings.SOCIALACCOUNT_PROVIDERS = {"google": app, "github": app}
    with fake_provider() as fake:
        monkeypatch.setattr(google, "ID_TOKEN_ISSUER", fake.address)
        for adapter in (google.GoogleOAuth2Adapter, GitHubOAuth2Adapter):
            monkeypatch.setattr(adapter, "authorize_url", f"{fake.address}/authorize")
            monkeypatch.setattr(adapter, "access_token_url", f"{fake.address}/token")
        monkeypatch.setattr(GitHubOAuth2Adapter, "profile_url", f"{fake.address}/user")
        monkeypatch.setattr(GitHubOAuth2Adapter, "emails_url", f"{fake.address}/user/emails")
        yield fake


def come_from(fake, client, provider="google", who=ZOE, **form):
    """Press the button here, agree there, come back."""
    asked = client.post(f"/accounts/{provider}/login/", form)
    return client.get(fake.agree(asked.url, who))


@BOTH
def test_somebody_new_is_signed_in_with_an_account_of_their_own(fake, client, provider):
    answer = come_from(fake, client, provider, next="/orders/")

    assert answer.url == "/orders/"
    assert is_signed_in(client)
    zoe = User.objects.get()
    assert (zoe.email, zoe.name, zoe.is_staff, zoe.has_usable_password()) == (ZOE["email"], ZOE["name"], False, False)


@BOTH
def test_what_was_pressed_is_done_when_one_comes_by_a_provider(fake, client, provider):
    book = BookFactory(title="Emma")
    pressed = client.post(f"/prebooks/new/{book.isbn13}/mine/", {"quantity": "2"})
    [wanted] = parse_qs(urlsplit(pressed.url).query)["next"]

    come_from(fake, client, provider, next=wanted)

    [prebook] = Prebook.objects.all()
    assert (prebook.person, prebook.quantity) == (User.objects.get(), 2)


@BOTH
def test_the_same_person_comes_again_to_the_same_account(fake, client, provider):
    come_from(fake, client, provider)

    come_from(fake, Client(), provider, {**ZOE, "email": "zoe@moved.example"})

    assert User.objects.count() == SocialAccount.objects.count() == 1


@BOTH
def test_an_address_that_has_an_account_is_linked_only_after_proof_of_that_account(fake, client, provider):
    zoe = person(ZOE["email"])

    answer = come_from(fake, client, provider, next="/orders/")
    assert answer.url == "/accounts/login/?next=/account/security/link/"
    assert not is_signed_in(client)
    assert not SocialAccount.objects.exists()
    asked = sign_in(client, zoe.email, next="/account/security/link/")
    assert b"to your account?" in client.get(asked.url).content
    assert not SocialAccount.objects.exists()
    assert client.post(asked.url).url == "/orders/"

    other = Client()
    come_from(fake, other, provider)
    assert is_signed_in(other)
    assert User.objects.get().has_usable_password()
    assert is_signed_in(client)


def test_whoever_cannot_prove_the_account_gets_nothing(fake, client):
    person(ZOE["email"])
    come_from(fake, client)

    sign_in(client, ZOE["email"], "not the right words")

    assert client.post("/account/security/link/").status_code == 302
    assert not SocialAccount.objects.exists()


def test_another_account_than_the_one_with_the_address_is_not_linked(fake, client):
    person(ZOE["email"])
    come_from(fake, client)
    sign_in(client, person("ada@example.org").email)

    assert client.post("/account/security/link/").url == "/account/security/"
    assert not SocialAccount.objects.exists()


@BOTH
def test_an_address_that_the_provider_has_not_confirmed_opens_nothing(fake, client, provider):
    answer = come_from(fake, client, provider, {**ZOE, "email_verified": False})

    assert answer.url == "/accounts/login/"
    assert "has not confirmed" in client.get(answer.url).content.decode()
    assert not User.objects.exists()


def test_a_closed_account_stays_closed(fake, client):
    come_from(fake, client)
    zoe = User.objects.get()
    standing.close(zoe, why="Rude.", said="You were rude to Joe.", by=person("boss@example.org", is_superuser=True))

    other = Client()
    assert come_from(fake, other).url == "/accounts/inactive/"
    pages = [other.get("/accounts/inactive/").content.decode() for _ in range(2)]
    assert ["You were rude to Joe." in page for page in pages] == [True, False]  # told once
    assert not is_signed_in(other)


def test_whoever_turns_back_or_brings_a_wrong_code_is_not_signed_in(fake, client):
    asked = client.post("/accounts/google/login/")
    back = fake.agree(asked.url, ZOE)

    assert client.get(back.replace("code=", "code=x")).status_code == 401
    state = back.partition("state=")[2]
    assert client.get(f"/accounts/google/login/callback/?error=access_denied&state={state}").status_code in {302, 401}
    assert Client().get(back).status_code == 401  # in another browser: not what it began
    assert not User.objects.exists()


def test_it_begins_with_a_press(fake, client):
    assert client.get("/accounts/google/login/").status_code == 200
    assert "Continue with Google" in client.get("/accounts/login/").content.decode()


def test_without_keys_nothing_is_offered(client):
    assert "Continue with" not in client.get("/accounts/login/").content.decode()
    assert client.post("/accounts/google/login/").status_code == 404


def test_one_links_and_unlinks_after_proof_and_is_told(fake, client):
    zoe = person("zoe@elsewhere.example")
    sign_in(client, zoe.email)
    client.post("/account/security/proof/", {"password": PASSWORD})

    come_from(fake, client, process="connect")
    account = SocialAccount.objects.get(user=zoe)
    assert "Unlink" in client.get("/account/security/").content.decode()
    client.post("/account/security/linked/", {"account": account.pk})

    assert not SocialAccount.objects.exists()
    assert [mail["subject"] for mail in mails()] == [
        "Your account is linked to Google",
        "Your account is no longer linked to Google",
    ]


def test_the_last_way_in_cannot_be_taken_away(fake, client):
    come_from(fake, client)
    account = SocialAccount.objects.get()

    answer = client.post("/account/security/linked/", {"account": account.pk})

    assert answer.status_code == 422
    assert "Set a password first" in answer.content.decode()
    assert SocialAccount.objects.exists()


def test_nobody_unlinks_the_account_of_somebody_else(fake, client):
    come_from(fake, client)
    account = SocialAccount.objects.get()
    ada = Client()
    sign_in(ada, person("ada@example.org").email)
    ada.post("/account/security/proof/", {"password": PASSWORD})

    assert ada.post("/account/security/linked/", {"account": account.pk}).status_code == 422
    assert SocialAccount.objects.exists()
