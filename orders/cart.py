"""Putting books in the cart and taking them out. A line is capped by what can be had, and says so."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.crypto import salted_hmac

from catalog.availability import State
from catalog.models import Book, Hold
from orders import tax
from orders.changes import changes_of, known_of
from orders.delivery.weights import weight_of
from orders.models import Cart, CartLine, DeliveryMethod, Order
from orders.offers import NOTHING_OFFERED, Offered, known_to_offers, offers_for
from orders.pricing import Quote, quote
from orders.promotions import Item


class CannotAdd(Exception):
    """Carries .book; its text is a sentence for the shopper."""

    def __init__(self, book: Book) -> None:
        self.book = book
        super().__init__(f"{book.title} cannot be bought just now. {book.availability.promise}")


class LineGone(Exception):
    """The line is no longer in the cart. Its text is a sentence for the shopper."""

    def __init__(self) -> None:
        super().__init__("That book is no longer in your cart: it was taken out on another page or device.")


@dataclass(frozen=True)
class Row:
    """A line of the cart as it stands now: live price, live promise, and what changed since it was added."""

    line: CartLine
    book: Book

    @property
    def quantity(self) -> int:
        return self.line.quantity

    @property
    def unit_price(self) -> Decimal:
        """Live; for copies that are kept at a promise, the promise if that is lower."""
        live = self.book.price or Decimal(0)
        return min(live, self.line.promised_price) if self.kept and self.line.promised_price is not None else live

    @property
    def kept(self) -> Hold | None:
        """The promise behind the line, while its copies are set aside or waited for."""
        return self.line.hold if self.book.copies_kept or self.book.ordered_ahead else None

    @property
    def is_ahead(self) -> bool:
        """Whether it is ordered before it is here: its place in line becomes the order's."""
        return self.book.availability.can_buy and self.book.availability.state in (State.FORTHCOMING, State.AWAITED)

    @property
    def item(self) -> Item:
        """What orders.pricing needs to know of it."""
        return Item(
            key=self.book.pk,
            tax_class=self.book.tax_class,
            unit_price=self.unit_price,
            quantity=self.quantity,
            weight_g=weight_of(self.book),
            is_sent=not self.book.is_digital,
        )

    @property
    def total(self) -> Decimal:
        return self.item.amount

    @property
    def limit(self) -> int:
        return self.book.availability.limit if self.book.availability.can_buy else 0

    @property
    def can_be_had(self) -> bool:
        """Whether there is any copy to order; a line without counts in no sum."""
        return self.limit > 0

    @property
    def changes(self) -> list[str]:
        """A sentence for each thing that is not as its reader knows it: what it is, what it was."""
        return changes_of(self.line, self.book, self.unit_price)

    @property
    def mark(self) -> str:
        """Stands for what is said of it now: who has read that has not read what changes next."""
        return f"{self.line.pk}-{salted_hmac('orders.cart', ' '.join(self.changes)).hexdigest()[:12]}"

    @property
    def problem(self) -> str:
        """Why it cannot be ordered as it is; empty if it can."""
        if not self.can_be_had:
            return f"{self.book.title} can no longer be bought. {self.book.availability.promise}"
        if self.quantity > self.limit:
            return f"Only {self.limit} of {self.book.title} can be had; you have {self.quantity} in your cart."
        return ""


def rows_of(cart: Cart | None) -> list[Row]:
    """The lines of a cart with their books, in a constant number of queries."""
    lines = list(cart.lines.select_related("hold")) if cart else []
    books = Book.objects.for_cards().in_bulk([line.book_id for line in lines])
    for line in lines:
        know_promise(books[line.book_id], line)
    return [Row(line, books[line.book_id]) for line in lines]


def copies_in(cart: Cart) -> int:
    """How many copies of anything are in it."""
    return cart.lines.aggregate(copies=Sum("quantity"))["copies"] or 0


def quote_of(
    rows: Sequence[Row],
    *,
    country: str,
    delivery: DeliveryMethod | None = None,
    parcels: int = 1,
    offered: Offered | None = None,
) -> Quote:
    """What these rows cost, sent to a country this way in so many parcels.

    With what their cart is offered: offers_for it, asked here unless the caller has.
    """
    [only] = quotes_of(rows, country=country, deliveries=[delivery], parcels=parcels, offered=offered)
    return only


