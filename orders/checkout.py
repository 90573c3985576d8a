"""From a cart to an order: all of it in one transaction, or nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from catalog import stock
from catalog.availability import State
from catalog.models import Hold
from orders import mails, offers, recipients
from orders import payment as payments
from orders.apart import Share, shares_of
from orders.cart import Row, quote_of, rows_of
from orders.delivery.collection import NOTES, Source, kept_until, must_be_collected, point_of, source_of
from orders.delivery.ways import parcels_of, planned_for
from orders.events import Kind, note
from orders.gift_cards import ledger as gift_cards
from orders.models import (
    AsideLine,
    BillingAddress,
    Cart,
    Checkout,
    DeliveryPart,
    Order,
    OrderDiscount,
    OrderEvent,
    OrderLine,
    Parcel,
    Reach,
)
from orders.parcels import Planned
from orders.pricing import Quote
from orders.signals import order_placed
from storefront.addresses import PARTS
from storefront.money import money

REMIND_AFTER = {"minutes": 5}  # to write to someone who has ordered and not paid
KEPT_FOR = timedelta(minutes=15)  # how long copies are kept for someone who is paying


class CannotPlaceOrder(Exception):
    """Nothing has changed. Its text can be read by a shopper."""

    heading = "This cannot be ordered as it stands"


class EmptyCart(CannotPlaceOrder):
    def __init__(self) -> None:
        super().__init__("Your cart is empty.")


class OutOfStock(CannotPlaceOrder):
    """Carries .sentences, one for each line that cannot be had."""

    def __init__(self, sentences: list[str]) -> None:
        self.sentences = sentences
        super().__init__(" ".join(sentences))


class OfferGone(CannotPlaceOrder):
    """Somebody else used the last of a promotion meanwhile."""


class TotalChanged(CannotPlaceOrder):
    """Carries .total, what it would be now, and .sentences: what changed, before and after."""

    heading = "The total has changed since you saw it"

    def __init__(self, total: Decimal, shown: Decimal, changes: Iterable[str]) -> None:
        self.total = total
        self.sentences = [*changes, f"You saw {money(shown)}. It is {money(total)} now, and nothing is ordered yet."]
        super().__init__(" ".join(self.sentences))


@transaction.atomic
def place_order(
    cart: Cart, checkout: Checkout, *, attempt_key: UUID, shown_total: Decimal, shown_to_pay: Decimal | None = None
) -> Order:
    """Turn the cart into an order, or change nothing.

    attempt_key comes from the form: a second press finds the order of the first. shown_total is what the shopper saw,
    in shop currency, tax and delivery included; shown_to_pay what its gift cards were to leave of it (all, without).
    An order that they pay for wholly is paid with that. Raises EmptyCart, OutOfStock, TotalChanged or OfferGone.
    """
    cart = Cart.objects.locked().get(pk=cart.pk)  # a second press waits here …
    if placed := Order.objects.filter(attempt_key=attempt_key).first():
        return placed  # … and is answered here
    rows = rows_of(cart)
    if not rows:
        raise EmptyCart
    stock.lock_supply(row.book for row in rows)
    rows = rows_of(cart)  # read again behind the lock
    _refuse_short(rows, checkout)
    parcels = parcels_of(rows, cart.dispatch, timezone.localtime())
    delivery = checkout.delivery if checkout.is_sent else None
    sums = quote_of(rows, country=checkout.destination, delivery=delivery, parcels=parcels)
    if sums.total != shown_total:
        raise TotalChanged(sums.total, shown_total, [change for row in rows for change in row.changes])
    planned = planned_for(checkout, rows, cart.dispatch, timezone.localtime())
    orders = _orders(cart, checkout, attempt_key, shares_of(planned, sums, checkout))
    order = orders[0]
    _redeem(order, sums)
    _use_gift_cards(cart, orders, shown_to_pay if shown_to_pay is not None else shown_total)
    if order.reach == Reach.RESERVED and order.state == Order.State.PLACED:
        first_ready = order.parcels.first().leaves_on
        mails.tell(order, "reserved", branch=checkout.branch, ready_on=first_ready)
    cart.lines.all().delete()
    cart.aside.filter(why=AsideLine.Why.REMOVED).delete()  # what was taken out of this order is over with it
    Cart.objects.filter(pk=cart.pk).update(promotion=None)
    checkout.delete()
    for each in orders:
        order_placed.send(sender=Order, order=each)
    return order


def _orders(cart: Cart, checkout: Checkout, attempt_key: UUID, shares: list[Share]) -> list[Order]:
    """The order, and one more for each parcel that is charged when it leaves."""
    made: list[Order] = []
    for share in shares:
        key = uuid5(attempt_key, str(len(made))) if made else attempt_key
        made.append(_frozen(cart, checkout, key, share, with_order=made[0] if made else None))
    return made


def _use_gift_cards(cart: Cart, orders: list[Order], shown_to_pay: Decimal) -> None:
    """Nobody is charged at the bank what they have not seen, because a card was used elsewhere meanwhile."""
    cards = [each.card for each in cart.gift_cards.select_related("card")]
    for order in orders:
        order.by_gift_card = gift_cards.redeem(order, cards, order.total) if cards else Decimal(0)
    if sum(order.to_pay for order in orders) != shown_to_pay:
        short = "Your gift cards no longer pay as much."
        raise TotalChanged(sum(order.to_pay for order in orders), shown_to_pay, [short])
    for order in orders:
        if order.by_gift_card:
            order.save(update_fields=["by_gift_card"])
            note(order, f"{money(order.by_gift_card)} paid by gift card", kind=Kind.MONEY)
        if not order.to_pay:
            payments.finish_without_bank(order)
    if cards:
        cart.gift_cards.all().delete()


def _refuse_short(rows: list[Row], checkout: Checkout) -> None:
    if checkout.is_sent:
        problems = [row.problem for row in rows if row.problem] or must_be_collected(rows)
    else:
        point = point_of(checkout.branch, rows, timezone.localtime())
        problems = list(point.problems)
        if not problems and checkout.reach == Reach.RESERVED and not point.can_reserve:
            problems = ["A book must be ordered in first. Please pay for it now, and collect it when it is here."]
    if problems:
        raise OutOfStock(problems)


def _frozen(
    cart: Cart, checkout: Checkout, attempt_key: UUID, share: Share, *, with_order: Order | None = None
) -> Order:
    now, sums, planned = timezone.now(), share.quote, share.planned
    is_reserved = checkout.reach == Reach.RESERVED
    order = Order.objects.create(
        attempt_key=attempt_key,
        cart=cart,
        customer=cart.customer,
        email=checkout.email,
        placed_with=with_order,
        is_charged_later=share.is_charged_later,
        dispatch=cart.dispatch,
        **_delivery(checkout),
        prices_include_tax=sums.prices_include_tax,
        subtotal=sums.subtotal,
        discount=sums.discount,
        delivery_price=sums.delivery.gross,
        delivery_tax=sums.delivery.tax,
        total=sums.total,
        tax=sums.tax,
        placed_at=now,
        kept_until=kept_until(planned) if is_reserved else now + KEPT_FOR,
    )
    if checkout.bill_to:
        _bill(order, checkout.bill_to)
    _explain(order, sums)
    parcels = _parcels_for(order, planned, checkout)
    for row in sorted(share.rows, key=lambda row: row.book.pk):
        _freeze_line(order, row, parcels[row.book.pk], sums, checkout)
    OrderEvent.objects.create(order=order, what="Ordered")
    if not is_reserved and with_order is None:
        app.configure_task("orders.tasks.remind_unpaid", schedule_in=REMIND_AFTER).defer(order_pk=order.pk)
    return order


def _freeze_line(order: Order, row: Row, parcel: Parcel, sums: Quote, checkout: Checkout) -> None:
    line = sums.line(row.book.pk)
    OrderLine.objects.create(
        order=order,
        parcel=parcel,
        book=row.book,
        hold=_hold_for(row, order, checkout),
        title=row.book.title,
        byline=row.book.byline,
        isbn13=row.book.isbn13,
        quantity=row.quantity,
        unit_price=line.unit_price,
        discount=line.discount,
        tax_rate=line.rate,
        tax=line.tax,
        total=line.gross,
        promise=_promise(row, checkout),
    )


def _bill(order: Order, address: BillingAddress) -> None:
    """The draft goes, so its address is the order's; of several orders each has its own."""
    parts = {part: getattr(address, part) for part in PARTS}
    BillingAddress.objects.create(order=order, **parts)


