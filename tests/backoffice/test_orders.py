"""What staff do with orders: buttons that ask, lists to print, mails to look at; each group what it may."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from orders import dispatch, mails, returns
from orders.models import Order
from tests.catalog.factories import BookFactory, BranchFactory, SupplierOfferFactory
from tests.orders.factories import CarrierFactory
from tests.orders.steps import collected_at, paid, placed, shipped

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client, django_user_model):
    """Call it with a group: a client signed in as one of them."""

    def sign_in(group):
        person = django_user_model.objects.create_user(f"{group}@example.org", is_staff=True)
        person.groups.add(Group.objects.get(name=group))
        client.force_login(person)
        return client

    return sign_in


def step(order, name, thing):
    return f"/admin/orders/order/{order.pk}/{name}/{thing.pk}/"


def test_a_bookseller_brings_a_parcel_out_of_the_house(staff):
    client, order, carrier = staff("bookseller"), paid(), CarrierFactory()
    parcel = order.parcels.get()

    for name, typed in [("pick", {}), ("pack", {}), ("ship", {"carrier": carrier.pk, "tracking_number": "G1"})]:
        assert name in client.get(f"/admin/orders/order/{order.pk}/change/").content.decode()
        assert client.get(step(order, name, parcel)).status_code == 200
        client.post(step(order, name, parcel), typed)

    parcel.refresh_from_db()
    assert (parcel.state, parcel.tracking_number) == ("shipped", "G1")
    assert parcel.events.last().actor.email == "bookseller@example.org"


def test_looking_at_a_question_does_nothing(staff):
    order = paid()

    staff("bookseller").get(step(order, "pick", order.parcels.get()))

    assert order.parcels.get().state == "waiting"


def test_who_presses_too_late_reads_why(staff):
    order = paid()
    dispatch.start_picking(order.parcels.get())
    dispatch.pack(order.parcels.get())
    dispatch.ship(order.parcels.get())

    answer = staff("bookseller").post(step(order, "ship", order.parcels.get()), {}, follow=True)

    assert "the parcel is on its way" in answer.content.decode()


def test_only_managers_give_money_back_and_the_second_press_gives_none(staff):
    order = paid()
    typed = {"amount": "2.00", "reason": "a torn page", "key": "0b5f7a43-1e7e-4a44-9fd0-0f1f7d8d4a10"}

    assert staff("bookseller").post(step(order, "refund", order), typed).status_code == 403
    client = staff("manager")
    for _ in range(2):
        client.post(step(order, "refund", order), typed)

    assert order.refunds.get().amount == Decimal("2.00")
    assert client.post(step(order, "refund", order), {**typed, "amount": "x"}).status_code == 422


def test_a_return_is_received_and_refunded(staff):
    client, order = staff("manager"), shipped()
    asked = returns.request_return(order, {order.lines.get(): 1}, reason="damaged")
    line = asked.lines.get()

    client.post(step(order, "receive", asked), {"branch": BranchFactory().pk, f"copies-{line.pk}": "0"})
    client.post(step(order, "refund-return", asked), {})

    asked.refresh_from_db()
    assert (asked.state, asked.refund.amount, asked.lines.get().restocked) == ("refunded", order.total, 0)


def test_a_parcel_is_kept_behind_the_counter_and_handed_over(staff):
    client, order = staff("bookseller"), paid()
    parcel = collected_at(BranchFactory(), order)

    client.post(step(order, "ready", parcel), {"until": parcel.leaves_on})
    client.post(step(order, "hand-over", parcel), {})

    assert order.parcels.get().state == "collected"


@pytest.mark.parametrize("name", ["nonsense", "pick"])
def test_a_step_about_something_else_is_not_there(staff, name):
    order, other = paid(), paid()

    assert staff("bookseller").post(step(order, name, other.parcels.get()), {}).status_code == 404


def test_the_picking_list_has_what_can_be_fetched_by_shelf(staff):
    austen = BookFactory(title="Emma", by=["Jane Austen"], stock=3)
    woolf = BookFactory(title="Orlando", by=["Virginia Woolf"], stock=1)
    ready = [paid(woolf, austen), paid(austen)]
    paid(SupplierOfferFactory().book)  # not here yet
    shipped()
    client = staff("bookseller")

    [(_, picks)] = client.get("/admin/picking/").context["walk"].items()
    client.post("/admin/picking/")

    assert [(pick.book.title, pick.copies) for pick in picks] == [("Emma", 2), ("Orlando", 1)]
    assert {order.parcels.get().state for order in ready} == {"picking"}


def test_what_is_reserved_and_what_is_charged_when_packed_is_fetched_like_what_is_paid(staff):
    reserved, promised, early, _ = (placed() for _ in range(4))
    Order.objects.filter(pk=reserved.pk).update(reach="reserved")
    Order.objects.filter(pk__in=[promised.pk, early.pk]).update(state="promised")
    early.parcels.update(leaves_on=timezone.localdate() + timedelta(days=3))

    parcels = staff("bookseller").get("/admin/picking/").context["parcels"]

    assert [parcel.order for parcel in parcels] == [reserved, promised]


@pytest.mark.parametrize("count", [1, 6])
def test_the_picking_list_costs_the_same_for_one_parcel_and_for_many(staff, count):
    client = staff("bookseller")
    for _ in range(count):
        paid(BookFactory(by=["Jane Austen"], stock=1))

    with CaptureQueriesContext(connection) as queries:
        assert client.get("/admin/picking/").status_code == 200
    assert len(queries) == 9


def test_a_packing_slip_says_what_is_in_the_parcel(staff):
    order = paid(BookFactory(title="Emma", stock=1))

    page = staff("bookseller").get(f"/admin/parcels/{order.parcels.get().pk}/slip/").content.decode()

    assert "Emma" in page
    assert "Jo Novák" in page


@pytest.mark.parametrize("kind", mails.KINDS)
def test_every_mail_can_be_looked_at_for_any_order(staff, kind):
    order, client = paid(BookFactory(title="Emma", stock=1)), staff("bookseller")

    page = client.get(f"/admin/order-mails/{kind}/?order={order.number}")

    assert page.status_code == 200
    assert "cid:" not in page.content.decode()
    assert order.sent_mails.count() == 1  # “paid”, really sent; looking sends nothing


def test_all_mails_stand_on_one_page_and_shoppers_do_not_see_it(staff, client, django_user_model):
    paid()

    assert len(staff("bookseller").get("/admin/order-mails/").context["mails"]) == len(mails.KINDS)
    client.force_login(django_user_model.objects.create_user("jo@example.org"))
    for path in ("/admin/order-mails/", "/admin/order-mails/paid/", "/admin/picking/", "/admin/parcels/1/slip/"):
        assert client.get(path).status_code == 302
