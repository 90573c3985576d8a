"""Collecting at a branch: where and when, paid before or at the counter, handed over or given back."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog import stock
from catalog.models import Book, OpeningHours, Stock
from orders import counter, dispatch, reconciling
from orders import payment as payments
from orders.cancellation import cancel_order
from orders.cart import Row, quote_of, rows_of
from orders.checkout import OutOfStock, place_order
from orders.delivery.collection import Source, point_of, points_for, source_of
from orders.models import Order, SentMail
from orders.sweeping import end_unpaid_orders
from tests.catalog.factories import BookFactory, BranchFactory, SupplierOfferFactory
from tests.orders.factories import CheckoutFactory, DeliveryMethodFactory
from tests.orders.steps import pay
from tests.orders.till import ADDRESS, press_of
from tests.races import at_the_same_time

pytestmark = pytest.mark.django_db


@pytest.fixture
def mill_lane():
    """A shop that sends no parcels, open from nine to six on every day but Sunday."""
    BranchFactory(slug="harbour-street", name="Harbour Street")  # packs the parcels
    branch = BranchFactory(slug="mill-lane", name="Mill Lane", dispatches=False)
    for weekday in range(6):
        OpeningHours.objects.create(branch=branch, weekday=weekday, opens="09:00", closes="18:00")
    return branch


@pytest.fixture
def staff():
    return get_user_model().objects.create_user("staff@example.org", "a quiet bookshop", is_staff=True)


def moment(month, day, hour, minute=0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=ZoneInfo("Europe/London"))


def at(branch, copies=1, **details) -> Book:
    book = BookFactory(**details)
    stock.receive(book, branch, copies)
    return book


def row_of(book) -> Row:
    return rows_of(CheckoutFactory(books=[book]).cart)[0]


def draft_for(branch, *books, reach="collected"):
    return CheckoutFactory(books=books, reach=reach, branch=branch, delivery=None)


def ordered(draft) -> Order:
    total = quote_of(rows_of(draft.cart), country="GB").total
    return place_order(draft.cart, draft, attempt_key=draft.attempt_key, shown_total=total)


def reserved(branch, *books) -> Order:
    return ordered(draft_for(branch, *books, reach="reserved"))


def held_at(branch) -> int:
    return sum(Stock.objects.filter(branch=branch).values_list("held", flat=True))


def test_a_copy_that_stands_only_there_can_be_bought_and_collected(mill_lane):
    book = Book.objects.with_supply().get(pk=at(mill_lane).pk)

    assert book.availability.can_buy
    assert book.availability.promise == "In our Mill Lane shop, to collect."


def test_a_storeroom_that_neither_sends_nor_hands_over_offers_nothing():
    store = BranchFactory(slug="store", dispatches=False, hands_over=False)

    assert not Book.objects.with_supply().get(pk=at(store).pk).availability.can_buy


def test_from_where_a_book_comes_to_the_counter(mill_lane):
    here, packed = at(mill_lane), BookFactory(stock=2)
    to_order = SupplierOfferFactory(book=BookFactory()).book

    sources = [source_of(row_of(book), mill_lane) for book in (here, packed, to_order)]

    assert sources == [Source.HERE, Source.BROUGHT, Source.ORDERED]


@pytest.mark.parametrize(
    ("now", "ready"),
    [
        (moment(5, 13, 10), date(2026, 5, 13)),  # a Wednesday
        (moment(5, 13, 17, 30), date(2026, 5, 14)),  # too late to fetch it
        (moment(5, 16, 17, 30), date(2026, 5, 18)),  # Saturday evening: not on Sunday
        (moment(5, 22, 19), date(2026, 5, 23)),
        (moment(5, 23, 19), date(2026, 5, 26)),  # Monday is a holiday
    ],
)
def test_what_stands_there_is_ready_when_the_shop_is_open(mill_lane, now, ready):
    row = row_of(at(mill_lane))

    assert point_of(mill_lane, [row], now).ready_on == ready


def test_what_is_brought_there_takes_two_working_days_more(mill_lane):
    row = row_of(BookFactory(stock=2))

    point = point_of(mill_lane, [row], moment(5, 13, 10))

    assert (point.ready_on, point.can_reserve) == (date(2026, 5, 15), True)


def test_a_branch_without_the_book_says_so(mill_lane):
    quay = BranchFactory(slug="quay", name="Quay", dispatches=False)
    row = row_of(at(quay, title="Emma"))

    point = point_of(mill_lane, [row], timezone.localtime())

    assert (point.ready_on, point.problems) == (None, ("Emma cannot be had in Mill Lane.",))


@pytest.mark.parametrize("count", [1, 3])
def test_the_branches_are_asked_for_together(count, mill_lane):
    for number in range(count):
        BranchFactory(slug=f"branch-{number}")
    rows = rows_of(CheckoutFactory(books=[BookFactory(stock=1) for _ in range(count)]).cart)
    now = timezone.localtime()

    with CaptureQueriesContext(connection) as asked:
        points_for(rows, now)

    assert len(asked) == 2


def test_what_is_collected_is_held_there_and_costs_no_delivery(mill_lane):
    order = ordered(draft_for(mill_lane, at(mill_lane)))

    assert (order.delivery_name, order.delivery_price, order.line1) == ("Collection in Mill Lane", 0, "")
    assert (order.parcels.get().branch, held_at(mill_lane)) == (mill_lane, 1)


def test_what_is_paid_and_collected_leaves_the_stock_of_the_branch(mill_lane, staff):
    order = pay(ordered(draft_for(mill_lane, at(mill_lane))))
    parcel = order.parcels.get()

    dispatch.make_ready(parcel, until=timezone.localdate() + timedelta(days=7), by=staff)
    dispatch.hand_over(parcel, by=staff)

    order.refresh_from_db()
    assert order.state == "completed"
    assert Stock.objects.get(branch=mill_lane).on_hand == 0
    assert set(SentMail.objects.values_list("kind", flat=True)) == {"paid", "ready"}


def test_what_stands_only_in_a_shop_is_not_sent(mill_lane):
    draft = CheckoutFactory(books=[at(mill_lane, title="Emma")])

    with pytest.raises(OutOfStock, match="Emma stands in a shop that sends no parcels"):
        ordered_with_delivery(draft)

    assert held_at(mill_lane) == 0


def ordered_with_delivery(draft):
    total = quote_of(rows_of(draft.cart), country="GB", delivery=draft.delivery).total
    return place_order(draft.cart, draft, attempt_key=draft.attempt_key, shown_total=total)


def test_a_reservation_is_kept_for_a_week_from_the_day_it_is_ready(mill_lane):
    order = reserved(mill_lane, at(mill_lane))

    ready = order.parcels.get().leaves_on
    assert (order.state, order.last_day) == ("placed", ready + timedelta(days=7))
    assert order.lines.get().hold.expires_at == order.kept_until
    assert list(SentMail.objects.values_list("kind", flat=True)) == ["reserved"]


def test_what_must_be_ordered_in_is_not_reserved_unpaid(mill_lane):
    to_order = SupplierOfferFactory(book=BookFactory()).book

    with pytest.raises(OutOfStock, match="must be ordered in first"):
        reserved(mill_lane, to_order)


def test_the_reader_pays_at_the_counter_and_takes_it(mill_lane, staff):
    order = reserved(mill_lane, at(mill_lane))
    parcel = order.parcels.get()
    dispatch.make_ready(parcel, until=timezone.localdate() + timedelta(days=9), by=staff)

    with pytest.raises(dispatch.CannotSend, match="It is not paid yet"):
        dispatch.hand_over(parcel, by=staff)
    counter.take_payment(order, how="card", by=staff)
    dispatch.hand_over(parcel, by=staff)

    order.refresh_from_db()
    payment = order.payments.get()
    assert (order.state, payment.gateway, payment.state, payment.amount) == (
        "completed",
        "counter",
        "approved",
        order.total,
    )
    assert order.invoices.count() == 1
    event = order.events.get(what="Paid at the counter (card)")
    assert event.actor == staff


def test_what_waits_at_the_counter_is_promised_as_long_as_it_waits(mill_lane):
    order = reserved(mill_lane, at(mill_lane))
    until = timezone.localdate() + timedelta(days=20)

    dispatch.make_ready(order.parcels.get(), until=until)

    order.refresh_from_db()
    assert order.last_day == until
    assert order.lines.get().hold.expires_at == order.kept_until


def test_the_money_is_taken_once(mill_lane, staff):
    order = reserved(mill_lane, at(mill_lane))
    counter.take_payment(order, how="cash", by=staff)

    with pytest.raises(payments.CannotPay, match="is paid"):
        counter.take_payment(order, how="cash", by=staff)

    assert order.payments.count() == 1


def test_no_money_is_taken_for_copies_that_went_to_somebody_else(mill_lane, staff):
    book = at(mill_lane)
    order = reserved(mill_lane, book)
    stock.lapse_overdue(order.kept_until)
    reserved(mill_lane, book)

    with pytest.raises(payments.CannotPay, match="gone to somebody else"):
        counter.take_payment(order, how="cash", by=staff)

    order.refresh_from_db()
    assert (order.state, order.payments.count(), order.refunds.count()) == ("placed", 0, 0)


def test_an_order_for_the_website_is_not_paid_at_the_counter(mill_lane, staff):
    order = ordered(draft_for(mill_lane, at(mill_lane)))

    with pytest.raises(payments.CannotPay):
        counter.take_payment(order, how="cash", by=staff)


def test_money_from_the_counter_agrees_with_itself(mill_lane, staff):
    order = reserved(mill_lane, at(mill_lane))
    counter.take_payment(order, how="cash", by=staff)

    assert reconciling.check(now=timezone.now() + timedelta(days=1)) == []


def test_money_taken_at_the_counter_goes_back_there_and_no_bank_is_spoken_of(
    mill_lane, staff, do_waiting_jobs, mailoutbox, client
):
    order = counter.take_payment(reserved(mill_lane, at(mill_lane)), how="cash", by=staff)
    cancel_order(order, why="You changed your mind.", by=staff)
    for _ in range(2):
        do_waiting_jobs()

    cancelled, refunded = mailoutbox[-2:]
    page = client.get(order.get_absolute_url()).content.decode()
    assert f"is yours at the counter, where you paid: say the number of your order, {order.number}." in cancelled.body
    assert "is yours at the counter" in refunded.subject
    for said in (cancelled.body, refunded.body, cancelled.alternatives[0][0], refunded.alternatives[0][0]):
        assert "ank" not in said
    assert "Given back at the counter" in page
    assert "Banks take" not in page
    assert "The bank has sent" not in page


def test_a_reservation_that_nobody_collects_frees_its_copies_and_says_so_once(mill_lane):
    book = at(mill_lane)
    order = reserved(mill_lane, book)
    cart = order.cart

    assert end_unpaid_orders(order.kept_until - timedelta(minutes=1)) == 0
    for _ in range(2):
        end_unpaid_orders(order.kept_until)

    order.refresh_from_db()
    assert (order.state, held_at(mill_lane), cart.lines.count()) == ("cancelled", 0, 0)
    assert list(order.sent_mails.values_list("kind", flat=True)) == ["reserved", "reservation_ended"]


@pytest.mark.django_db(transaction=True)
def test_the_last_copy_of_a_shop_is_reserved_by_one_of_many(mill_lane):
    book = at(mill_lane)
    drafts = [draft_for(mill_lane, book, reach="reserved") for _ in range(8)]

    outcomes = at_the_same_time(ordered, drafts)

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Order"] + ["OutOfStock"] * 7
    assert held_at(mill_lane) == 1


@pytest.mark.django_db(transaction=True)
def test_two_at_the_counter_take_the_money_once(mill_lane, staff):
    order = reserved(mill_lane, at(mill_lane))

    outcomes = at_the_same_time(lambda _: counter.take_payment(order, how="cash", by=staff), range(4))

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["CannotPay"] * 3 + ["Order"]
    assert order.payments.count() == 1


@pytest.mark.parametrize(("page", "reach"), [("collection", "collected"), ("reservation", "reserved")])
def test_a_guest_chooses_a_branch_in_the_checkout(client, mill_lane, page, reach):
    client.post("/cart/add/", {"isbn13": at(mill_lane).isbn13})
    client.post("/checkout/email/", {"email": "jo@example.org"})

    shown = client.get(f"/checkout/{page}/")
    told = client.post(f"/checkout/{page}/", {"branch": mill_lane.pk, "name": "Jo Novák"})
    if reach == "collected":
        client.post("/checkout/billing/", {"billed": "same"})
    review = client.get("/checkout/review/")
    answer = client.post("/checkout/review/", press_of(review))

    order = Order.objects.get()
    assert shown.context["form"].initial["branch"] == mill_lane
    assert told.url == ("/checkout/billing/" if reach == "collected" else "/checkout/review/")
    assert (order.reach, order.name, order.total) == (reach, "Jo Novák", order.subtotal)
    assert (order.confirmation_url if reach == "reserved" else "/bank/") in answer.url
    assert client.post("/checkout/review/", press_of(review)).status_code == 302
    assert Order.objects.count() == 1


def test_beside_each_way_stand_its_own_steps_and_sums_before_it_is_chosen(client, mill_lane):
    DeliveryMethodFactory()
    book = BookFactory(stock=3)
    stock.receive(book, mill_lane, 3)
    client.post("/cart/add/", {"isbn13": book.isbn13})
    client.post("/checkout/email/", {"email": "jo@example.org"})

    beside = {way: client.get(f"/checkout/{way}/").context for way in ("delivery", "reservation", "collection")}
    client.post("/checkout/reservation/", {"branch": mill_lane.pk, "name": "Jo Novák"})
    again = client.get("/checkout/delivery/").context

    assert [len(context["progress"].stages) for context in beside.values()] == [5, 3, 4]
    assert beside["reservation"]["quote"].delivery.gross == beside["collection"]["quote"].delivery.gross == 0
    assert again["quote"].delivery.gross == beside["delivery"]["quote"].delivery.gross > 0
    assert len(again["progress"].stages) == 5


def test_the_address_says_what_cannot_be_sent_there(client, mill_lane):
    DeliveryMethodFactory()
    client.post("/cart/add/", {"isbn13": at(mill_lane, title="Emma").isbn13})
    client.post("/checkout/email/", {"email": "jo@example.org"})

    answer = client.post("/checkout/delivery/", ADDRESS)

    assert answer.status_code == 422
    assert "Emma stands in a shop that sends no parcels" in answer.content.decode()


@pytest.mark.parametrize("typed", [{}, {"branch": "0", "name": "Jo"}, {"branch": "x", "name": "Jo"}, {"name": "Jo"}])
def test_a_branch_and_a_name_are_needed(client, mill_lane, typed):
    client.post("/cart/add/", {"isbn13": at(mill_lane).isbn13})
    client.post("/checkout/email/", {"email": "jo@example.org"})

    assert client.post("/checkout/collection/", typed).status_code == 422


def test_an_address_that_was_typed_is_there_again_after_a_change_of_mind(client, mill_lane):
    DeliveryMethodFactory()
    client.post("/cart/add/", {"isbn13": BookFactory(stock=3).isbn13})
    client.post("/checkout/email/", {"email": "jo@example.org"})
    client.post("/checkout/delivery/", ADDRESS)
    client.post("/checkout/collection/", {"branch": mill_lane.pk, "name": "Jo Novák"})

    assert client.get("/checkout/").url == "/checkout/billing/"
    assert client.get("/checkout/delivery/").context["form"]["line1"].value() == "1 Quay Lane"
