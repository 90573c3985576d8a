from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from catalog import stock
from catalog.models import Stock, StockMovement
from orders import dispatch
from orders.cancellation import FOR_STAFF, CannotCancel, cancel_order
from orders.dispatch import CannotSend
from orders.models import OrderEvent, Parcel, SentMail
from tests.catalog.factories import BookFactory, BranchFactory, SupplierOfferFactory
from tests.orders.factories import CarrierFactory
from tests.orders.steps import collected_at, packed, paid, placed, shipped
from tests.races import at_the_same_time

pytestmark = pytest.mark.django_db


def state_of(thing):
    thing.refresh_from_db()
    return thing.state


def test_a_parcel_is_fetched_packed_and_sent_and_its_copies_leave_the_stock():
    book = BookFactory(stock=3)
    order = paid(book)
    parcel = order.parcels.get()

    dispatch.start_picking(parcel)
    dispatch.pack(parcel)
    sent = dispatch.ship(parcel, carrier=CarrierFactory(), tracking_number=" GP 7/8 ")

    row = Stock.objects.get(book=book, on_hand__gt=0)
    assert (row.on_hand, row.held) == (2, 0)
    assert (state_of(order), state_of(parcel)) == ("completed", "shipped")
    assert sent.tracking_url == "https://gull.example/follow/GP%207%2F8"
    assert list(order.events.values_list("what", flat=True)) == [
        "Ordered",
        "Paid",
        "We are fetching your books from the shelves",
        "Packed",
        "Left us with Gull Post",
    ]


def test_a_step_that_was_done_changes_nothing_and_none_is_skipped():
    parcel = paid().parcels.get()

    with pytest.raises(CannotSend, match="the parcel is waiting"):
        dispatch.ship(parcel)
    dispatch.start_picking(parcel)
    dispatch.start_picking(parcel)
    dispatch.pack(parcel)
    dispatch.pack(parcel)

    assert parcel.events.count() == 2


def test_an_unpaid_order_stays_in_the_house():
    with pytest.raises(CannotSend, match="not paid"):
        dispatch.start_picking(placed().parcels.get())


def test_a_book_that_is_not_here_keeps_its_parcel_waiting_until_it_comes():
    late = SupplierOfferFactory(book=BookFactory(title="Late")).book
    parcel = paid(BookFactory(title="Here", stock=1), late).parcels.get()

    with pytest.raises(CannotSend, match=r"Not here yet: Late\."):
        dispatch.start_picking(parcel)
    stock.receive(late, BranchFactory(), 1)

    assert dispatch.start_picking(parcel).state == "picking"


def test_what_is_here_can_go_ahead_of_what_is_not():
    late = SupplierOfferFactory(book=BookFactory(title="Late")).book
    order = paid(BookFactory(title="Here", stock=1), late)
    first = dispatch.split(order.parcels.get(), [order.lines.get(title="Here")])

    dispatch.start_picking(first)
    dispatch.pack(first)
    dispatch.ship(first)

    assert list(order.parcels.values_list("state", flat=True)) == ["waiting", "shipped"]
    assert state_of(order) == "paid"


@pytest.mark.parametrize("titles", [[], ["Here", "There"]])
def test_a_parcel_is_split_in_two_or_not_at_all(titles):
    order = paid(BookFactory(title="Here", stock=1), BookFactory(title="There", stock=1))

    with pytest.raises(CannotSend):
        dispatch.split(order.parcels.get(), list(order.lines.filter(title__in=titles)))

    assert order.parcels.count() == 1


def test_a_parcel_to_collect_is_kept_at_its_branch_and_handed_over_once():
    order = paid()
    parcel = collected_at(BranchFactory(name="Harbour"), order)
    until = timezone.localdate() + timedelta(days=7)

    dispatch.make_ready(parcel, until=until)
    dispatch.hand_over(parcel)

    assert (state_of(parcel), state_of(order)) == ("collected", "completed")
    assert StockMovement.objects.filter(reason="sale").count() == 1
    with pytest.raises(CannotSend, match="collected"):
        dispatch.hand_over(parcel)


def test_a_parcel_to_send_is_not_collected_and_the_other_way_round():
    with pytest.raises(CannotSend, match="sent, not collected"):
        dispatch.make_ready(paid().parcels.get(), until=timezone.localdate())

    collected = collected_at(BranchFactory(), paid())
    dispatch.start_picking(collected)
    dispatch.pack(collected)
    with pytest.raises(CannotSend, match="not sent"):
        dispatch.ship(collected)


def test_a_moved_date_is_kept_as_history_and_told_when_it_is_later():
    parcel = paid().parcels.get()
    day = parcel.leaves_on

    dispatch.move_date(parcel, day + timedelta(days=3), why="The van is at the garage.")
    dispatch.move_date(parcel, day + timedelta(days=3), why="The van is at the garage.")
    dispatch.move_date(parcel, day + timedelta(days=1), why="It is mended.")

    said = list(parcel.events.filter(kind="date").values_list("what", flat=True))
    assert [words.partition(": ")[2] for words in said] == ["The van is at the garage.", "It is mended."]
    assert SentMail.objects.filter(kind="delayed").count() == 1


def test_the_history_is_written_once():
    event = paid().events.first()

    for spoil in (event.delete, lambda: OrderEvent.objects.update(what="nothing")):
        with pytest.raises(IntegrityError, match="written once"), transaction.atomic():
            spoil()


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("parcel_that_left_says_when", {"left_at": None}),
        ("parcel_is_collected_somewhere", {"state": "collected"}),
    ],
)
def test_a_parcel_says_what_it_is(constraint, fields):
    shipped()

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Parcel.objects.update(**fields)


@pytest.mark.django_db(transaction=True)
def test_two_people_ship_the_same_parcel_and_it_leaves_once():
    parcel = packed(paid(BookFactory(stock=3)))

    outcomes = at_the_same_time(lambda number: dispatch.ship(parcel, tracking_number=number), ["1", "2"])

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["CannotSend", "Parcel"]
    assert StockMovement.objects.filter(reason="sale").count() == 1
    assert parcel.events.filter(what="Left us").count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_order_that_is_cancelled_while_it_is_shipped_is_one_or_the_other():
    parcels = [packed(paid(BookFactory(stock=1))) for _ in range(4)]

    def cancel_or_ship(job):
        do, parcel = job
        return do(parcel)

    def cancel(parcel):
        return cancel_order(parcel.order, why="By mistake.", states=FOR_STAFF)

    outcomes = at_the_same_time(cancel_or_ship, [(do, parcel) for parcel in parcels for do in (dispatch.ship, cancel)])

    refused = [outcome for outcome in outcomes if isinstance(outcome, (CannotSend, CannotCancel))]
    assert len(refused) == 4
    for parcel in parcels:
        parcel.refresh_from_db()
        line = parcel.lines.get()
        went = (parcel.state, line.hold.state, parcel.order.refunds.count(), line.cancelled_at is None)
        assert went in [("shipped", "taken", 0, True), ("cancelled", "released", 1, False)]
