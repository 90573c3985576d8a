"""Whose turn it is, by the stock and by the clock, and what people are told of it."""

from datetime import date, timedelta

import pytest
import time_machine
from django.conf import settings as shop_settings
from django.core import mail
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.models import User
from catalog import stock
from catalog.models import Book, Branch, Hold
from notices import sending
from orders import cart as carts
from orders.cancellation import cancel_unpaid
from orders.checkout import place_order
from orders.models import Cart
from prebooks import dates, placing, tasks, turns
from prebooks.models import Prebook, Terms
from tests.catalog.factories import BookFactory, BranchFactory
from tests.orders.factories import CheckoutFactory
from tests.prebooks.factories import PersonFactory, a_prebook, copies_come, states, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def book():
    BranchFactory()
    return BookFactory(title="Emma")


@pytest.fixture
def broadcast(settings):
    settings.PREBOOK_POLICY = "broadcast"


def ordered(prebook):
    cart = Cart.objects.create(customer=prebook.person)
    turns.claim(prebook, cart)
    checkout = CheckoutFactory(cart=cart)
    total = carts.quote_of(carts.rows_of(cart), country="GB", delivery=checkout.delivery).total
    return place_order(cart, checkout, attempt_key=checkout.attempt_key, shown_total=total)


def test_a_turn_is_told_once_with_its_end(book, do_waiting_jobs):
    with time_machine.travel("2026-05-12 18:00 +01:00"):
        mine = a_prebook(book)
        copies_come(book)
        turns.settle()
        do_waiting_jobs()
        turns.tell_all("ready", [mine.pk])

    assert told(mine) == ["Pre-booked: Emma", "Your turn: Emma is held until Thursday 14 May, 18:00"]


def test_what_is_not_bought_in_time_goes_to_the_next_and_both_are_told(book, do_waiting_jobs):
    first, second = a_prebook(book), a_prebook(book)
    copies_come(book)
    do_waiting_jobs()
    with time_machine.travel(timezone.now() + timedelta(hours=36, seconds=1)):
        tasks.release()
        tasks.release()
    with time_machine.travel(timezone.now() + timedelta(hours=48, seconds=1)):
        tasks.release()
        do_waiting_jobs()

    assert states(first, second) == ["lapsed", "ready"]
    assert [title.partition(":")[0].partition(" until")[0] for title in told(first)] == [
        "Pre-booked",
        "Your turn",
        "Still held for you",
        "Lapsed",
    ]
    assert [title.partition(":")[0] for title in told(second)] == ["Pre-booked", "Your turn"]


def test_ordering_ends_the_wait(book):
    mine = a_prebook(book)
    copies_come(book)

    order = ordered(mine)

    mine.refresh_from_db()
    assert (mine.state, mine.hold.kind, mine.hold) == ("fulfilled", "order", order.lines.get().hold)
    assert a_prebook(book, person=mine.person).state == "waiting"


def test_an_order_that_is_not_paid_gives_the_copy_to_the_next_with_a_way_back_in(book, do_waiting_jobs):
    first, second = a_prebook(book), a_prebook(book)
    copies_come(book)
    order = ordered(first)

    cancel_unpaid(order, why="Not paid in time.")
    turns.settle()
    do_waiting_jobs()

    assert states(first, second) == ["lapsed", "ready"]
    assert told(first)[-1] == "Lapsed: Emma"


def test_a_turn_that_no_signal_told_of_is_found_by_the_clock(book, do_waiting_jobs):
    mine = a_prebook(book)
    copies_come(book)
    Prebook.objects.filter(pk=mine.pk).update(state="waiting", turns=0)

    assert (turns.settle(), turns.settle()) == (1, 0)
    do_waiting_jobs()

    assert (states(mine), len(told(mine))) == (["ready"], 2)


def test_everybody_is_told_at_once_and_nothing_is_held(broadcast, book, do_waiting_jobs):
    first, second, gone = a_prebook(book), a_prebook(book), a_prebook(book)
    placing.cancel(gone)
    copies_come(book)
    copies_come(book)
    do_waiting_jobs()

    assert states(first, second, gone) == ["ready", "ready", "cancelled"]
    assert {told(each)[-1] for each in (first, second)} == {"Back in stock: Emma"}
    assert Prebook.objects.filter(state="ready").values("ready_at").distinct().count() == 1
    assert not Hold.objects.exists()
    assert ordered(second).lines.get().quantity == 1
    assert states(first, second) == ["ready", "fulfilled"]


