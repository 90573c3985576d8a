"""The promise of the lowest price, kept to the door: what a book falls in price after the order goes back."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID, uuid5

from django.conf import settings
from django.db import transaction
from django.db.models import Min
from procrastinate.contrib.django import app

from catalog.models import PriceChange
from orders.models import OrderLine, Parcel, Refund
from orders.refunds import refund
from prebooks.models import Prebook
from storefront.money import money, rounded

OURS = UUID("7d1b5a52-3a0e-4c39-9a51-6f1c2d8e0b47")  # under which each line has one refund of this kind


def on_shipped(parcel: Parcel, **kwargs: object) -> None:
    app.configure_task("prebooks.tasks.keep_price_promise").defer(parcel_pk=parcel.pk)


@transaction.atomic
def keep(parcel: Parcel) -> list[Refund]:
    """Give back what pre-booked copies of this parcel fell in price before they left. Again, it finds it done."""
    if not settings.PREBOOK_LOWEST_PRICE:
        return []
    lines = parcel.lines.open().filter(hold__prebook__isnull=False).select_related("order", "hold__prebook")
    owed = [(line, _owed(line, parcel)) for line in lines.order_by("pk")]
    return [made for line, amount in owed if amount > 0 and (made := _give_back(line, amount))]


def _owed(line: OrderLine, parcel: Parcel) -> Decimal:
    """What was paid for the books of a line above their lowest price between pre-book and dispatch, with its tax."""
    prebook: Prebook = line.hold.prebook
    while_waiting = PriceChange.objects.filter(book=line.book_id, changed_at__range=(prebook.placed_at, parcel.left_at))
    lowest = while_waiting.aggregate(price=Min("price"))["price"]
    if lowest is None:
        return Decimal(0)
    above = line.unit_price * line.quantity - line.discount - lowest * line.quantity
    return rounded(above if line.order.prices_include_tax else above * (1 + line.tax_rate / 100))


def _give_back(line: OrderLine, amount: Decimal) -> Refund | None:
    reason = f"“{line.title}” fell by {money(amount)} before it left us, and you pre-booked it"
    return refund(line.order, amount, reason=reason, key=uuid5(OURS, str(line.pk)))
