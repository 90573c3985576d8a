"""How settings read the environment: typed, with defaults where a first run needs them, and loud where they are wrong.

Every function raises ImproperlyConfigured with a sentence that names the variable and says what would be right.
"""

from collections.abc import Sequence
from datetime import time
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from zoneinfo import available_timezones

import holidays
from babel import Locale
from django.core.exceptions import ImproperlyConfigured
from environs import Env, EnvError

SHORTEST_SECRET = 50  # characters, and how many different ones: what Django's own check asks for
FEWEST_CHARACTERS = 5

_env = Env()
_english = Locale("en")


def env_file(default: Path) -> None:
    """Take variables from a file of NAME=value lines, named by ENV_FILE; the real environment has the last word."""
    path = Path(_env.str("ENV_FILE", str(default)))
    if path.is_file():
        _env.read_env(str(path), recurse=False)


def text(name: str, default: str) -> str:
    return _env.str(name, "").strip() or default


def words(name: str, default: list[str]) -> list[str]:
    """Values divided by commas."""
    return [word.strip() for word in _env.str(name, "").split(",") if word.strip()] or default


def networks(name: str, default: list[str]) -> list[str]:
    """Networks of addresses, or single ones, divided by commas: 10.0.0.0/8."""
    try:
        return [str(ip_network(word)) for word in words(name, default)]
    except ValueError as error:
        raise _wrong(name, "must be networks such as 10.0.0.0/8, divided by commas") from error


def yes_or_no(name: str, *, default: bool) -> bool:
    if not _env.str(name, ""):
        return default
    try:
        return _env.bool(name)
    except EnvError as error:
        raise _wrong(name, "must be true or false") from error


def number(name: str, *, default: int) -> int:
    value = text(name, str(default))
    if not value.isdecimal() or int(value) == 0:
        raise _wrong(name, "must be a whole number above zero")
    return int(value)


def one_of(name: str, choices: Sequence[str], *, default: str) -> str:
    value = text(name, default)
    if value not in choices:
        raise _wrong(name, f"must be one of {', '.join(choices)}")
    return value


def secret(name: str) -> str:
    """A long random text. It has no default: one that is in the source is nobody's secret."""
    value = _env.str(name, "")
    if not value:
        raise ImproperlyConfigured(f"{name} is missing. `make run` writes one to .env on its first start.")
    if len(value) < SHORTEST_SECRET or len(set(value)) < FEWEST_CHARACTERS:
        raise ImproperlyConfigured(f"{name} is too easy to guess: it needs {SHORTEST_SECRET} random characters.")
    return value


def site_url(name: str, *, default: str | None, https_only: bool) -> str:
    """The address that shoppers type, without a path; mails link to it."""
    value = text(name, default or "").rstrip("/")
    if not value:
        raise ImproperlyConfigured(f"{name} is missing: the shop's own address, such as https://books.example.")
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query:
        raise _wrong(name, "must look like https://books.example, without a path")
    if https_only and parts.scheme != "https":
        raise _wrong(name, "must begin with https:// (http will do only with DEMO=true or DEBUG=true)")
    return value


def host_of(url: str) -> str:
    return urlsplit(url).hostname or "localhost"


def currency(name: str, *, default: str) -> str:
    value = text(name, default)
    if value not in _english.currencies:
        raise _wrong(name, "must be a currency code of three capitals, such as GBP")
    return value


def country(name: str, *, default: str) -> str:
    value = text(name, default)
    if len(value) != 2 or value not in _english.territories:
        raise _wrong(name, "must be a country code of two capitals, such as GB")
    return value


def region(name: str, *, country: str, default: str) -> str:
    """The part of a country whose holidays count; empty where they are the same everywhere, or none is named."""
    value = text(name, default)
    known = holidays.list_supported_countries().get(country, [])
    if value and value not in known:
        raise _wrong(name, f"must be empty or one of {', '.join(known)}" if known else f"must be empty for {country}")
    return value


def time_zone(name: str, *, default: str) -> str:
    value = text(name, default)
    if value not in available_timezones():
        raise _wrong(name, "must be a time zone, such as Europe/London")
    return value


def time_of_day(name: str, *, default: str) -> time:
    value = text(name, default)
    try:
        return time.fromisoformat(value)
    except ValueError as wrong:
        raise _wrong(name, "must be a time of day, such as 15:00") from wrong


def folder(name: str, *, default: Path) -> Path:
    return Path(text(name, str(default))).expanduser().absolute()


def database(name: str) -> dict[str, Any] | None:
    """Django's settings of a PostgreSQL server elsewhere, or None for the project's own."""
    if not _env.str(name, ""):
        return None
    try:
        found = _env.dj_db_url(name, conn_max_age=60, conn_health_checks=True)
    except (EnvError, ValueError) as error:
        raise _wrong(name, "must look like postgresql://user:password@host:5432/name") from error
    if found["ENGINE"] != "django.db.backends.postgresql":
        raise _wrong(name, "must begin with postgresql://, the only database that the shop runs on")
    return found


def cache(name: str) -> dict[str, Any]:
    """Django's settings of the cache: Redis or Valkey at an address, or this process's memory."""
    address = _env.str(name, "")
    if not address:
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 5000}}
    if urlsplit(address).scheme not in ("redis", "rediss", "unix"):
        raise _wrong(name, "must look like redis://host:6379/0")
    return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": address}


# How a mail server is spoken to: the usual port, and Django's two switches for encryption.
MAIL_SCHEMES = {
    "smtp": (25, {"EMAIL_USE_TLS": False, "EMAIL_USE_SSL": False}),
    "smtp+tls": (587, {"EMAIL_USE_TLS": True, "EMAIL_USE_SSL": False}),  # plain first, then STARTTLS
    "smtps": (465, {"EMAIL_USE_TLS": False, "EMAIL_USE_SSL": True}),
}


def mail_server(name: str, *, required: bool) -> dict[str, Any] | None:
    """Django's settings of the mail server, or None when mails are to stay on this machine."""
    address = _env.str(name, "")
    if not address and required:
        raise ImproperlyConfigured(f"{name} is missing: the mail server, such as smtp+tls://user:password@host:587.")
    if not address:
        return None
    parts = urlsplit(address)
    if parts.scheme not in MAIL_SCHEMES or not parts.hostname:
        raise _wrong(name, "must look like smtp+tls://user:password@host:587")
    usual_port, encryption = MAIL_SCHEMES[parts.scheme]
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or usual_port,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        **encryption,
    }


def _wrong(name: str, rule: str) -> ImproperlyConfigured:
    """Without the value, which may be a password and ends up in logs."""
    return ImproperlyConfigured(f"{name} {rule}.")
