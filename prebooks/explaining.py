"""The queue of a book as staff see it, and why each stands where they stand."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.humanize.templatetags.humanize import ordinal
from django.core.paginator import Page, Paginator
from django.db.models import Case, Q, QuerySet, Value, When

from catalog.models import Book, Hold
from notices.models import Notice
from prebooks.models import Prebook
from prebooks.news import moment

ON_A_PAGE = 100


@dataclass(frozen=True)
class Place:
    """One who waits, or whose copies are set aside. `prebook` is None for an order that waits for a delivery."""

    number: int | None
    who: str
    quantity: int
    why: str
    prebook: Prebook | None


def queue_of(book: Book, number: int | str | None) -> tuple[Page, list[Place]]:
    """A page of the queue: first those whose copies are set aside, then the line in its order."""
    page = Paginator(_holds(book), ON_A_PAGE).get_page(number)
    served = Hold.objects.filter(_set_aside(), book=book).count()
    start = page.start_index() - served
    return page, [_place(hold, start + place) for place, hold in enumerate(page.object_list)]


def _set_aside() -> Q:
    return Q(state=Hold.State.GRANTED, kind=Hold.Kind.PREBOOK)


def _holds(book: Book) -> QuerySet[Hold]:
    first = Case(When(state=Hold.State.GRANTED, then=Value(0)), default=Value(1))
    holds = Hold.objects.filter(_set_aside() | Q(state=Hold.State.QUEUED), book=book)
    with_people = holds.select_related("prebook__person", "prebook__book").prefetch_related("prebook__events")
    return with_people.order_by(first, "-priority", "queued_at", "pk")


def _place(hold: Hold, number: int) -> Place:
    prebook = getattr(hold, "prebook", None)
    is_queued = hold.state == Hold.State.QUEUED
    return Place(
        number=number if is_queued else None,
        who=prebook.who if prebook else hold.reference,
        quantity=hold.quantity,
        why=_why(hold, prebook, number),
        prebook=prebook,
    )


def _why(hold: Hold, prebook: Prebook | None, number: int) -> str:
    if hold.state == Hold.State.GRANTED:
        until = f"held until {moment(hold.expires_at)}" if hold.expires_at else "set aside until the day of sale"
        return f"Came {moment(hold.queued_at)}; {until}."
    reasons = [f"Came {moment(hold.queued_at)}, so {ordinal(number)}"]
    if hold.priority:
        reasons.append(f"priority {hold.priority}")
    if prebook:
        reasons += [event.what for event in prebook.events.all() if not event.what.startswith("Pre-booked")]
    return "; ".join(reasons) + "."


def progress(book: Book) -> tuple[int, int, int]:
    """Of this book's present turns: how many there are, how many were told, and whose mail has gone."""
    ready = Prebook.objects.filter(book=book, state=Prebook.State.READY).exclude(person=None, email="")
    keys = [f"prebook {pk} ready {turns}" for pk, turns in ready.values_list("pk", "turns")]
    told = Notice.objects.filter(key__in=keys)
    return len(keys), told.count(), told.filter(mailed_at__isnull=False).count()
