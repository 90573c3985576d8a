from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog import stock
from catalog.models import Hold, Stock, StockMovement
from catalog.signals import hold_granted
from catalog.stock.holds import HoldEnded
from tests.catalog.factories import BookFactory, BranchFactory
from tests.races import at_the_same_time

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return BranchFactory(name="Harbour Street")


@pytest.fixture
def book(shop):
    return BookFactory()


def counted(book):
    """On hand and held, over all branches."""
    rows = Stock.objects.filter(book=book)
    return sum(row.on_hand for row in rows), sum(row.held for row in rows)


def checkout(book, quantity=1, **more):
    return stock.hold(book, quantity, kind=Hold.Kind.CHECKOUT, **more)


def wait_for(book, quantity=1, **more):
    return stock.hold(book, quantity, kind=Hold.Kind.PREBOOK, queue=True, **more)


def states(*holds):
    return [Hold.objects.get(pk=hold.pk).state for hold in holds]


def test_a_delivery_is_counted_and_written_down(book, shop):
    stock.receive(book, shop, 5, reference="DN 17")

    assert counted(book) == (5, 0)
    assert list(StockMovement.objects.values_list("quantity", "on_hand", "reason", "reference")) == [
        (5, 5, "receipt", "DN 17")
    ]


@pytest.mark.parametrize("quantity", [0, -3])
def test_a_delivery_of_nothing_is_refused(book, shop, quantity):
    with pytest.raises(ValueError, match="at least one copy"):
        stock.receive(book, shop, quantity)

    assert not StockMovement.objects.exists()


def test_a_count_writes_the_difference(book, shop):
    stock.receive(book, shop, 5)

    stock.adjust(book, shop, 3, reference="two were rained on", reason=StockMovement.Reason.DAMAGE)

    movement = StockMovement.objects.first()
    assert (movement.quantity, movement.on_hand, movement.reason) == (-2, 3, "damage")


def test_a_count_that_finds_what_was_known_writes_nothing(book, shop):
    stock.receive(book, shop, 5)

    assert stock.adjust(book, shop, 5) is None
    assert StockMovement.objects.count() == 1


def test_a_count_below_what_is_promised_is_refused(book, shop):
    stock.receive(book, shop, 5)
    checkout(book, 3)

    with pytest.raises(stock.CopiesPromised):
        stock.adjust(book, shop, 2)

    assert counted(book) == (5, 3)


def test_copies_move_between_branches_and_stay_as_many(book, shop):
    other = BranchFactory()
    stock.receive(book, shop, 5)

    stock.move(book, shop, other, 2)

    assert dict(Stock.objects.values_list("branch__name", "on_hand")) == {"Harbour Street": 3, other.name: 2}


def test_a_checkout_sets_copies_aside(book, shop):
    stock.receive(book, shop, 2)

    promise = checkout(book, 2)

    assert promise.state == Hold.State.GRANTED
    assert counted(book) == (2, 2)


def test_a_checkout_takes_from_several_branches_that_dispatch(book, shop):
    store, counter = BranchFactory(), BranchFactory(dispatches=False)
    for branch in (shop, store, counter):
        stock.receive(book, branch, 2)

    checkout(book, 4)

    assert set(Stock.objects.filter(held=2).values_list("branch", flat=True)) == {shop.pk, store.pk}


def test_too_few_copies_refuse_the_checkout_and_change_nothing(book, shop):
    stock.receive(book, shop, 2)

    with pytest.raises(stock.NotEnoughCopies) as refusal:
        checkout(book, 3)

    assert refusal.value.available == 2
    assert counted(book) == (2, 0)
    assert not Hold.objects.exists()


def test_a_delivery_serves_the_queue_before_anyone_else_can_see_it(book, shop):
    first, second, third = wait_for(book), wait_for(book), wait_for(book)

    stock.receive(book, shop, 2)

    assert states(first, second, third) == ["granted", "granted", "queued"]
    with pytest.raises(stock.NotEnoughCopies):
        checkout(book)


def test_priority_goes_first_then_arrival(book, shop):
    early, late, staff = wait_for(book), wait_for(book), wait_for(book, priority=1)

    stock.receive(book, shop, 2)

    assert states(early, late, staff) == ["granted", "queued", "granted"]


def test_someone_who_waits_for_three_is_not_passed_by(book, shop):
    three, one = wait_for(book, 3), wait_for(book)

    stock.receive(book, shop, 2)
    assert states(three, one) == ["queued", "queued"]
    assert counted(book) == (2, 2)

    stock.receive(book, shop, 2)
    assert states(three, one) == ["granted", "granted"]


def test_copies_that_lie_at_two_branches_reach_all_whom_they_are_enough_for(book, shop):
    other = BranchFactory()
    one, two, three = wait_for(book), wait_for(book), wait_for(book)
    Stock.objects.filter(book=book, branch__in=[shop, other]).update(on_hand=1)

    stock.receive(book, other, 1)

    assert states(one, two, three) == ["granted", "granted", "granted"]


def test_a_turn_in_the_queue_lasts_two_days_and_is_told(book, shop):
    told = []
    hold_granted.connect(told_of := lambda holds, **kwargs: told.extend(holds))
    promise = wait_for(book)

    stock.receive(book, shop, 1)

    hold_granted.disconnect(told_of)
    promise.refresh_from_db()
    assert promise.expires_at - promise.granted_at == timedelta(hours=48)
    assert told == [promise.pk]


