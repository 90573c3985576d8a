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

from orders.gateways import Answer, Begun, Charge, GatewayFailed, GatewayRefuses, Kept, Outcome
from orders.models import KeptMethod, Payment, ProviderEvent

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
    about = _about(payment)
    params = {
        "customer_email": payment.order.email,
        "client_reference_id": str(payment.key),
        "metadata": about,
        "success_url": return_url,
        "cancel_url": cancel_url,
    }
    if payment.keeps_method:
        params["customer_creation"] = "always"
    if payment.amount:
        kept = {"setup_future_usage": "off_session"} if payment.keeps_method else {}
        intent = {"metadata": about, "description": f"Order {payment.order.number}", **kept}
        params |= {"mode": "payment", "line_items": [line], "payment_intent_data": intent}
    else:  # nothing to charge yet: the way to pay is kept
        currency = settings.SHOP_CURRENCY.lower()
        params |= {"mode": "setup", "currency": currency, "setup_intent_data": {"metadata": about}}
    with _calling() as client:
        session = client.v1.checkout.sessions.create(params, {"idempotency_key": f"begin-{payment.key}"})
    return Begun(session.id, session.url)


def look(payment: Payment) -> Answer:
    with _calling() as client:
        if payment.is_later:
            return _answer_of_intent(client.v1.payment_intents.retrieve(payment.reference))
        params = {"expand": ["payment_intent", "setup_intent"]}
        session = client.v1.checkout.sessions.retrieve(payment.reference, params)
    return _answer_of(session)


def charge(payment: Payment, method: KeptMethod) -> Answer:
    """Charge a way to pay that was kept. What the bank wants its owner to confirm counts as declined: nobody is there.

    https://docs.stripe.com/payments/save-and-reuse?platform=checkout
    """
    params = {
        "amount": _smallest_units(payment.amount),
        "currency": settings.SHOP_CURRENCY.lower(),
        "customer": method.customer,
        "payment_method": method.method,
        "off_session": True,
        "confirm": True,
        "metadata": _about(payment),
        "description": f"Order {payment.order.number}",
    }
    with _calling() as client:
        try:
            intent = client.v1.payment_intents.create(params, {"idempotency_key": f"charge-{payment.key}"})
        except stripe.CardError as declined:
            return Answer(Outcome.DECLINED, reason=_why(declined.code, declined.user_message))
    return _answer_of_intent(intent)


def forget(method: KeptMethod) -> None:
    """Done again, it finds it gone."""
    try:
        with _calling() as client:
            client.v1.payment_methods.detach(method.method)
    except GatewayRefuses:
        return


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
    if not payment.reference and not payment.charge:
        return None
    with _calling() as client:
        if payment.is_later:
            intent = client.v1.payment_intents.retrieve(payment.charge, {"expand": ["latest_charge"]})
            return _charge_from(intent) if intent.status == "succeeded" else None
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
        return Answer(Outcome.APPROVED, charge=intent.id, kept=_kept(session, intent))
    setup = session.setup_intent
    if setup and setup.status == "succeeded":
        return Answer(Outcome.KEPT, kept=_kept(session, setup))
    if session.status == "expired":
        return Answer(Outcome.CLOSED)
    error = intent.last_payment_error if intent else None
    if error:
        return Answer(Outcome.DECLINED, reason=error.message or "The bank declined and gave no reason.")
    return Answer(Outcome.WAITING)


def _answer_of_intent(intent: Any) -> Answer:
    """Of a charge with nobody at the till."""
    if intent.status == "succeeded":
        return Answer(Outcome.APPROVED, charge=intent.id)
    if intent.status == "processing":
        return Answer(Outcome.WAITING)
    error = intent.last_payment_error
    return Answer(Outcome.DECLINED, reason=_why(error.code, error.message) if error else _why("", ""))


def _why(code: str | None, said: str | None) -> str:
    if code == "authentication_required":
        return "Your bank wants you to confirm the payment yourself."
    return said or "The bank declined and gave no reason."


def _kept(session: Any, intent: Any) -> Kept | None:
    """Both names are there only where the way to pay was to be kept."""
    if not session.customer or not intent.payment_method:
        return None
    return Kept(session.customer, intent.payment_method)


def _about(payment: Payment) -> dict[str, str]:
    return {"order": payment.order.number, "payment": str(payment.key)}


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
