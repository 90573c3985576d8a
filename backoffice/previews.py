"""The mails about orders as they would be written now. Where an order has no such thing, one is invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from catalog.models import Branch
from orders import timeline
from orders.mails import KINDS, context_of
from orders.models import Carrier, GiftCard, Order, Parcel, Payment, Refund, Return
from storefront.mail import written
from storefront.mailpictures import in_place, pictures_of

__all__ = ["KINDS", "all_of", "page_of"]


@dataclass(frozen=True)
class Preview:
    kind: str
    name: str
    subject: str
    text: str


def all_of(order: Order) -> list[Preview]:
    return [Preview(kind, name, *written(f"order_{kind}", _context(order))[:2]) for kind, name in KINDS.items()]


def page_of(order: Order, kind: str) -> str:
    """The mail as a page of its own, its pictures in place."""
    html = written(f"order_{kind}", _context(order))[2]
    return in_place(html, pictures_of(html))


def _context(order: Order) -> dict[str, Any]:
    """Nothing of this is saved."""
    today = timezone.localdate()
    parcel = order.parcels.select_related("carrier", "branch").first() or Parcel(order=order)
    parcel.carrier = parcel.carrier or Carrier.objects.first()
    parcel.tracking_number = parcel.tracking_number or "RM 123 456 789 GB"
    parcel.branch = parcel.branch or Branch.objects.filter(hands_over=True).first()
    parcel.kept_until = parcel.kept_until or today + timedelta(days=7)
    parcel.leaves_on = parcel.leaves_on or today + timedelta(days=2)
    if order.kept_until < timezone.now():
        order.kept_until = timezone.now() + timedelta(days=7)
    return {
        **context_of(order),
        "parcel": parcel,
        "before": parcel.leaves_on - timedelta(days=2),
        "why": "The wholesaler’s van broke down.",
        "refund": order.refunds.first() or Refund(order=order, amount=order.total, reason="returned: 1 × a book"),
        "payment": order.payments.last() or Payment(order=order, amount=order.total, reason="It came too late."),
        "returned": order.returns.first() or Return(order=order, reason="changed_mind"),
        "amount": order.total,
        "branch": parcel.branch,
        "ready_on": parcel.leaves_on,
        "card": GiftCard(amount=order.total, recipient_name="Marlow", recipient_email="marlow@colophon.example"),
        "is_whole": True,
        "arrives": timeline.arrival(order, parcel),
    }
