"""Staff and readers are told in the shop's words what a form cannot take."""

from uuid import uuid4

import pytest

from tests.orders.steps import paid

pytestmark = pytest.mark.django_db

OF_DJANGO = ["This field", "Ensure ", "Enter a", "Select a valid", "is not one of the available", "Null characters"]


def said(client, address, form):
    answer = client.post(address, form)
    words = answer.content.decode()
    assert [words[words.index(each) :][:80] for each in OF_DJANGO if each in words] == []
    return words


@pytest.mark.parametrize(
    ("amount", "sentence"),
    [
        ("", "Please fill this in."),
        ("ten", "A number, please."),
        ("1.999", "At most 2 digits after the point, please."),
        ("1" * 12, "At most 10 digits, please."),
    ],
)
def test_staff_are_told_in_the_shops_words_what_a_step_cannot_take(admin_client, amount, sentence):
    order = paid()
    form = {"amount": amount, "reason": "x" * 201, "key": uuid4()}

    words = said(admin_client, f"/admin/orders/order/{order.pk}/refund/{order.pk}/", form)

    assert sentence in words
    assert "At most 200 letters, please: there are 201." in words
    assert not order.refunds.exists()


def test_the_forms_of_the_back_office_speak_so_too(admin_client):
    form = {"name": "", "kind": "gift", "value": "ten", "starts_at_0": "tomorrow", "starts_at_1": "noon"}

    words = said(admin_client, "/admin/orders/promotion/add/", form)

    for each in ("Please fill this in.", "Please choose one of those", "A number, please.", "A day, please", "A time,"):
        assert each in words


def test_readers_are_told_in_the_shops_words_what_the_newsletter_cannot_take(client):
    assert "No mail would reach that." in said(client, "/newsletter/", {"email": "nowhere"})