def test_everybody_is_told_with_the_delivery_or_not_at_all(broadcast, book):
    mine = a_prebook(book)

    with transaction.atomic():
        copies_come(book)
        assert states(mine) == ["ready"]
        transaction.set_rollback(True)

    assert states(mine) == ["waiting"]
    assert not ProcrastinateJob.objects.filter(task_name="prebooks.tasks.tell").exists()


def test_an_alert_names_the_book_and_leads_to_the_shop(broadcast, book, do_waiting_jobs):
    a_prebook(book, email="zoe@example.org")
    copies_come(book)
    copies_come(book)
    while do_waiting_jobs():
        pass

    assert [sent.subject for sent in mail.outbox] == ["Pre-booked: Emma", "Back in stock: Emma"]
    assert f"cid:cover-{book.isbn13}" in mail.outbox[1].alternatives[0][0]


@pytest.mark.parametrize("count", [1, 20])
def test_people_are_told_by_the_same_few_queries_however_many(book, django_assert_num_queries, count):
    waiting = [a_prebook(book).pk for _ in range(count)]
    copies_come(book, 20)

    with django_assert_num_queries(10):
        turns.tell_all("ready", waiting)


def test_after_it_sold_out_again_somebody_who_was_told_waits_anew(broadcast, book):
    mine = a_prebook(book)
    copies_come(book)
    stock.take(stock.hold(book, 1, kind="checkout"))

    anew = a_prebook(book, person=mine.person)

    assert states(mine, anew) == ["lapsed", "waiting"]


def test_a_title_has_terms_of_its_own(book):
    Terms.objects.create(book=book, policy="broadcast")

    assert a_prebook(book).hold is None


@pytest.mark.parametrize("policy", ["queue", "broadcast"])
def test_on_the_day_of_sale_the_clock_alone_opens_the_sale(policy, settings, do_waiting_jobs):
    settings.PREBOOK_POLICY = policy
    shop = BranchFactory()
    with time_machine.travel("2026-03-20 12:00 +00:00"):
        book = BookFactory(published_on=date(2026, 3, 29))
        mine = a_prebook(book)
        stock.receive(book, shop, 2)
    with time_machine.travel("2026-03-28 23:59:00 +00:00"):
        tasks.release()
        assert states(mine) == ["waiting"]
        assert not Book.objects.for_cards().get().availability.can_buy
    with time_machine.travel("2026-03-29 00:00:01 +00:00"):
        assert Book.objects.for_cards().get().availability.can_buy
        tasks.release()
        tasks.release()
        do_waiting_jobs()

    assert states(mine) == ["ready"]
    assert len(told(mine)) == 2


def test_on_the_day_of_sale_those_without_a_copy_are_told_that_they_keep_their_place(do_waiting_jobs):
    shop = BranchFactory()
    with time_machine.travel("2026-03-20 12:00 +00:00"):
        book = BookFactory(title="Sanditon", published_on=date(2026, 3, 29))
        first, second = a_prebook(book), a_prebook(book)
        stock.receive(book, shop, 1)
    with time_machine.travel("2026-03-28 23:59:00 +00:00"):
        assert turns.tell_of_publication() == 0
    with time_machine.travel("2026-03-29 07:00:00 +01:00"):
        tasks.release()
        assert (turns.tell_of_publication(), turns.tell_of_publication()) == (1, 1)
        do_waiting_jobs()

    assert [title.partition(":")[0] for title in told(first)] == ["Pre-booked", "Your turn"]
    assert told(second)[1:] == ["Published today: Sanditon"]


def test_a_date_that_moves_is_told_once_to_everybody_who_waits(book):
    today = timezone.localdate()
    book = BookFactory(title="Sanditon", published_on=today + timedelta(days=10))
    mine, other = a_prebook(book), a_prebook(book, email="zoe@example.org")
    Book.objects.filter(pk=book.pk).update(published_on=today + timedelta(days=20))

    counts = (dates.tell_of_changes(), dates.tell_of_changes())

    assert counts == (2, 0)
    assert told(mine)[-1].startswith("New date: Sanditon is now published on ")
    assert len(told(mine)) == len(told(other)) == 2
    assert "Publication moved from" in str(mine.events.last())
    Book.objects.filter(pk=book.pk).update(published_on=today + timedelta(days=10))
    assert dates.tell_of_changes() == 2
    assert len(told(mine)) == 3


def test_a_date_of_the_past_that_is_put_right_is_no_news(book):
    mine = a_prebook(book)
    Book.objects.filter(pk=book.pk).update(published_on=date(1815, 12, 23))

    dates.tell_of_changes()

    assert (dates.tell_of_changes(), len(told(mine))) == (0, 1)


