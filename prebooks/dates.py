"""Dates that move, and books that are withdrawn: told to everyone who waits, whoever or whatever changed them."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from catalog import stock
from catalog.availability import FOR_GOOD
from catalog.models import Book
from catalog.models.kinds import Status
from prebooks import news
from prebooks.models import Prebook
from prebooks.placing import leave
from storefront.days import spoken_day

AT_ONCE = 100
NO_DAY = Value(date.min)


def tell_of_changes() -> int:
    """Bring everybody who waits up to date about their book. How many were told. In portions, each a transaction."""
    told = 0
    while portion := _tell_some():
        told += portion
    return told


def _changed() -> Q:
    return ~Q(book__status=F("told_status")) | ~Q(known_day=F("book_day"))


@transaction.atomic
def _tell_some() -> int:
    """The portion of one book: its stock is locked first, as everywhere."""
    days = {
        "known_day": Coalesce("told_day", NO_DAY),
        "book_day": Coalesce(Greatest("book__published_on", "book__embargo_on"), NO_DAY),
    }
    behind = Prebook.objects.active().annotate(**days).filter(_changed())
    first = behind.order_by("book", "pk").first()
    if first is None:
        return 0
    stock.lock_supply([first.book])
    book = Book.objects.with_supply().get(pk=first.book_id)
    pks = list(behind.filter(book=book).order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    prebooks = list(Prebook.objects.active().filter(pk__in=pks).select_related("person", "hold").locked())
    for prebook in prebooks:
        prebook.book = book
    _tell(book, prebooks)
    return len(pks)


def _tell(book: Book, prebooks: list[Prebook]) -> None:
    day = book.on_sale_on
    if book.status in FOR_GOOD:
        for prebook in prebooks:
            leave(prebook, Prebook.State.WITHDRAWN)
        news.tell_many(prebooks, news.withdrawn)
    else:
        moved = [prebook for prebook in prebooks if _is_news(prebook.told_day, day)]
        for prebook in moved:
            was = f"from {spoken_day(prebook.told_day)} " if prebook.told_day else ""
            prebook.events.create(what=f"Publication moved {was}to {news.publication(book) or 'no date'}")
        news.tell_many([prebook for prebook in moved if day], news.moved)
        put_off = [each for each in prebooks if each.told_status != book.status and book.status == Status.POSTPONED]
        news.tell_many([*put_off, *(each for each in moved if not day and each not in put_off)], news.put_off)
        _keep_for_the_day(book, prebooks)
    Prebook.objects.filter(pk__in=[each.pk for each in prebooks]).update(told_day=day, told_status=book.status)


def _is_news(was: date | None, day: date | None) -> bool:
    """A date of the past that is put right is not."""
    today = timezone.localdate()
    return was != day and any(each and each > today for each in (was, day))


def _keep_for_the_day(book: Book, prebooks: list[Prebook]) -> None:
    """A turn that had begun waits again when the day of sale is ahead."""
    stock.mind_the_day(book)
    if book.on_sale_on and book.on_sale_on > timezone.localdate():
        back = {"state": Prebook.State.WAITING, "ready_at": None, "reminded_at": None}
        ready = [each.pk for each in prebooks if each.is_ready]
        Prebook.objects.filter(pk__in=ready).update(**back)
