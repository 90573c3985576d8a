"""What every test has at hand. Each test's changes of the database are rolled back.

A test that needs real transactions says `@pytest.mark.django_db(transaction=True)`; the next has a database as new.
"""

import gc
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

# CPython 3.11 fails with “AST constructor recursion depth mismatch” when hypothesis is first imported under Playwright.
import hypothesis
import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.db.models import Q
from django.test import TransactionTestCase, override_settings
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import DjangoDbBlocker

from accounts.passwords import Argon2id
from storefront import closings
from tests import database
from tests.forks import Forks

hypothesis.settings.register_profile("shop", deadline=None, print_blob=True)
hypothesis.settings.load_profile("shop")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that mostly wait for programs come first: one process of a run has them, and the others have the machine.

    In any order, they wait for each other while processors idle, and a long one begins when all others are done.
    """
    items.sort(key=lambda item: not item.get_closest_marker("waits"))


def pytest_collection_finish() -> None:
    """What is loaded by now stays: the collector of garbage need not look through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)


@pytest.fixture(scope="session", autouse=True)
def _static_files_when_they_are_asked_for() -> Iterator[None]:
    """Otherwise WhiteNoise reads all three hundred for each client of each test, which takes longer than most tests."""
    with override_settings(WHITENOISE_AUTOREFRESH=True):
        yield


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords() -> None:
    """The same algorithm with next to no work: hundreds of people are made and signed in."""
    Argon2id.time_cost, Argon2id.memory_cost = 1, 8


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Instead of pytest-django's, which goes through all migrations for every process."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda test: database.renew())
        with database.of_our_own():
            yield


@pytest.fixture(autouse=True)
def _a_cache_of_its_own() -> None:
    """Empty but for the days on which the shop is closed: every page asks, and a process nearly always knows them."""
    cache.clear()
    cache.set(closings.KEPT, frozenset())


@pytest.fixture(autouse=True)
def _a_mail_folder_of_its_own(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "MAIL_FOLDER", tmp_path / "mail")


@pytest.fixture
def do_waiting_jobs(db: None) -> Callable[[], int]:
    """Call it to do what is due in the queue here and now, in the transaction of the test; it says how many it did."""

    def do() -> int:
        is_due = Q(scheduled_at=None) | Q(scheduled_at__lte=timezone.now())
        waiting = list(ProcrastinateJob.objects.filter(is_due, status="todo").order_by("pk"))
        for job in waiting:
            app.tasks[job.task_name](**job.args)
        with connection.cursor() as cursor:  # by SQL: Django sees the queue's tables read-only
            cursor.execute("DELETE FROM procrastinate_jobs WHERE id = ANY(%s)", [[job.pk for job in waiting]])
        return len(waiting)

    return do


@pytest.fixture(scope="module")
def kept_for_the_module(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """What a module's fixtures write stays until its last test is done; what a test changes goes with the test."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def real_queue(transactional_db: None) -> None:
    """For tests with a worker of its own process."""


@pytest.fixture(scope="session")
def _forks() -> Iterator[Forks]:
    forks = Forks()
    yield forks
    forks.close()


@pytest.fixture
def forks(_forks: Forks, transactional_db: None) -> Forks:
    """Commands in processes of their own."""
    return _forks


@pytest.fixture
def worker(forks: Forks) -> Callable[[], AbstractContextManager[None]]:
    """A worker of its own process is at work in a block of `with worker():`, and killed at the end of it."""
    return lambda: forks.running("worker")
