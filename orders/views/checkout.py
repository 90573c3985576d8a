"""The way to the till, a step an address. How one goes from step to step is in orders/drafts.py."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
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
from orders.delivery.ways import parcels_for, parcels_of, ways_to
from orders.drafts import Step
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
from orders.gift_cards.wallet import wallet_of
from orders.models import BillingAddress, Cart, Checkout, Order, Reach
from orders.visitors import cart_of
from storefront.addresses import PARTS, ByCountry
from storefront.htmx import render_page
from storefront.limits import address_of, is_too_often

WITHIN = 600  # seconds, for settings.CHECKOUT_POSTS
TOO_OFTEN = "That was very often in a short time. Please wait ten minutes, then go on; all that you typed is kept."
TYPED = {"email", "billed", "branch", *PARTS}


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


@dataclass
class Visit:
    """Somebody at a step, with what is in the cart and what was told so far."""

    request: HttpRequest
    cart: Cart
    rows: list[carts.Row]
    draft: Checkout
    step: Step
    is_too_often: bool = False
    is_typing: bool = False  # a field was left: it is kept as it is, and what is wrong with it said

    @property
    def posted(self) -> QueryDict | None:
        return self.request.POST if self.request.method == "POST" else None

    @property
    def here(self) -> str:
        """The name of the page; the second step has three."""
        return self.request.resolver_match.url_name

    @property
    def typed(self) -> dict[str, str]:
        """What was typed here before and could not be taken, as `initial` of a form."""
        return self.draft.typed.get(self.here, {})

    def takes(self, form: BaseForm) -> bool:
        """Whether what was sent can be taken; what cannot is remembered as it was typed."""
        if self.posted is None:
            return False
        if self.is_too_often:
            form.add_error(None, TOO_OFTEN)
        if form.is_valid() and not self.is_typing:
            return True
        self.remember()
        return False

    def remember(self) -> None:
        drafts.keep_typed(self.cart, self.here, {name: self.posted[name] for name in TYPED & set(self.posted)})

    def onward(self) -> HttpResponse:
        """To the first step that is not done now."""
        draft = drafts.draft_of(self.cart)
        return redirect(drafts.address_of(drafts.first_open(draft), draft))

    def page(
        self, form: BaseForm, *, reach: str = "", partials: Collection[str] = (), template: str = "", **more: Any
    ) -> HttpResponse:
        """With a reach, steps and sums are those of that way, also before it is chosen."""
        if self.is_typing:
            return self._said_of(more.get("address", form))
        self.draft.reach = reach or self.draft.reach
        status = 429 if self.is_too_often else 422 if form.errors else 200
        context = {"form": form, **self.context(), **more}
        template = template or f"orders/checkout_{self.step.name}.html"
        return render_page(self.request, template, context, partials=partials, status=status)

    def _said_of(self, form: BaseForm) -> HttpResponse:
        """What is wrong with what is filled in. What is still empty may come yet."""
        of_their_own = [field for field in form if not field.use_fieldset and field.widget_type != "checkbox"]
        filled = [field for field in of_their_own if self.posted.get(field.html_name, "").strip()]
        return TemplateResponse(self.request, "storefront/_fields_said.html", {"fields": filled})

    def context(self) -> dict[str, Any]:
        """What every step shows: where one is, and the order at the side."""
        draft, sums, is_known = self.draft, *_sums(self.cart, self.rows, self.draft)
        progress = drafts.progress(draft, self.step)
        return {
            "draft": draft,
            "progress": progress,
            "rows": self.rows,
            "quote": sums,
            "is_delivery_known": is_known,
            "wallet": wallet_of(self.cart, sums.total),
            "back": "review",
            "watched": True,
        }


def _sums(cart: Cart, rows: list[carts.Row], draft: Checkout) -> tuple[Any, bool]:
    """What it costs, and whether how it is sent is chosen: until then it is the cheapest way."""
    now, country = timezone.localtime(), draft.destination
    if draft.reach in (Reach.COLLECTED, Reach.RESERVED) or draft.delivery:
        delivery = draft.delivery if draft.is_sent else None
        parcels = parcels_of(rows, cart.dispatch, now)
        return carts.quote_of(rows, country=country, delivery=delivery, parcels=parcels), True
    ways = ways_to(country, rows, dispatch=cart.dispatch, now=now)
    return (ways[0].quote if ways else carts.quote_of(rows, country=country)), False


def shown_again_on_the_way_back(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Back to a form that was refused shows it as it stood. Of an answer that may not be stored at all the browser
    has nothing to show, and asks whether to send everything again.
    """

    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponse:
        response = view(request)
        if request.method == "POST" and response.status_code >= 400:
            response.headers["Cache-Control"] = "private, no-cache"
        return response

    return answer


