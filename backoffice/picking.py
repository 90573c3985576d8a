"""What is to be fetched from the shelves."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from catalog.models import Book, Branch, HeldCopies, Hold
from orders.models import Order, OrderLine, Parcel, Reach


@dataclass
class Pick:
    """Copies of a book at a branch, and the parcels that they are for."""

    book: Book
    copies: int = 0
    parcels: list[Parcel] = field(default_factory=list)


def parcels_to_pick(today: date) -> QuerySet[Parcel]:
    """Parcels whose books are all here, and those that somebody is fetching already; the most urgent first.

    What is paid, and what is reserved to be paid at the counter; what is charged when it is packed, on the day on which
    it leaves.
    """
    absent = OrderLine.objects.open().filter(parcel=OuterRef("pk")).exclude(hold__state=Hold.State.GRANTED)
    leaves = Q(order__state=Order.State.PROMISED) & (Q(leaves_on=None) | Q(leaves_on__lte=today))
    reserved = Q(order__state=Order.State.PLACED, order__reach=Reach.RESERVED)
    states = [Parcel.State.WAITING, Parcel.State.PICKING]
    lines = OrderLine.objects.open().select_related("hold")
    parcels = Parcel.objects.filter(Q(order__state=Order.State.PAID) | reserved | leaves, state__in=states)
    return (
        parcels.exclude(Exists(absent))
        .select_related("order", "branch")
        .prefetch_related(Prefetch("lines", lines))
        .order_by("leaves_on", "pk")
    )


def walk(parcels: list[Parcel]) -> dict[Branch, list[Pick]]:
    """By branch, the books to fetch, in the order in which they stand on the shelves: by author, then title."""
    by_hold = {line.hold_id: parcel for parcel in parcels for line in parcel.lines.all()}
    held = HeldCopies.objects.filter(hold__in=by_hold).select_related("stock__branch", "hold")
    books = Book.objects.with_people().in_bulk({copies.stock.book_id for copies in held})
    picks: dict[Branch, dict[int, Pick]] = defaultdict(dict)
    for copies in held:
        pick = picks[copies.stock.branch].setdefault(copies.stock.book_id, Pick(books[copies.stock.book_id]))
        pick.copies += copies.quantity
        pick.parcels.append(by_hold[copies.hold_id])
    ordered = sorted(picks.items(), key=lambda item: (item[0].position, item[0].pk))
    return {branch: sorted(found.values(), key=_shelf_place) for branch, found in ordered}


def _shelf_place(pick: Pick) -> tuple[str, str]:
    first = next((each.contributor.sort_name for each in pick.book.contributions.all()), "")
    return first.casefold(), pick.book.title.casefold()
