"""Selling a gift card: an order of its own, without copies, parcels, tax or offers (docs/decisions.md)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from orders.checkout import KEPT_FOR
from orders.events import note
from orders.gift_cards.codes import with_code
from orders.models import GiftCard, Order

NAME = "Gift card"


def order_card(
    *,
    attempt_key: UUID,
    amount: Decimal,
    email: str,
    customer: User | None = None,
    recipient_name: str = "",
    recipient_email: str = "",
    sender_name: str = "",
    message: str = "",
    send_on: date | None = None,
) -> Order:
    """An order for a card that is worth nothing until it is paid. The same key again finds the first order.

    Without a recipient's address it is sent to the buyer, to be printed.
    """
    try:
        with transaction.atomic():
            order = _placed(attempt_key, amount, email, customer, sender_name)
            card = GiftCard(
                order=order,
                amount=amount,
                recipient_name=recipient_name,
                recipient_email=recipient_email or email,
                sender_name=sender_name,
                message=message,
                send_on=send_on,
            )
            with_code(card).save()
    except IntegrityError:  # a second press
        return Order.objects.get(attempt_key=attempt_key)
    return order


def _placed(attempt_key: UUID, amount: Decimal, email: str, customer: User | None, name: str) -> Order:
    now = timezone.now()
    order = Order.objects.create(
        attempt_key=attempt_key,
        customer=customer,
        email=email,
        name=name or email,
        country=settings.SHOP_COUNTRY,
        delivery_name=NAME,
        delivery_price=0,
        subtotal=amount,
        total=amount,
        tax=0,
        placed_at=now,
        kept_until=now + KEPT_FOR,
    )
    note(order, "Ordered")
    return order
