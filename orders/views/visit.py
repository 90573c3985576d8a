"""Somebody on the way to the till: what every step of it knows, shows and does alike."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from orders import cart as carts
from orders import drafts
from orders.delivery.ways import parcels_of, ways_to
from orders.drafts import Step
from orders.gift_cards.wallet import wallet_of
from orders.models import Cart, Checkout, Reach
from orders.visitors import cart_of
from storefront.addresses import PARTS, ByCountry
from storefront.htmx import render_page
from storefront.limits import address_of, is_too_often

WITHIN = 600  # seconds, for settings.CHECKOUT_POSTS
TOO_OFTEN = "That was very often in a short time. Please wait ten minutes, then go on; all that you typed is kept."
TYPED = {"email", "billed", "branch", *PARTS}


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


def at_step(step: Step) -> Callable[..., Any]:
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
