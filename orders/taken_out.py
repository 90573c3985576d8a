"""A book that is called off before anything of its order is paid becomes an order of its own, which ends.

So what an order says it costs stays what its lines come to, and what is charged later is what is left of it.
"""

from decimal import Decimal
from uuid import uuid4

from orders.models import KeptMethod, Order, OrderDiscount, OrderLine, Parcel
from orders.models.orders import new_number
from storefront.money import rounded

NOUGHT = Decimal(0)
LEFT_BEHIND = {"delivery_price": NOUGHT, "delivery_tax": NOUGHT, "by_gift_card": NOUGHT}  # the delivery costs the same


def is_charged_later(order: Order) -> bool:
    """Whether its way to pay is kept, be it before the charge or after one that was declined."""
    return order.state in Order.OWED and KeptMethod.objects.filter(order=order).exists()


def take_out(line: OrderLine) -> Order:
    """The order that the line now is. Its old one is locked by the caller, unpaid, and has other lines.

    The sums of both come to what they were.
    """
    order = line.order
    sums = {
        "subtotal": rounded(line.unit_price * line.quantity),
        "discount": line.discount,
        "tax": line.tax,
        "total": line.total,
    }
    alone = _copy_of(order, **sums, **LEFT_BEHIND)
    for name, amount in sums.items():
        setattr(order, name, getattr(order, name) - amount)
    order.save(update_fields=[*sums])
    _share_discounts(order, alone)
    parcel = Parcel.objects.create(order=alone, branch=line.parcel.branch, leaves_on=line.parcel.leaves_on)
    OrderLine.objects.filter(pk=line.pk).update(order=alone, parcel=parcel)
    return alone


def _copy_of(order: Order, **other: Decimal) -> Order:
    alone = Order.objects.get(pk=order.pk)
    alone.pk, alone._state.adding = None, True
    alone.number, alone.attempt_key, alone.placed_with = new_number(), uuid4(), order
    for name, value in other.items():
        setattr(alone, name, value)
    alone.save()
    return alone


def _share_discounts(order: Order, alone: Order) -> None:
    """What was taken off the line goes along with it, offer by offer."""
    left = alone.discount
    for discount in order.discounts.filter(of_delivery=False):
        share = min(left, discount.amount)
        if not share:
            break
        left -= share
        told = {"name": discount.name, "because": discount.because, "code": discount.code}
        OrderDiscount.objects.create(order=alone, amount=share, **told)
        discount.amount -= share
        if discount.amount:
            discount.save(update_fields=["amount"])
        else:
            discount.delete()
