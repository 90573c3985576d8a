"""What is to be fetched from the shelves."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from catalog.models import Book, Branch, HeldCopies, Hold
from orders.models import Order, OrderLine, Parcel


@dataclass
class Pick:
    """Copies of a book at a branch, and the parcels that they are for."""

    book: Book
    copies: int = 0
    parcels: list[Parcel] = field(default_factory=list)


def parcels_to_pick() -> QuerySet[Parcel]:
    """Paid parcels whose books are all here, and those that somebody is fetching already; the most urgent first."""
    absent = OrderLine.objects.open().filter(parcel=OuterRef("pk")).exclude(hold__state=Hold.State.GRANTED)
    states = [Parcel.State.WAITING, Parcel.State.PICKING]
    lines = OrderLine.objects.open().select_related("hold")
    parcels = Parcel.objects.filter(order__state=Order.State.PAID, state__in=states).exclude(Exists(absent))
    return (
        parcels.select_related("order", "branch").prefetch_related(Prefetch("lines", lines)).order_by("leaves_on", "pk")
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
