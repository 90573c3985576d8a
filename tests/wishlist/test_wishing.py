"""Saving, taking off, putting back, and what becomes of a visitor's list at sign-in."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from tests.catalog.factories import BookFactory
from tests.prebooks.factories import PersonFactory
from tests.races import at_the_same_time
from tests.wishlist.factories import a_wish
from wishlist import wishing
from wishlist.models import UNDO_WITHIN, Wish, Wishlist

pytestmark = pytest.mark.django_db


def test_a_second_press_finds_the_first():
    book, visitor = BookFactory(), uuid4()

    assert a_wish(book, visitor=visitor) == a_wish(BookFactory(work=book.work), visitor=visitor)
    assert Wish.objects.get().book == book


def test_the_price_of_the_day_is_kept_and_what_changed_is_known():
    book = BookFactory(price=Decimal("9.99"))
    wish = a_wish(book, visitor=uuid4())
    assert (wish.saving, wish.rise) == (None, None)

    book.price = wish.book.price = Decimal("8.49")
    assert (wish.saving, wish.rise) == (Decimal("1.50"), None)

    wish.book.price = Decimal("10.99")
    assert wish.rise == Decimal("1.00")

    wish.book.price = None
    assert wish.saving is None


def test_what_was_taken_off_comes_back_as_it_was():
    wish = a_wish(BookFactory(), visitor=uuid4())
    Wish.objects.update(note="For Max", price_when_added=Decimal("7.00"))

    wishing.take_off(wish)
    assert not Wish.objects.kept().exists()

    wishing.put_back(wish)
    back = Wish.objects.kept().get()
    assert (back.note, back.price_when_added, back.added_at) == ("For Max", Decimal("7.00"), wish.added_at)


def test_what_was_taken_off_and_is_saved_again_begins_anew():
    book, visitor = BookFactory(), uuid4()
    wish = a_wish(book, visitor=visitor)
    Wish.objects.update(note="Old", price_when_added=Decimal("7.00"))
    wishing.take_off(wish)

    a_wish(book, visitor=visitor)

    anew = Wish.objects.kept().get()
    assert (anew.pk, anew.note, anew.price_when_added) == (wish.pk, "", book.price)


def test_what_was_taken_off_long_ago_goes_for_good_with_the_next():
    visitor = uuid4()
    first, second = [a_wish(BookFactory(), visitor=visitor) for _ in range(2)]
    wishing.take_off(first)

    with time_machine.travel(timezone.now() + UNDO_WITHIN + timedelta(minutes=1)):
        wishing.take_off(second)

    assert list(Wish.objects.all()) == [second]


def test_a_book_is_taken_off_all_lists_of_its_reader_and_nobody_elses():
    book, zoe, max_ = BookFactory(), PersonFactory(), PersonFactory()
    mine, theirs = a_wish(book, person=zoe), a_wish(book, person=max_)
    wishing.add(Wishlist.objects.create(owner=zoe, name="For Max", is_default=False), book)

    assert wishing.remove(list(Wishlist.objects.of(zoe, None)), book) == 2
    assert list(Wish.objects.kept()) == [theirs]
    assert mine.wishlist != theirs.wishlist


@pytest.mark.parametrize(
    ("step", "order", "now"),
    [
        ({"at": 1}, "BACD", 1),
        ({"by": -1}, "BACD", 1),
        ({"by": 1}, "ACBD", 3),
        ({"at": 4}, "ACDB", 4),
        ({"at": 2}, "ABCD", 2),
        ({"at": 2**31}, "ACDB", 4),
    ],
)
def test_a_wish_is_moved_to_a_place_and_never_beyond_an_end(step, order, now):
    visitor = uuid4()
    wishes = {title: a_wish(BookFactory(title=title), visitor=visitor) for title in "DCBA"}  # the newest stands first

    assert wishing.place(wishes["B"], **step) == (now, 4)

    assert "".join(wish.book.title for wish in Wish.objects.select_related("book")) == order
    assert wishing.place(wishes["A"], at=1) == (1, 4)
    assert wishing.place(wishes["A"], by=-1) == (1, 4)


def test_what_is_saved_later_stands_above_an_order_that_was_made():
    visitor = uuid4()
    first, second = a_wish(BookFactory(), visitor=visitor), a_wish(BookFactory(), visitor=visitor)
    wishing.place(first, at=1)

    newest = a_wish(BookFactory(), visitor=visitor)

    assert list(Wish.objects.all()) == [newest, first, second]


def test_signing_in_brings_what_was_saved_and_counts_what_is_new():
    zoe, visitor = PersonFactory(), uuid4()
    both, mine, brought, taken_off = [BookFactory() for _ in range(4)]
    for book in (both, mine, taken_off):
        a_wish(book, person=zoe)
    wishing.take_off(Wish.objects.get(book=taken_off))
    for book in (both, brought, taken_off):
        a_wish(book, visitor=visitor)
    gifts = Wishlist.objects.create(visitor=visitor, name="Gifts", is_default=False)

    assert wishing.merge(visitor, zoe) == 2

    saved = Wish.objects.kept().filter(wishlist__owner=zoe)
    assert {wish.book for wish in saved} == {both, mine, brought, taken_off}
    assert not Wishlist.objects.filter(visitor=visitor).exists()
    gifts.refresh_from_db()
    assert gifts.owner == zoe
    assert wishing.merge(visitor, zoe) == 0


@pytest.mark.django_db(transaction=True)
def test_many_presses_at_the_same_moment_save_a_book_once():
    book, zoe = BookFactory(), PersonFactory()

    answers = at_the_same_time(lambda _: a_wish(book, person=zoe).pk, range(8))

    assert set(answers) == {Wish.objects.get().pk}
    assert Wishlist.objects.get().owner == zoe


@pytest.mark.django_db(transaction=True)
def test_presses_and_second_thoughts_at_the_same_moment_all_succeed():
    book, zoe = BookFactory(), PersonFactory()
    wishlist = a_wish(book, person=zoe).wishlist

    def press(number):
        return wishing.add(wishlist, book) if number % 2 else wishing.remove([wishlist], book)

    answers = at_the_same_time(press, range(8))

    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert Wish.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_signing_in_on_two_devices_at_the_same_moment_loses_nothing():
    zoe, visitor = PersonFactory(), uuid4()
    for _ in range(3):
        a_wish(BookFactory(), visitor=visitor)

    answers = at_the_same_time(lambda _: wishing.merge(visitor, zoe), range(4))

    assert sorted(answers) == [0, 0, 0, 3]
    assert Wish.objects.kept().filter(wishlist__owner=zoe).count() == 3


@pytest.mark.django_db(transaction=True)
def test_hearts_pressed_while_their_reader_signs_in_all_succeed_and_none_is_lost():
    visitor, zoe = uuid4(), PersonFactory()
    books = [BookFactory() for _ in range(8)]
    a_wish(books[0], visitor=visitor)

    def press(book):
        if book is None:
            return wishing.merge(visitor, zoe)
        try:
            return a_wish(book, visitor=visitor)
        except Wishlist.DoesNotExist:  # merged away: as the view does
            return a_wish(book, visitor=visitor)

    answers = at_the_same_time(press, [*books[:4], None, *books[4:]])
    assert [answer for answer in answers if isinstance(answer, Exception)] == []

    wishing.merge(visitor, zoe)
    assert set(Wish.objects.filter(wishlist__owner=zoe).values_list("book", flat=True)) == {book.pk for book in books}


def test_lists_that_visitors_left_behind_are_forgotten():
    long_ago = timezone.now() - timedelta(days=500)
    left, used = a_wish(BookFactory(), visitor=uuid4()), a_wish(BookFactory(), visitor=uuid4())
    a_wish(BookFactory(), person=PersonFactory())
    Wishlist.objects.update(created_at=long_ago)
    Wish.objects.exclude(pk=used.pk).update(added_at=long_ago)

    assert wishing.sweep_visitors(timezone.now() - timedelta(days=400)) == 1
    assert not Wishlist.objects.filter(pk=left.wishlist_id).exists()
    assert Wishlist.objects.count() == 2
