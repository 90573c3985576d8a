"""How passwords are kept, what guessing costs, and which are refused."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import argon2
import pytest
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts.models import User
from tests.accounts.people import PASSWORD, is_signed_in, person, sign_in
from tests.processes import serving

pytestmark = pytest.mark.django_db


@pytest.fixture
def work(monkeypatch) -> list[str]:
    """Every hash that is counted or compared from here on."""
    done: list[str] = []

    def counted(name, function):
        return lambda *args, **kwargs: done.append(name) or function(*args, **kwargs)

    monkeypatch.setattr(argon2.low_level, "hash_secret", counted("hash", argon2.low_level.hash_secret))
    monkeypatch.setattr(argon2.PasswordHasher, "verify", counted("verify", argon2.PasswordHasher.verify))
    return done


def test_passwords_are_kept_as_argon2id():
    assert person().password.startswith("argon2$argon2id$")


def test_an_older_hash_opens_once_more_and_is_written_anew(client):
    zoe = person()
    User.objects.update(password=make_password(PASSWORD, hasher="pbkdf2_sha256"))

    sign_in(client, zoe.email)

    assert is_signed_in(client)
    zoe.refresh_from_db()
    assert zoe.password.startswith("argon2$argon2id$")


@pytest.mark.parametrize("email", ["zoe@example.org", "nobody@example.org", "codes-only@example.org"])
def test_a_wrong_password_costs_the_same_whether_the_address_is_known_or_not(client, work, email):
    person("zoe@example.org")
    person("codes-only@example.org", password=None)
    work.clear()

    sign_in(client, email, "not the right words")

    assert len(work) == 1


@pytest.mark.parametrize("email", ["zoe@example.org", "new@example.org"])
def test_signing_up_costs_the_same_whether_the_address_is_known_or_not(client, work, email):
    person("zoe@example.org")
    work.clear()

    client.post("/accounts/signup/", {"email": email, "password1": PASSWORD})

    assert work == ["hash"]


@contextmanager
def list_of_leaked(*passwords: str, status: int = 200) -> Iterator[tuple[str, list[str]]]:
    """A list of leaked passwords over HTTP, as ranges of their hashes, padded; and which were asked for."""
    asked: list[str] = []
    digests = [hashlib.sha1(password.encode()).hexdigest().upper() for password in passwords]

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            prefix = self.path.rpartition("/")[2]
            lines = [f"{digest[5:]}:37" for digest in digests if digest.startswith(prefix)]
            self.send_response(status)
            self.end_headers()
            self.wfile.write("\r\n".join([*lines, f"{'0' * 35}:0"]).encode())

        def log_message(self, *args):
            pass

    with serving(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as address:
        yield address, asked


def test_a_leaked_password_is_refused_with_the_reason_and_only_five_characters_of_its_hash_leave(client, settings):
    with list_of_leaked(PASSWORD) as (settings.PWNED_PASSWORDS_URL, asked):
        answer = client.post("/accounts/signup/", {"email": "new@example.org", "password1": PASSWORD})
        validate_password("one that nobody has stolen")

    assert answer.status_code == 422
    assert "stands in lists of stolen ones" in answer.content.decode()
    assert all(len(path.rpartition("/")[2]) == 5 for path in asked)


def test_a_list_that_does_not_answer_refuses_nobody(settings, caplog):
    with list_of_leaked(PASSWORD, status=503) as (settings.PWNED_PASSWORDS_URL, _):
        validate_password(PASSWORD)
    settings.PWNED_PASSWORDS_URL = "http://127.0.0.1:9"  # where nobody listens
    validate_password(PASSWORD)

    assert caplog.text.count("The list of leaked passwords did not answer") == 2


def test_common_passwords_are_refused_without_asking_anybody():
    with pytest.raises(ValidationError, match="too common"):
        validate_password("password1234")
