"""A wrong or missing setting stops the start with a sentence that names it. Each start here is a process of its own."""

import os
import subprocess
import sys

import pytest

from tests.processes import ROOT

SECRET = "a long text that only these tests know: 4f1c8e77b09d"

LIVE = {
    "ENV_FILE": os.devnull,
    "SECRET_KEY": SECRET,
    "SITE_URL": "https://books.example",
    "EMAIL_URL": "smtp+tls://user:password@mail.example:587",
}
DEMO = {"ENV_FILE": os.devnull, "SECRET_KEY": SECRET, "DEMO": "true"}


def start(environment: dict[str, str], *command: str) -> subprocess.CompletedProcess[str]:
    clean = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    command = command or ("manage.py", "diffsettings")
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
    ({"TIME_ZONE": "Europe/Narnia"}, "TIME_ZONE must be a time zone"),
    ({"PREBOOK_POLICY": "lottery"}, "PREBOOK_POLICY must be one of queue, broadcast"),
    ({"LOG_FORMAT": "verse"}, "LOG_FORMAT must be one of json, text"),
    ({"WORKER_SILENT_SECONDS": "0"}, "WORKER_SILENT_SECONDS must be a whole number above zero"),
    ({"PORT": "eighty"}, "PORT must be a whole number above zero"),
]


@pytest.mark.parametrize(("change", "sentence"), WRONG)
def test_a_wrong_setting_is_named_in_a_sentence(change: dict[str, str], sentence: str):
    started = start({**LIVE, **change})

    assert started.returncode == 1
    assert started.stderr.startswith(f"The shop cannot start: {sentence}")
    assert "Traceback" not in started.stderr


def test_a_password_in_a_wrong_setting_is_not_repeated():
    started = start({**LIVE, "EMAIL_URL": "pigeon://me:hunter2@roof"})

    assert "hunter2" not in started.stderr


def test_a_live_shop_has_no_finding_of_djangos_own_check():
    checked = start(LIVE, "manage.py", "check", "--deploy", "--fail-level", "WARNING")

    assert (checked.returncode, checked.stderr) == (0, "")


def test_checking_starts_no_database(tmp_path):
    started = start({**LIVE, "LOCALPG_FOLDER": str(tmp_path / "pg")}, "manage.py", "check")

    assert started.returncode == 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("environment", "setting"),
    [
        (LIVE, "DEBUG = False"),
        (LIVE, "SESSION_COOKIE_SECURE = True"),
        (LIVE, "MAIL_FOLDER = None"),
        (LIVE, "LOG_FORMAT = 'json'"),
        (DEMO, "SITE_URL = 'http://localhost:8000'"),
        ({**DEMO, "PORT": "8123"}, "SITE_URL = 'http://localhost:8123'"),
        (LIVE, "EMAIL_USE_TLS = True"),
        ({**LIVE, "EMAIL_URL": "smtps://me:p%40ss@mail.example"}, "EMAIL_HOST_PASSWORD = 'p@ss'"),
        ({**LIVE, "EMAIL_URL": "smtps://me:p%40ss@mail.example"}, "EMAIL_PORT = 465"),
        (DEMO, "EMAIL_BACKEND = 'storefront.mailfolder.EmailBackend'"),
        ({**DEMO, "EMAIL_URL": LIVE["EMAIL_URL"]}, "MAIL_FOLDER = None"),
        ({**LIVE, "DATABASE_URL": "postgresql://me@db/shop"}, "'NAME': 'shop'"),
        ({**LIVE, "CACHE_URL": "redis://cache:6379/1"}, "'LOCATION': 'redis://cache:6379/1'"),
        ({**LIVE, "SITE_URL": "https://books.example/"}, "CSRF_TRUSTED_ORIGINS = ['https://books.example']"),
    ],
)
def test_what_a_setting_leads_to(environment: dict[str, str], setting: str):
    assert setting in start(environment, "manage.py", "diffsettings", "--all").stdout


def test_a_file_supplies_what_the_environment_does_not(tmp_path):
    (tmp_path / "shop.env").write_text("SHOP_NAME=Corner Books\nDEMO=true\n")

    started = start({"ENV_FILE": str(tmp_path / "shop.env"), "SECRET_KEY": SECRET})

    assert "SHOP_NAME = 'Corner Books'" in started.stdout
