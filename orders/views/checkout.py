"""The way to the till, a step an address. How one goes from step to step is in orders/drafts.py."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts import addressbook, consent, providers
from accounts.models import Address
from orders import cart as carts
from orders import drafts, recipients
from orders import payment as payments
from orders.apart import charges_of
from orders.checkout import KEPT_FOR, CannotPlaceOrder, OutOfStock, place_order
from orders.delivery.collection import must_be_collected, points_for
from orders.delivery.ways import parcels_for, ways_to
from orders.forms import (
    BilledForm,
    BillingAddressForm,
    CollectionForm,
    DeliveryAddressForm,
    EmailForm,
    OptionsForm,
    PickForm,
    PlaceForm,
    RecipientForm,
)
from orders.gateways import GatewayFailed
from orders.models import BillingAddress, Checkout, Order, Reach
from orders.views.visit import TOO_OFTEN, Visit, at_step, shown_again_on_the_way_back
from orders.visitors import cart_of
from storefront.addresses import PARTS, ByCountry
from storefront.htmx import render_page


@require_safe
@never_cache
def checkout(request: HttpRequest) -> HttpResponse:
    """On to the first step that is not done; back to the cart while something in it cannot be ordered."""
    cart = cart_of(request)
    rows = carts.rows_of(cart)
    if not rows or any(row.problem for row in rows):
        return redirect("orders:cart-detail")
    draft = drafts.draft_of(cart)
    return redirect(drafts.address_of(drafts.first_open(draft), draft))


@at_step(drafts.EMAIL)
def checkout_email(visit: Visit) -> HttpResponse:
    form = EmailForm(visit.posted, initial={"email": visit.draft.email, **visit.typed})
    if visit.takes(form):
        drafts.keep(visit.cart, visit.here, **form.cleaned_data)
        return visit.onward()
    return visit.page(form, offered=providers.offered())


@at_step(drafts.DELIVERY)
def checkout_delivery(visit: Visit) -> HttpResponse:
    """An address: typed, or one that was kept, which is looked at by the same form."""
    person = visit.cart.customer
    saved = Address.objects.of(person) if person else Address.objects.none()
    offered = recipients.offered_to(visit.cart)
    first = {"gift_message": visit.draft.gift_message}
    gift = RecipientForm(visit.posted if "recipient" in visit.request.POST else None, initial=first, recipients=offered)
    if gift.is_bound and visit.takes(gift):
        drafts.keep(visit.cart, visit.here, reach=Reach.SENT, **gift.told)
        return visit.onward()
    if visit.draft.hides_address:  # it was to go to somebody whose address is not shown: not its country either
        visit.draft.country = visit.cart.country or settings.SHOP_COUNTRY
    pick = PickForm(visit.posted, saved=saved)
    can_keep = person is not None
    if pick.is_valid():
        form = DeliveryAddressForm(_parts_of(pick.cleaned_data["address"]), instance=visit.draft, can_keep=False)
    else:
        initial = {**_first_address(visit), **visit.typed}
        typed = None if gift.is_bound else visit.posted
        form = DeliveryAddressForm(typed, instance=visit.draft, initial=initial, can_keep=can_keep)
        if form.is_turning:
            visit.remember()
            form = DeliveryAddressForm(initial=form.typed, instance=visit.draft, can_keep=can_keep)
    if form.is_bound and not form.errors:
        for sentence in must_be_collected(visit.rows):
            form.add_error(None, sentence)
    if form.is_bound and visit.takes(form) and _kept_if_asked(form, visit):
        drafts.keep(visit.cart, visit.here, reach=Reach.SENT, **form.address)
        return visit.onward()
    return visit.page(
        gift if gift.errors else form,
        partials=["address-fields"],
        saved=saved,
        reach=Reach.SENT,
        address=form,
        gift=gift if offered else None,
    )


def _parts_of(address: Any) -> dict[str, str]:
    return {part: getattr(address, part) for part in PARTS}


def _first_address(visit: Visit) -> dict[str, str]:
    """What a first visit finds filled in: the name of who is signed in."""
    person = visit.cart.customer
    return {"name": person.name} if person and not visit.draft.name else {}


def _kept_if_asked(form: DeliveryAddressForm, visit: Visit) -> bool:
    """Put it in the address book, if that was asked. False if that is full: the form says so, and they stay."""
    known = Address.objects.filter(person=visit.cart.customer, **form.address)
    if form.cleaned_data.get("keep_address") and not known.exists():
        try:
            addressbook.keep(Address(person=visit.cart.customer, **form.address))
        except addressbook.AddressBookFull as full:
            form.add_error("keep_address", str(full))
            return False
    return True


@at_step(drafts.DELIVERY)
def checkout_collection(visit: Visit) -> HttpResponse:
    return _collection(visit, Reach.COLLECTED)


@at_step(drafts.DELIVERY)
def checkout_reservation(visit: Visit) -> HttpResponse:
    return _collection(visit, Reach.RESERVED)


def _collection(visit: Visit, reach: str) -> HttpResponse:
    """A counter where all of it can be had; to pay there, all of it must be ours already."""
    points = points_for(visit.rows, timezone.localtime())
    possible = [point for point in points if (point.can_reserve if reach == Reach.RESERVED else not point.problems)]
    branch = visit.draft.branch if visit.draft.branch in [point.branch for point in possible] else None
    first = {**_first_address(visit), "branch": branch or next((point.branch for point in possible), None)}
    form = CollectionForm(visit.posted, instance=visit.draft, initial={**first, **visit.typed}, points=possible)
    if visit.takes(form):
        told = {name: form.cleaned_data[name] for name in ("branch", "name", "phone")}
        drafts.keep(visit.cart, visit.here, reach=reach, **told)
        return visit.onward()
    others = [point for point in points if point not in possible]
    return visit.page(form, template="orders/checkout_collection.html", reach=reach, others=others)


@at_step(drafts.OPTIONS)
def checkout_options(visit: Visit) -> HttpResponse:
    ways = ways_to(visit.draft.country, visit.rows, dispatch=visit.cart.dispatch, now=timezone.localtime())
    offered = [way.method for way in ways]
    chosen = visit.draft.delivery if visit.draft.delivery in offered else next(iter(offered), None)  # the cheapest
    form = OptionsForm(visit.posted, initial={"delivery": chosen}, ways=ways)
    if visit.takes(form):
        drafts.keep(visit.cart, visit.here, **form.cleaned_data)
        return visit.onward()
    return visit.page(form)


@at_step(drafts.BILLING)
def checkout_billing(visit: Visit) -> HttpResponse:
    """The address counts only where the bill goes to another one; until then nothing in it is wrong."""
    known, usual = getattr(visit.draft, "billing", None), _usual_for_bills(visit)
    hides = visit.draft.hides_address
    first = Checkout.Billed.OTHER if hides or (known is None and usual) else Checkout.Billed.SAME
    initial = {"billed": first if hides else visit.draft.billed or first, **visit.typed}
    form = BilledForm(visit.posted, initial=initial, is_sent=visit.draft.is_sent, hides_address=hides)
    to_another = form.is_valid() and form.cleaned_data["billed"] == Checkout.Billed.OTHER
    country = settings.SHOP_COUNTRY if hides else visit.draft.destination
    instance = known or BillingAddress(**(usual or {"country": country}))
    address = BillingAddressForm(visit.posted if to_another else None, instance=instance, initial=visit.typed)
    if visit.posted is not None and ByCountry.TURN in visit.posted:
        visit.remember()
        address = BillingAddressForm(initial=visit.posted.dict(), instance=instance)
    elif to_another and visit.takes(address):
        drafts.keep_billing(visit.cart, visit.here, address.save(commit=False))
        return visit.onward()
    elif not to_another and visit.takes(form):
        drafts.keep_billing(visit.cart, visit.here, None)
        return visit.onward()
    wrong = address if address.errors else form
    return visit.page(wrong, partials=["address-fields"], billed=form, address=address)


def _usual_for_bills(visit: Visit) -> dict[str, str] | None:
    """Where bills of this person usually go, if that is not where the books go."""
    person = visit.cart.customer
    usual = addressbook.usual(person, addressbook.BILLING) if person else None
    if usual is None or all(getattr(usual, part) == getattr(visit.draft, part) for part in PARTS if part != "phone"):
        return None
    return _parts_of(usual)


@require_http_methods(["GET", "HEAD", "POST"])
@shown_again_on_the_way_back
@never_cache
def checkout_review(request: HttpRequest) -> HttpResponse:
    """A second press comes when the draft is gone, and is answered with the first one's order."""
    cart, form = cart_of(request), PlaceForm(request.POST or None)
    if cart and form.is_valid():
        placed = Order.objects.filter(attempt_key=form.cleaned_data["attempt_key"], cart=cart).first()
        if placed:
            return _on_from(placed)
    return _review(request)


