"""Taking a place in the queue, giving it up, and who goes first."""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import erasing
from catalog import pricing, stock
from catalog.models import Book, Hold, Stock
from notices.models import Notice
from orders.models import Cart
from prebooks import placing, turns
from prebooks.models import Prebook, SpentLink, Terms
from prebooks.placing import AlreadyWaiting, CannotChange, CannotPrebook, InStock
from tests.catalog.factories import BookFactory, BranchFactory
from tests.prebooks.factories import PersonFactory, a_prebook, copies_come
from tests.races import at_the_same_time

pytestmark = pytest.mark.django_db


@pytest.fixture
def book():
    BranchFactory()
    return BookFactory(title="Emma")


def states(*prebooks):
    return [Prebook.objects.get(pk=prebook.pk).state for prebook in prebooks]


def test_a_place_is_taken_at_the_end_of_the_line(book):
    first, second = a_prebook(book), a_prebook(book, quantity=2)

    places = [(each.ahead, each.in_line) for each in Prebook.objects.with_place().order_by("pk")]
    assert places == [(0, 2), (1, 2)]
    assert (first.state, first.price, first.ended_at) == ("waiting", Decimal("9.99"), None)
    assert second.hold.quantity == 2


def test_the_same_book_is_prebooked_once_by_a_person_or_an_address(book):
    mine = a_prebook(book)
    guest = a_prebook(book, email="Zoe@Example.org")

    with pytest.raises(AlreadyWaiting) as mine_again:
        a_prebook(book, person=mine.person)
    with pytest.raises(AlreadyWaiting) as guest_again:
        a_prebook(book, email="zoe@example.ORG")

    assert (mine_again.value.prebook, guest_again.value.prebook) == (mine, guest)
    assert (Prebook.objects.count(), Hold.objects.count()) == (2, 2)


@pytest.mark.django_db(transaction=True)
def test_of_ten_presses_at_the_same_moment_one_is_a_place():
    _, book, person = BranchFactory(), BookFactory(), PersonFactory()

    outcomes = at_the_same_time(lambda _: a_prebook(book, person=person), range(10))

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["AlreadyWaiting"] * 9 + ["Prebook"]
    assert Hold.objects.count() == 1


def test_what_can_be_bought_is_not_prebooked(book):
    copies_come(book)

    with pytest.raises(InStock, match="Emma is in stock now: you can add it"):
        a_prebook(book)

    assert not Prebook.objects.exists()


@pytest.mark.parametrize("facts", [{"status": "withdrawn"}, {"status": "out_of_print"}, {"price": None}])
def test_what_is_not_sold_is_not_prebooked(book, facts):
    Book.objects.filter(pk=book.pk).update(**facts)

    with pytest.raises(CannotPrebook):
        a_prebook(book)


def test_no_more_are_taken_than_the_shop_expects(book):
    Terms.objects.create(book=book, most_copies=3, most_each=2)
    a_prebook(book, quantity=2)

    with pytest.raises(CannotPrebook, match="at most 2 copies each"):
        a_prebook(book, quantity=3)
    with pytest.raises(CannotPrebook, match="that we expect are pre-booked"):
        a_prebook(book, quantity=2)
    last = a_prebook(book, quantity=1)
    placing.cancel(last)

    assert a_prebook(book).state == "waiting"


def test_a_cancelled_place_goes_to_the_next_and_is_kept_as_history(book):
    first, second = a_prebook(book), a_prebook(book)
    copies_come(book)

    placing.cancel(first)

    assert states(first, second) == ["cancelled", "ready"]
    with pytest.raises(CannotChange, match="was cancelled already"):
        placing.cancel(first)
    assert a_prebook(book, person=first.person).state == "waiting"


def test_when_a_reader_is_erased_the_copy_goes_to_the_next(book):
    first, second = a_prebook(book), a_prebook(book)
    copies_come(book)

    erasing.erase(first.person)

    assert list(Prebook.objects.values_list("pk", "state")) == [(second.pk, "ready")]
    assert Hold.objects.live().count() == 1


def test_a_cancelled_place_can_be_had_back_for_ten_minutes_as_it_was(book):
    first, second = a_prebook(book), a_prebook(book)
    placing.cancel(first)

    placing.undo_cancel(first)
    copies_come(book)

    assert states(first, second) == ["ready", "waiting"]
    placing.cancel(second)
    with time_machine.travel(timezone.now() + timedelta(minutes=10)), pytest.raises(CannotChange, match="too late"):
        placing.undo_cancel(second)


def test_a_copy_that_the_next_has_got_stays_there_when_a_cancellation_is_undone(book):
    first, second = a_prebook(book), a_prebook(book)
    copies_come(book)
    placing.cancel(first)

    placing.undo_cancel(first)

    assert states(first, second) == ["waiting", "ready"]
    assert Prebook.objects.with_place().get(pk=first.pk).ahead == 0


def test_a_cancellation_is_not_undone_into_a_second_place(book):
    mine = a_prebook(book)
    placing.cancel(mine)
    a_prebook(book, person=mine.person)

    with pytest.raises(AlreadyWaiting):
        placing.undo_cancel(mine)


