"""A place in line that is ordered and paid for, so that the book is sent when it comes and nobody presses again."""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from backoffice.checks import findings
from catalog import pricing
from catalog.models import Book, Hold
from catalog.models.kinds import Status
from orders import ahead, cancellation, dispatch
from orders import cart as carts
from orders.models import Cart, Dispatch, Order, Refund
from prebooks import placing, tasks, turns
from prebooks.placing import CannotChange
from tests.catalog.factories import BookFactory
from tests.orders.steps import packed, pay
from tests.prebooks.ahead import IN_TEN_DAYS, a_coming_book, cart_ahead, order_of, ordered_ahead
from tests.prebooks.factories import PersonFactory, a_prebook, copies_come, states, told

pytestmark = pytest.mark.django_db


def later(**time):
    return time_machine.travel(timezone.now() + timedelta(**time))


def test_the_place_in_line_becomes_the_orders_and_stays_where_it_was():
    book = a_coming_book()
    first, mine, last = a_prebook(book), a_prebook(book), a_prebook(book)

    pay(order_of(cart_ahead(mine)))
    copies_come(book, 2)

    holds = [prebook.hold for prebook in type(mine).objects.order_by("pk").select_related("hold")]
    assert [(hold.kind, hold.state, hold.expires_at) for hold in holds] == [
        ("prebook", "granted", None),
        ("order", "granted", None),
        ("prebook", "queued", None),
    ]
    assert states(first, mine, last) == ["waiting", "fulfilled", "waiting"]
    assert list(findings()) == []


def test_a_book_in_stock_and_one_to_come_are_two_parcels_and_the_second_waits_for_its_day():
    here, book = BookFactory(stock=1), a_coming_book()
    order = pay(order_of(cart_ahead(a_prebook(book), here)))
    now, then = order.parcels.order_by("leaves_on")

    dispatch.ship(dispatch.pack(dispatch.start_picking(now)))
    with pytest.raises(dispatch.CannotSend, match="Not here yet"):
        dispatch.start_picking(then)
    copies_come(book)
    dispatch.pack(dispatch.start_picking(then))
    with pytest.raises(dispatch.CannotSend, match="Not before"):
        dispatch.ship(then)
    with later(days=10):
        tasks.release()
        dispatch.ship(then)

    assert then.leaves_on >= book.published_on
    assert Order.objects.get().state == "completed"
    assert list(findings()) == []


def test_a_paid_order_keeps_its_copy_however_long_and_its_reader_hears_of_no_turn(do_waiting_jobs):
    order = ordered_ahead()
    line = order.lines.get()
    pay(order)
    copies_come(line.book)
    with later(days=14):
        tasks.release()
        do_waiting_jobs()

    assert line.hold.__class__.objects.get(pk=line.hold_id).state == "granted"
    assert [title.partition(":")[0] for title in told(line.hold.prebook)] == ["Pre-booked"]


def test_an_order_that_is_not_paid_gives_the_place_back_and_its_copies_with_it():
    book = a_coming_book()
    mine, next_one = a_prebook(book), a_prebook(book)
    order = order_of(cart_ahead(mine))
    copies_come(book)

    cancellation.cancel_unpaid(order, why="Not paid in time.")
    turns.settle()

    mine.refresh_from_db()
    next_one.refresh_from_db()
    assert (mine.state, mine.hold.state, next_one.hold.state) == ("waiting", "granted", "queued")
    assert carts.rows_of(order.cart)[0].kept == mine.hold
    pay(order_of(order.cart))
    assert states(mine) == ["fulfilled"]
    assert list(findings()) == []


def test_a_place_that_was_taken_anew_meanwhile_is_the_one_that_counts():
    book, person = a_coming_book(), PersonFactory()
    order = order_of(cart_ahead(a_prebook(book, person=person)))
    anew = placing.place(Book.objects.for_cards().get(pk=book.pk), person=person)

    cancellation.cancel_unpaid(order, why="Not paid in time.")

    assert states(anew) == ["waiting"]
    assert Hold.objects.live().count() == 1


def test_fewer_copies_than_pre_booked_can_be_ordered_and_never_more():
    book = a_coming_book()
    mine, next_one = a_prebook(book, quantity=3), a_prebook(book)
    cart = cart_ahead(mine)

    assert carts.set_quantity(cart.lines.get(), 5) == 3
    carts.set_quantity(cart.lines.get(), 1)
    copies_come(book, 2)
    order_of(cart)

    mine.hold.refresh_from_db()
    next_one.hold.refresh_from_db()
    assert (mine.hold.quantity, mine.hold.state, next_one.hold.state) == (1, "granted", "granted")


