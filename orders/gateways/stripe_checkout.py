"""Stripe's hosted checkout. Card data never comes here, and the shopper needs no script of ours.

What an event says is never believed beyond “look again”: the state of a payment is always asked of Stripe, so events
may come late, twice and in any order. https://docs.stripe.com/payments/checkout
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import stripe
from django.conf import settings

from orders.gateways import Answer, Begun, Charge, GatewayFailed, GatewayRefuses, Outcome
from orders.models import Payment, ProviderEvent

NAME = "stripe"
# Currencies whose smallest unit is the unit itself. https://docs.stripe.com/currencies#zero-decimal
WITHOUT_CENTS = {
    "BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF",
}  # fmt: skip


class ForgedEvent(Exception):
    """It does not carry Stripe's signature, or it is no event."""


def begin(payment: Payment, *, return_url: str, cancel_url: str) -> Begun:
    line = {
        "price_data": {
            "currency": settings.SHOP_CURRENCY.lower(),
            "unit_amount": _smallest_units(payment.amount),
            "product_data": {"name": f"Order {payment.order.number}"},
        },
        "quantity": 1,
    }
    about = {"order": payment.order.number, "payment": str(payment.key)}
    params = {
        "mode": "payment",
        "line_items": [line],
        "customer_email": payment.order.email,
        "client_reference_id": str(payment.key),
        "metadata": about,
        "payment_intent_data": {"metadata": about, "description": f"Order {payment.order.number}"},
        "success_url": return_url,
        "cancel_url": cancel_url,
    }
    with _calling() as client:
        session = client.v1.checkout.sessions.create(params, {"idempotency_key": f"begin-{payment.key}"})
    return Begun(session.id, session.url)


def look(payment: Payment) -> Answer:
    with _calling() as client:
        session = client.v1.checkout.sessions.retrieve(payment.reference, {"expand": ["payment_intent"]})
    return _answer_of(session)


def give_up(payment: Payment) -> Answer:
    """Close the session. One that was paid in the same moment cannot be closed, and says so."""
    answer = look(payment)
    if answer.outcome not in {Outcome.WAITING, Outcome.DECLINED}:
        return answer
    try:
        with _calling() as client:
            client.v1.checkout.sessions.expire(payment.reference)
    except GatewayRefuses:
        return look(payment)
    return Answer(Outcome.CLOSED)


def refund(payment: Payment, amount: Decimal, *, key: str) -> str:
    params = {"payment_intent": payment.charge, "amount": _smallest_units(amount)}
    with _calling() as client:
        return client.v1.refunds.create(params, {"idempotency_key": f"refund-{key}"}).id


def charges(since: datetime, until: datetime) -> list[Charge]:
    created = {"gte": int(since.timestamp()), "lte": int(until.timestamp())}
    with _calling() as client:
        params = {"created": created, "limit": 100, "expand": ["data.latest_charge"]}
        intents = list(client.v1.payment_intents.list(params).auto_paging_iter())
    return [_charge_from(intent) for intent in intents if intent.status == "succeeded"]


def charge_of(payment: Payment) -> Charge | None:
    if not payment.reference:
        return None
    with _calling() as client:
        params = {"expand": ["payment_intent.latest_charge"]}
        session = client.v1.checkout.sessions.retrieve(payment.reference, params)
    intent = session.payment_intent
    return _charge_from(intent) if intent and intent.status == "succeeded" else None


def event_of(body: bytes, signature: str) -> ProviderEvent:
    """The event that a request of Stripe's brings, not yet saved. Raises ForgedEvent."""
    try:
        event = stripe.Webhook.construct_event(body, signature, settings.STRIPE_WEBHOOK_SECRET)
    except (ValueError, stripe.SignatureVerificationError) as error:
        raise ForgedEvent from error
    content = json.loads(body)
    about = content["data"]["object"]
    key = (about.get("metadata") or {}).get("payment", "")  # we put it on the session and on the intent
    return ProviderEvent(gateway=NAME, event_id=event.id, kind=event.type[:100], reference=key[:255], content=content)


def _answer_of(session: Any) -> Answer:
    intent = session.payment_intent
    if session.payment_status == "paid":
        return Answer(Outcome.APPROVED, charge=intent.id)
    if session.status == "expired":
        return Answer(Outcome.CLOSED)
    error = intent.last_payment_error if intent else None
    if error:
        return Answer(Outcome.DECLINED, reason=error.message or "The bank declined and gave no reason.")
    return Answer(Outcome.WAITING)


def _charge_from(intent: Any) -> Charge:
    try:
        key = UUID(intent.metadata["payment"])
    except (KeyError, TypeError, ValueError):
        key = None  # somebody else's, or taken by hand
    returned = intent.latest_charge.amount_refunded if intent.latest_charge else 0
    return Charge(intent.id, key, _amount_from(intent.amount_received), _amount_from(returned))


@contextmanager
def _calling() -> Iterator[stripe.StripeClient]:
    """A client to call Stripe with. Raises GatewayRefuses when Stripe says no, GatewayFailed for all else."""
    base = {"api": settings.STRIPE_API_BASE} if settings.STRIPE_API_BASE else None
    client = stripe.StripeClient(settings.STRIPE_SECRET_KEY, base_addresses=base, max_network_retries=2)
    try:
        yield client
    except stripe.InvalidRequestError as error:
        raise GatewayRefuses(str(error)) from error
    except stripe.StripeError as error:
        raise GatewayFailed from error


def _smallest_units(amount: Decimal) -> int:
    return int(amount if settings.SHOP_CURRENCY in WITHOUT_CENTS else amount * 100)


def _amount_from(smallest_units: int) -> Decimal:
    return Decimal(smallest_units) if settings.SHOP_CURRENCY in WITHOUT_CENTS else Decimal(smallest_units) / 100