def test_a_turn_passed_on_goes_to_the_next_and_the_one_after_comes_back(book):
    first, second, third = a_prebook(book), a_prebook(book), a_prebook(book)
    copies_come(book)

    placing.pass_on(first)
    assert states(first, second, third) == ["waiting", "ready", "waiting"]

    copies_come(book)
    assert states(first, second, third) == ["ready", "ready", "waiting"]
    assert "Passed the turn on" in str(first.events.last())


def test_a_turn_is_not_passed_on_to_nobody(book):
    mine = a_prebook(book)
    with pytest.raises(CannotChange, match="not your turn"):
        placing.pass_on(mine)
    copies_come(book)

    with pytest.raises(CannotChange, match="Nobody waits behind you"):
        placing.pass_on(mine)

    assert states(mine) == ["ready"]


def test_somebody_goes_first_for_a_reason_that_is_kept(book):
    first, teacher = a_prebook(book), a_prebook(book, phone="020 7946 0000", name="A teacher")
    staff = PersonFactory()

    with pytest.raises(ValueError, match="deserves a reason"):
        placing.move_in_line(teacher, priority=1, reason="  ", by=staff)
    placing.move_in_line(teacher, priority=1, reason="Needs it for Monday’s lesson", by=staff)
    copies_come(book)

    event = teacher.events.last()
    assert states(first, teacher) == ["waiting", "ready"]
    assert (event.what, event.actor) == ("Priority 0 became 1: Needs it for Monday’s lesson", staff)


@pytest.mark.parametrize(
    ("prices", "pays"), [(["12.00"], "9.99"), (["8.00", "12.00"], "8.00"), (["12.00", "7.00"], "7.00")]
)
def test_the_lowest_price_since_then_is_paid(book, prices, pays):
    mine = a_prebook(book)
    for price in prices:
        pricing.set_price(book, Decimal(price))
    copies_come(book)

    line = turns.claim(mine, Cart.objects.create())

    assert line.promised_price == Decimal(pays)


def test_where_the_shop_promises_no_price_that_of_the_day_is_paid(book, settings):
    settings.PREBOOK_LOWEST_PRICE = False
    mine = a_prebook(book)
    pricing.set_price(book, Decimal("12.00"))
    copies_come(book)

    assert turns.claim(mine, Cart.objects.create()).promised_price == Decimal("12.00")


def test_nobody_gets_a_copy_out_of_turn(book):
    mine, cart = a_prebook(book), Cart.objects.create()

    line = turns.claim(mine, cart)  # the place in line, not a copy
    assert (line.hold, line.hold.state) == (mine.hold, "queued")
    placing.cancel(mine)

    assert not cart.lines.exists()
    with pytest.raises(CannotChange):
        turns.claim(mine, cart)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("copies", [[1, 1, 1, 1, 1], [5]], ids=["one by one", "together"])
def test_five_copies_go_to_the_first_five_of_two_hundred_who_press_at_the_same_moment(copies):
    shop, book = BranchFactory(), BookFactory()
    presses = [lambda person=person: a_prebook(book, person=person) for person in PersonFactory.create_batch(200)]
    deliveries = [lambda quantity=quantity: stock.receive(book, shop, quantity) for quantity in copies]

    at_the_same_time(lambda three: [press() for press in three], [presses[first:150:50] for first in range(50)])
    at_the_same_time(lambda deed: deed(), [*deliveries, *presses[150:]])

    arrived = list(Prebook.objects.order_by("hold__queued_at", "hold__pk"))
    assert [prebook.state for prebook in arrived] == ["ready"] * 5 + ["waiting"] * 195
    assert list(Stock.objects.values_list("on_hand", "held")) == [(5, 5)]


def test_a_person_is_told_of_the_place(book):
    mine = a_prebook(book)

    [notice] = Notice.objects.filter(person=mine.person)
    assert (notice.title, notice.url) == ("Pre-booked: Emma", mine.get_absolute_url())


def of_somebody(**facts):
    mine = a_prebook()
    return Prebook(**{"book": mine.book, "person": mine.person, "price": 1, **facts})


def a_spent_link_again():
    SpentLink.objects.create(digest="1")
    return SpentLink(digest="1")


@pytest.mark.parametrize(
    ("name", "attack"),
    [
        ("prebook_of_a_person_is_one_a_book", of_somebody),
        (
            "prebook_of_an_address_is_one_a_book",
            lambda: Prebook(book=a_prebook(email="a@example.org").book, email="a@example.org", price=1),
        ),
        ("prebook_is_of_one_to_five", lambda: of_somebody(person=PersonFactory(), quantity=6)),
        ("prebook_is_somebodys", lambda: of_somebody(person=None)),
        ("prebook_ended_says_when", lambda: of_somebody(person=PersonFactory(), state="lapsed")),
        ("prebook_ready_says_since_when", lambda: of_somebody(person=PersonFactory(), state="ready")),
        ("terms_allow_one_to_five_each", lambda: Terms(book=BookFactory(), most_each=6)),
        ("prebooks_spentlink_digest_key", a_spent_link_again),
    ],
)
def test_the_database_refuses(name, attack):
    row = attack()

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        row.save()
