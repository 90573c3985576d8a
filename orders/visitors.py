"""Whose cart it is: the customer's, or that of the key in the visitor's cookie."""

import uuid

from django.conf import settings
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse

from orders.models import Cart

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
