"""The one lock of the supply: a book's stock rows, all of them, in pk order."""

from collections.abc import Iterable

from catalog.models import Book, Branch, Stock


def lock_supply(books: Iterable[Book]) -> list[Stock]:
    """Lock the stock of these books, at every branch, to the end of the transaction, and return the rows.

    A row that is missing is made first, so that there is always something to lock: otherwise a person who joins the
    queue and a delivery of the same moment could miss each other. Must run inside a transaction.
    """
    pks = sorted({book.pk for book in books})
    branches = list(Branch.objects.order_by("pk").values_list("pk", flat=True))
    known = set(Stock.objects.filter(book__in=pks).values_list("book_id", "branch_id"))
    missing = [
        Stock(book_id=book, branch_id=branch) for book in pks for branch in branches if (book, branch) not in known
    ]
    if missing:
        Stock.objects.bulk_create(missing, ignore_conflicts=True)
    return list(Stock.objects.filter(book__in=pks).select_related("branch").locked())
