"""The tests' databases: made once, copied for every process of a run, and copied anew after a test that really writes.

Two originals lie ready on the server, each named for what it was made from, so that a change of this makes another: one
with all tables and no shop in it, and one with today's demo shop. A copy of either takes a tenth of a second.
"""

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from functools import cache
from io import StringIO
from pathlib import Path

from django.apps import apps
from django.core.management import call_command
from django.db import connection, connections
from django.db.backends.utils import CursorWrapper

from tests.environment import ROOT

EMPTY, DEMO, UNFINISHED = "empty_colophon_", "demo_colophon_", "unfinished_"


@contextmanager
def of_our_own() -> Iterator[None]:
    """In the block, this process works on a database that nobody else uses, with all tables and no shop in it."""
    name = os.environ["TEST_DATABASE_NAME"] + "_" + os.environ.get("PYTEST_XDIST_WORKER", "alone")
    with _one_at_a_time("old originals"):
        _drop_old_originals()
    _create(name, of=_empty_shop())
    with _connected_to(name):
        yield
    _drop(name)


@contextmanager
def demo_of_our_own() -> Iterator[None]:
    """In the block, within that of `of_our_own`, the database is a demo shop, in which anything may be changed."""
    name = connection.settings_dict["NAME"] + "_demo"
    _create(name, of=_demo_shop())
    with _connected_to(name):
        yield
    _drop(name)


def renew() -> None:
    """The database is again what it was before anybody wrote in it."""
    connections.close_all()
    _create(connection.settings_dict["NAME"], of=_empty_shop())


# The originals --------------------------------------------------------------------------------------------------------


def _empty_shop() -> str:
    """The name of the original with all tables, and with what migrations and their signals put there."""
    return _original(_name_of_empty_shop(), of="template0", fill=lambda: call_command("migrate", verbosity=0))


def _demo_shop() -> str:
    return _original(_name_of_demo_shop(), of=_empty_shop(), fill=lambda: call_command("demo", stdout=StringIO()))


@cache
def _name_of_empty_shop() -> str:
    migrations = [file for app in apps.get_app_configs() for file in Path(app.path, "migrations").glob("*.py")]
    return EMPTY + _fingerprint([*migrations, ROOT / "backoffice" / "groups.py"])


@cache
def _name_of_demo_shop() -> str:
    """The demo counts its days from today, and any of our code may have a part in it."""
    ours = [Path(app.path) for app in apps.get_app_configs() if Path(app.path).parent == ROOT]
    files = [file for app in ours for kind in ("*.py", "*.toml", "*.csv") for file in app.rglob(kind)]
    return DEMO + _fingerprint(files, f"{_name_of_empty_shop()} {date.today()}")  # noqa: DTZ011 - any new day will do


def _fingerprint(files: list[Path], more: str = "") -> str:
    contents = [file.read_bytes() for file in sorted(files)]
    return hashlib.sha256(b"\0".join([more.encode(), *contents])).hexdigest()[:16]


def _original(name: str, *, of: str, fill: Callable[[], object]) -> str:
    """The name again; a database of this name is there now. It has another name until it is finished."""
    if name not in _names():
        with _one_at_a_time(name):  # others wait while it is made, and then find it
            if name not in _names():
                _make(name, of, fill)
    return name


def _make(name: str, of: str, fill: Callable[[], object]) -> None:
    _create(UNFINISHED + name, of=of)
    with _connected_to(UNFINISHED + name):
        fill()
    with _server() as cursor:
        cursor.execute(f'ALTER DATABASE "{UNFINISHED}{name}" RENAME TO "{name}"')


def _drop_old_originals() -> None:
    """Those of other files and days. A run of the tests that still wants one makes it again."""
    current = {_name_of_empty_shop(), _name_of_demo_shop()}
    for name in _names():
        original = name.removeprefix(UNFINISHED)
        if original.startswith((EMPTY, DEMO)) and original not in current:
            _drop(name)


# Databases ------------------------------------------------------------------------------------------------------------


def _create(name: str, *, of: str) -> None:
    """A copy of an original, in place of whatever has this name: that of a test before, or of a run that was killed."""
    _drop(name)
    with _one_at_a_time("copies"), _server() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{of}" STRATEGY file_copy')


def _drop(name: str) -> None:
    with _server() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _names() -> set[str]:
    with _server() as cursor:
        cursor.execute("SELECT datname FROM pg_database")
        return {name for (name,) in cursor.fetchall()}


@contextmanager
def _connected_to(name: str) -> Iterator[None]:
    """In the block, all new connections of this process lead to that database, those of other threads too."""
    before = connection.settings_dict["NAME"]
    connections.close_all()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connections.close_all()
        connection.settings_dict["NAME"] = before


def _server() -> AbstractContextManager[CursorWrapper]:
    """A cursor outside all our databases, where one must stand to make them and throw them away."""
    return connection._nodb_cursor()


@contextmanager
def _one_at_a_time(what: str) -> Iterator[None]:
    """All processes of all runs want an original that is not there yet: one makes it, and the others wait."""
    with _server() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [f"the tests' {what}"])
        yield