def test_a_turn_begins_on_the_day_of_sale_by_the_shops_clock(shop):
    book = BookFactory(published_on=date(2026, 3, 29))
    with time_machine.travel("2026-03-20 12:00 +00:00", tick=False):
        promise = wait_for(book)
        stock.receive(book, shop, 1)
        assert states(promise) == ["granted"]
    with time_machine.travel("2026-03-28 23:59:59 +00:00", tick=False):
        assert (stock.open_sales(), stock.lapse_overdue()) == (0, 0)
    with time_machine.travel("2026-03-29 00:00:00 +00:00", tick=False):
        assert (stock.open_sales(), stock.open_sales()) == (1, 0)

    promise.refresh_from_db()
    assert promise.expires_at.isoformat() == "2026-03-31T00:00:00+00:00"  # two days, though the night was short


def test_a_turn_waits_again_when_the_day_of_sale_moves(shop):
    book = BookFactory()
    promise = wait_for(book)
    stock.receive(book, shop, 1)
    type(book).objects.filter(pk=book.pk).update(published_on=timezone.localdate() + timedelta(days=30))

    stock.mind_the_day(book)

    promise.refresh_from_db()
    assert (promise.state, promise.expires_at) == ("granted", None)


def queries_of(deed) -> int:
    with CaptureQueriesContext(connection) as queries:
        deed()
    return len(queries)


@pytest.mark.parametrize("waiting", [1, 60])
def test_a_delivery_asks_the_same_of_the_database_however_many_wait(book, shop, waiting):
    book.holds.bulk_create(Hold(book=book, kind="prebook", state="queued", quantity=1) for _ in range(waiting))

    assert queries_of(lambda: stock.receive(book, shop, 100)) == 26
    assert counted(book) == (100, waiting)
    assert queries_of(lambda: stock.lapse_overdue(timezone.now() + timedelta(days=3))) == 23
    assert counted(book) == (100, 0)


def test_what_is_given_back_goes_to_the_next(book, shop):
    stock.receive(book, shop, 1)
    mine, next_in_line = checkout(book), wait_for(book)

    stock.release(mine)

    assert states(mine, next_in_line) == ["released", "granted"]
    assert counted(book) == (1, 1)


def test_what_runs_out_goes_to_the_next(book, shop):
    stock.receive(book, shop, 1)
    mine, next_in_line = checkout(book, until=timezone.now() - timedelta(seconds=1)), wait_for(book)

    stock.lapse_overdue()

    assert states(mine, next_in_line) == ["lapsed", "granted"]


def test_a_promise_that_ran_out_does_not_stand_in_the_way_until_the_job_comes_round(book, shop):
    stock.receive(book, shop, 1)
    late = checkout(book, until=timezone.now() - timedelta(seconds=1))

    new = checkout(book)

    assert states(late, new) == ["lapsed", "granted"]


def test_a_paid_promise_does_not_run_out(book, shop):
    stock.receive(book, shop, 1)
    paid = checkout(book, until=timezone.now() + timedelta(minutes=15))

    stock.keep(paid)
    stock.lapse_overdue(timezone.now() + timedelta(days=365))

    assert states(paid) == ["granted"]


def test_copies_that_leave_the_house_are_written_down(book, shop):
    stock.receive(book, shop, 3)

    stock.take(checkout(book, 2, reference="order K7QM"))

    movement = StockMovement.objects.first()
    assert counted(book) == (1, 0)
    assert (movement.quantity, movement.reason, movement.reference) == (-2, "sale", "order K7QM")


def test_a_promise_still_waiting_cannot_be_taken(book, shop):
    promise = wait_for(book)

    with pytest.raises(stock.NotEnoughCopies):
        stock.take(promise)

    assert states(promise) == ["queued"]


@pytest.mark.parametrize("end", [stock.take, stock.release])
def test_a_promise_ends_once(book, shop, end):
    stock.receive(book, shop, 3)
    promise = checkout(book)
    end(promise)

    for again in (stock.take, stock.release, stock.keep):
        with pytest.raises(HoldEnded):
            again(promise)
    assert counted(book)[1] == 0


def test_the_ladder_counts_only_free_copies(book, shop):
    stock.receive(book, shop, 1)
    assert type(book).objects.for_cards().get(pk=book.pk).availability.state == "in_stock"

    checkout(book)

    assert type(book).objects.for_cards().get(pk=book.pk).availability.state == "awaited"
    book.listing.refresh_from_db()
    assert book.listing.state == "awaited"


@pytest.mark.django_db(transaction=True)
def test_five_copies_are_promised_to_five_of_thirty():
    book = BookFactory(stock=5)

    outcomes = at_the_same_time(lambda _: checkout(book), range(30))

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Hold"] * 5 + ["NotEnoughCopies"] * 25
    assert counted(book) == (5, 5)


@pytest.mark.django_db(transaction=True)
def test_joining_the_queue_and_a_delivery_of_the_same_moment_do_not_miss_each_other():
    for _ in range(5):
        book, shop = BookFactory(), BranchFactory()

        at_the_same_time(lambda act: act(), [lambda: wait_for(book), lambda: stock.receive(book, shop, 1)])  # noqa: B023

        assert list(Hold.objects.filter(book=book).values_list("state", flat=True)) == ["granted"]


@pytest.mark.django_db(transaction=True)
def test_two_checkouts_of_the_same_two_books_do_not_wait_for_each_other():
    one, other = BookFactory(stock=20), BookFactory(stock=20)

    from django.db import transaction

    def both(books):
        with transaction.atomic():
            stock.lock_supply(books)
            return [checkout(book) for book in books]

    outcomes = at_the_same_time(both, [(one, other), (other, one)] * 5)

    assert [len(outcome) for outcome in outcomes] == [2] * 10
    assert (counted(one), counted(other)) == ((20, 10), (20, 10))
