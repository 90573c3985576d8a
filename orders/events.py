"""What every step in the life of an order begins and ends with."""

from accounts.models import User
from orders.models import Order, OrderEvent, Parcel

Kind = OrderEvent.Kind


class Refused(Exception):
    """Nothing has changed. Its text is a sentence for whoever asked."""


def locked(order: Order) -> Order:
    """The order as it stands now, and nobody else's until the transaction ends.

    Every step takes this lock before it looks at parcels, payments, refunds or returns: they have none of their own.
    """
    return Order.objects.locked().get(pk=order.pk)


def note(
    order: Order, what: str, *, kind: str = Kind.ORDER, parcel: Parcel | None = None, by: User | None = None
) -> OrderEvent:
    """Add a line to the history of an order, as a person reads it."""
    return OrderEvent.objects.create(order=order, parcel=parcel, kind=kind, what=what, actor=by)
