"""What readers hear of the books on their lists: who, of what, and each once."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.models import User
from catalog import listing, pricing, stock
from catalog.models import Book, Branch, Hold
from notices import sending
from notices.kinds import kind_of
from notices.models import Notice
from notices.models import Wish as NoticeWish
from prebooks import placing
from tests.catalog.factories import BookFactory, BranchFactory
from tests.prebooks.factories import PersonFactory
from tests.processes import wait_until
from tests.wishlist.factories import a_wish
from wishlist import happening, wishing
from wishlist.models import Absence, Happening, Wish, Wishlist

pytestmark = pytest.mark.django_db


@pytest.fixture
def book():
    return BookFactory(title="Emma", price=Decimal("9.99"), stock=2)


@pytest.fixture
def sold_out():
    return BookFactory(title="Emma", stock=0)


@pytest.fixture
def zoe():
    return PersonFactory()


def told(person=None) -> list[str]:
    notices = Notice.objects.order_by("pk")
    return [notice.title for notice in (notices.filter(person=person) if person else notices)]


def copies_come(book, copies=1):
    stock.receive(book, Branch.objects.first() or BranchFactory(), copies)


def test_a_lower_price_is_told_to_whoever_wished_for_it(book, zoe, do_waiting_jobs):
    a_wish(book, person=zoe)
    a_wish(BookFactory(title="Persuasion"), person=PersonFactory())

    pricing.set_price(book, Decimal("7.50"))
    do_waiting_jobs()

    notice = Notice.objects.get()
    assert (notice.person, notice.kind, notice.title) == (zoe, "wish_price", "Now £7.50: Emma")
    assert notice.body.startswith("That is £2.49 less than when you saved it.")
    assert notice.body.endswith("It is on your list “Wishlist”.")
    assert (notice.url, notice.in_digest) == (book.get_absolute_url(), True)


def test_a_price_that_rose_or_is_not_below_that_of_the_wish_is_no_news(book, zoe, do_waiting_jobs):
    a_wish(book, person=zoe)

    for price in ["11.00", "10.00", "9.99"]:
        pricing.set_price(book, Decimal(price))
        do_waiting_jobs()

    assert told() == []


def test_the_same_low_price_is_told_once_and_a_lower_one_again(book, zoe, do_waiting_jobs):
    a_wish(book, person=zoe)

    for price in ["8.00", "9.00", "8.00", "7.00"]:
        pricing.set_price(book, Decimal(price))
        do_waiting_jobs()

    assert told() == ["Now £8.00: Emma", "Now £7.00: Emma"]


def test_the_same_low_price_is_news_again_after_a_month(book, zoe, do_waiting_jobs):
    wish = a_wish(book, person=zoe)
    Wish.objects.filter(pk=wish.pk).update(
        told_price=Decimal("8.00"), told_price_at=timezone.now() - timedelta(days=31)
    )

    pricing.set_price(book, Decimal("8.00"))
    do_waiting_jobs()

    assert told() == ["Now £8.00: Emma"]


def test_a_price_that_rose_again_before_the_job_came_round_is_not_told(book, zoe, do_waiting_jobs):
    a_wish(book, person=zoe)

    pricing.set_price(book, Decimal("0.99"))
    pricing.set_price(book, Decimal("9.99"))
    do_waiting_jobs()

    assert told() == []
    assert not Happening.objects.unfinished().exists()


def test_a_delivery_is_told_to_whoever_saw_that_there_was_none(sold_out, zoe, do_waiting_jobs):
    a_wish(sold_out, person=zoe)

    copies_come(sold_out)
    do_waiting_jobs()

    assert told(zoe) == ["Back in stock: Emma"]
    assert Notice.objects.get().body.startswith("Last copy in stock.")


def test_a_copy_that_lay_at_the_till_for_a_while_is_no_news(zoe, do_waiting_jobs):
    book = BookFactory(title="Emma", stock=1)
    a_wish(book, person=zoe)

    hold = stock.hold(book, quantity=1, kind=Hold.Kind.CHECKOUT)
    assert Absence.objects.filter(book=book).exists()
    stock.release(hold)
    do_waiting_jobs()

    assert told() == []
    assert not Absence.objects.exists()


def test_a_copy_that_comes_back_after_an_hour_is(zoe, do_waiting_jobs):
    book = BookFactory(title="Emma", stock=1)
    a_wish(book, person=zoe)

    hold = stock.hold(book, quantity=1, kind=Hold.Kind.CHECKOUT)
    Absence.objects.update(since=timezone.now() - timedelta(hours=2))
    stock.release(hold)
    do_waiting_jobs()

    assert told() == ["Back in stock: Emma"]


def test_publication_is_told_when_the_clock_brings_it(zoe, do_waiting_jobs):
    book = BookFactory(title="Emma", published_on=timezone.localdate() + timedelta(days=1))
    a_wish(book, person=zoe)

    Book.objects.filter(pk=book.pk).update(published_on=timezone.localdate())
    listing.refresh([book.pk])
    do_waiting_jobs()

    assert told(zoe) == ["Published: Emma"]


def test_whoever_prebooked_it_is_told_of_their_turn_alone(sold_out, zoe, do_waiting_jobs):
    a_wish(sold_out, person=zoe)
    a_wish(sold_out, person=(tom := PersonFactory()))
    placing.place(sold_out, person=zoe)
    do_waiting_jobs()

    copies_come(sold_out, 2)
    do_waiting_jobs()

    assert [title.split(":")[0] for title in told(zoe)] == ["Pre-booked", "Your turn"]
    assert told(tom) == ["Back in stock: Emma"]


def test_a_book_on_two_lists_is_told_once(book, zoe, do_waiting_jobs):
    mine = a_wish(book, person=zoe).wishlist
    wishing.add(wishing.new_list(beside=mine, name="Gifts"), book)

    pricing.set_price(book, Decimal("5.00"))
    do_waiting_jobs()

    assert told() == ["Now £5.00: Emma"]


@pytest.mark.parametrize("quiet", ["the list", "the wish", "taken off", "a visitor", "deactivated"])
def test_nobody_hears_of_what_they_do_not_want_to(book, zoe, do_waiting_jobs, quiet):
    wish = a_wish(book, visitor=uuid4()) if quiet == "a visitor" else a_wish(book, person=zoe)
    if quiet == "the list":
        Wishlist.objects.update(is_watched=False)
    if quiet == "the wish":
        Wish.objects.update(is_watched=False)
    if quiet == "taken off":
        wishing.take_off(wish)
    if quiet == "deactivated":
        User.objects.update(is_active=False)

    pricing.set_price(book, Decimal("5.00"))
    do_waiting_jobs()

    assert told() == []


def test_kinds_are_chosen_one_by_one(book, zoe, do_waiting_jobs):
    a_wish(book, person=zoe)
    NoticeWish.objects.create(person=zoe, kind="wish_price", mail="never", inbox=True)

    pricing.set_price(book, Decimal("5.00"))
    do_waiting_jobs()

    notice = Notice.objects.get()
    assert (notice.in_inbox, notice.due_at) == (True, None)


@pytest.mark.parametrize("count", [1, 24])
def test_a_change_of_many_prices_asks_the_same_few_things(zoe, count):
    books = [BookFactory(price=Decimal("9.99")) for _ in range(count)]
    for each in books:
        a_wish(each, person=zoe)
    Book.objects.update(price=Decimal("5.00"))

    with CaptureQueriesContext(connection) as queries:
        listing.refresh([each.pk for each in books])

    assert Happening.objects.count() == count
    ours = [query["sql"] for query in queries if "wishlist_" in query["sql"]]
    assert len(ours) == 3  # who wishes, what was away, what happened


def test_what_a_lost_job_left_is_told_later(book, zoe):
    a_wish(book, person=zoe)
    pricing.set_price(book, Decimal("5.00"))
    Happening.objects.update(happened_at=timezone.now() - timedelta(minutes=6))

    assert happening.tell_the_rest() == 1
    assert happening.tell_the_rest() == 0
    assert told() == ["Now £5.00: Emma"]


def wishers(book, many: int) -> None:
    people = User.objects.bulk_create(User(email=f"{number}@example.org", password="!") for number in range(many))
    lists = Wishlist.objects.bulk_create(Wishlist(owner=person) for person in people)
    Wish.objects.bulk_create(
        Wish(wishlist=each, work_id=book.work_id, book=book, price_when_added=book.price) for each in lists
    )


@pytest.mark.waits
@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_loses_nobody_and_tells_nobody_twice(worker):
    many = 3 * happening.AT_ONCE
    book = BookFactory(price=Decimal("9.99"))
    wishers(book, many)

    pricing.set_price(book, Decimal("5.00"))
    with transaction.atomic():  # somebody in the last portion is being looked at: it cannot be told before the kill
        Wish.objects.select_for_update().latest("pk")
        with worker():
            wait_until(Notice.objects.exists)
            told_before = Happening.objects.get().told
    with worker():
        wait_until(lambda: Happening.objects.get().finished_at, seconds=60)

    assert 0 < told_before < many
    assert Notice.objects.count() == Notice.objects.values("person").distinct().count() == many
    assert Happening.objects.get().told == many


@pytest.mark.parametrize(("answer", "watched"), [("no", False), ("yes", True), ("perhaps", True)])
def test_a_reader_says_for_each_list_and_book_whether_to_be_told(client, book, zoe, answer, watched):
    wish = a_wish(book, person=zoe)
    client.force_login(zoe)

    client.post(f"/wishlist/{wish.wishlist_id}/watch/", {"watch": answer})
    client.post(f"/wishlist/wishes/{wish.pk}/watch/", {"watch": answer})

    assert (Wishlist.objects.get().is_watched, Wish.objects.get().is_watched) == (watched, watched)


def test_a_price_that_rose_again_before_the_days_digest_is_not_mailed_nor_what_has_left_the_list(zoe):
    books = [BookFactory(title=title, price=Decimal("9.99"), stock=1) for title in ("Emma", "Persuasion", "Lady Susan")]
    wishes = [a_wish(book, person=zoe) for book in books]
    for book in books:
        pricing.set_price(book, Decimal("7.50"))
    for each in Happening.objects.order_by("pk"):
        happening.tell(each)
    pricing.set_price(books[0], Decimal("8.50"))
    wishes[1].delete()
    Notice.objects.update(due_at=timezone.now())

    sending.send_due()

    [mail] = ProcrastinateJob.objects.filter(task_name="storefront.tasks.send_mail")
    assert mail.args["subject"] == "Now £7.50: Lady Susan"
    assert told(zoe) == [f"Now £7.50: {book.title}" for book in books]


@pytest.mark.parametrize("gives_up", [False, True])
def test_news_of_a_wish_that_was_taken_off_meanwhile_is_not_mailed(book, zoe, do_waiting_jobs, gives_up):
    wish = a_wish(book, person=zoe)
    pricing.set_price(book, Decimal("7.50"))
    do_waiting_jobs()
    keys = [*Notice.objects.values_list("key", flat=True), "demo wish 1 2"]
    if gives_up:
        wishing.take_off(wish)

    assert kind_of("wish_price").still(keys) == set(keys[1:] if gives_up else keys)
