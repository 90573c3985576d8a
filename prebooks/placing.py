"""Taking a place in the queue, and giving it up."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User, UserManager
from catalog import stock
from catalog.models import Book, Hold
from catalog.stock.queue import is_on_sale
from orders.models import CartLine
from prebooks import news
from prebooks.models import MOST_EACH, Prebook, Terms, copies_prebooked

UNDO_WITHIN = timedelta(minutes=10)


class CannotPrebook(Exception):
    """Nothing has changed. Carries .book; its text is a sentence for the shopper."""

    def __init__(self, book: Book, sentence: str) -> None:
        self.book = book
        super().__init__(sentence)


class InStock(CannotPrebook):
    def __init__(self, book: Book) -> None:
        super().__init__(book, f"{book.title} is in stock now: you can add it to your cart.")


class AlreadyWaiting(CannotPrebook):
    """Carries .prebook, the first one."""

    def __init__(self, prebook: Prebook) -> None:
        self.prebook = prebook
        super().__init__(prebook.book, f"You have pre-booked {prebook.book.title} already. Here it is.")


class CannotChange(Exception):
    """It is too late for this. Carries .prebook; its text is a sentence for the shopper."""

    def __init__(self, prebook: Prebook, sentence: str) -> None:
        self.prebook = prebook
        super().__init__(sentence)


def terms_of(book: Book) -> Terms:
    """The title's own, or what holds for all."""
    terms = Terms.objects.filter(book=book).first() or Terms(book=book, most_each=MOST_EACH)
    terms.policy = terms.policy or settings.PREBOOK_POLICY
    return terms


@transaction.atomic
def place(
    book: Book,
    *,
    person: User | None = None,
    email: str = "",
    name: str = "",
    phone: str = "",
    quantity: int = 1,
    by: User | None = None,
) -> Prebook:
    """Give somebody the next place for a book: a person, a confirmed address, or (by staff) whoever rang.

    Raises InStock, AlreadyWaiting, or CannotPrebook when it is not to be had at all or no more are taken.
    """
    stock.lock_supply([book])
    book = Book.objects.for_cards().get(pk=book.pk)  # read again behind the lock
    email = "" if person else UserManager.normalize_email(email)
    _refuse_second(book, person, email)
    terms = terms_of(book)
    _refuse_unless_open(book, terms, quantity)
    prebook = Prebook(
        book=book,
        person=person,
        email=email,
        name=name,
        phone=phone,
        quantity=quantity,
        price=book.price,
        told_day=book.on_sale_on,
        told_status=book.status,
    )
    if terms.policy == Terms.Policy.QUEUE:
        prebook.hold = _hold(prebook)
    prebook.save()
    by_whom = f" by {by}" if by else ""
    prebook.events.create(what=f"Pre-booked{by_whom}", actor=by)
    news.tell(prebook, news.placed)
    return prebook


def _hold(prebook: Prebook, **place: object) -> Hold:
    return stock.hold(
        prebook.book, prebook.quantity, kind=Hold.Kind.PREBOOK, reference=prebook.reference, queue=True, **place
    )


def active_of(book: Book, person: User | None, email: str) -> Prebook | None:
    """The one that somebody has for a book."""
    if not person and not email:
        return None
    who = {"person": person} if person else {"person": None, "email": email}
    return book.prebooks.active().filter(**who).first()


def _refuse_second(book: Book, person: User | None, email: str) -> None:
    first = active_of(book, person, email)
    if first and first.is_ready and first.hold is None and book.availability.can_prebook:
        leave(first, Prebook.State.LAPSED)  # told, and sold out again before they bought: they may wait anew
    elif first:
        raise AlreadyWaiting(first)


def _refuse_unless_open(book: Book, terms: Terms, quantity: int) -> None:
    answer = book.availability
    if answer.can_buy:
        raise InStock(book)
    if not answer.can_prebook or book.price is None:
        raise CannotPrebook(book, f"{book.title} cannot be pre-booked. {answer.promise}")
    if not 1 <= quantity <= terms.most_each:
        most = "one copy" if terms.most_each == 1 else f"{terms.most_each} copies"
        raise CannotPrebook(book, f"We take pre-books of {book.title} for at most {most} each.")
    if terms.most_copies is not None and copies_prebooked(book) + quantity > terms.most_copies:
        raise CannotPrebook(
            book, f"All copies of {book.title} that we expect are pre-booked. Ask us about a later one."
        )


def locked(prebook: Prebook) -> Prebook:
    """Read again behind the lock of its book's stock, which comes first everywhere."""
    stock.lock_supply([prebook.book])
    return Prebook.objects.select_related("book", "person", "hold").locked().get(pk=prebook.pk)


@transaction.atomic
def cancel(prebook: Prebook, *, by: User | None = None, why: str = "") -> Prebook:
    """Give up a place, or the copies that are held: the next in line gets them. Raises CannotChange if it has ended."""
    prebook = locked(prebook)
    if not prebook.is_active:
        raise CannotChange(prebook, _ended(prebook))
    leave(prebook, Prebook.State.CANCELLED)
    prebook.events.create(what=f"Cancelled. {why}".strip(), actor=by)
    news.tell(prebook, news.cancelled)
    return prebook


def other_formats(prebook: Prebook) -> list[Book]:
    """The other editions of its work that somebody who waits could wait for instead."""
    if not prebook.is_active:
        return []
    others = Book.objects.shown().for_cards().filter(work=prebook.book.work_id).exclude(pk=prebook.book_id)
    return [book for book in others.order_by("pk") if book.availability.can_prebook and book.price is not None]


