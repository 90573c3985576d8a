"""The way to the till."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from orders import cart as carts
from orders import payment as payments
from orders.checkout import CannotPlaceOrder, place_order
from orders.delivery.ways import parcels_of, ways_to
from orders.forms import CheckoutForm, PlaceForm
from orders.gateways import GatewayFailed
from orders.models import Cart, Checkout, DeliveryMethod, Order
from orders.visitors import cart_of


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def checkout(request: HttpRequest) -> HttpResponse:
    cart = cart_of(request)
    rows = carts.rows_of(cart)
    if not rows:
        return redirect("orders:cart-detail")
    known = Checkout.objects.filter(cart=cart).first()
    draft = known or Checkout(cart=cart, country=settings.SHOP_COUNTRY)
    chosen = request.POST.get("country", "")[:2]
    country = chosen if chosen.isascii() and chosen.isalpha() else draft.country
    ways = ways_to(country, rows, dispatch=cart.dispatch, now=timezone.localtime())
    if ways and draft.delivery_id not in {way.method.pk for way in ways}:
        draft.delivery = ways[0].method  # the cheapest
    form = CheckoutForm(request.POST or None, instance=draft, ways=ways)
    if form.is_valid():
        form.save()
        return redirect("orders:checkout-review")
    status = 422 if form.errors else 200
    context = {"form": form, **_sums(cart, rows, form.instance.delivery, form.instance.country)}
    return TemplateResponse(request, "orders/checkout.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def checkout_review(request: HttpRequest) -> HttpResponse:
    cart = cart_of(request)
    form = PlaceForm(request.POST or None)
    if form.is_valid():  # a second press comes when the checkout is gone, and is answered with the first one's order
        placed = Order.objects.filter(attempt_key=form.cleaned_data["attempt_key"], cart=cart).first()
        if cart and placed:
            return redirect("orders:order-pay", placed.number)
    draft = Checkout.objects.select_related("delivery").filter(cart=cart).first() if cart else None
    if draft is None:
        return redirect("orders:checkout" if cart else "orders:cart-detail")
    refusal = None
    if form.is_valid():
        try:
            order = place_order(cart, draft, **form.cleaned_data)
        except CannotPlaceOrder as refused:
            refusal = refused
        else:
            return _to_the_bank(order)
    rows = carts.rows_of(cart)
    context = {"draft": draft, "refusal": refusal, **_sums(cart, rows, draft.delivery, draft.country)}
    return TemplateResponse(request, "orders/checkout_review.html", context, status=409 if refusal else 200)


def _to_the_bank(order: Order) -> HttpResponse:
    """Straight on to where one pays; if nobody answers there, to the page that tries again."""
    try:
        return HttpResponseRedirect(payments.begin(order))
    except GatewayFailed:
        return redirect("orders:order-pay", order.number)


def _sums(cart: Cart, rows: list[carts.Row], delivery: DeliveryMethod | None, country: str) -> dict[str, Any]:
    parcels = parcels_of(rows, cart.dispatch, timezone.localtime())
    sums = carts.quote_of(rows, country=country, delivery=delivery, parcels=parcels)
    return {
        "rows": rows,
        "quote": sums,
        "subtotal": sums.subtotal,
        "delivery_price": sums.delivery.gross,
        "total": sums.total,
    }
