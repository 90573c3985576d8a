"""Whose cart it is, and whose order: the customer's, or that of the key in the visitor's cookie."""

import uuid

from django.conf import settings
from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from orders.models import Cart, Order

COOKIE = "cart"
KEPT_FOR = 60 * 60 * 24 * 90  # seconds


def cart_of(request: HttpRequest) -> Cart | None:
    """The cart of whoever asks; None before anything was put in it."""
    try:
        key = uuid.UUID(request.COOKIES.get(COOKIE, ""))
    except ValueError:
        return None
    return Cart.objects.filter(key=key).first()


def remember(response: HttpResponse, cart: Cart) -> HttpResponse:
    """Give the visitor the key of the cart."""
    response.set_cookie(
        COOKIE, str(cart.key), max_age=KEPT_FOR, httponly=True, samesite="Lax", secure=settings.IS_HTTPS
    )
    return response


def copies_in_cart(request: HttpRequest) -> int:
    cart = cart_of(request) if COOKIE in request.COOKIES else None
    return cart.lines.aggregate(copies=Sum("quantity"))["copies"] or 0 if cart else 0


def own_order(request: HttpRequest, number: str) -> Order:
    """An order of this customer, of this visitor's cart, or one opened with its key. Anybody else's is not there."""
    order = get_object_or_404(Order.objects.for_page(), number=number[:9])
    if order.is_opened_by(request.GET.get("key", "")):
        return order
    if order.customer_id and order.customer_id == request.user.pk:
        return order
    cart = cart_of(request)
    if cart and order.cart_id == cart.pk:
        return order
    raise Http404("There is no such order.")
