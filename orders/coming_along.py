"""What somebody ordered as a guest stands among their orders when they have an account with the same proved address."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest

from accounts.models import User
from accounts.proof import proved_addresses
from orders.models import Order


def on_signed_in(request: HttpRequest | None, user: User, **kwargs: Any) -> None:
    came = take_along(user)
    if came and request:
        what = "An order" if came == 1 else f"{came} orders"
        messages.info(request, f"{what} of yours from before {'is' if came == 1 else 'are'} among your orders now.")


def on_proved(request: HttpRequest | None, email_address: Any, **kwargs: Any) -> None:
    take_along(email_address.user)


def take_along(person: User) -> int:
    """Give somebody the orders that a guest made with one of their proved addresses. How many came."""
    return Order.objects.filter(customer=None, email__in=proved_addresses(person)).update(customer=person)