def _step(step: Step) -> Callable[..., Any]:
    """A step's page: for a cart with something in it, when the steps before are done."""

    def decorate(view: Callable[[Visit], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
        @require_http_methods(["GET", "HEAD", "POST"])
        @shown_again_on_the_way_back
        @never_cache
        @wraps(view)
        def answer(request: HttpRequest) -> HttpResponse:
            cart = cart_of(request)
            rows = carts.rows_of(cart)
            if not rows:
                return redirect("orders:cart-detail")
            visit = Visit(request, cart, rows, drafts.draft_of(cart), step)
            steps, reached = drafts.steps_of(visit.draft), drafts.first_open(visit.draft)
            if step not in steps or steps.index(step) > steps.index(reached):
                return redirect(drafts.address_of(reached, visit.draft))
            try:
                return _answered(view, visit)
            except Cart.DoesNotExist:  # it went with its owner, who signed in on another tab
                return redirect("orders:checkout")

        return answer

    return decorate


def _answered(view: Callable[[Visit], HttpResponse], visit: Visit) -> HttpResponse:
    if visit.posted is None:
        return view(visit)
    visit.is_too_often = is_too_often(
        "checkout", address_of(visit.request), most=settings.CHECKOUT_POSTS, seconds=WITHIN
    )
    visit.is_typing = "keep-typed" in visit.posted and ByCountry.TURN not in visit.posted and not visit.is_too_often
    return view(visit)


@_step(drafts.EMAIL)
def checkout_email(visit: Visit) -> HttpResponse:
    form = EmailForm(visit.posted, initial={"email": visit.draft.email, **visit.typed})
    if visit.takes(form):
        drafts.keep(visit.cart, visit.here, **form.cleaned_data)
        return visit.onward()
    return visit.page(form, offered=providers.offered())


@_step(drafts.DELIVERY)
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
    if form.is_bound and visit.takes(form) and _is_kept(form, visit):
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


def _is_kept(form: DeliveryAddressForm, visit: Visit) -> bool:
    """Put it in the address book, if that was asked; if that is full, say so and stay."""
    known = Address.objects.filter(person=visit.cart.customer, **form.address)
    if form.cleaned_data.get("keep_address") and not known.exists():
        try:
            addressbook.keep(Address(person=visit.cart.customer, **form.address))
        except addressbook.AddressBookFull as full:
            form.add_error("keep_address", str(full))
            return False
    return True


@_step(drafts.DELIVERY)
def checkout_collection(visit: Visit) -> HttpResponse:
    return _collection(visit, Reach.COLLECTED)


@_step(drafts.DELIVERY)
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


@_step(drafts.OPTIONS)
def checkout_options(visit: Visit) -> HttpResponse:
    ways = ways_to(visit.draft.country, visit.rows, dispatch=visit.cart.dispatch, now=timezone.localtime())
    offered = [way.method for way in ways]
    chosen = visit.draft.delivery if visit.draft.delivery in offered else next(iter(offered), None)  # the cheapest
    form = OptionsForm(visit.posted, initial={"delivery": chosen}, ways=ways)
    if visit.takes(form):
        drafts.keep(visit.cart, visit.here, **form.cleaned_data)
        return visit.onward()
    return visit.page(form)


@_step(drafts.BILLING)
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


@_step(drafts.REVIEW)
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
