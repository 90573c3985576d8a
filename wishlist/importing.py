"""Bringing a reading list along: kept when it is sent, begun when shelves have lists, done by a job in portions.

Every portion is a transaction that marks its rows, so that a job that dies goes on where it was, and what is done
twice adds nothing.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from procrastinate.contrib.django import app

from accounts.models import User
from catalog.models import Book
from notices.telling import tell
from wishlist import matching, news, wishing
from wishlist.models import MOST_LISTS, ImportedRow, ReadingImport, Wishlist
from wishlist.reading_lists import ReadingList

AT_ONCE = 100  # rows
NEW_LIST, LEAVE_OUT = "new", "leave"
State = ImportedRow.State


class TooManyLists(Exception):
    def __init__(self) -> None:
        super().__init__(f"You can have {MOST_LISTS} lists. Choose fewer new ones.")


@transaction.atomic
def keep(owner: User, file_name: str, reading_list: ReadingList) -> ReadingImport:
    """Nothing is on a list yet."""
    kept = ReadingImport.objects.create(owner=owner, source=reading_list.source, file_name=file_name[:200])
    rows = [
        ImportedRow(
            reading_import=kept,
            number=row.number,
            title=row.title,
            author=row.author,
            isbns=row.isbns,
            shelf=row.shelf,
            problem=row.problem,
            state=State.NOT_FOUND if row.problem else State.WAITING,
        )
        for row in reading_list.rows
    ]
    ImportedRow.objects.bulk_create(rows, batch_size=2000)
    return kept


def shelves_of(reading_import: ReadingImport) -> dict[str, int]:
    """How many books wait on each shelf, those of the largest first."""
    waiting = reading_import.rows.filter(problem="").order_by().values_list("shelf")
    return dict(waiting.annotate(books=Count("pk")).order_by("-books", "shelf"))


@transaction.atomic
def begin(reading_import: ReadingImport, lists: dict[str, str]) -> None:
    """lists: for each shelf a list of its owner by pk, NEW_LIST or LEAVE_OUT. Raises TooManyLists."""
    reading_import = ReadingImport.objects.select_for_update(of=("self",)).get(pk=reading_import.pk)
    if reading_import.started_at:
        return
    own = {str(each.pk): each for each in Wishlist.objects.of(reading_import.owner, None)}
    new = [shelf for shelf, choice in lists.items() if choice == NEW_LIST]
    if len(own) + len(new) > MOST_LISTS:
        raise TooManyLists
    targets = {shelf: int(choice) for shelf, choice in lists.items() if choice in own}
    for shelf in new:
        targets[shelf] = _list_for(shelf, reading_import.owner).pk
    reading_import.rows.filter(state=State.WAITING).exclude(shelf__in=targets).update(state=State.LEFT_OUT)
    reading_import.targets, reading_import.started_at = targets, timezone.now()
    reading_import.save(update_fields=["targets", "started_at"])
    app.configure_task("wishlist.tasks.bring_along").defer(pk=reading_import.pk)


def name_of(shelf: str) -> str:
    """“to-read” as a list is called."""
    return shelf.replace("-", " ").strip().capitalize()[:80] or "Without a shelf"


def _list_for(shelf: str, owner: User) -> Wishlist:
    """The one of that name, so that the same file sent again makes no second."""
    default, name = wishing.default_list(person=owner), name_of(shelf)
    return Wishlist.objects.filter(owner=owner, name=name).first() or wishing.new_list(beside=default, name=name)


def bring_along(reading_import: ReadingImport) -> None:
    """All that is left of it."""
    while _take_some(reading_import.pk):
        pass


@transaction.atomic
def _take_some(pk: int) -> int:
    going = ReadingImport.objects.filter(pk=pk, started_at__isnull=False, finished_at=None)
    reading_import = going.select_for_update(of=("self",)).first()
    if reading_import is None:
        return 0
    rows = list(reading_import.rows.filter(state=State.WAITING)[:AT_ONCE])
    if not rows:
        _finish(reading_import)
        return 0
    matches = matching.matched(rows)
    for row in rows:
        row.book, row.candidates = matches[row.pk].book, matches[row.pk].offered
        row.state = State.UNCLEAR if row.candidates else State.NOT_FOUND
    _put(reading_import, [row for row in rows if row.book])
    ImportedRow.objects.bulk_update(rows, ["book", "candidates", "state"])
    return len(rows)


def _put(reading_import: ReadingImport, rows: list[ImportedRow]) -> None:
    """On the lists of their shelves; a list that was deleted meanwhile gives way to the one of the heart."""
    lists = {each.pk: each for each in Wishlist.objects.locked().filter(owner=reading_import.owner_id)}
    by_list: dict[Wishlist, list[ImportedRow]] = defaultdict(list)
    for row in rows:
        there = lists.get(reading_import.targets.get(row.shelf)) or wishing.default_list(person=reading_import.owner)
        by_list[there].append(row)
    for wishlist, theirs in by_list.items():
        new = wishing.add_many(wishlist, [row.book for row in theirs])
        for row in theirs:
            row.state = State.ADDED if row.book.work_id in new else State.ALREADY
            new.discard(row.book.work_id)


def _finish(reading_import: ReadingImport) -> None:
    reading_import.finished_at = timezone.now()
    reading_import.save(update_fields=["finished_at"])
    told = news.brought_along(reading_import, counts_of(reading_import))
    tell(reading_import.owner, news.IMPORT, f"reading list {reading_import.pk}", **told)


def counts_of(reading_import: ReadingImport) -> dict[str, int]:
    """How many rows there are of each state."""
    counted = dict(reading_import.rows.order_by().values_list("state").annotate(Count("pk")))
    return {state.value: counted.get(state.value, 0) for state in State}


@transaction.atomic
def choose(reading_import: ReadingImport, choices: dict[int, int | None]) -> int:
    """What a person says of unclear rows: the pk of one of the offered books, or None. How many came on lists."""
    unclear = reading_import.rows.filter(state=State.UNCLEAR, pk__in=choices)
    rows = list(unclear.order_by("pk").select_for_update(of=("self",)))
    books = Book.objects.shown().in_bulk([pk for pk in choices.values() if pk])
    for row in rows:
        chosen = choices[row.pk]
        row.book = books.get(chosen) if chosen in row.candidates else None
        row.state = State.NOT_FOUND
    _put(reading_import, [row for row in rows if row.book])
    ImportedRow.objects.bulk_update(rows, ["book", "state"])
    return sum(row.book is not None for row in rows)


def sweep(before: datetime) -> int:
    """Forget what was sent before then: the lists have it. How many."""
    return ReadingImport.objects.filter(created_at__lt=before).delete()[0]