@transaction.atomic
def change_format(prebook: Prebook, book: Book) -> Prebook:
    """A place for another edition instead, at the end of its line; the old one is given up when there is a new one.

    Raises CannotChange if it has ended or the book is another work's, and what place() raises.
    """
    stock.lock_supply([prebook.book, book])
    prebook = locked(prebook)
    if not prebook.is_active:
        raise CannotChange(prebook, _ended(prebook))
    if book.work_id != prebook.book.work_id or book.pk == prebook.book_id:
        raise CannotChange(prebook, "That is no other format of the same book.")
    who = {"person": prebook.person, "email": prebook.email, "name": prebook.name, "phone": prebook.phone}
    anew = place(book, quantity=prebook.quantity, **who)
    leave(prebook, Prebook.State.CANCELLED)
    prebook.events.create(what=f"Changed for the {book.get_format_display().lower()}")
    anew.events.create(what=f"Before, it was the {prebook.book.get_format_display().lower()}")
    return anew


def leave(prebook: Prebook, state: str) -> None:
    """End a locked pre-book. What is held for it goes to the next."""
    if prebook.hold and prebook.hold.ended_at is None:
        CartLine.objects.filter(hold=prebook.hold).delete()
        stock.release(prebook.hold)
    prebook.state, prebook.ended_at = state, timezone.now()
    prebook.save(update_fields=["state", "ended_at"])


def _ended(prebook: Prebook) -> str:
    said = {
        Prebook.State.CANCELLED: "was cancelled already",
        Prebook.State.FULFILLED: "has become an order",
        Prebook.State.LAPSED: "lapsed, because the time to buy was over",
        Prebook.State.WITHDRAWN: "was ended by the publisher",
    }
    return f"Your pre-book of {prebook.book.title} {said[Prebook.State(prebook.state)]}."


def can_be_undone(prebook: Prebook) -> bool:
    is_fresh = prebook.ended_at is not None and timezone.now() - prebook.ended_at < UNDO_WITHIN
    return prebook.state == Prebook.State.CANCELLED and is_fresh


@transaction.atomic
def undo_cancel(prebook: Prebook) -> Prebook:
    """Give somebody their old place in line back. A copy that the next has got meanwhile stays there.

    Raises CannotChange after ten minutes, and AlreadyWaiting if they have pre-booked anew.
    """
    prebook = locked(prebook)
    if not can_be_undone(prebook):
        raise CannotChange(prebook, "It is too late to undo this. You can pre-book it again.")
    _refuse_second(prebook.book, prebook.person, prebook.email)
    return _back_in_line(prebook, "Cancelled, and thought better of it: back in the old place")


@transaction.atomic
def order_unpaid(prebook: Prebook) -> Prebook | None:
    """Give a place back that was ordered ahead, where the order was not paid; None if they have pre-booked anew.

    To be called before the order's own is released: its copies then go to the place in front, which is theirs.
    """
    prebook = locked(prebook)
    if active_of(prebook.book, prebook.person, prebook.email):
        return None
    return _back_in_line(prebook, "Ordered, and not paid: back in the old place")


def _back_in_line(prebook: Prebook, what: str) -> Prebook:
    """A locked pre-book that had ended waits again where it waited; it may be its turn at once."""
    prebook.state, prebook.ended_at = Prebook.State.WAITING, None
    old = prebook.hold
    if old:
        prebook.hold = _hold(prebook, since=old.queued_at, priority=old.priority)
    if old and prebook.hold.state == Hold.State.GRANTED and is_on_sale(prebook.book, timezone.now()):
        prebook.state, prebook.ready_at, prebook.turns = Prebook.State.READY, timezone.now(), prebook.turns + 1
    prebook.save(update_fields=["state", "ended_at", "ready_at", "turns", "hold"])
    prebook.events.create(what=what)
    return prebook


@transaction.atomic
def pass_on(prebook: Prebook) -> Prebook:
    """Let the next in line have this turn, and wait on, first in line. Raises CannotChange if there is no next."""
    prebook = locked(prebook)
    if not prebook.is_ready or prebook.hold is None:
        raise CannotChange(prebook, "It is not your turn just now, so there is nothing to pass on.")
    if not Hold.objects.filter(book=prebook.book).in_line().exists():
        raise CannotChange(prebook, "Nobody waits behind you. Cancel it, if you do not want it.")
    old = prebook.hold
    CartLine.objects.filter(hold=old).delete()
    stock.release(old)
    prebook.state, prebook.ready_at, prebook.reminded_at = Prebook.State.WAITING, None, None
    prebook.hold = _hold(prebook, since=old.queued_at, priority=old.priority)
    prebook.save(update_fields=["state", "ready_at", "reminded_at", "hold"])
    prebook.events.create(what="Passed the turn on to the next in line")
    return prebook


@transaction.atomic
def move_in_line(prebook: Prebook, *, priority: int, reason: str, by: User) -> Prebook:
    """Let somebody go before others, or no longer. The reason is kept. Raises CannotChange unless they wait in line."""
    prebook = locked(prebook)
    if not prebook.hold or prebook.hold.state != Hold.State.QUEUED:
        raise CannotChange(prebook, "This one does not stand in line.")
    if not reason.strip():
        raise ValueError("Whoever is overtaken deserves a reason.")
    before = prebook.hold.priority
    stock.prioritise(prebook.hold, priority)
    prebook.events.create(what=f"Priority {before} became {priority}: {reason.strip()}"[:500], actor=by)
    return prebook
