"""Somebody at the checkout without scripts, step by step."""

from typing import Any

from django.test import Client

ADDRESS = {
    "name": "Jo Novák",
    "country": "GB",
    "line1": "1 Quay Lane",
    "city": "Wexcombe",
    "postcode": "BS1 4QA",
}


def at_the_review(client: Client, *, email: str = "Jo@Example.org", delivery: int = 0, **address: str) -> Any:
    """The last step, after all others were told what they ask; without a way of delivery the one that is ticked."""
    client.post("/checkout/email/", {"email": email})
    client.post("/checkout/delivery/", {**ADDRESS, **address})
    options = client.get("/checkout/options/")
    client.post("/checkout/options/", {"delivery": delivery or options.context["form"].initial["delivery"].pk})
    client.post("/checkout/billing/", {"billed": "same"})
    return client.get("/checkout/review/")


def press_of(review: Any) -> dict[str, Any]:
    """What “Place order” sends."""
    return {"attempt_key": review.context["draft"].attempt_key, "shown_total": review.context["quote"].total}
