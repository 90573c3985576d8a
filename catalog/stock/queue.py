"""The queue for a book: priority first, then arrival. Nobody is overtaken.

However many wait, a delivery asks the same few things of the database: the next in line are read, given their copies
and granted together.
"""

from collections import defaultdict
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Q, Sum
from django.utils import timezone

from catalog.models import Book, HeldCopies, Hold, Stock
from catalog.signals import copies_came_free, hold_granted
from storefront.queries import these

# How long a copy is kept for someone whose turn has come. Orders keep theirs until it is sent.
KEPT_FOR = {Hold.Kind.PREBOOK: timedelta(hours=48), Hold.Kind.COLLECTION: timedelta(days=7)}


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


def _serve_from(stock: Stock) -> dict[str, list[int]]:
    """Hand out the free copies of one row. Those who now have all they asked for: the pks of the holds, by kind."""
    entitled = Q(branch=stock.branch_id)
    if stock.branch.dispatches:
        entitled |= Q(branch=None)
    # Each takes a copy at least, so no more people than copies need be looked at.
    waiting = Hold.objects.filter(entitled, book=stock.book_id).in_line()[: stock.free]
    line = list(waiting.select_for_update(of=("self",)).values_list("pk", "kind", "quantity"))
    if not line:
        return {}
    # Few of those in line have some copies already; they are found without naming the thousands that may wait.
    some = HeldCopies.objects.filter(hold__book=stock.book_id, hold__state=Hold.State.QUEUED)
    has: dict[int, int] = dict(some.values_list("hold").annotate(Sum("quantity")).order_by())
    given, full = {}, defaultdict(list)
    for pk, kind, quantity in line:
        part = min(stock.free, quantity - has.get(pk, 0))
        if part:
            given[pk] = part
            stock.held += part
        if has.get(pk, 0) + part == quantity:
            full[kind].append(pk)
    _set_aside(stock, given)
    return full


def _set_aside(stock: Stock, given: dict[int, int]) -> None:
    """Write down what was given, by the pk of the hold, in one statement: stock.held says their sum already."""
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO catalog_heldcopies AS had (hold_id, stock_id, quantity)
               SELECT hold, %s, part FROM unnest(%s::bigint[], %s::smallint[]) AS given (hold, part)
               ON CONFLICT (hold_id, stock_id) DO UPDATE SET quantity = had.quantity + excluded.quantity""",
            [stock.pk, list(given), list(given.values())],
        )
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


def _grant(book: Book, full: dict[str, list[int]]) -> None:
    now = timezone.now()
    for kind, pks in full.items():
        until = kept_until(kind, book, now)
        granted = {"state": Hold.State.GRANTED, "granted_at": now, "expires_at": until}
        Hold.objects.filter(pk__in=these(pks)).update(**granted)
        if until or kind != Hold.Kind.PREBOOK:  # copies of a book that is not on sale yet only wait
            hold_granted.send(sender=Hold, book=book, holds=pks)


def kept_until(kind: str, book: Book, now: datetime) -> datetime | None:
    """The end of a turn that begins now; None for one without an end, or one that begins on the day of sale."""
    if kind not in KEPT_FOR or (kind == Hold.Kind.PREBOOK and not is_on_sale(book, now)):
        return None
    return now + KEPT_FOR[kind]


def is_on_sale(book: Book, now: datetime) -> bool:
    """Whether its day has come by the shop's clock, whatever the copy in hand remembers."""
    day = Book.objects.only("published_on", "embargo_on").get(pk=book.pk).on_sale_on
    return day is None or day <= timezone.localtime(now).date()
