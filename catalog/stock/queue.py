"""The queue for a book: priority first, then arrival. Nobody is overtaken.

However many wait, a delivery asks the same few things of the database: the next in line are read, given their copies
and granted together.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q, Sum
from django.utils import timezone

from catalog.models import Book, HeldCopies, Hold, Stock
from catalog.signals import copies_came_free, hold_granted
from storefront.queries import these

# How long a copy is kept for someone whose turn has come. Orders keep theirs until it is sent.
KEPT_FOR = {Hold.Kind.PREBOOK: timedelta(hours=48), Hold.Kind.COLLECTION: timedelta(days=7)}
AT_ONCE = 1000  # rows


def serve_queue(book: Book) -> None:
    """Give the free copies of a book to those who wait, next first. The book's stock is locked by the caller.

    Copies are set aside one person at a time: someone who waits for three gets the first two when two come, and the
    third later, rather than being passed by. What nobody waits for is free for all.
    """
    rows = list(Stock.objects.filter(book=book).select_related("branch").order_by("pk"))
    for row in rows:
        # Granted row by row: whoever has all their copies no longer stands in the line that the next row serves.
        if row.free and (full := _serve_from(row)):
            _grant(book, full)
    if any(row.free for row in rows if row.branch.dispatches):
        copies_came_free.send(sender=Book, books=[book])


def _serve_from(stock: Stock) -> list[Hold]:
    """Hand out the free copies of one row. Those who now have all they asked for."""
    entitled = Q(branch=stock.branch_id)
    if stock.branch.dispatches:
        entitled |= Q(branch=None)
    # Each takes a copy at least, so no more people than copies need be looked at.
    waiting = Hold.objects.filter(entitled, book=stock.book_id).in_line()[: stock.free]
    holds = list(waiting.select_for_update(of=("self",)))
    if not holds:
        return []
    # Few of those in line have some copies already; they are found without naming the thousands that may wait.
    some = HeldCopies.objects.filter(hold__book=stock.book_id, hold__state=Hold.State.QUEUED)
    has: dict[int, int] = dict(some.values_list("hold").annotate(Sum("quantity")).order_by())
    given, full = {}, []
    for hold in holds:
        part = min(stock.free, hold.quantity - has.get(hold.pk, 0))
        if part:
            given[hold.pk] = part
            stock.held += part
        if has.get(hold.pk, 0) + part == hold.quantity:
            full.append(hold)
    _set_aside(stock, given)
    return full


def _set_aside(stock: Stock, given: dict[int, int]) -> None:
    """Write down what was given, by the pk of the hold: stock.held says their sum already."""
    some = HeldCopies.objects.filter(stock=stock, hold__book=stock.book_id, hold__state=Hold.State.QUEUED)
    known = {copies.hold_id: copies for copies in some if copies.hold_id in given}
    for pk, copies in known.items():
        copies.quantity += given[pk]
    HeldCopies.objects.bulk_update(known.values(), ["quantity"], batch_size=AT_ONCE)
    new = [HeldCopies(hold_id=pk, stock=stock, quantity=part) for pk, part in given.items() if pk not in known]
    HeldCopies.objects.bulk_create(new, batch_size=AT_ONCE)
    stock.save(update_fields=["held"])


def set_aside(hold: Hold, rows: list[Stock]) -> None:
    """Move free copies of locked rows to a hold that is granted at once."""
    lacking = hold.quantity
    for stock in rows:
        part = min(stock.free, lacking)
        if part:
            stock.held += part
            _set_aside(stock, {hold.pk: part})
            lacking -= part


def _grant(book: Book, holds: list[Hold]) -> None:
    now = timezone.now()
    by_kind = defaultdict(list)
    for hold in holds:
        by_kind[hold.kind].append(hold)
    for kind, same in by_kind.items():
        until = kept_until(kind, book, now)
        Hold.objects.filter(pk__in=these(hold.pk for hold in same)).update(
            state=Hold.State.GRANTED, granted_at=now, expires_at=until
        )
        for hold in same:
            hold.state, hold.granted_at, hold.expires_at = Hold.State.GRANTED, now, until
    tell_granted(book, holds)


def tell_granted(book: Book, holds: Iterable[Hold]) -> None:
    """The turn of these has come, but for pre-books of a book that is not on sale yet: their copies only wait."""
    if ready := [hold for hold in holds if hold.kind != Hold.Kind.PREBOOK or hold.expires_at]:
        hold_granted.send(sender=Hold, book=book, holds=ready)


def kept_until(kind: str, book: Book, now: datetime) -> datetime | None:
    """The end of a turn that begins now; None for one without an end, or one that begins on the day of sale."""
    if kind not in KEPT_FOR or (kind == Hold.Kind.PREBOOK and not is_on_sale(book, now)):
        return None
    return now + KEPT_FOR[kind]


def is_on_sale(book: Book, now: datetime) -> bool:
    """Whether its day has come by the shop's clock, whatever the copy in hand remembers."""
    day = Book.objects.only("published_on", "embargo_on").get(pk=book.pk).on_sale_on
    return day is None or day <= timezone.localtime(now).date()
