"""Putting books in the cart and taking them out. A line is capped by what can be had, and says so."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from catalog.models import Book
from orders import tax
from orders.models import Cart, CartLine, DeliveryMethod, Order
from orders.pricing import Quote, quote
from orders.promotions import Item


class CannotAdd(Exception):
    """Carries .book; its text is a sentence for the shopper."""

    def __init__(self, book: Book) -> None:
        self.book = book
        super().__init__(f"{book.title} cannot be bought just now. {book.availability.promise}")


@dataclass(frozen=True)
class Row:
    """A line of the cart as it stands now: live price, live promise, and what changed since it was added."""

    line: CartLine
    book: Book

    @property
    def quantity(self) -> int:
        return self.line.quantity

    @property
    def item(self) -> Item:
        """What orders.pricing needs to know of it."""
        return Item(
            key=self.book.pk,
            tax_class=self.book.tax_class,
            unit_price=self.book.price or Decimal(0),
            quantity=self.quantity,
            is_sent=not self.book.is_digital,
        )

    @property
    def total(self) -> Decimal:
        return self.item.amount

    @property
    def limit(self) -> int:
        return self.book.availability.limit if self.book.availability.can_buy else 0

    @property
    def old_price(self) -> Decimal | None:
        return self.line.price_when_added if self.book.price != self.line.price_when_added else None

    @property
    def problem(self) -> str:
        """Why it cannot be ordered as it is; empty if it can."""
        if not self.limit:
            return f"{self.book.title} can no longer be bought. {self.book.availability.promise}"
        if self.quantity > self.limit:
            return f"Only {self.limit} of {self.book.title} can be had; you have {self.quantity} in your cart."
        return ""


def rows_of(cart: Cart | None) -> list[Row]:
    """The lines of a cart with their books, in a constant number of queries."""
    lines = list(cart.lines.all()) if cart else []
    books = Book.objects.for_cards().in_bulk([line.book_id for line in lines])
    return [Row(line, books[line.book_id]) for line in lines]


def quote_of(rows: list[Row], *, country: str, delivery: DeliveryMethod | None = None) -> Quote:
    """What these rows cost, sent to a country this way."""
    items = [row.item for row in rows]
    return quote(items, rates=tax.rates_in(country), rules=tax.rules(), tariff=delivery and delivery.tariff)


@transaction.atomic
def add(cart: Cart, book: Book, quantity: int = 1) -> int:
    """Put copies in the cart, on top of those that are there, and return how many there are then.

    Capped by what can be had. Raises CannotAdd when that is none.
    """
    answer = book.availability
    if not answer.can_buy or book.price is None:
        raise CannotAdd(book)
    Cart.objects.locked().get(pk=cart.pk)
    line = cart.lines.filter(book=book).first() or CartLine(
        cart=cart, book=book, quantity=0, price_when_added=book.price
    )
    line.quantity = min(line.quantity + quantity, answer.limit)
    line.save()
    return line.quantity


@transaction.atomic
def set_quantity(line: CartLine, quantity: int) -> int:
    """Change a line, capped by what can be had; nought takes it out. Returns how many there are then."""
    Cart.objects.locked().get(pk=line.cart_id)
    book = Book.objects.with_supply().get(pk=line.book_id)
    line.quantity = min(quantity, book.availability.limit) if book.availability.can_buy else 0
    if line.quantity < 1:
        line.delete()
        return 0
    line.save(update_fields=["quantity"])
    return line.quantity


def add_again(cart: Cart, order: Order) -> tuple[list[str], list[str]]:
    """Add what an order held. The titles that are in the cart now, and a sentence for each that could not be had."""
    added, missed = [], []
    lines = list(order.lines.order_by("pk"))
    books = Book.objects.with_supply().in_bulk([line.book_id for line in lines])
    for line in lines:
        try:
            add(cart, books[line.book_id], line.quantity)
        except CannotAdd as refusal:
            missed.append(str(refusal))
        else:
            added.append(line.title)
    return added, missed
