"""What the customer is told by mail, each thing once."""

from __future__ import annotations

from typing import Any

from orders import timeline
from orders.models import Order, Parcel, SentMail
from storefront.mail import send_mail_later

KINDS = {
    "placed": "Ordered, and not paid yet",
    "reserved": "Reserved, to be paid at the counter",
    "reservation_ended": "A reservation was not collected in time",
    "paid": "Paid",
    "promised": "Ordered, and charged when it leaves",
    "charged": "Charged, because it leaves",
    "charge_failed": "The charge at dispatch was declined",
    "gift_card": "A gift card was bought",
    "payment_failed": "Payment failed",
    "payment_returned": "A payment came too late and goes back",
    "dispatched": "A parcel left",
    "ready": "Ready to collect",
    "delayed": "A date moved",
    "cancelled": "Cancelled, all of it or in part",
    "return_requested": "A return was asked for",
    "refunded": "Money was sent back",
}
TO_BE_CHARGED = (Order.State.PLACED, Order.State.PROMISED)


def tell(order: Order, kind: str, *, about: str = "", **context: Any) -> bool:
    """Put a mail in the queue, in the transaction of the caller. False if this was told before.

    about names the thing that it speaks of, when an order can have several: “parcel 7”.
    """
    if not order.email:
        return False  # whoever ordered has been forgotten
    _, is_new = SentMail.objects.get_or_create(order=order, kind=kind, about=about)
    if is_new:
        send_mail_later(order.email, f"order_{kind}", {**context_of(order), **context})
    return is_new


def context_of(order: Order) -> dict[str, Any]:
    """What every mail about an order may speak of."""
    parcels = order.parcels.filter(branch=None).exclude(state=Parcel.State.CANCELLED)
    parcels = parcels.prefetch_related("lines__book")
    arrivals = ["by e-mail" if timeline.comes_by_mail(each) else timeline.arrival(order, each) for each in parcels]
    return {
        "order": order,
        "lines": list(order.lines.order_by("pk")),
        "arrivals": list(dict.fromkeys(filter(None, arrivals))),  # days of several parcels can be the same
        "apart": [other for other in order.apart.filter(state__in=TO_BE_CHARGED).order_by("pk") if other.to_pay],
    }
