"""Strangers read from the replica, and nobody else; it is never in anybody's way."""

import pytest
from django.db import DatabaseError, connection, connections
from django.test import Client

from storefront import replica
from tests.catalog.factories import BookFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def watch(monkeypatch):
    """A watch that looks when it is told to; its replica is the same database, and takes no writes."""
    watch = replica.Watch()
    monkeypatch.setattr(replica, "watch", watch)
    monkeypatch.setattr(watch, "keep_looking", lambda: None)
    same = connection.copy()
    same.settings_dict["OPTIONS"]["options"] = "-c default_transaction_read_only=on"
    connections.settings[replica.REPLICA] = same.settings_dict
    connections[replica.REPLICA] = same
    yield watch
    connections[replica.REPLICA].close()
    del connections[replica.REPLICA], connections.settings[replica.REPLICA]


@pytest.fixture
def positions(monkeypatch) -> dict[str, int | None]:
    """How far the primary and the replica have come."""
    come_to: dict[str, int | None] = {"default": 100, replica.REPLICA: 100}
    monkeypatch.setattr(replica, "_position", lambda alias, function: come_to[alias])
    return come_to


@pytest.fixture
def moments(monkeypatch) -> list[float]:
    now = [1000.0]
    monkeypatch.setattr(replica.time, "monotonic", lambda: now[0])
    return now


def asked(client: Client, address: str, **more) -> tuple[int, int, int]:
    """The status, and how many questions the replica and the primary were asked for the page."""
    counts = {"default": 0, replica.REPLICA: 0}

    def counting(alias):
        def count(execute, sql, params, many, context):
            counts[alias] += 1
            return execute(sql, params, many, context)

        return count

    with (
        connections["default"].execute_wrapper(counting("default")),
        connections[replica.REPLICA].execute_wrapper(counting(replica.REPLICA)),
    ):
        response = client.get(address, **more)
    return response.status_code, counts[replica.REPLICA], counts["default"]


def test_a_stranger_reads_from_the_replica_and_somebody_with_a_cookie_from_the_primary(client, watch, positions):
    address = BookFactory().get_absolute_url()
    watch.look()

    status, replicas, primarys = asked(client, address)
    assert (status, primarys) == (200, 0)
    client.cookies["csrftoken"] = "a" * 32
    assert asked(client, address) == (200, replicas, 0)
    client.cookies["cart"] = "anything"
    assert asked(client, address) == (200, 0, replicas)


def test_lists_searches_and_feeds_come_from_the_replica_alone(client, watch, positions):
    watch.look()
    for address in ["/", "/books/", "/search/?q=book", "/search/suggest/?q=boo", "/sitemap.xml", "/feeds/new.atom"]:
        assert asked(client, address)[2] == 0, address


def test_carts_checkouts_and_forms_never_ask_the_replica(client, watch, positions):
    watch.look()
    for address in ["/cart/", "/checkout/", "/gift-cards/", "/orders/find/", "/ask/"]:
        assert asked(client, address)[1] == 0, address


def test_a_replica_that_falls_behind_is_left_alone_until_it_has_caught_up(client, watch, positions, moments):
    watch.look()
    positions["default"] = 200
    moments[0] += 4
    watch.look()
    assert asked(client, "/books/")[2] == 0  # what it shows is four seconds old
    moments[0] += 2
    watch.look()

    assert asked(client, "/books/")[1] == 0
    assert "6 seconds behind" in client.get("/health/ready").json()["checks"]["replica"]
    positions[replica.REPLICA] = 200
    watch.look()
    assert asked(client, "/books/")[2] == 0


def test_a_replica_that_nobody_could_look_at_any_more_is_left_alone(client, watch, positions, moments):
    watch.look()
    moments[0] += replica.MOST_BEHIND

    assert asked(client, "/books/")[1] == 0


def test_a_shop_whose_replica_follows_nobody_is_ready_and_says_so(client, watch):
    watch.look()  # it really asks: this one is a primary itself

    response = client.get("/health/ready")

    assert response.status_code == 200
    assert response.json()["checks"]["replica"] == "pages come from the primary: it follows nobody"


def test_a_page_that_the_replica_fails_at_comes_from_the_primary(client, watch, positions):
    watch.look()

    def fail_on_the_replica(execute, sql, params, many, context):
        raise DatabaseError("canceling statement due to conflict with recovery")

    with connections[replica.REPLICA].execute_wrapper(fail_on_the_replica):
        assert client.get("/books/").status_code == 200
        assert not watch.is_fresh()
    watch.look()
    assert asked(client, "/books/")[2] == 0


def test_the_replica_takes_no_writes(watch):
    with pytest.raises(DatabaseError, match="read-only"), connections[replica.REPLICA].cursor() as cursor:
        cursor.execute("DELETE FROM catalog_tally")
