"""Stripe's hosted checkout. Card data never comes here, and the shopper needs no script of ours.

What an event says is never believed beyond “look again”: the state of a payment is always asked of Stripe, so events
may come late, twice and in any order. https://docs.stripe.com/payments/checkout
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import stripe
from django.conf import settings

from orders.gateways import Answer, Begun, GatewayFailed, GatewayRefuses, Outcome
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
