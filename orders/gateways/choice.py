"""Which gateway a payment goes through."""

from types import ModuleType

from django.conf import settings

from orders.gateways import bank, counter, stripe_checkout
from orders.models import Payment

GATEWAYS: dict[str, ModuleType] = {"bank": bank, "counter": counter, "stripe": stripe_checkout}


def gateway_of(payment: Payment) -> ModuleType:
    """The module that knows this payment (see orders.gateways.Gateway)."""
    return GATEWAYS[payment.gateway]


def gateway_in_use() -> str:
    """The name of the gateway for new payments: the test bank, until there is a key for Stripe."""
    return "stripe" if settings.STRIPE_SECRET_KEY else "bank"
