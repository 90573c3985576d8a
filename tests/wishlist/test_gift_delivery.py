"""A giver sends a book straight to the owner of a gift list, and never learns where that is."""

import pytest
from django.core import mail
from django.test import Client

from accounts.models import Address, User
from accounts.personal_data import all_parts
from orders import dispatch
from orders.models import Invoice, Order
from tests.orders import steps, till
from tests.orders.factories import DeliveryMethodFactory
from tests.prebooks.factories import PersonFactory
from tests.wishlist.factories import a_gift_list
from wishlist.models import Wishlist

pytestmark = pytest.mark.django_db
WHERE = {"country": "GB", "name": "Inesita Q. Fairweather", "line1": "9 Gannet Steps", "city": "Saltmouth"}
WHERE |= {"postcode": "TR18 4ZZ", "phone": "0177 555"}
SECRETS = [WHERE["name"], WHERE["line1"], WHERE["city"], WHERE["postcode"], WHERE["phone"]]


@pytest.fixture
def gift_list():
    owner = PersonFactory(name="Ines")
    return a_gift_list(owner=owner, deliver_to=Address.objects.create(person=owner, **WHERE))


@pytest.fixture
def giver(client, gift_list):
    DeliveryMethodFactory()
    client.force_login(PersonFactory(email="wren@example.org", name="Wren"))
    give = f"/wishlist/shared/{gift_list.secret}/give/{gift_list.wishes.get().pk}/"
    client.post(give, {"quantity": "1", "name": "Wren", "deed": "buy"})
    return client


def shows_no_address(page) -> bool:
    return not any(secret in page for secret in SECRETS)


def at_the_review(client, gift_list):
    chosen = {"recipient": f"wishlist {gift_list.pk}", "gift_message": "Many happy returns"}
    assert client.post("/checkout/delivery/", chosen).status_code == 302
    options = client.get("/checkout/options/")
    client.post("/checkout/options/", {"delivery": options.context["form"].initial["delivery"].pk})
    own = {**till.ADDRESS, "name": "Wren Marlowe", "billed": "other"}
    assert client.post("/checkout/billing/", {"billed": "same"}).status_code == 422
    assert client.post("/checkout/billing/", own).status_code == 302
    return client.get("/checkout/review/")


def test_a_giver_sends_it_and_reads_the_name_alone_everywhere(giver, gift_list, do_waiting_jobs):
    assert "Send it to <bdi>Ines, from their list</bdi>" in giver.get("/checkout/delivery/").content.decode()
    review = at_the_review(giver, gift_list)
    steps_seen = [giver.get(f"/checkout/{step}/") for step in ("delivery", "options", "billing", "review")]
    giver.post("/checkout/review/", till.press_of(review))
    order = steps.pay(Order.objects.get())
    steps.packed(order)
    dispatch.ship(order.parcels.get())
    do_waiting_jobs()

    invoice = Invoice.objects.get()
    papers = [order.get_absolute_url(), f"/orders/{order.number}/invoices/{invoice.number}/?key={order.key}"]
    pages = [*steps_seen, *(giver.get(path) for path in [*papers, "/orders/", "/account/", "/cart/"])]
    mails = [f"{each.body} {each.alternatives}" for each in mail.outbox]
    archive = [str(part.export(order.customer)) for part in all_parts()]

    assert [page.status_code for page in pages] == [200] * len(pages)
    assert all(shows_no_address(page.content.decode()) for page in pages)
    assert len(mails) >= 2
    assert all(shows_no_address(text) for text in mails + archive)
    assert "Ines, from their list" in review.content.decode()
    assert order.address == ["Ines, from their list"]
    assert "Thank you, Wren Marlowe." in mails[0]


def test_who_packs_it_has_the_address_and_the_message_and_no_price(giver, gift_list):
    giver.post("/checkout/review/", till.press_of(at_the_review(giver, gift_list)))
    parcel = steps.pay(Order.objects.get()).parcels.get()
    staff = Client()
    staff.force_login(User.objects.create_superuser("boss@example.org", "!"))

    slip = staff.get(f"/admin/parcels/{parcel.pk}/slip/").content.decode()

    assert all(secret in slip for secret in SECRETS[:4])
    assert "Many happy returns" in slip
    assert "£" not in slip


def test_an_owner_who_thinks_better_of_it_is_sent_nothing(giver, gift_list):
    press = till.press_of(at_the_review(giver, gift_list))
    Wishlist.objects.update(deliver_to=None)

    answer = giver.post("/checkout/review/", press)

    assert answer.status_code == 409
    assert "can no longer be sent to Ines, from their list" in answer.content.decode()
    assert not Order.objects.exists()


def test_a_way_that_is_not_offered_is_refused_and_another_address_takes_its_place(giver, gift_list):
    assert giver.post("/checkout/delivery/", {"recipient": "wishlist 0"}).status_code == 422
    at_the_review(giver, gift_list)

    giver.post("/checkout/delivery/", till.ADDRESS)

    draft = giver.get("/checkout/review/").context["draft"]
    assert (draft.recipient, draft.line1) == ("", "1 Quay Lane")


def test_without_a_gift_in_the_cart_nobody_is_offered(client, gift_list):
    DeliveryMethodFactory()
    client.post("/cart/add/", {"isbn13": gift_list.wishes.get().book.isbn13})
    client.post("/checkout/email/", {"email": "jo@example.org"})

    assert "from their list" not in client.get("/checkout/delivery/").content.decode()
    assert client.post("/checkout/delivery/", {"recipient": f"wishlist {gift_list.pk}"}).status_code == 422