def _promise(row: Row, checkout: Checkout) -> str:
    if checkout.is_sent:
        return row.book.availability.commitment
    return NOTES[source_of(row, checkout.branch)]


def _delivery(checkout: Checkout) -> dict[str, object]:
    """How it reaches them, as the order keeps it. A method's name, price and days may change tomorrow."""
    if not checkout.is_sent:
        own = {"name": checkout.name, "phone": checkout.phone, "country": checkout.destination}
        return {"reach": checkout.reach, "delivery_name": f"Collection in {checkout.branch}", **own}
    method = checkout.delivery
    goes_to = _to_recipient(checkout) if checkout.hides_address else {part: getattr(checkout, part) for part in PARTS}
    return {
        "reach": checkout.reach,
        "delivery_name": method.name,
        "delivery_days": method.days,
        "days_from": method.days_from,
        "days_to": method.days_to,
        **goes_to,
    }


def _to_recipient(checkout: Checkout) -> dict[str, object]:
    """The address that its buyer never reads, as it is now."""
    found = recipients.find(checkout.cart, checkout.recipient)
    if found is None or found.address["country"] != checkout.country:
        raise CannotPlaceOrder(
            f"It can no longer be sent to {checkout.recipient_name}. Please choose again where it shall go."
        )
    return {**found.address, "sent_to": found.name, "gift_message": checkout.gift_message}


