"""What orders say of themselves at /metrics. Each is a partial index of what is not done yet."""

from orders.models import Order, Parcel, Payment
from storefront.metrics import Measure, by_state


def _unpaid() -> dict[str, float]:
    return {"": Order.objects.filter(state=Order.State.PLACED).count()}


def _parcels() -> dict[str, float]:
    return by_state(Parcel.objects.all(), [Parcel.State.WAITING, Parcel.State.PICKING, Parcel.State.PACKED])


def _payments() -> dict[str, float]:
    return by_state(Payment.objects.all(), [Payment.State.STARTED, Payment.State.DECLINED])


MEASURES = [
    Measure("orders_unpaid", "Orders that wait for their payment", "", _unpaid),
    Measure("parcels", "Parcels that have not left yet", "state", _parcels),
    Measure("payments_open", "Payments that are neither approved nor given up", "state", _payments),
]