def test_a_turn_waits_again_when_the_book_is_put_off(book):
    mine = a_prebook(book)
    copies_come(book)
    Book.objects.filter(pk=book.pk).update(published_on=timezone.localdate() + timedelta(days=30))

    dates.tell_of_changes()

    mine.refresh_from_db()
    assert (mine.state, mine.hold.state, mine.hold.expires_at) == ("waiting", "granted", None)


def test_a_book_that_is_withdrawn_ends_every_wait_and_says_so(book):
    mine, other = a_prebook(book), a_prebook(book)
    copies_come(book)
    Book.objects.filter(pk=book.pk).update(status="withdrawn")

    dates.tell_of_changes()

    assert states(mine, other) == ["withdrawn", "withdrawn"]
    assert told(other)[-1] == "Will not be sold: Emma"
    assert not Hold.objects.live().exists()


def test_whoever_only_rang_is_told_by_a_bookseller(book, do_waiting_jobs):
    caller = a_prebook(book, phone="020 7946 0000", name="Mr Knightley")
    copies_come(book)
    do_waiting_jobs()

    assert (states(caller), told(caller)) == (["ready"], [])


def test_a_turn_of_a_closed_account_goes_to_the_next_at_once_and_who_waits_keeps_the_place(book):
    closed, open_one, also_closed = (a_prebook(book) for _ in range(3))
    User.objects.filter(pk__in=[closed.person_id, also_closed.person_id]).update(is_active=False)
    copies_come(book)

    released = [tasks.release()["passed"] for _ in range(2)]

    assert released == [1, 0]
    assert states(closed, open_one, also_closed) == ["lapsed", "ready", "waiting"]
    assert closed.events.last().what == "The account is closed: the turn went on to the next in line"


def test_release_holds_does_what_the_clock_would(book, capsys):
    mine = a_prebook(book)
    copies_come(book)
    with time_machine.travel(timezone.now() + timedelta(hours=49)):
        call_command("release_holds")

    assert states(mine) == ["lapsed"]
    assert "1 promises lapsed" in capsys.readouterr().out


def test_a_mail_about_a_turn_leads_to_one_press(book, do_waiting_jobs):
    a_prebook(book, email="zoe@example.org")
    copies_come(book)
    while do_waiting_jobs():
        pass

    [_, turn] = mail.outbox
    assert turn.subject.startswith("Your turn: Emma is held until ")
    assert f"Put it in my cart:\n{shop_settings.SITE_URL}/prebooks/link/" in turn.body
    assert "You get this mail because you pre-booked this book." in turn.body


@pytest.mark.parametrize("policy", ["queue", "broadcast"])
def test_a_delivery_for_many_returns_at_once_and_tells_them_in_portions(policy, settings, django_assert_num_queries):
    settings.PREBOOK_POLICY = policy
    book, person = BookFactory(), PersonFactory()
    BranchFactory()
    for number in range(250):
        hold = Hold.objects.create(book=book, kind="prebook", state="queued", quantity=1) if policy == "queue" else None
        Prebook.objects.create(book=book, email=f"{number}@example.org", hold=hold, price=1)

    with django_assert_num_queries(29 if policy == "queue" else 23):
        stock.receive(book, Branch.objects.get(), 300, actor=person)

    assert Prebook.objects.filter(state="ready").count() == 250


def test_the_mail_of_a_turn_that_was_passed_on_in_the_quiet_hours_is_not_sent(book):
    first, second = a_prebook(book), a_prebook(book)
    copies_come(book)
    turns.tell_all("ready", [first.pk])
    placing.pass_on(first)
    turns.tell_all("ready", [second.pk])

    sending.send_due()

    assert mailed("Your turn") == [second.person.email]
    assert any("Your turn" in title for title in told(first))


def test_what_nobody_held_and_is_sold_out_again_is_not_mailed(book, broadcast):
    mine = a_prebook(book)
    copies_come(book)
    turns.tell_all("ready", [mine.pk])
    stock.take(stock.hold(book, 1, kind="checkout", until=timezone.now() + timedelta(minutes=15)))

    sending.send_due()

    assert mailed("Back in stock") == []
    assert any("Back in stock" in title for title in told(mine))


def mailed(subject: str) -> list[str]:
    """Who gets a mail that begins so."""
    mails = ProcrastinateJob.objects.filter(task_name="storefront.tasks.send_mail").order_by("pk")
    return [job.args["to"] for job in mails if job.args["subject"].startswith(subject)]


def test_whose_turn_comes_again_is_told_again(book, do_waiting_jobs):
    mine = a_prebook(book)
    a_prebook(book)
    copies_come(book)
    do_waiting_jobs()
    placing.pass_on(mine)

    copies_come(book)
    do_waiting_jobs()

    assert [title.partition(":")[0] for title in told(mine)].count("Your turn") == 2
