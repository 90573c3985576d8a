"""Copies in and out of the house, each with its line in the ledger."""

from collections.abc import Iterable

from django.db import transaction

from accounts.models import User
from catalog import listing
from catalog.models import Book, Branch, Stock, StockMovement
from catalog.signals import copies_came_free
from catalog.stock.locking import lock_supply
from catalog.stock.queue import serve_queue

Reason = StockMovement.Reason


class CopiesPromised(Exception):
    """Fewer copies than people were promised. Carries .stock; its text is a sentence for staff."""

    def __init__(self, stock: Stock, wanted: int) -> None:
        self.stock = stock
        super().__init__(
            f"{stock.held} of these copies are promised: {wanted} would be too few. Give those back first."
        )


def receive(
    book: Book,
    branch: Branch,
    quantity: int,
    *,
    reason: str = Reason.RECEIPT,
    reference: str = "",
    actor: User | None = None,
) -> StockMovement:
    """Put copies that came in on the shelf and serve whoever waits for them. Raises ValueError below one copy."""
    if quantity < 1:
        raise ValueError("A delivery has at least one copy.")
    with transaction.atomic():
        stock = _row(lock_supply([book]), branch)
        movement = record(stock, quantity, reason, reference=reference, actor=actor)
        serve_queue(book)
        listing.refresh([book.pk])
    return movement


@transaction.atomic
def receive_many(deliveries: Iterable[tuple[Book, Branch, int]], *, reference: str = "") -> None:
    """One delivery of many titles: as receive() for each, in a handful of statements. Raises ValueError likewise."""
    deliveries = list(deliveries)
    if any(quantity < 1 for _, _, quantity in deliveries):
        raise ValueError("A delivery has at least one copy.")
    rows = {(row.book_id, row.branch_id): row for row in lock_supply(book for book, _, _ in deliveries)}
    movements = []
    for book, branch, quantity in deliveries:
        stock = rows[book.pk, branch.pk]
        stock.on_hand += quantity
        movements.append(
            StockMovement(
                stock=stock, quantity=quantity, on_hand=stock.on_hand, reason=Reason.RECEIPT, reference=reference
            )
        )
    Stock.objects.bulk_update(rows.values(), ["on_hand"], batch_size=500)
    StockMovement.objects.bulk_create(movements, batch_size=1000)
    books = {book.pk: book for book, _, _ in deliveries}
    for book in Book.objects.filter(pk__in=books, holds__state="queued").distinct():
        serve_queue(book)
    copies_came_free.send(sender=Book, books=list(books.values()))
    listing.refresh(books)


def adjust(
    book: Book, branch: Branch, to: int, *, reason: str = Reason.COUNT, reference: str = "", actor: User | None = None
) -> StockMovement | None:
    """Say how many copies there are. None if that was known.

    Raises ValueError below nought and CopiesPromised below what is held: whose promise is broken, a person decides.
    """
    if to < 0:
        raise ValueError("There cannot be fewer than no copies.")
    with transaction.atomic():
        stock = _row(lock_supply([book]), branch)
        if to == stock.on_hand:
            return None
        if to < stock.held:
            raise CopiesPromised(stock, to)
        movement = record(stock, to - stock.on_hand, reason, reference=reference, actor=actor)
        serve_queue(book)
        listing.refresh([book.pk])
    return movement


def move(
    book: Book, source: Branch, target: Branch, quantity: int, *, reference: str = "", actor: User | None = None
) -> None:
    """Carry free copies from one branch to another. Raises ValueError if there are not that many."""
    with transaction.atomic():
        rows = lock_supply([book])
        giving, getting = _row(rows, source), _row(rows, target)
        if not 1 <= quantity <= giving.free or giving == getting:
            raise ValueError(f"{giving.free} free copies at {source}: {quantity} cannot be moved.")
        record(giving, -quantity, Reason.TRANSFER, reference=reference, actor=actor)
        record(getting, quantity, Reason.TRANSFER, reference=reference, actor=actor)
        serve_queue(book)
        listing.refresh([book.pk])


def record(
    stock: Stock, quantity: int, reason: str, *, reference: str = "", actor: User | None = None
) -> StockMovement:
    """Change on_hand of a locked row and write the ledger's line."""
    stock.on_hand += quantity
    stock.save(update_fields=["on_hand", "held"])
    return StockMovement.objects.create(
        stock=stock, quantity=quantity, on_hand=stock.on_hand, reason=reason, reference=reference, actor=actor
    )


def _row(rows: list[Stock], branch: Branch) -> Stock:
    return next(row for row in rows if row.branch_id == branch.pk)