@at_step(drafts.REVIEW)
def _review(visit: Visit) -> HttpResponse:
    form, refusal = PlaceForm(visit.posted), None
    if form.is_valid() and not visit.is_too_often:
        try:
            wants_newsletter = form.cleaned_data.pop("newsletter")
            order = place_order(visit.cart, visit.draft, **form.cleaned_data)
        except CannotPlaceOrder as refused:
            refusal = refused
        else:
            if wants_newsletter:
                consent.ask(order.email, where="checkout")
            return redirect(order.confirmation_url) if order.reach == Reach.RESERVED else _to_the_bank(order)
    shown = visit.context()
    context = {**shown, "refusal": refusal, **_plan(visit, shown), "newsletter": form["newsletter"]}
    context["is_stopped"] = isinstance(refusal, OutOfStock) or any(row.problem for row in visit.rows)
    context["is_too_often"] = TOO_OFTEN if visit.is_too_often else ""
    status = 429 if visit.is_too_often else 409 if refusal else 200
    return render_page(visit.request, "orders/checkout_review.html", context, status=status)


def _plan(visit: Visit, shown: dict[str, Any]) -> dict[str, Any]:
    """What comes when, and what is charged when."""
    draft = visit.draft
    planned = parcels_for(draft, visit.rows, visit.cart.dispatch, timezone.localtime())
    return {
        "parcels": planned,
        "charges": charges_of(planned, shown["quote"], draft, cards=shown["quote"].total - shown["wallet"].to_pay),
        "bill_to": draft.bill_to.written if draft.bill_to else [],
        "kept_until": timezone.now() + KEPT_FOR,
        "where": drafts.address_of(drafts.DELIVERY, draft),
    }


def _on_from(placed: Order) -> HttpResponse:
    """Where a second press leads, or somebody who came back: to the order that there is."""
    waits = placed.state == Order.State.PLACED and placed.reach != Reach.RESERVED
    return redirect("orders:order-pay", placed.number) if waits else redirect(placed.confirmation_url)


def _to_the_bank(order: Order) -> HttpResponse:
    """Straight on to where one pays; if nobody answers there, to the page that tries again."""
    if order.state != Order.State.PLACED:  # gift cards have paid for all of it
        order = order.apart.unpaid().first() or order
    if order.state != Order.State.PLACED:
        return redirect(order.confirmation_url)
    try:
        return HttpResponseRedirect(payments.begin(order))
    except (payments.CannotPay, GatewayFailed):
        return redirect("orders:order-pay", order.number)
