"""Ways to pay that a provider keeps for orders that are charged when they leave. We keep no more than its names."""

from procrastinate.contrib.django import app

from orders.gateways import Kept
from orders.gateways.choice import GATEWAYS
from orders.models import KeptMethod, Order


def keep(order: Order, gateway: str, kept: Kept) -> KeptMethod:
    method, _ = KeptMethod.objects.get_or_create(
        order=order, defaults={"gateway": gateway, "customer": kept.customer, "method": kept.method}
    )
    return method


def forget(order: Order) -> None:
    """It is needed no more: here at once, at the provider by a job, unless another order is still to be charged."""
    method = KeptMethod.objects.filter(order=order).first()
    if method is None:
        return
    method.delete()
    if not KeptMethod.objects.filter(gateway=method.gateway, method=method.method).exists():
        names = {"gateway": method.gateway, "customer": method.customer, "method": method.method}
        app.configure_task("orders.tasks.forget_method").defer(**names)


def forget_at_provider(gateway: str, customer: str, method: str) -> None:
    """Done again, it finds it done. Raises GatewayFailed."""
    GATEWAYS[gateway].forget(KeptMethod(gateway=gateway, customer=customer, method=method))
