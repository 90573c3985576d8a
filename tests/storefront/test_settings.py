"""A wrong or missing setting stops the start with a sentence that names it."""

import os
import runpy
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from tests.processes import ROOT

SECRET = "a long text that only these tests know: 4f1c8e77b09d"

LIVE = {
    "ENV_FILE": os.devnull,
    "SECRET_KEY": SECRET,
    "SITE_URL": "https://books.example",
    "EMAIL_URL": "smtp+tls://user:password@mail.example:587",
}
DEMO = {"ENV_FILE": os.devnull, "SECRET_KEY": SECRET, "DEMO": "true"}


@pytest.fixture
def settings_with(monkeypatch: pytest.MonkeyPatch) -> Callable[[dict[str, str]], dict[str, Any]]:
    """Call it for what settings.py makes of an environment. Raises what a start would stop with."""

    def read(environment: dict[str, str]) -> dict[str, Any]:
        monkeypatch.setattr(os, "environ", dict(environment))
        return runpy.run_path(str(ROOT / "storefront" / "settings.py"))

    return read


def start(environment: dict[str, str], *command: str) -> subprocess.CompletedProcess[str]:
    """A process of its own, in this environment and no other."""
    clean = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    command = ("manage.py", *command)
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env={**clean, **environment}, capture_output=True, text=True
    )


WRONG = [
    ({"SECRET_KEY": ""}, "SECRET_KEY is missing"),
    ({"SECRET_KEY": "short"}, "SECRET_KEY is too easy to guess"),
    ({"SECRET_KEY": "x9" * 30}, "SECRET_KEY is too easy to guess"),
    ({"SITE_URL": ""}, "SITE_URL is missing"),
    ({"SITE_URL": "books.example"}, "SITE_URL must look like"),
    ({"SITE_URL": "https://books.example/shop"}, "SITE_URL must look like"),
    ({"SITE_URL": "http://books.example"}, "SITE_URL must begin with https://"),
    ({"EMAIL_URL": ""}, "EMAIL_URL is missing"),
    ({"EMAIL_URL": "pigeon://roof"}, "EMAIL_URL must look like"),
    ({"DATABASE_URL": "sqlite:///shop.db"}, "DATABASE_URL must begin with postgresql://"),
    ({"DATABASE_URL": "nonsense"}, "DATABASE_URL must look like"),
    ({"CACHE_URL": "memcached://here"}, "CACHE_URL must look like"),
    ({"DEBUG": "perhaps"}, "DEBUG must be true or false"),
    ({"SHOP_CURRENCY": "pounds"}, "SHOP_CURRENCY must be a currency code"),
    ({"SHOP_COUNTRY": "England"}, "SHOP_COUNTRY must be a country code"),
    ({"FORWARDED_ALLOW_IPS": "*"}, "FORWARDED_ALLOW_IPS must be networks"),
    ({"TIME_ZONE": "Europe/Narnia"}, "TIME_ZONE must be a time zone"),
    ({"PREORDER_PAYMENT": "never"}, "PREORDER_PAYMENT must be one of placed, dispatch"),
    ({"PREBOOK_POLICY": "lottery"}, "PREBOOK_POLICY must be one of queue, broadcast"),
    ({"LOG_FORMAT": "verse"}, "LOG_FORMAT must be one of json, text"),
    ({"WORKER_SILENT_SECONDS": "0"}, "WORKER_SILENT_SECONDS must be a whole number above zero"),
    ({"PORT": "eighty"}, "PORT must be a whole number above zero"),
]


@pytest.mark.parametrize(("change", "sentence"), WRONG)
def test_a_wrong_setting_is_named_in_a_sentence(settings_with, change: dict[str, str], sentence: str):
    with pytest.raises(ImproperlyConfigured) as refusal:
        settings_with({**LIVE, **change})

    assert str(refusal.value).startswith(sentence)


def test_a_start_stops_with_that_sentence_and_nothing_else():
    started = start({**LIVE, "EMAIL_URL": "pigeon://me:hunter2@roof"}, "check")

    assert started.returncode == 1
    assert started.stderr == "The shop cannot start: EMAIL_URL must look like smtp+tls://user:password@host:587.\n"


