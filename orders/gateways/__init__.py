"""The ways to the money. Each gateway is a module with the same few functions, and knows nothing of orders' rules.

    begin(payment, return_url=…, cancel_url=…) -> Begun    where the shopper pays
    look(payment) -> Answer                                 what became of it, asked of the provider
    give_up(payment) -> Answer                              close it for good; it may turn out to be paid
    refund(payment, amount, key=…) -> str                   the provider's name of the refund
    charge(payment, method) -> Answer                       take the money later, with a way that was kept
    forget(method)                                          keep it no longer
    charges(since, until) -> list[Charge]                   the money it took in that time, whoever asked for it
    charge_of(payment) -> Charge | None                     the money it took for one payment

Every call may be repeated: the payment's key, or the one given, makes the provider do it once. A provider that cannot
be reached raises GatewayFailed, one that says no GatewayRefuses; nothing has changed with us then.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from orders.models import KeptMethod, Payment


class GatewayFailed(Exception):
    """No answer that we could use, just now. Its text is a sentence for the shopper."""

    def __init__(self, sentence: str = "Our payment provider does not answer just now. Please try again.") -> None:
        super().__init__(sentence)


class GatewayRefuses(GatewayFailed):
    """It will not do this, now or later. Its text is for staff."""


class Outcome(StrEnum):
    WAITING = "waiting"
    APPROVED = "approved"
    DECLINED = "declined"  # this try; the shopper may still try again in the same place
    KEPT = "kept"  # there was nothing to charge yet, and the way to pay is kept
    CLOSED = "closed"  # nobody can pay it any more


@dataclass(frozen=True, slots=True)
class Begun:
    reference: str  # what the provider calls the payment
    url: str  # where the shopper pays


@dataclass(frozen=True, slots=True)
class Kept:
    """A way to pay that the provider keeps, in its own names."""

    customer: str
    method: str


@dataclass(frozen=True, slots=True)
class Answer:
    outcome: Outcome
    charge: str = ""  # what the provider calls the money it took
    reason: str = ""  # why it was declined, a sentence
    kept: Kept | None = None  # the way to pay, where it was to be kept


@dataclass(frozen=True, slots=True)
class Charge:
    """Money that a provider has taken, as its own books say."""

    name: str  # what the provider calls it
    key: UUID | None  # of the payment that it says it is for
    amount: Decimal
    returned: Decimal  # what of it was given back

    @property
    def kept(self) -> Decimal:
        return self.amount - self.returned


class Gateway(Protocol):
    """What a gateway's module offers."""

    def begin(self, payment: Payment, *, return_url: str, cancel_url: str) -> Begun: ...
    def look(self, payment: Payment) -> Answer: ...
    def give_up(self, payment: Payment) -> Answer: ...
    def refund(self, payment: Payment, amount: Decimal, *, key: str) -> str: ...
    def charge(self, payment: Payment, method: KeptMethod) -> Answer: ...
    def forget(self, method: KeptMethod) -> None: ...
    def charges(self, since: datetime, until: datetime) -> list[Charge]: ...
    def charge_of(self, payment: Payment) -> Charge | None: ...
