import pytest
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.test import Client

from storefront import health
from storefront.tasks import send_mail

pytestmark = pytest.mark.django_db


def ask(client: Client) -> tuple[int, dict[str, str]]:
    response = client.get("/health/ready")
    return response.status_code, response.json()["checks"]


def test_a_shop_with_all_that_it_needs_is_ready(client: Client):
    assert ask(client) == (200, {"database": "ok", "migrations": "ok", "cache": "ok", "queue": "ok"})


def test_the_answer_is_never_kept_by_a_cache(client: Client):
    assert "no-store" in client.get("/health/ready")["Cache-Control"]


def test_without_a_database_the_shop_is_not_ready_and_does_not_say_why(client: Client, monkeypatch):
    def fail():
        raise DatabaseError("password authentication failed for user colophon")

    monkeypatch.setitem(health.QUESTIONS, "database", fail)

    status, checks = ask(client)

    assert (status, checks["database"]) == (503, "the database does not answer")


def test_a_migration_that_waits_is_reported(client: Client):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'storefront'")

    status, checks = ask(client)

    assert status == 503
    assert checks["migrations"].endswith("to apply")


def test_a_cache_that_forgets_is_reported(client: Client, monkeypatch):
    monkeypatch.setattr(cache, "get", lambda key: None)

    assert ask(client)[1]["cache"] == "does not keep what it is given"


def test_jobs_that_nobody_does_are_reported(client: Client, a_minute_ago):
    assert ask(client)[1]["queue"] == "1 jobs wait and no worker runs"


def test_a_long_queue_is_no_reason_to_close_while_somebody_works(client: Client, a_minute_ago):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now())")

    assert ask(client)[1]["queue"] == "ok"


def test_a_job_of_this_moment_may_wait(client: Client):
    send_mail.defer(to="a@b.example", subject="", text="", html="", message_id="")

    assert ask(client)[1]["queue"] == "ok"


@pytest.fixture
def a_minute_ago() -> None:
    """A job has been waiting since then."""
    send_mail.defer(to="a@b.example", subject="", text="", html="", message_id="")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_events SET at = now() - interval '61 seconds'")
