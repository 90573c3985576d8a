"""A visitor signs in: what the cart of the browser holds goes into the cart that is the customer's on every device."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from accounts.models import User
from catalog.availability import MOST_OF_A_LINE
from catalog.models import Book
from orders.cart import know_promise
from orders.models import AsideLine, Cart, CartLine, Checkout, Dispatch, Order
from orders.signals import carts_merged


@dataclass(frozen=True)
class Merged:
    """The customer's cart, the titles that each side had in it, and a sentence for each that is fewer than the sum."""

    cart: Cart
    brought: tuple[str, ...]
    from_before: tuple[str, ...]
    capped: tuple[str, ...]


@transaction.atomic
def merge_carts(visitors: Cart, customer: User) -> Merged:
    """Put all of a visitor's cart into the customer's, and end it. Nothing is lost; done again, nothing happens.

    Copies of the same book are added, as far as they can be had. Orders and what was typed at the till go along.
    """
    cart, _ = Cart.objects.get_or_create(customer=customer)
    still_there = {each.pk: each for each in Cart.objects.locked().filter(pk__in=[cart.pk, visitors.pk])}
    if visitors.pk == cart.pk or visitors.pk not in still_there or still_there[visitors.pk].customer_id:
        return Merged(cart, (), (), ())
    lines = list(cart.lines.select_related("book", "hold"))
    brought = list(visitors.lines.select_related("book", "hold"))
    capped = _add(brought, {line.book_id: line for line in lines}, cart)
    Order.objects.filter(cart=visitors).update(cart=cart)
    _keep_draft(cart, visitors)
    _keep_choices(cart, still_there[visitors.pk])
    _keep_saved(cart, visitors)
    kept = cart.gift_cards.values("card")
    visitors.gift_cards.exclude(card__in=kept).update(cart=cart)
    carts_merged.send(sender=Cart, visitors=visitors, cart=cart)
    visitors.delete()
    return Merged(cart, _titles(brought), _titles(lines), tuple(capped))


def _keep_draft(cart: Cart, visitors: Cart) -> None:
    """What was typed at the till just now counts more than what was left there once; an e-mail address alone not."""
    known, typed = Checkout.objects.filter(cart=cart).first(), Checkout.objects.filter(cart=visitors).first()
    if typed and (typed.reach or not known):
        Checkout.objects.filter(cart=cart).delete()
        Checkout.objects.filter(pk=typed.pk).update(cart=cart)


def _keep_choices(cart: Cart, visitors: Cart) -> None:
    """What was chosen just now: the code, the country, and to have each book as soon as it can leave."""
    chosen = {"promotion": visitors.promotion_id, "country": visitors.country}
    if visitors.dispatch != Dispatch.TOGETHER:
        chosen["dispatch"] = visitors.dispatch
    if chosen := {name: value for name, value in chosen.items() if value}:
        Cart.objects.filter(pk=cart.pk).update(**chosen)


def _keep_saved(cart: Cart, visitors: Cart) -> None:
    saved = AsideLine.objects.filter(why=AsideLine.Why.SAVED)
    known = saved.filter(cart=cart).values("book")
    saved.filter(cart=visitors).exclude(book__in=known).update(cart=cart)


def _titles(lines: list[CartLine]) -> tuple[str, ...]:
    return tuple(line.book.title for line in lines)


def _add(brought: list[CartLine], known: dict[int, CartLine], cart: Cart) -> list[str]:
    """Move the lines over; a sentence for each whose copies could not all be added up."""
    books = Book.objects.with_supply().in_bulk([line.book_id for line in brought if line.book_id in known])
    capped = []
    for line in brought:
        if line.book_id not in known:
            CartLine.objects.filter(pk=line.pk).update(cart=cart)
            continue
        there, book = known[line.book_id], books[line.book_id]
        line.delete()  # first: copies that are kept stand in one line at a time
        if there.hold is None and line.hold is not None:
            there.hold, there.promised_price = line.hold, line.promised_price
        know_promise(book, there)
        wanted = there.quantity + line.quantity
        limit = book.availability.limit if book.availability.can_buy else MOST_OF_A_LINE
        there.quantity = max(min(wanted, limit), 1)
        there.save(update_fields=["quantity", "hold", "promised_price"])
        if there.quantity < wanted:
            capped.append(f"“{book.title}”: {there.quantity} is all that can be had, and they are in your cart.")
    return capped
