"""The demo shop: what a newcomer sees first."""

import pytest
from django.core.management import call_command

from backoffice.demo.loading import filed_under
from catalog.models import Book, Listing, Shelf, StockMovement

pytestmark = pytest.mark.django_db


def counts():
    return [model.objects.count() for model in (Book, Listing, Shelf, StockMovement)]


def test_loading_the_demo_again_changes_nothing(capsys):
    call_command("demo")
    once = counts()
    call_command("demo")

    assert counts() == once
    assert once[0] == once[1] == 223


def test_the_demo_shows_every_state_a_shopper_meets(capsys):
    call_command("demo")

    states = set(Listing.objects.values_list("state", flat=True))
    assert states >= {"in_stock", "at_supplier", "awaited", "forthcoming", "out_of_print"}


@pytest.mark.parametrize("path", ["/", "/books/", "/shelves/by-the-door/", "/search/?q=tolkien", "/help/delivery/"])
def test_the_demo_has_pages(client, capsys, path):
    call_command("demo")

    assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Jane Austen", "Austen, Jane"),
        ("Ursula K. Le Guin", "Le Guin, Ursula K."),
        ("Homer", "Homer"),
        ("Daphne du Maurier", "du Maurier, Daphne"),
    ],
)
def test_a_person_is_filed_under_the_surname(name, key):
    assert filed_under(name) == key