def test_a_book_that_is_sold_out_can_be_ordered_ahead_without_a_day():
    book = BookFactory()
    a_coming_book()  # makes a branch
    here = BookFactory(stock=1)
    order = pay(order_of(cart_ahead(a_prebook(book), here)))

    assert order.parcels.count() == 2
    assert order.lines.get(book=book).promise == "Sent as soon as more come."
    assert order.parcels.get(lines__book=book).leaves_on is None


def test_a_day_that_moves_moves_the_parcel_and_is_told_once(do_waiting_jobs):
    order = ordered_ahead()
    pay(order)
    Book.objects.update(published_on=timezone.localdate() + 3 * IN_TEN_DAYS)
    do_waiting_jobs()
    do_waiting_jobs()  # the mails that those have queued
    mail.outbox.clear()

    assert [ahead.follow_publishers(), ahead.follow_publishers()] == [1, 0]
    do_waiting_jobs()

    assert order.parcels.get().leaves_on >= timezone.localdate() + 3 * IN_TEN_DAYS
    assert len(mail.outbox) == 1


def test_a_book_that_never_comes_is_paid_back_in_full(do_waiting_jobs):
    order = ordered_ahead()
    pay(order)
    Book.objects.update(status=Status.CANCELLED)

    assert [ahead.follow_publishers(), ahead.follow_publishers()] == [1, 0]
    do_waiting_jobs()

    assert Order.objects.get().state == "cancelled"
    assert Refund.objects.get().amount == order.total
    assert list(findings()) == []


def test_its_reader_calls_it_off_before_it_leaves_and_the_copy_goes_to_the_next():
    book = a_coming_book()
    mine, next_one = a_prebook(book), a_prebook(book)
    order = pay(order_of(cart_ahead(mine)))
    copies_come(book)

    cancellation.cancel_order(order, why="I have it already.")

    next_one.hold.refresh_from_db()
    assert (next_one.hold.state, Refund.objects.get().amount) == ("granted", order.total)


def test_what_it_falls_in_price_until_it_leaves_goes_back_here_too(do_waiting_jobs):
    order = pay(ordered_ahead())
    book = order.lines.get().book
    pricing.set_price(book, Decimal("7.99"))
    copies_come(book)
    with later(days=10):
        dispatch.ship(packed(order))
        do_waiting_jobs()

    assert Refund.objects.get().amount == Decimal("2.00")


def test_a_place_is_in_the_cart_at_one_press_and_out_of_it_without_harm(client):
    person, book = PersonFactory(), a_coming_book(title="Emma")
    client.force_login(person)
    mine = a_prebook(book, person=person)

    assert "Pay now, and have it sent when it comes" in client.get("/prebooks/").content.decode()
    for _ in range(2):
        assert client.post(f"/prebooks/{mine.key}/buy/").url == "/cart/"
    page = client.get("/cart/").content.decode()
    assert "Paid for with this order" in page
    line = Cart.objects.get(customer=person).lines.get()
    client.post(f"/cart/lines/{line.pk}/remove/")
    aside = Cart.objects.get(customer=person).aside.get()
    client.post(f"/cart/aside/{aside.pk}/back/")

    assert states(mine) == ["waiting"]
    assert carts.rows_of(Cart.objects.get(customer=person))[0].kept == mine.hold


def test_a_guest_orders_ahead_from_the_page_of_their_place(client):
    mine = a_prebook(a_coming_book(), email="guest@example.org")

    assert "Pay now, and have it sent" in client.get(mine.get_absolute_url()).content.decode()
    assert client.post(f"/prebooks/{mine.key}/buy/").url == "/cart/"
    assert "Published" in client.get("/cart/").content.decode()


def test_what_the_publisher_has_put_off_is_not_ordered():
    book = a_coming_book()
    mine = a_prebook(book)
    Book.objects.update(status=Status.POSTPONED)

    with pytest.raises(CannotChange, match="cannot be ordered just now"):
        cart_ahead(mine)


def test_sent_together_all_waits_for_what_comes_last():
    order = order_of(cart_ahead(a_prebook(a_coming_book()), BookFactory(stock=1), dispatch=Dispatch.TOGETHER))

    assert order.parcels.get().leaves_on > timezone.localdate() + timedelta(days=9)
