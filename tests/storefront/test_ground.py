"""The three smallest promises of the shop, and that its tables are as its models say."""

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client


def test_the_shop_says_that_it_is_alive(client: Client):
    response = client.get("/health/live")

    assert response.status_code == 200
    assert response.json() == {"status": "ok", "version": "1.0.0"}


def test_an_unknown_address_is_a_structured_error_for_programs(client: Client):
    response = client.get("/no-such-shelf/", headers={"Accept": "application/json"})

    assert response.status_code == 404
    error = response.json()["error"]
    assert error == {
        "code": "not_found",
        "message": "There is nothing at this address.",
        "request_id": response["X-Request-ID"],
    }


@pytest.mark.django_db
def test_the_database_answers():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int >= 150000")

        assert cursor.fetchone() == (True,)


@pytest.mark.django_db
def test_every_index_and_constraint_that_a_model_names_is_in_the_database():
    """A migration that takes one away can take others of its column along."""
    models = [model for model in apps.get_models() if model._meta.managed]
    named = {each.name for model in models for each in [*model._meta.constraints, *model._meta.indexes]}
    with connection.cursor() as cursor:
        cursor.execute("select conname from pg_constraint union select indexname from pg_indexes")
        there = {name for (name,) in cursor}

    assert sorted(named - there) == []
