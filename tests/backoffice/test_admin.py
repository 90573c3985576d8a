"""What staff see. Copies change by a delivery or a count, never by a typed-over number."""

from datetime import datetime

import pytest
from django.contrib import admin
from django.utils.formats import date_format

from catalog.models import Stock, StockMovement
from tests.catalog.factories import BookFactory
from tests.orders.factories import CheckoutFactory
from tests.orders.test_checkout import pay, place

pytestmark = pytest.mark.django_db

OURS = sorted(
    model._meta.label_lower
    for model in admin.site._registry
    if model._meta.app_label in {"accounts", "catalog", "orders", "storefront"}
)


@pytest.fixture
def book():
    return BookFactory(title="Emma", by=["Jane Austen"], genre="FBC", stock=3)


@pytest.mark.parametrize("label", OURS)
def test_every_list_opens(admin_client, book, label):
    pay(place(CheckoutFactory(books=[book])))
    app, model = label.split(".")

    assert admin_client.get(f"/admin/{app}/{model}/").status_code == 200
    assert admin_client.get(f"/admin/{app}/{model}/?q=emma").status_code == 200


@pytest.mark.parametrize("model", ["mfa/authenticator", "socialaccount/socialtoken", "usersessions/usersession"])
def test_keys_tokens_and_sessions_are_not_for_staff(admin_client, model):
    assert admin_client.get(f"/admin/{model}/").status_code == 404


def test_a_book_opens_with_all_that_describes_it(admin_client, book):
    assert admin_client.get(f"/admin/catalog/book/{book.pk}/change/").status_code == 200


@pytest.mark.parametrize(
    ("typed", "on_hand", "movement"),
    [({"received": 4, "reference": "DN 8"}, 7, (4, "receipt", "DN 8")), ({"counted": 1}, 1, (-2, "count", ""))],
)
def test_copies_change_through_the_ledger(admin_client, admin_user, book, typed, on_hand, movement):
    row = Stock.objects.get(book=book)

    admin_client.post(f"/admin/catalog/stock/{row.pk}/change/", typed)

    last = StockMovement.objects.first()
    assert Stock.objects.get(pk=row.pk).on_hand == on_hand
    assert (last.quantity, last.reason, last.reference) == movement
    assert last.actor == admin_user


def test_nobody_deactivates_an_administrator(admin_client, admin_user):
    admin_client.post(f"/admin/accounts/user/{admin_user.pk}/change/", {"email": admin_user.email, "name": "Me"})

    admin_user.refresh_from_db()
    assert (admin_user.is_active, admin_user.name) == (True, "Me")


def test_a_shopper_does_not_get_in(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("jo@example.org"))

    assert client.get("/admin/catalog/book/").status_code == 302


def test_times_are_said_as_in_the_shop():
    assert date_format(datetime(2026, 11, 27, 19, 5), "DATETIME_FORMAT") == "27 Nov 2026, 19:05"  # noqa: DTZ001


def test_a_state_that_no_job_has_is_a_bad_request(admin_client):
    response = admin_client.get("/admin/procrastinate/procrastinatejob/?status__exact=zz")

    assert response.status_code == 400
    assert "This request cannot be understood" in response.text
