"""The queue for a book: priority first, then arrival. Nobody is overtaken."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from catalog.models import Book, HeldCopies, Hold, Stock
from catalog.signals import hold_granted

# How long a copy is kept for someone whose turn has come. Orders keep theirs until it is sent.
KEPT_FOR = {Hold.Kind.PREBOOK: timedelta(hours=48), Hold.Kind.COLLECTION: timedelta(days=7)}


def serve_queue(book: Book) -> None:
    """Give the free copies of a book to those who wait, next first. The book's stock is locked by the caller.

    Copies are set aside one person at a time: someone who waits for three gets the first two when two come, and the
    third later, rather than being passed by.
    """
    for stock in Stock.objects.filter(book=book).select_related("branch").order_by("pk"):
        if stock.free:
            _serve_from(stock)


def _serve_from(stock: Stock) -> None:
    entitled = Q(branch=stock.branch_id)
    if stock.branch.dispatches:
        entitled |= Q(branch=None)
    # Each takes a copy at least, so no more people than copies need be looked at.
    waiting = Hold.objects.filter(entitled, book=stock.book_id).in_line()[: stock.free]
    for hold in list(waiting.select_for_update(of=("self",))):
        set_aside(hold, [stock])
        if not stock.free:
            return


def set_aside(hold: Hold, rows: list[Stock]) -> None:
    """Move free copies of locked rows to a hold, as many as it still lacks; grant it once it has them all."""
    has = {copies.stock_id: copies for copies in hold.copies.all()}
    lacking = hold.quantity - sum(copies.quantity for copies in has.values())
    for stock in rows:
        part = min(stock.free, lacking)
        if part:
            copies = has.get(stock.pk) or HeldCopies(hold=hold, stock=stock, quantity=0)
            copies.quantity += part
            copies.save()
            stock.held += part
            stock.save(update_fields=["held"])
            lacking -= part
    if not lacking:
        _grant(hold)


def _grant(hold: Hold) -> None:
    now = timezone.now()
    from_queue = hold.state == Hold.State.QUEUED
    hold.state, hold.granted_at = Hold.State.GRANTED, now
    if from_queue and hold.kind in KEPT_FOR:
        hold.expires_at = now + KEPT_FOR[hold.kind]
    hold.save(update_fields=["state", "granted_at", "expires_at"])
    if from_queue:
        hold_granted.send(sender=Hold, hold=hold)
