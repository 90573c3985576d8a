"""The till in the shop: staff take the money, and give it back. Nobody has to be asked; our own books are its books."""

from datetime import datetime
from decimal import Decimal

from django.urls import reverse

from orders.gateways import Answer, Begun, Charge, Outcome
from orders.models import KeptMethod, Payment, Refund


def begin(payment: Payment, *, return_url: str, cancel_url: str) -> Begun:
    """One pays by going there: the page of the branches says where it is."""
    return Begun(str(payment.key), reverse("catalog:branch-list"))


def look(payment: Payment) -> Answer:
    return Answer(Outcome.WAITING)


def give_up(payment: Payment) -> Answer:
    return Answer(Outcome.CLOSED)


def refund(payment: Payment, amount: Decimal, *, key: str) -> str:
    return f"counter-refund-{key}"


def charge(payment: Payment, method: KeptMethod) -> Answer:
    """Nothing is ever kept here."""
    return Answer(Outcome.CLOSED)


def forget(method: KeptMethod) -> None:
    """Nothing is ever kept here."""


def charges(since: datetime, until: datetime) -> list[Charge]:
    return []


def charge_of(payment: Payment) -> Charge | None:
    if payment.state not in {Payment.State.APPROVED, Payment.State.RETURNED}:
        return None
    done = payment.refunds.filter(state=Refund.State.DONE).values_list("amount", flat=True)
    return Charge(payment.charge, payment.key, payment.amount, sum(done, Decimal(0)))
