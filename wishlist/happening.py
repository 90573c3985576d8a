"""From a change in the shop to the readers who wished for the book, each told once.

A change writes a Happening in its own transaction and returns; a job tells it in portions, each a transaction that
also says how far it came. A worker that dies has told a portion or not begun it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from procrastinate.contrib.django import app

from catalog.availability import Action, State
from catalog.listing import Change
from catalog.models import Book
from notices.models import Notice
from notices.telling import tell_many
from storefront.sweeps import do_each
from wishlist import news
from wishlist.models import Absence, Happening, Wish

AT_ONCE = 200  # wishes
# A copy that somebody took to the till and did not pay for comes back within minutes: nobody need hear of that.
AWAY_FOR = timedelta(hours=1)
A_WHILE = timedelta(days=30)  # after which the same low price is news again
What = Happening.What
NEVER_SOLD = {State.NOT_SOLD, State.OUT_OF_PRINT}


def on_offers_changed(changes: Sequence[Change], **kwargs: Any) -> None:
    """Write down what is news to somebody (a receiver of catalog.signals.offers_changed)."""
    wishes = Wish.objects.watched().filter(book__in=[change.book_id for change in changes])
    counted = dict(wishes.order_by().values_list("book").annotate(Count("pk")))
    wished = [change for change in changes if change.book_id in counted]
    if wished:
        _write_down(wished, counted)


def _write_down(changes: list[Change], counted: dict[int, int]) -> None:
    now = timezone.now()
    away = dict(Absence.objects.filter(book__in=[change.book_id for change in changes]).values_list("book", "since"))
    happenings = [
        Happening(
            book_id=change.book_id, what=what, price=change.price, happened_at=now, wishes=counted[change.book_id]
        )
        for change in changes
        for what in _what(change, away.get(change.book_id), now)
    ]
    gone = [Absence(book_id=change.book_id, since=now) for change in changes if _went(change)]
    Absence.objects.filter(book__in=[change.book_id for change in changes if change.action == Action.BUY]).delete()
    Absence.objects.bulk_create(gone, ignore_conflicts=True)
    Happening.objects.bulk_create(happenings)
    if happenings:
        app.configure_task("wishlist.tasks.tell").batch_defer(*({"pk": each.pk} for each in happenings))


def _went(change: Change) -> bool:
    return change.was_action == Action.BUY and change.action != Action.BUY


def _what(change: Change, away_since: datetime | None, now: datetime) -> list[str]:
    """What this change is to somebody who wished for the book; often nothing."""
    if change.state in NEVER_SOLD:
        return []
    said = []
    if change.price is not None and change.was_price is not None and change.price < change.was_price:
        said.append(What.PRICE)
    if change.was_state == State.FORTHCOMING and change.state != State.FORTHCOMING:
        said.append(What.OUT)
    elif change.was_action != Action.BUY and change.action == Action.BUY and _was_away(away_since, now):
        said.append(What.BACK)
    return said


def _was_away(since: datetime | None, now: datetime) -> bool:
    """Whoever wished for it while it was away has seen that it was: with no Absence kept it was a long one."""
    return since is None or since <= now - AWAY_FOR


def tell(happening: Happening) -> int:
    """Tell everybody whom it concerns and has not heard. How many were told now; done again, nobody."""
    told = 0
    while (portion := _tell_some(happening.pk)) is not None:
        told += portion
    return told


@transaction.atomic
def _tell_some(pk: int) -> int | None:
    """The next portion, in the order of the wishes; None when there is none. Two at once wait for each other."""
    happening = Happening.objects.select_for_update(of=("self",)).filter(pk=pk, finished_at=None).first()
    if happening is None:
        return None
    book = Book.objects.for_cards().get(pk=happening.book_id)
    ahead = Wish.objects.watched().filter(book=book, pk__gt=happening.reached).order_by("pk")
    wishes = list(ahead.select_related("wishlist__owner")[:AT_ONCE]) if news.is_still_so(happening, book) else []
    told = _tell(happening, book, wishes)
    happening.told += told
    happening.reached = wishes[-1].pk if wishes else happening.reached
    happening.finished_at = None if wishes else timezone.now()
    happening.save(update_fields=["told", "reached", "finished_at"])
    return told


def _tell(happening: Happening, book: Book, wishes: list[Wish]) -> int:
    wishes = _whom_it_concerns(happening, book, wishes)
    told = tell_many([news.written(happening, book, wish) for wish in wishes])
    if happening.what == What.PRICE:
        known = {"told_price": book.price, "told_price_at": timezone.now()}
        Wish.objects.filter(pk__in=[wish.pk for wish in wishes]).update(**known)
    return told


def _whom_it_concerns(happening: Happening, book: Book, wishes: list[Wish]) -> list[Wish]:
    """Without those to whom the price is no news, and those who heard of this book from elsewhere just now.

    Whoever pre-booked it is told of it as their pre-book.
    """
    if happening.what == What.PRICE:
        return [wish for wish in wishes if _is_lower(wish, book, timezone.now())]
    people = [wish.wishlist.owner_id for wish in wishes]
    elsewhere = Notice.objects.filter(person__in=people, isbn13=book.isbn13, created_at__gte=happening.happened_at)
    know = set(elsewhere.exclude(kind__in=[kind.name for kind in news.KINDS]).values_list("person", flat=True))
    return [wish for wish in wishes if wish.wishlist.owner_id not in know]


def _is_lower(wish: Wish, book: Book, now: datetime) -> bool:
    """Lower than when they wished for it, and than what they last heard of, unless that is long ago."""
    if wish.price_when_added is None or book.price >= wish.price_when_added:
        return False
    if wish.told_price is None or book.price < wish.told_price:
        return True
    return wish.told_price_at <= now - A_WHILE


def tell_the_rest() -> int:
    """Whatever a lost job left untold. How many were told."""
    a_moment_ago = timezone.now() - timedelta(minutes=5)
    return sum(do_each(Happening.objects.unfinished().filter(happened_at__lt=a_moment_ago), tell))


def sweep(before: datetime) -> int:
    """Forget news that was all told before then. How many."""
    return Happening.objects.filter(finished_at__lt=before).delete()[0]
