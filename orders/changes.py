"""What is not as it was when its reader last looked: price, day or stock of a line, before and after, in words."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from catalog.availability import State
from catalog.models import Book
from orders.models.carts import LineBase
from storefront.days import spoken_day
from storefront.money import money

WAS = {
    State.IN_STOCK: "was in stock",
    State.AT_BRANCH: "was in one of our shops",
    State.AT_SUPPLIER: "was at our supplier",
    State.TO_ORDER: "was to be ordered in",
    State.FORTHCOMING: "was to be published",
    State.AWAITED: "was on its way to us",
}


def known_of(book: Book, price: Decimal | None = None) -> dict[str, Any]:
    """What a reader knows who sees a book now, as fields of a line; at another price than the book's where given."""
    return {
        "price_known": book.price if price is None else price,
        "state_known": book.availability.state,
        "date_known": book.availability.on,
    }


def changes_of(line: LineBase, book: Book, price: Decimal) -> list[str]:
    """A sentence for each change since."""
    return [said for said in (_of_price(line, book, price), _of_promise(line, book)) if said]


def _of_price(line: LineBase, book: Book, price: Decimal) -> str:
    if not book.availability.can_buy or price == line.price_known:
        return ""
    return f"{book.title} costs {money(price)} now. It was {money(line.price_known)}."


def _of_promise(line: LineBase, book: Book) -> str:
    answer = book.availability
    if not line.state_known or (line.state_known, line.date_known) == (answer.state, answer.on):
        return ""
    was = WAS.get(State(line.state_known), "could not be bought")
    day = f" on {spoken_day(line.date_known)}" if line.date_known else ""
    return f"{book.title} {was}{day}. Now: {answer.promise}"
