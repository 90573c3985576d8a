"""What a shopper has told the checkout so far, and which step comes next.

A draft is kept with the cart, in the database: Back, another tab, another device and signing in find it as it was left.
A step is done when what it asks is known; so a change in one step can make a later one come up again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from orders.models import BillingAddress, Cart, Checkout, DeliveryMethod, Reach
from orders.recipients import LEFT_OUT
from storefront.addresses import PARTS

LONGEST = 300  # of what is kept of a field that could not be taken


@dataclass(frozen=True, slots=True)
class Step:
    name: str  # as in its address, /checkout/<name>/
    label: str


EMAIL = Step("email", "E-mail")
DELIVERY = Step("delivery", "Delivery")
OPTIONS = Step("options", "How")
BILLING = Step("billing", "Bill")
REVIEW = Step("review", "Review")
# The pages of the second step: how it reaches them.
ADDRESSES = {Reach.SENT: "delivery", Reach.COLLECTED: "collection", Reach.RESERVED: "reservation"}


def draft_of(cart: Cart) -> Checkout:
    """What is known; for a cart that has not been here yet an empty draft, which is not in the database.

    Who is signed in is written to under the account's address.
    """
    known = Checkout.objects.select_related("delivery", "branch", "billing").filter(cart=cart).first()
    draft = known or Checkout(cart=cart, country=cart.country or settings.SHOP_COUNTRY)
    if cart.customer:
        draft.email = cart.customer.email
    return draft


def steps_of(draft: Checkout) -> list[Step]:
    """The steps of this shopper, in order."""
    steps = [DELIVERY, REVIEW]
    if draft.reach != Reach.RESERVED:
        steps.insert(1, BILLING)
    if draft.reach in (Reach.SENT, ""):
        steps.insert(1, OPTIONS)
    return steps if draft.cart.customer_id else [EMAIL, *steps]


def first_open(draft: Checkout) -> Step:
    """The first step that is not done; the review is where one orders, so it never is."""
    return next(step for step in steps_of(draft) if not _is_done(step, draft))


def _is_done(step: Step, draft: Checkout) -> bool:
    if step == EMAIL:
        return bool(draft.email)
    if step == DELIVERY:
        told = draft.line1 if draft.is_sent else draft.reach and draft.branch
        return draft.hides_address or bool(draft.name and told)
    if step == OPTIONS:
        ways = DeliveryMethod.objects.offered_to(draft.country)
        return draft.delivery_id is not None and ways.filter(pk=draft.delivery_id).exists()
    return step == BILLING and draft.billed in ([Checkout.Billed.OTHER] if draft.hides_address else Checkout.Billed)


def address_of(step: Step, draft: Checkout) -> str:
    """Of the page of a step."""
    name = ADDRESSES.get(draft.reach or Reach.SENT, step.name) if step == DELIVERY else step.name
    return reverse(f"orders:checkout-{name}")


@dataclass(frozen=True, slots=True)
class Stage:
    """A step as the list above the checkout shows it."""

    label: str
    href: str  # empty where one cannot go yet
    is_current: bool


@dataclass(frozen=True, slots=True)
class Progress:
    stages: tuple[Stage, ...]
    number: int

    @property
    def words(self) -> str:
        """“Step 2 of 5: Delivery”."""
        return f"Step {self.number} of {len(self.stages)}: {self.stages[self.number - 1].label}"


def progress(draft: Checkout, current: Step) -> Progress:
    """Where one stands: what is done, and the first that is not, can be gone to."""
    steps, last = steps_of(draft), first_open(draft)
    reached = steps[: steps.index(last) + 1]
    stages = [Stage(step.label, address_of(step, draft) if step in reached else "", step == current) for step in steps]
    return Progress(tuple(stages), steps.index(current) + 1)


@transaction.atomic
def keep(cart: Cart, page: str, **told: Any) -> Checkout:
    """Write down what a page (by the name of its address) was told.

    Raises Cart.DoesNotExist if the cart went with its owner meanwhile.
    """
    draft = _locked(cart)
    if "reach" in told:
        told = {**LEFT_OUT, **told}
    for name, value in told.items():
        setattr(draft, name, value)
    draft.typed.pop(page, None)
    draft.save()
    if "country" in told and not draft.recipient:
        Cart.objects.filter(pk=cart.pk).update(country=told["country"])
    return draft


@transaction.atomic
def keep_billing(cart: Cart, page: str, address: BillingAddress | None) -> Checkout:
    """Where the bill goes; None: where the books go. An address that was typed before stays, for a change of mind."""
    billed = Checkout.Billed.OTHER if address else Checkout.Billed.SAME
    draft = keep(cart, page, billed=billed)
    if address:
        BillingAddress.objects.update_or_create(
            checkout=draft, defaults={part: getattr(address, part) for part in PARTS}
        )
    return draft


@transaction.atomic
def keep_typed(cart: Cart, page: str, typed: Mapping[str, str]) -> None:
    """Remember what could not be taken as it was, so that whoever comes back finds it."""
    draft = _locked(cart)
    draft.typed[page] = {name: value[:LONGEST] for name, value in typed.items()}
    draft.save(update_fields=["typed"])


def _locked(cart: Cart) -> Checkout:
    """Behind the cart's lock: an order that is being placed has gone through before, or waits."""
    cart = Cart.objects.locked().get(pk=cart.pk)
    country = cart.country or settings.SHOP_COUNTRY
    return Checkout.objects.get_or_create(cart=cart, defaults={"country": country})[0]
