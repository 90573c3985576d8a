"""What the orders keep of a person (accounts/personal_data.py). Guest orders with their address are theirs, too."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from accounts.erasing import NotYet
from accounts.models import User
from accounts.personal_data import Part, Records
from orders.models import (
    AsideLine,
    BillingAddress,
    Cart,
    CartLine,
    Checkout,
    GiftCard,
    Order,
    OrderEvent,
    Parcel,
    Payment,
    ProviderEvent,
    Refund,
    Return,
)

BLANK = (
    "name",
    "line1",
    "line2",
    "city",
    "region",
    "postcode",
    "phone",
    "email",
    "sent_to",
    "gift_message",
)  # the country stays: it bears the tax
LOST_WITHIN = timedelta(days=14)  # a parcel that has not come by then is not waited for
OPEN_RETURNS = (Return.State.REQUESTED, Return.State.RECEIVED)


def orders_of(person: User) -> Any:
    return Order.objects.filter(Q(customer=person) | Q(customer=None, email=person.email)).order_by("-pk")


def _cart(person: User) -> Records:
    inside = CartLine.objects.filter(cart__customer=person)
    saved = AsideLine.objects.filter(cart__customer=person, why=AsideLine.Why.SAVED)
    facts = ("book__title", "book__isbn13", "quantity", "added_at")
    return [
        {"book": title, "isbn": isbn, "copies": copies, "added_at": added_at, "saved_for_later": lines is saved}
        for lines in (inside, saved)
        for title, isbn, copies, added_at in lines.values_list(*facts)
    ]


def _erase_cart(person: User) -> None:
    """The first of all parts: whoever places an order at this moment holds this lock, or waits for it in vain."""
    Checkout.objects.filter(email=person.email).delete()
    for cart in Cart.objects.locked().filter(customer=person):
        cart.delete()


def _orders(person: User) -> Records:
    found = (
        orders_of(person)
        .select_related("billing", "gift_card")
        .prefetch_related("lines", "events", "payments", "refunds", "returns", "invoices")
    )
    return [_order(order) for order in found]


def _order(order: Order) -> dict[str, Any]:
    return {
        "number": order.number,
        "placed_at": order.placed_at,
        "state": order.get_state_display(),
        "e_mail_address": order.email,
        "sent_to": [order.sent_to]
        if order.sent_to
        else [each for name in BLANK[:7] if (each := getattr(order, name))] + [order.country],
        "bill_to": order.bill_to,
        "delivery": order.delivery_name,
        "books": [
            {
                "title": line.title,
                "isbn": line.isbn13,
                "copies": line.quantity,
                "price": line.unit_price,
                "total": line.total,
            }
            for line in order.lines.all()
        ],
        "discount": order.discount,
        "delivery_price": order.delivery_price,
        "tax": order.tax,
        "total": order.total,
        "paid_by_gift_card": order.by_gift_card,
        "gift_card": _gift_card(order),
        "paid_at": order.paid_at,
        "payments": [
            {"by": payment.gateway, "amount": payment.amount, "state": payment.state, "on": payment.started_at}
            for payment in order.payments.all()
        ],
        "refunds": [{"amount": refund.amount, "state": refund.state} for refund in order.refunds.all()],
        "returns": [
            {"asked_for_at": back.requested_at, "reason": back.get_reason_display(), "note": back.note}
            for back in order.returns.all()
        ],
        "invoices": [invoice.number for invoice in order.invoices.all()],
        "what_happened": [
            {"at": event.happened_at, "what": event.what}
            for event in order.events.all()
            if event.kind != OrderEvent.Kind.STAFF
        ],
    }


def _gift_card(order: Order) -> dict[str, Any] | None:
    """The card that was bought with it. Its code is not in it: whoever gets hold of the archive shall not spend it."""
    card = getattr(order, "gift_card", None)
    return card and {
        "for": [card.recipient_name, card.recipient_email],
        "from": card.sender_name,
        "message": card.message,
        "amount": card.amount,
        "sent_at": card.sent_at,
    }


def _unfinished(person: User) -> list[str]:
    """Parcels need their address, and money its owner."""
    mine = orders_of(person)
    theirs = Q(order__in=mine.order_by().values("pk"))
    lately = timezone.now() - LOST_WITHIN
    sent = Parcel.objects.filter(theirs, state=Parcel.State.SHIPPED, left_at__gt=lately).select_related("order")
    returns = Return.objects.filter(theirs, state__in=OPEN_RETURNS).select_related("order")
    refunds = Refund.objects.filter(theirs, state=Refund.State.PENDING).select_related("order")
    unpaid = "Order {} is not paid yet. It ends by itself, or when you cancel it."
    return [
        *(unpaid.format(order.number) for order in mine.filter(state=Order.State.PLACED)),
        *(f"Order {order.number} is charged when it leaves." for order in mine.filter(state=Order.State.PROMISED)),
        *(f"Order {order.number} is on its way to you." for order in mine.filter(state=Order.State.PAID)),
        *(f"A parcel of order {parcel.order.number} left us lately, and may not have come yet." for parcel in sent),
        *(f"Books of order {back.order.number} are on their way back to us." for back in returns),
        *(f"Money for order {refund.order.number} is on its way back to you." for refund in refunds),
    ]


def _anonymise(person: User) -> None:
    """Nobody can tell any more whose they were; what was sold, for how much and with which tax, stays."""
    if unfinished := _unfinished(person):  # asked again behind the lock of the cart: nothing is ordered from here on
        raise NotYet(unfinished)
    orders = list(orders_of(person).order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True))
    Return.objects.filter(order__in=orders).update(note="")
    cards = GiftCard.objects.filter(order__in=orders)
    cards.update(recipient_name="", sender_name="", message="")
    cards.exclude(sent_at=None).update(recipient_email="")  # one that is still to be sent needs it
    keys = [str(key) for key in Payment.objects.filter(order__in=orders).values_list("key", flat=True)]
    ProviderEvent.objects.filter(reference__in=keys).update(content={})
    BillingAddress.objects.filter(order__in=orders).delete()
    Order.objects.filter(pk__in=orders).update(customer=None, cart=None, **dict.fromkeys(BLANK, ""))


def _is_left(person: User) -> bool:
    return orders_of(person).exists()


PARTS = [
    Part(
        name="cart",
        title="Cart",
        at=10,
        export=_cart,
        erase=_erase_cart,
        goes="Your cart, and what you typed at the checkout.",
    ),
    Part(
        name="orders",
        title="Orders and invoices",
        at=50,
        export=_orders,
        erase=_anonymise,
        waits_for=_unfinished,
        is_left=_is_left,
        goes="Your name, address, telephone number and e-mail address on orders and invoices.",
        stays=(
            "Orders and invoices without any of these: books, amounts, tax and the country they went to. The tax "
            f"office asks us to keep them for {settings.TAX_RECORDS_YEARS} years."
        ),
    ),
]