def test_a_live_shop_has_no_finding_of_djangos_own_check():
    checked = start(LIVE, "check", "--deploy", "--fail-level", "WARNING")

    assert (checked.returncode, checked.stderr) == (0, "")


def test_checking_starts_no_database(tmp_path):
    started = start({**LIVE, "LOCALPG_FOLDER": str(tmp_path / "pg")}, "check")

    assert started.returncode == 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("environment", "name", "value"),
    [
        (LIVE, "DEBUG", False),
        (LIVE, "SESSION_COOKIE_SECURE", True),
        (LIVE, "SECURE_SSL_REDIRECT", True),
        (LIVE, "MAIL_FOLDER", None),
        (LIVE, "LOG_FORMAT", "json"),
        (LIVE, "ALLOWED_HOSTS", ["books.example", "localhost", "127.0.0.1", "[::1]"]),
        (
            {**LIVE, "ALLOWED_HOSTS": "books.example, www.books.example"},
            "ALLOWED_HOSTS",
            ["books.example", "www.books.example"],
        ),
        ({**LIVE, "SITE_URL": "https://books.example/"}, "CSRF_TRUSTED_ORIGINS", ["https://books.example"]),
        (LIVE, "EMAIL_USE_TLS", True),
        ({**LIVE, "EMAIL_URL": "smtps://me:p%40ss@mail.example"}, "EMAIL_HOST_PASSWORD", "p@ss"),
        ({**LIVE, "EMAIL_URL": "smtps://me:p%40ss@mail.example"}, "EMAIL_PORT", 465),
        ({**LIVE, "SHOP_NAME": "Smith, Sons"}, "DEFAULT_FROM_EMAIL", '"Smith, Sons" <shop@books.example>'),
        (DEMO, "DEBUG", False),
        (DEMO, "SITE_URL", "http://localhost:8000"),
        ({**DEMO, "PORT": "8123"}, "SITE_URL", "http://localhost:8123"),
        (DEMO, "EMAIL_BACKEND", "storefront.mailfolder.EmailBackend"),
        ({**DEMO, "EMAIL_URL": LIVE["EMAIL_URL"]}, "MAIL_FOLDER", None),
    ],
)
def test_what_a_setting_leads_to(settings_with, environment: dict[str, str], name: str, value: object):
    assert settings_with(environment)[name] == value


def test_another_database_and_another_cache_are_used(settings_with):
    settings = settings_with(
        {**LIVE, "DATABASE_URL": "postgresql://me@db:5433/shop", "CACHE_URL": "redis://cache:6379/1"}
    )

    database = settings["DATABASES"]["default"]
    assert [database[key] for key in ("ENGINE", "HOST", "PORT", "NAME")] == [
        "django.db.backends.postgresql",
        "db",
        5433,
        "shop",
    ]
    assert settings["CACHES"]["default"]["LOCATION"] == "redis://cache:6379/1"


def test_only_tests_may_be_forgetful(settings_with):
    usual, quick = (settings_with({**DEMO, "LOCALPG_FORGETFUL": each}) for each in ("", "true"))

    assert "fsync" not in usual["DATABASES"]["default"]["LOCALPG"]["OPTIONS"]
    assert quick["DATABASES"]["default"]["LOCALPG"]["OPTIONS"]["fsync"] == "off"


def test_a_file_supplies_what_the_environment_does_not(tmp_path):
    (tmp_path / "shop.env").write_text("SHOP_NAME=Corner Books\nDEMO=true\nSHOP_COUNTRY=IE\n")

    started = start(
        {"ENV_FILE": str(tmp_path / "shop.env"), "SECRET_KEY": SECRET, "SHOP_COUNTRY": "GB"}, "diffsettings"
    )

    assert "SHOP_NAME = 'Corner Books'" in started.stdout
    assert "SHOP_COUNTRY = 'GB'" in started.stdout
