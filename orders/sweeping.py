"""What is left when shoppers walk away: unpaid orders, and payments whose news never came."""

from contextlib import suppress
from datetime import datetime, timedelta

from django.utils import timezone

from orders import payment as payments
from orders.gateways import GatewayFailed
from orders.models import Order, Payment
from storefront.sweeps import do_each

QUIET = timedelta(minutes=3)  # a payment that has said nothing for so long is asked after
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
