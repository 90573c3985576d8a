"""Where the demo's copies stand: most on the shelf, some at the wholesaler, awaited, or gone for good."""

from __future__ import annotations

import random
from datetime import timedelta

from django.utils import timezone

from catalog import stock
from catalog.models import Book, Branch, Supplier, SupplierOffer
from catalog.models.kinds import Status

SHOP, STOREROOM = "harbour-street", "mill-lane"


def load(books: list[Book]) -> None:
    """Every twelfth or so of each kind: the same ones on every machine."""
    wholesaler, _ = Supplier.objects.get_or_create(name="Gannet Wholesale")
    branches = {branch.slug: branch for branch in Branch.objects.all()}
    deliveries, offers = [], []
    for number, book in enumerate(book for book in books if book.status == Status.ACTIVE):
        dice = random.Random(book.isbn13[::-1])  # noqa: S311 - the same shop on every machine
        match number % 24:
            case 3 | 15:
                offers.append(SupplierOffer(book=book, supplier=wholesaler, state="available", days_from=2, days_to=4))
            case 9:
                offers.append(SupplierOffer(book=book, supplier=wholesaler, state="to_order", days_from=10, days_to=15))
            case 7 | 19:
                offers.append(_awaited(book, wholesaler, dice))
            case 11:
                Book.objects.filter(pk=book.pk).update(status=Status.OUT_OF_PRINT)
            case 21 if number % 48 == 21:
                Book.objects.filter(pk=book.pk).update(price=None, list_price=None)
            case 22 if number % 120 == 22:
                Book.objects.filter(pk=book.pk).update(status=Status.WITHDRAWN)
            case case:
                deliveries.append((book, branches[SHOP], 1 if case in {5, 17} else dice.randint(2, 12)))
                if dice.random() < 0.3:
                    deliveries.append((book, branches[STOREROOM], dice.randint(1, 3)))
    SupplierOffer.objects.bulk_create(offers)
    stock.receive_many(deliveries, reference="Opening stock")


def _awaited(book: Book, supplier: Supplier, dice: random.Random) -> SupplierOffer:
    day = timezone.localdate() + timedelta(days=dice.randint(5, 40))
    return SupplierOffer(book=book, supplier=supplier, state="awaited", expected_on=day)
