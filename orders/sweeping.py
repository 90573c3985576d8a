"""What is left when shoppers walk away: unpaid orders, payments whose news never came, carts of visitors."""

from contextlib import suppress
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from orders import mails
from orders import payment as payments
from orders.events import locked
from orders.gateways import GatewayFailed
from orders.models import AsideLine, Cart, CartLine, Order, Payment
from storefront.sweeps import do_each

QUIET = timedelta(minutes=3)  # a payment that has said nothing for so long is asked after
CARTS_KEPT_FOR = timedelta(days=200)  # since something was put in; the cookie that leads there lives for ninety
AT_ONCE = 500  # carts
PATIENCE = timedelta(minutes=60)  # for somebody who is at the provider's page; the copies are kept for less


def ask_after_payments(now: datetime | None = None) -> int:
    """Settle open payments whose provider never told us. How many were asked after."""
    quiet = (
        Payment.objects.open()
        .filter(started_at__lte=(now or timezone.now()) - QUIET)
        .filter(is_later=False)
        .exclude(reference="")
    )
    asked = list(quiet.order_by("pk"))
    do_each(asked, _ask_after)
    return len(asked)


def _ask_after(payment: Payment) -> None:
    with suppress(GatewayFailed):  # it is asked again in a minute
        payments.settle(payment)


def end_unpaid_orders(now: datetime | None = None) -> int:
    """End every order whose copies were kept in vain; one that is being paid for somewhere gets an hour. How many."""
    now = now or timezone.now()
    # What was placed with another order is kept as long as that one is paid for.
    overdue = Order.objects.unpaid().filter(kept_until__lte=now).exclude(placed_with__state=Order.State.PLACED)
    given_up = [
        order
        for order in overdue.order_by("pk")
        if order.placed_at <= now - PATIENCE or not order.payments.open().exists()
    ]
    do_each(given_up, payments.close)
    return len(given_up)


def forget_visitors_carts(before: datetime) -> int:
    """Carts that nobody has put anything in since then, with what was typed at the till for them. How many."""
    put_in = Exists(CartLine.objects.filter(cart=OuterRef("pk"), added_at__gte=before))
    put_aside = Exists(AsideLine.objects.filter(cart=OuterRef("pk"), since__gte=before))
    ordered = Exists(Order.objects.filter(cart=OuterRef("pk"), placed_at__gte=before))
    left = Cart.objects.filter(~put_in, ~put_aside, ~ordered, customer=None, updated_at__lt=before).order_by("pk")
    gone = 0
    while pks := list(left.values_list("pk", flat=True)[:AT_ONCE]):
        Cart.objects.filter(pk__in=pks).delete()
        gone += len(pks)
    return gone


@transaction.atomic
def remind(order: Order) -> None:
    """Write to whoever has ordered and not paid; who pays or cancels in this moment is told that instead."""
    order = locked(order)
    if order.state == Order.State.PLACED:
        mails.tell(order, "placed")
