"""The environment that tests run in. Loaded with `-p tests.environment`, so before Django reads its settings.

The database is a server of the tests' own in var/pg-test, quick and forgetful; TEST_DATABASE_URL names another.
"""

import fcntl
import itertools
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"

ENVIRONMENT = {
    "ENV_FILE": os.devnull,
    "DEMO": "true",
    "DEBUG": "false",
    "SECRET_KEY": "only for tests, where nothing is secret and all is reproducible",
    "SECRET_KEY_FALLBACKS": "",
    "SITE_URL": "http://testserver",
    "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
    "DATABASE_URL": os.environ.get("TEST_DATABASE_URL", ""),
    "DATABASE_REPLICA_URL": "",
    "LOCALPG_FOLDER": str(VAR / "pg-test"),
    "LOCALPG_FORGETFUL": "true",
    "CACHE_URL": "",
    "EMAIL_URL": "",
    "STATIC_FINGERPRINTS": "false",
    "STATIC_FOLDER": str(VAR / "static-test"),
    "MEDIA_FOLDER": str(VAR / "media-test"),
    "SHOP_NAME": "Colophon",
    "SHOP_CURRENCY": "GBP",
    "SHOP_COUNTRY": "GB",
    "SHOP_REGION": "ENG",
    "SHOP_EMAIL": "shop@colophon.example",
    "SHOP_PHONE": "020 7946 0321",
    "PREORDER_PAYMENT": "placed",
    "PREBOOK_POLICY": "queue",
    "PWNED_PASSWORDS_URL": "",
    "GOOGLE_CLIENT_ID": "",
    "GITHUB_CLIENT_ID": "",
    "TIME_ZONE": "Europe/London",
    "LOG_FORMAT": "json",
    "LOG_LEVEL": "INFO",
    "DJANGO_ALLOW_ASYNC_UNSAFE": "true",  # Playwright's own event loop runs on the tests' thread
}


def database_of_our_own() -> str:
    """The first name that no other run of the tests uses just now. The lock on it ends with this process."""
    for number in itertools.count(1):
        lock = os.open(VAR / f"test-{number}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
        else:
            return f"test_colophon_{number}"
    raise AssertionError("unreachable")


(VAR / "static-test").mkdir(parents=True, exist_ok=True)  # WhiteNoise warns when it is missing
os.environ.update(ENVIRONMENT)
if "PYTEST_XDIST_WORKER" not in os.environ:  # workers of one run share its name, and add their own
    os.environ["TEST_DATABASE_NAME"] = database_of_our_own()