def quotes_of(
    rows: Sequence[Row],
    *,
    country: str,
    deliveries: Sequence[DeliveryMethod | None],
    parcels: int = 1,
    offered: Offered | None = None,
) -> list[Quote]:
    """What they cost sent in each of these ways; what the ways have in common is asked once."""
    if offered is None:
        offered = offers_for(rows[0].line.cart) if rows else NOTHING_OFFERED
    items = known_to_offers([row.book for row in rows], [row.item for row in rows], offered.offers, country)
    rates, rules = tax.rates_in(country), tax.rules()
    quotes = [
        quote(
            items,
            rates=rates,
            rules=rules,
            tariff=delivery and delivery.tariff,
            offers=offered.offers,
            parcels=parcels,
        )
        for delivery in deliveries
    ]
    return [replace(sums, code_note=offered.note_on(items, sums.discounts)) for sums in quotes]


def copies_kept_by(line: CartLine) -> int:
    """How many are set aside for this line and nobody else."""
    if line.hold is None or line.hold.state != Hold.State.GRANTED or line.hold.kind == Hold.Kind.ORDER:
        return 0
    is_over = line.hold.expires_at is not None and line.hold.expires_at <= timezone.now()
    return 0 if is_over else line.hold.quantity


def know_promise(book: Book, line: CartLine) -> None:
    """Let the ladder of a line's book count what is promised to its reader alone: copies kept, or a place in line."""
    book.copies_kept = copies_kept_by(line)
    book.ordered_ahead = line.hold.quantity if line.hold and line.hold.is_a_place else 0


@transaction.atomic
def add_kept(cart: Cart, promise: Hold, *, price: Decimal) -> CartLine:
    """Put copies that are set aside for this shopper, or their place in line, in the cart at the price promised."""
    Cart.objects.locked().get(pk=cart.pk)
    CartLine.objects.filter(hold=promise).exclude(cart=cart).update(hold=None, promised_price=None)
    kept = {"hold": promise, "promised_price": price}
    defaults = {**kept, "quantity": promise.quantity, "price_known": price}
    line, is_new = cart.lines.get_or_create(book=promise.book, defaults=defaults)
    if not is_new:
        line.hold, line.promised_price, line.quantity = promise, price, max(line.quantity, promise.quantity)
        line.save(update_fields=["hold", "promised_price", "quantity"])
    return line


@transaction.atomic
def add(cart: Cart, book: Book, quantity: int = 1) -> int:
    """Put copies in the cart, on top of those that are there, and return how many there are then.

    Capped by what can be had. Raises CannotAdd when that is none.
    """
    answer = book.availability
    if not answer.can_buy or book.price is None:
        raise CannotAdd(book)
    Cart.objects.locked().get(pk=cart.pk)
    line = cart.lines.filter(book=book).first() or CartLine(cart=cart, book=book, quantity=0, **known_of(book))
    line.quantity = min(line.quantity + quantity, answer.limit)
    line.save()
    cart.aside.filter(book=book).delete()
    return line.quantity


@transaction.atomic
def set_quantity(line: CartLine, quantity: int) -> int:
    """Change a line to so many copies, at least one, capped by what can be had. Returns how many those are.

    A line of which nothing can be had any more stays as it is, for its reader to see why. Raises LineGone.
    """
    line = locked_line(line)
    limit = limit_of(line)
    if limit:
        line.quantity = min(quantity, limit)
        line.save(update_fields=["quantity"])
    return line.quantity if limit else 0


def locked_line(line: CartLine) -> CartLine:
    """The line as it is now, behind its cart's lock.

    Raises LineGone when it was taken out meanwhile, on another page or device.
    """
    Cart.objects.locked().filter(pk=line.cart_id).first()
    line = CartLine.objects.select_related("hold").filter(pk=line.pk).first()
    if line is None:
        raise LineGone
    return line


def limit_of(line: CartLine) -> int:
    """The most copies that it can have now, those that are kept for it among them."""
    book = Book.objects.with_supply().get(pk=line.book_id)
    know_promise(book, line)
    return book.availability.limit if book.availability.can_buy else 0


@transaction.atomic
def know(cart: Cart, marks: Collection[str]) -> None:
    """Its reader has read what changed: from now on that is what they know, of lines that are still as marked."""
    Cart.objects.locked().filter(pk=cart.pk).first()
    for row in rows_of(cart):
        if row.changes and row.mark in marks:
            CartLine.objects.filter(pk=row.line.pk).update(**known_of(row.book, row.unit_price))


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
