"""Mails about pre-books that waited for the morning or the digest say nothing that is over by then."""

from datetime import date

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from catalog import stock
from catalog.models import Book, Branch
from notices import sending
from notices.models import Notice, Wish
from orders.models import Cart
from prebooks import dates, placing, tasks, turns
from prebooks.models import Prebook
from tests.catalog.factories import BookFactory, BranchFactory
from tests.prebooks.factories import PersonFactory, a_prebook, copies_come

pytestmark = pytest.mark.django_db
DAY, EVENING, MORNING_AFTER = (f"2026-05-{each} +01:00" for each in ("12 09:00", "12 18:00", "13 08:01"))


@pytest.fixture
def reader():
    """Who hears of everything once a day."""
    person = PersonFactory()
    for kind in ("prebook_turn", "prebook_course"):
        Wish.objects.create(person=person, kind=kind, mail="daily")
    return person


@pytest.fixture
def their_turn(reader, do_waiting_jobs) -> Prebook:
    BranchFactory()
    with time_machine.travel(DAY):
        prebook = a_prebook(BookFactory(title="Emma"), person=reader)
        a_prebook(prebook.book)
        copies_come(prebook.book)
        do_waiting_jobs()
        do_waiting_jobs()
    prebook.refresh_from_db()
    return prebook


def buy(prebook):
    Prebook.objects.filter(pk=prebook.pk).update(state=Prebook.State.FULFILLED, ended_at=timezone.now())


def put_in_cart(prebook):
    turns.claim(prebook, Cart.objects.create(customer=prebook.person))


def what_is_mailed(reader, do_waiting_jobs, at=MORNING_AFTER) -> str:
    with time_machine.travel(at):
        do_waiting_jobs()
        sending.send_due()
        do_waiting_jobs()
    return "".join(sent.body for sent in mail.outbox if sent.to == [reader.email])


@pytest.mark.parametrize(
    ("then", "is_mailed"),
    [(lambda _: None, True), (put_in_cart, True), (buy, False), (placing.pass_on, False), (placing.cancel, False)],
)
def test_your_turn_is_mailed_while_it_is(reader, their_turn, do_waiting_jobs, then, is_mailed):
    with time_machine.travel(EVENING):
        then(their_turn)

    assert ("Your turn: Emma" in what_is_mailed(reader, do_waiting_jobs)) is is_mailed
    assert Notice.objects.in_inbox_of(reader).filter(title__startswith="Your turn").exists()


def test_of_a_turn_that_is_over_only_its_end_is_mailed(reader, their_turn, do_waiting_jobs):
    with time_machine.travel("2026-05-14 09:01 +01:00"):
        tasks.release()

    said = what_is_mailed(reader, do_waiting_jobs, "2026-05-15 08:01 +01:00")

    assert "Your turn" not in said
    assert "Lapsed: Emma" in what_is_mailed(reader, do_waiting_jobs, "2026-05-16 08:01 +01:00")


def test_of_two_moves_of_a_date_the_last_is_mailed(reader, do_waiting_jobs):
    BranchFactory()
    with time_machine.travel(DAY):
        book = BookFactory(title="Emma", published_on=date(2026, 6, 1), status="forthcoming")
        a_prebook(book, person=reader)
        for day in (date(2026, 7, 1), date(2026, 8, 1)):
            Book.objects.filter(pk=book.pk).update(published_on=day)
            dates.tell_of_changes()

    said = what_is_mailed(reader, do_waiting_jobs)

    assert said.count("New date: Emma") == 1
    assert "1 August" in said


def test_a_cancellation_that_was_undone_is_not_mailed_and_the_place_is(reader, do_waiting_jobs):
    BranchFactory()
    with time_machine.travel(DAY):
        prebook = a_prebook(BookFactory(title="Emma"), person=reader)
        placing.cancel(prebook)
        placing.undo_cancel(Prebook.objects.get(pk=prebook.pk))

    said = what_is_mailed(reader, do_waiting_jobs)

    assert "Pre-booked: Emma" in said
    assert "Cancelled" not in said


@pytest.mark.parametrize("left", [1, 0])
def test_where_nothing_is_held_it_is_mailed_while_copies_are_there(settings, reader, do_waiting_jobs, left):
    settings.PREBOOK_POLICY = "broadcast"
    BranchFactory()
    with time_machine.travel(DAY):
        book = a_prebook(BookFactory(title="Emma"), person=reader).book
        copies_come(book)
        do_waiting_jobs()
        stock.adjust(book, Branch.objects.get(), left)

    assert ("Back in stock" in what_is_mailed(reader, do_waiting_jobs)) is bool(left)
