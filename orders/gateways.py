"""Who moves the money. Each gateway is known by the name that its payments carry."""

from decimal import Decimal
from typing import Protocol

from orders.models import Payment


class GatewayRefuses(Exception):
    """It will not do this, now or later. Its text is for staff. (When it is merely away, it raises OSError.)"""


class Gateway(Protocol):
    def refund(self, payment: Payment, amount: Decimal, key: str) -> str:
        """Send so much of a payment back; what the gateway calls it. The same key again is the same refund."""


class TestGateway:
    """The demo's bank: it does as it is asked, and moves nothing."""

    __test__ = False  # not a test for pytest, whatever its name

    def refund(self, payment: Payment, amount: Decimal, key: str) -> str:
        return f"test-refund-{key}"


GATEWAYS: dict[str, Gateway] = {"test": TestGateway()}


def gateway_of(payment: Payment) -> Gateway:
    return GATEWAYS[payment.gateway]
