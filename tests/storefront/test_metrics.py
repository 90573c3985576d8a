"""What a monitor reads."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from storefront import metrics
from storefront.tasks import send_mail
from tests.catalog.factories import BookFactory
from tests.orders.steps import placed
from tests.prebooks.factories import a_prebook

pytestmark = pytest.mark.django_db


def numbers(client: Client) -> dict[tuple[str, ...], float]:
    """Each number by its name and the values of its labels."""
    text = client.get("/metrics").content.decode()
    samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    return {(sample.name.removeprefix("colophon_"), *sample.labels.values()): sample.value for sample in samples}


def test_requests_are_counted_by_page_and_answer(client: Client):
    before = numbers(client)

    for address in ["/search/?q=emma", "/search/?q=woodhouse", "/nothing-here/"]:
        client.get(address)

    now = numbers(client)
    found, lost = ("request_seconds_count", "catalog:search", "2xx"), ("request_seconds_count", "none", "4xx")
    assert now[found] - before.get(found, 0) == 2
    assert now[lost] - before.get(lost, 0) == 1


def test_work_that_waits_can_be_seen(client: Client, real_queue):
    placed()
    a_prebook(BookFactory())
    job = send_mail.configure(schedule_at=timezone.now() - timedelta(minutes=5))
    job.defer(to="zoe@example.org", subject="", text="", html="", message_id="1@books.example")

    now = numbers(client)

    assert (now["orders_unpaid",], now["prebooks", "waiting"], now["holds", "queued"]) == (1, 1, 1)
    assert (now["workers",], now["jobs", "failed"], now["prebooks", "ready"]) == (0, 0, 0)
    assert ("notices_due",) in now
    assert now["jobs", "todo"] >= 1
    assert 300 <= now["job_wait_seconds",] < 400
    assert now["database_connections", "active"] >= 1  # the one that asks


def test_each_measure_has_a_name_and_a_meaning_of_its_own():
    assert len({measure.name for measure in metrics._measures}) == len(metrics._measures)
    assert all(re.fullmatch("[a-z_]+", measure.name) and measure.meaning for measure in metrics._measures)


def test_a_live_shop_tells_only_who_has_the_token(client: Client, settings):
    settings.DEMO = False
    assert client.get("/metrics").status_code == 404

    settings.METRICS_TOKEN = "eleven-quiet-herons"

    assert client.get("/metrics").status_code == 401
    assert client.get("/metrics", headers={"Authorization": "Bearer eleven"}).status_code == 401
    answer = client.get("/metrics", headers={"Authorization": "Bearer eleven-quiet-herons"})
    assert (answer.status_code, "no-store" in answer["Cache-Control"]) == (200, True)
