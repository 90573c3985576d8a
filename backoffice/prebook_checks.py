"""What does not add up about pre-books: each against its place in line, and the line against the copies."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from catalog.models import Hold, Stock
from prebooks.models import Prebook

LATE = timedelta(minutes=5)  # until then a job may still be on its way
# Where the place in line of each state stands. Without one, everybody is told at once.
PLACES = {
    Prebook.State.WAITING: Q(hold__state=Hold.State.QUEUED)
    | Q(hold__state=Hold.State.GRANTED, hold__expires_at=None, hold__kind=Hold.Kind.PREBOOK),
    Prebook.State.READY: Q(
        hold__state=Hold.State.GRANTED, hold__kind=Hold.Kind.PREBOOK, hold__expires_at__isnull=False
    ),
    Prebook.State.FULFILLED: Q(hold__kind=Hold.Kind.ORDER),
}


def findings() -> Iterator[str]:
    for check in (_places, _queue, _overdue):
        yield from check()


def _places() -> Iterator[str]:
    """A pre-book says what its place in line says, and one that ended keeps none."""
    for state, fits in PLACES.items():
        for prebook in Prebook.objects.filter(state=state).exclude(fits | Q(hold=None)).select_related("hold", "book"):
            said = prebook.hold.get_state_display().lower()
            yield f"Pre-book {prebook.pk} of {prebook.book.isbn13}: {state}, and its place in line is {said}."
    over = Prebook.objects.exclude(state__in=[*Prebook.ACTIVE, Prebook.State.FULFILLED])
    for prebook in over.filter(hold__ended_at=None, hold__isnull=False).select_related("book"):
        yield f"Pre-book {prebook.pk} of {prebook.book.isbn13}: {prebook.state}, and still in line."
    for promise in Hold.objects.live().filter(kind=Hold.Kind.PREBOOK, prebook=None, reference__startswith="prebook "):
        yield f"Hold {promise.pk}: kept for a pre-book that is not there."


def _queue() -> Iterator[str]:
    """No copy lies free beside somebody who waits for one."""
    free = Stock.objects.filter(on_hand__gt=0, branch__dispatches=True).select_related("book", "branch")
    for row in free.filter(book__holds__in=Hold.objects.filter(state=Hold.State.QUEUED, branch=None)).distinct():
        if row.free:
            yield f"{row.book.isbn13} at {row.branch}: {row.free} free, and somebody waits for one."


def _overdue() -> Iterator[str]:
    late = timezone.now() - LATE
    for promise in Hold.objects.overdue(late).filter(kind=Hold.Kind.PREBOOK):
        yield f"Hold {promise.pk}: its time was over at {promise.expires_at:%Y-%m-%d %H:%M}, and nobody ended it."