def _redeem(order: Order, sums: Quote) -> None:
    try:
        offers.redeem(order, sums.discounts)
    except offers.CannotUse as refusal:
        raise OfferGone(str(refusal)) from refusal


def _parcels_for(order: Order, planned: list[Planned], checkout: Checkout) -> dict[int, Parcel]:
    """The parcel of each book, by the book's pk."""
    made = {}
    branch = None if checkout.is_sent else checkout.branch
    for each in planned:
        parcel = Parcel.objects.create(order=order, leaves_on=each.leaves_on, branch=branch)
        made |= {row.book.pk: parcel for row in each.rows}
    return made


def _explain(order: Order, sums: Quote) -> None:
    """What the sum is made of besides the books."""
    for part in sums.delivery.by_rate:
        DeliveryPart.objects.create(order=order, tax_rate=part.rate, amount=part.gross, tax=part.tax)
    for discount in sums.discounts:
        OrderDiscount.objects.create(
            order=order,
            name=discount.name,
            because=discount.because,
            code=discount.code,
            amount=discount.amount,
            of_delivery=discount.of_delivery,
        )


def _hold_for(row: Row, order: Order, checkout: Checkout) -> Hold:
    """Copies in the house are set aside while the shopper pays; those of a supplier are waited for in line.

    A pre-book's copies, or its place in line, become the order's.
    """
    source = None if checkout.is_sent else source_of(row, checkout.branch)
    branch = checkout.branch if source == Source.HERE else None
    if row.book.availability.state == State.IN_STOCK or branch:
        until, queue = order.kept_until, False
    else:
        until, queue = None, True
    try:
        if row.kept and row.kept.is_a_place:
            place = {"kind": Hold.Kind.ORDER, "reference": order.hold_reference}
            return stock.hand_over_place(row.kept, row.quantity, **place)
        if row.kept:
            kept = stock.resize(row.kept, row.quantity)
            return stock.hand_over(kept, kind=Hold.Kind.ORDER, reference=order.hold_reference, until=until)
        return stock.hold(
            row.book,
            row.quantity,
            kind=Hold.Kind.ORDER,
            reference=order.hold_reference,
            branch=branch,
            until=until,
            queue=queue,
        )
    except stock.NotEnoughCopies as short:
        raise OutOfStock([str(short)]) from short
