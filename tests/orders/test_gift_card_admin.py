"""Gift cards in the back office."""

import pytest

from orders.models import GiftCard
from tests.backoffice.test_orders import staff
from tests.orders.factories import card_of

__all__ = ["staff"]
pytestmark = pytest.mark.django_db


def test_a_manager_issues_a_card_by_hand_with_a_reason(staff):
    client = staff("manager")
    typed = {"amount": "15.00", "recipient_email": "jo@example.org", "reason": "A torn page, and an apology"}

    answer = client.post("/admin/orders/giftcard/add/", typed)

    card = GiftCard.objects.get()
    entry = card.entries.get()
    assert (answer.status_code, card.balance, card.is_usable) == (302, 15, True)
    assert (entry.reason, entry.actor.email) == ("A torn page, and an apology", "manager@example.org")
    assert client.get(f"/admin/orders/giftcard/{card.pk}/change/").status_code == 200
    assert client.get("/admin/orders/giftcard/?state=money").status_code == 200


def test_a_manager_adjusts_and_blocks_a_card(staff):
    client, card = staff("manager"), card_of(10)

    client.post(f"/admin/orders/giftcard/{card.pk}/adjust/", {"amount": "-3.00", "reason": "Issued twice"})
    client.post(f"/admin/orders/giftcard/{card.pk}/adjust/", {"amount": "-30.00", "reason": "Issued twice"})
    client.post(f"/admin/orders/giftcard/{card.pk}/block/")

    card.refresh_from_db()
    assert (card.balance, card.state, card.entries.last().reason) == (7, "blocked", "Issued twice")
    client.post(f"/admin/orders/giftcard/{card.pk}/block/")
    assert GiftCard.objects.get().is_usable


@pytest.mark.parametrize("address", ["add/", "{pk}/adjust/", "{pk}/block/"])
def test_a_bookseller_looks_and_changes_nothing(staff, address):
    client, card = staff("bookseller"), card_of(10)
    typed = {"amount": "5.00", "reason": "A gift to myself"}

    answer = client.post(f"/admin/orders/giftcard/{address.format(pk=card.pk)}", typed)

    assert (answer.status_code, GiftCard.objects.get().balance) == (403, 10)
    assert client.get(f"/admin/orders/giftcard/{card.pk}/change/").status_code == 200
