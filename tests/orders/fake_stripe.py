"""A Stripe of our own, over HTTP: sessions, payments, declines, refunds, and signed events, all remembered.

It answers the few calls that orders.gateways.stripe_checkout makes, in Stripe's shapes, holds to its rules
(idempotency keys, sessions that expire, refunds bounded by the charge), and lets a test play the shopper at its page.
"""

import hashlib
import hmac
import itertools
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

from tests.processes import serving

Json = dict[str, Any]
PAGE = 2  # of a list


class Refused(Exception):
    def __init__(self, message: str, status: int = 400) -> None:
        self.status = status
        super().__init__(message)


class FakeStripe:
    """What the provider knows. `is_down` makes every call fail; `calls` says which came."""

    def __init__(self, secret: str) -> None:
        self.secret = secret
        self.is_down = False
        self.calls: list[str] = []
        self.sessions: dict[str, Json] = {}
        self.intents: dict[str, Json] = {}
        self.refunds: dict[str, Json] = {}
        self.methods: dict[str, Json] = {}  # kept for a customer
        self.declines: str = ""  # the code with which later charges are declined
        self.events: list[Json] = []
        self._answers: dict[str, tuple[str, Json]] = {}  # by idempotency key: what was asked, what was answered
        self._numbers = itertools.count(1)
        self._lock = threading.RLock()

    # What the shop calls ----------------------------------------------------------------------------------------------

    def answer(self, method: str, path: str, fields: dict[str, str], key: str) -> Json:
        with self._lock:
            self.calls.append(f"{method} {path}")
            if self.is_down:
                raise Refused("We are down.", 500)
            asked = json.dumps([method, path, fields])
            if key in self._answers:
                before, answer = self._answers[key]
                if before != asked:
                    raise Refused("Keys for idempotent requests can only be used with the same parameters.")
                return answer
            answer = self._route(method, path.strip("/").split("/")[1:], fields)
            if key:
                self._answers[key] = (asked, answer)
            return answer

    def _route(self, method: str, path: list[str], fields: dict[str, str]) -> Json:
        match method, path:
            case "POST", ["checkout", "sessions"]:
                return self._create_session(fields)
            case "GET", ["checkout", "sessions", name]:
                return self._expanded(self._session(name))
            case "POST", ["payment_intents"]:
                return self._charge(fields)
            case "GET", ["payment_intents", name]:
                return self._with_charge(self.intents[name])
            case "POST", ["payment_methods", name, "detach"]:
                return self._detach(name)
            case "GET", ["payment_intents"]:
                return self._list_intents(fields)
            case "POST", ["checkout", "sessions", name, "expire"]:
                return self._expire(self._session(name))
            case "POST", ["refunds"]:
                return self._refund(fields)
        raise Refused(f"Unrecognized request URL ({method}: {path}).", 404)

    def _create_session(self, fields: dict[str, str]) -> Json:
        name = f"cs_test_{next(self._numbers)}"
        is_setup = fields["mode"] == "setup"
        amount = 0 if is_setup else int(fields["line_items[0][price_data][unit_amount]"])
        session = {
            "id": name,
            "object": "checkout.session",
            "url": f"https://checkout.stripe.com/c/pay/{name}",
            "status": "open",
            "payment_status": "unpaid",
            "payment_intent": None,
            "setup_intent": None,
            "customer": f"cus_{name}" if fields.get("customer_creation") == "always" else None,
            "keeps": is_setup or fields.get("payment_intent_data[setup_future_usage]") == "off_session",
            "amount_total": amount,
            "currency": fields["currency" if is_setup else "line_items[0][price_data][currency]"],
            "client_reference_id": fields["client_reference_id"],
            "metadata": {"order": fields["metadata[order]"], "payment": fields["metadata[payment]"]},
            "success_url": fields["success_url"],
        }
        self.sessions[name] = session
        return dict(session)

    def _session(self, name: str) -> Json:
        if name not in self.sessions:
            raise Refused(f"No such checkout session: {name}", 404)
        return self.sessions[name]

    def _expanded(self, session: Json) -> Json:
        intent = self.intents.get(session["payment_intent"])
        return {**session, "payment_intent": intent and self._with_charge(intent)}  # a setup intent stands in it whole

    def _with_charge(self, intent: Json) -> Json:
        if intent["status"] != "succeeded":
            return {**intent, "amount_received": 0, "latest_charge": None}
        refunds = [refund for refund in self.refunds.values() if refund["payment_intent"] == intent["id"]]
        charge = {
            "id": intent["id"].replace("pi_", "ch_"),
            "object": "charge",
            "amount_refunded": sum(refund["amount"] for refund in refunds),
        }
        return {**intent, "amount_received": intent["amount"], "latest_charge": charge}

    def _keep(self, session: Json) -> str:
        """The card that was used, kept for the session's customer; one that is not kept has a name and no owner."""
        name = f"pm_{next(self._numbers)}"
        self.methods[name] = {"id": name, "customer": session["customer"] if session["keeps"] else None}
        return name

    def _detach(self, name: str) -> Json:
        if not self.methods[name]["customer"]:
            raise Refused("The payment method you provided is not attached to a customer.")
        self.methods[name]["customer"] = None
        return self.methods[name]

    def _charge(self, fields: dict[str, str]) -> Json:
        """With a kept method, and nobody there. A decline is an error, and remembered with its key as Stripe does."""
        method = self.methods[fields["payment_method"]]
        if method["customer"] != fields["customer"] or (fields["off_session"], fields["confirm"]) != ("true", "true"):
            raise Refused("The payment method does not belong to this customer.")
        error = {"code": self.declines, "message": "Your card was declined."} if self.declines else None
        intent = {
            "id": f"pi_{next(self._numbers)}",
            "object": "payment_intent",
            "amount": int(fields["amount"]),
            "metadata": {"order": fields["metadata[order]"], "payment": fields["metadata[payment]"]},
            "created": int(time.time()),
            "status": "requires_payment_method" if error else "succeeded",
            "payment_method": method["id"],
            "last_payment_error": error,
        }
        self.intents[intent["id"]] = intent
        self.tell("payment_intent.payment_failed" if error else "payment_intent.succeeded", intent)
        return {"declined": error} if error else self._with_charge(intent)

    def _list_intents(self, fields: dict[str, str]) -> Json:
        """Newest first, a page at a time, as Stripe does; pages are short, so that callers must turn them."""
        first, last = int(fields["created[gte]"]), int(fields["created[lte]"])
        found = [intent for intent in reversed(self.intents.values()) if first <= intent["created"] <= last]
        if after := fields.get("starting_after"):
            found = found[[intent["id"] for intent in found].index(after) + 1 :]
        page = [self._with_charge(intent) for intent in found[:PAGE]]
        return {"object": "list", "url": "/v1/payment_intents", "data": page, "has_more": len(found) > PAGE}

    def _expire(self, session: Json) -> Json:
        if session["status"] != "open":
            raise Refused("Only Checkout Sessions with a status in [open] can be expired.")
        session["status"] = "expired"
        self.tell("checkout.session.expired", session)
        return dict(session)

    def _refund(self, fields: dict[str, str]) -> Json:
        intent = self.intents[fields["payment_intent"]]
        amount = int(fields["amount"])
        given = sum(refund["amount"] for refund in self.refunds.values() if refund["payment_intent"] == intent["id"])
        if intent["status"] != "succeeded" or given + amount > intent["amount"]:
            raise Refused("Refund amount is greater than unrefunded amount on charge.")
        refund = {
            "id": f"re_{next(self._numbers)}",
            "object": "refund",
            "amount": amount,
            "payment_intent": intent["id"],
        }
        self.refunds[refund["id"]] = refund
        return refund

    # What the shopper does on Stripe's page ---------------------------------------------------------------------------

    def pay(self, name: str) -> None:
        with self._lock:
            session, intent = self._attempt(name)
            intent |= {"status": "succeeded", "last_payment_error": None, "payment_method": self._keep(session)}
            session |= {"status": "complete", "payment_status": "paid"}
            self.tell("payment_intent.succeeded", intent)
            self.tell("checkout.session.completed", session)

    def set_up(self, name: str) -> None:
        """Nothing to pay yet: a card is kept."""
        with self._lock:
            session = self.sessions[name]
            setup = {"id": f"seti_{next(self._numbers)}", "object": "setup_intent", "status": "succeeded"}
            session["setup_intent"] = {**setup, "payment_method": self._keep(session)}
            session |= {"status": "complete", "payment_status": "no_payment_required"}
            self.tell("checkout.session.completed", session)

    def fail(self, name: str, message: str) -> None:
        """The card is declined; the page stays open for another one."""
        with self._lock:
            _, intent = self._attempt(name)
            intent |= {"status": "requires_payment_method", "last_payment_error": {"message": message}}
            self.tell("payment_intent.payment_failed", intent)

    def _attempt(self, name: str) -> tuple[Json, Json]:
        session = self.sessions[name]
        if session["status"] != "open":
            raise Refused("This page has expired.")
        if session["payment_intent"] is None:
            intent = {
                "id": f"pi_{next(self._numbers)}",
                "object": "payment_intent",
                "amount": session["amount_total"],
                "metadata": session["metadata"],
                "created": int(time.time()),
                "last_payment_error": None,
            }
            self.intents[intent["id"]] = intent
            session["payment_intent"] = intent["id"]
        return session, self.intents[session["payment_intent"]]

    # What Stripe tells ------------------------------------------------------------------------------------------------

    def tell(self, kind: str, about: Json) -> None:
        """Something happened: an event of this kind waits to be sent."""
        number = next(self._numbers)
        self.events.append(
            {"id": f"evt_{number}", "object": "event", "type": kind, "data": {"object": dict(about)}, "livemode": False}
        )

    def signed(self, event: Json, *, secret: str | None = None) -> tuple[bytes, str]:
        """The body and the signature header with which an event is sent."""
        body, moment = json.dumps(event).encode(), int(time.time())
        digest = hmac.new((secret or self.secret).encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
        return body, f"t={moment},v1={digest}"


class _Handler(BaseHTTPRequestHandler):
    stripe: FakeStripe

    def do_GET(self) -> None:
        self._answer("GET")

    def do_POST(self) -> None:
        self._answer("POST")

    def _answer(self, method: str) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        try:
            key = self.headers.get("Idempotency-Key", "") if method == "POST" else ""
            path, _, query = self.path.partition("?")
            status, answer = 200, self.stripe.answer(method, path, dict(parse_qsl(query or body)), key)
            if declined := answer.get("declined"):
                status, answer = 402, {"error": {**declined, "type": "card_error"}}
        except Refused as refusal:
            status, answer = refusal.status, {"error": {"message": str(refusal), "type": "invalid_request_error"}}
        content = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    request_queue_size = 128
    daemon_threads = True


@contextmanager
def running_stripe(secret: str, kind: type[FakeStripe] = FakeStripe) -> Iterator[tuple[FakeStripe, str]]:
    """The provider, and the address it listens at."""
    fake = kind(secret)
    server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"stripe": fake}))
    with serving(server) as address:
        yield fake, address
