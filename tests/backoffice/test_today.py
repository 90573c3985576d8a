"""What the back office's first page says is waiting."""

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import Question
from orders import dispatch
from tests.orders.steps import packed, paid

pytestmark = pytest.mark.django_db


@pytest.fixture
def bookseller(client, django_user_model):
    person = django_user_model.objects.create_user("nia@example.org", is_staff=True)
    person.groups.add(Group.objects.get(name="bookseller"))
    client.force_login(person)
    return client


def numbers(client):
    return {work.what: work.number for work in client.get("/admin/").context["waiting"]}


def test_the_first_page_counts_what_waits(bookseller):
    assert set(numbers(bookseller).values()) == {0}
    paid()
    packed(paid())
    Question.objects.create(name="Jo", email="jo@example.org", message="Have you got it?")

    waiting = numbers(bookseller)

    assert waiting["parcels to fetch from the shelves"] == 1
    assert waiting["parcels packed, to be sent"] == 1
    assert waiting["orders paid, and not all sent"] == 2
    assert waiting["questions to answer"] == 1


def test_each_number_leads_to_what_it_counts(bookseller):
    dispatch.start_picking(paid().parcels.get())

    for work in bookseller.get("/admin/").context["waiting"]:
        page = bookseller.get(work.url)
        assert page.status_code == 200
        if "picking" not in work.url:
            assert page.context["cl"].result_count == work.number


def test_who_may_see_little_reads_of_little(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("new@example.org", is_staff=True))

    with CaptureQueriesContext(connection) as queries:
        assert client.get("/admin/").context["waiting"] == []
    assert not any("orders_parcel" in query["sql"] for query in queries)
