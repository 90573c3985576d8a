"""Promises of copies: made, kept, taken, given back, run out."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone

from accounts.models import User
from catalog import listing
from catalog.models import Book, Branch, HeldCopies, Hold, Stock, StockMovement
from catalog.signals import hold_lapsed
from catalog.stock.locking import lock_supply
from catalog.stock.movements import record
from catalog.stock.queue import kept_until, serve_queue, set_aside
from storefront.queries import these
from storefront.sweeps import do_each


class NotEnoughCopies(Exception):
    """Carries .book, .wanted and .available (free copies of the moment); its text is a sentence for the shopper."""

    def __init__(self, book: Book, wanted: int, available: int) -> None:
        self.book, self.wanted, self.available = book, wanted, available
        left = {0: "no copy is left", 1: "one copy is left"}.get(available, f"{available} copies are left")
        super().__init__(f"{book.title}: you asked for {wanted}, and {left}.")


class HoldEnded(Exception):
    """The promise is over: its copies were taken, given back or ran out. Carries .hold."""

    def __init__(self, hold: Hold) -> None:
        self.hold = hold
        super().__init__(f"This promise is over: {hold.get_state_display().lower()}.")


@transaction.atomic
def hold(
    book: Book,
    quantity: int,
    *,
    kind: str,
    reference: str = "",
    branch: Branch | None = None,
    until: datetime | None = None,
    queue: bool = False,
    priority: int = 0,
    since: datetime | None = None,
) -> Hold:
    """Promise copies: of one branch, or of all that dispatch.

    Set aside at once if all are free and nobody waits before; otherwise put in line when `queue` is asked for, else
    NotEnoughCopies is raised and nothing has changed. `until` is the moment it lapses by itself, None for never; the
    queue sets its own when the turn comes. `since` gives somebody an earlier place back. Raises ValueError below one
    copy.
    """
    if quantity < 1:
        raise ValueError("A promise is for at least one copy.")
    rows = [row for row in lock_supply([book]) if _serves(row, branch)]
    if _lapse(book, timezone.now()):  # the clock has freed these already, whether or not the job has come round
        rows = [row for row in lock_supply([book]) if _serves(row, branch)]
    free = sum(row.free for row in rows)
    if free < quantity and not queue:
        raise NotEnoughCopies(book, quantity, free)
    promise = Hold(
        book=book,
        branch=branch,
        quantity=quantity,
        kind=kind,
        state=Hold.State.QUEUED,
        priority=priority,
        reference=reference,
        queued_at=since or timezone.now(),
    )
    if free >= quantity:
        now = timezone.now()
        promise.state, promise.granted_at = Hold.State.GRANTED, now
        promise.expires_at = until or kept_until(kind, book, now)
    promise.save()
    if promise.state == Hold.State.GRANTED:
        set_aside(promise, rows)
    else:
        serve_queue(book)
    listing.refresh([book.pk])
    return promise


@transaction.atomic
def keep(promise: Hold, *, kind: str = Hold.Kind.ORDER) -> Hold:
    """Make a promise last until its copies are taken or given back: it is paid. Raises HoldEnded."""
    promise = _locked(promise)
    promise.kind, promise.expires_at = kind, None
    promise.save(update_fields=["kind", "expires_at"])
    return promise


@transaction.atomic
def take(promise: Hold, *, actor: User | None = None) -> Hold:
    """Let the copies of a granted hold leave the house. Raises HoldEnded, or NotEnoughCopies while it still waits."""
    promise = _locked(promise)
    if promise.state != Hold.State.GRANTED:
        raise NotEnoughCopies(promise.book, promise.quantity, sum(part.quantity for part in promise.copies.all()))
    for part in promise.copies.select_related("stock").order_by("stock"):
        part.stock.held -= part.quantity
        record(part.stock, -part.quantity, StockMovement.Reason.SALE, reference=promise.reference, actor=actor)
    promise.copies.all().delete()
    _close(promise, Hold.State.TAKEN)
    listing.refresh([promise.book_id])
    return promise


@transaction.atomic
def release(promise: Hold) -> Hold:
    """Give the copies, or the place in line, to the next. Raises HoldEnded."""
    promise = _locked(promise)
    _put_back([promise])
    _close(promise, Hold.State.RELEASED)
    serve_queue(promise.book)
    listing.refresh([promise.book_id])
    return promise


@transaction.atomic
def prioritise(promise: Hold, priority: int) -> Hold:
    """Move somebody who waits to another level of the line. Why is for the caller to keep. Raises HoldEnded."""
    promise = _locked(promise)
    promise.priority = priority
    promise.save(update_fields=["priority"])
    return promise


@transaction.atomic
def resize(promise: Hold, quantity: int) -> Hold:
    """Set aside more free copies for a granted hold, or let the next have some of its own.

    Raises HoldEnded, NotEnoughCopies if so many cannot be had, or ValueError below one copy.
    """
    if quantity < 1:
        raise ValueError("A promise is for at least one copy.")
    promise = _locked(promise)
    free = sum(row.free for row in lock_supply([promise.book]) if _serves(row, promise.branch))
    if promise.state != Hold.State.GRANTED or quantity > promise.quantity + free:
        raise NotEnoughCopies(promise.book, quantity, free)
    if quantity != promise.quantity:
        _put_back([promise])
        promise.quantity = quantity
        promise.save(update_fields=["quantity"])
        set_aside(promise, [row for row in lock_supply([promise.book]) if _serves(row, promise.branch)])
        serve_queue(promise.book)
        listing.refresh([promise.book_id])
    return promise


@transaction.atomic
def hand_over(promise: Hold, *, kind: str, reference: str, until: datetime | None) -> Hold:
    """Let the copies that are set aside serve something else: a pre-book's become an order's. Raises HoldEnded, or
    NotEnoughCopies while it still waits."""
    promise = _locked(promise)
    if promise.state != Hold.State.GRANTED or (promise.expires_at and promise.expires_at <= timezone.now()):
        raise NotEnoughCopies(promise.book, promise.quantity, 0)
    promise.kind, promise.reference, promise.expires_at = kind, reference, until
    promise.save(update_fields=["kind", "reference", "expires_at"])
    return promise


@transaction.atomic
def hand_over_place(promise: Hold, quantity: int, *, kind: str, reference: str) -> Hold:
    """Let a place in line serve something else, for all of its copies or fewer: an order takes over a pre-book's.

    What was set aside for it comes along, and the place stays where it is. It lapses no more. Raises HoldEnded, or
    NotEnoughCopies for more copies than it stands for.
    """
    promise = _locked(promise)
    if not 1 <= quantity <= promise.quantity:
        raise NotEnoughCopies(promise.book, quantity, promise.quantity)
    is_less = quantity < promise.quantity
    promise.kind, promise.reference, promise.quantity, promise.expires_at = kind, reference, quantity, None
    promise.save(update_fields=["kind", "reference", "quantity", "expires_at"])
    if is_less:
        _keep_no_more(promise)
        listing.refresh([promise.book_id])
    return promise


def _keep_no_more(promise: Hold) -> None:
    """Whoever now waits for fewer copies gives up those above; what is free then serves the line, with them in it."""
    _put_back([promise])
    if promise.state == Hold.State.GRANTED:
        set_aside(promise, [row for row in lock_supply([promise.book]) if _serves(row, promise.branch)])
    serve_queue(promise.book)


def lapse_overdue(now: datetime | None = None) -> int:
    """End every promise whose time is over and serve those who wait. How many lapsed. One transaction for each book."""
    now = now or timezone.now()
    books = Book.objects.filter(pk__in=Hold.objects.overdue(now).values("book")).order_by("pk")
    return sum(do_each(books, lambda book: _lapse_of(book, now)))


@transaction.atomic
def _lapse_of(book: Book, now: datetime) -> int:
    lock_supply([book])
    lapsed = _lapse(book, now)
    listing.refresh([book.pk])
    return lapsed


def _lapse(book: Book, now: datetime) -> int:
    """End the promises of a book whose time is over, and serve whoever waits. Its stock is locked by the caller."""
    overdue = list(Hold.objects.filter(book=book).overdue(now).locked())
    if not overdue:
        return 0
    ended = {"state": Hold.State.LAPSED, "ended_at": timezone.now()}
    _put_back(overdue)
    Hold.objects.filter(pk__in=these(late.pk for late in overdue)).update(**ended)
    hold_lapsed.send(sender=Hold, book=book, holds=overdue)
    serve_queue(book)
    return len(overdue)


def _locked(promise: Hold) -> Hold:
    """The live hold, read again behind the lock of its book's stock."""
    lock_supply([promise.book])
    promise = Hold.objects.select_related("book").locked().get(pk=promise.pk)
    if promise.ended_at:
        raise HoldEnded(promise)
    return promise


def _put_back(promises: list[Hold]) -> None:
    """The copies of these are promised to nobody any more."""
    parts = HeldCopies.objects.filter(hold__in=these(promise.pk for promise in promises))
    for stock, copies in parts.values_list("stock").annotate(Sum("quantity")).order_by("stock"):
        Stock.objects.filter(pk=stock).update(held=F("held") - copies)
    parts.delete()


def _close(promise: Hold, state: str) -> None:
    promise.state, promise.ended_at = state, timezone.now()
    promise.save(update_fields=["state", "ended_at"])


def _serves(stock: Stock, branch: Branch | None) -> bool:
    return stock.branch_id == branch.pk if branch else stock.branch.dispatches
