"""Whose cart it is, and whose order: the customer's, or that of the key in the visitor's cookie."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.crypto import salted_hmac

from accounts.models import User
from orders.merging import Merged, merge_carts
from orders.models import Cart, CartLine, Order

COOKIE = "cart"
KEPT_FOR = 60 * 60 * 24 * 90  # seconds


def cart_of(request: HttpRequest) -> Cart | None:
    """The cart of whoever asks; None before anything was put in it."""
    if customer := _customer(request):
        return Cart.objects.filter(customer=customer).first()
    return _visitors_cart(request)


def cart_to_fill(request: HttpRequest) -> Cart:
    """The cart of whoever asks, made if there is none. Two first additions at the same moment find the same one."""
    if customer := _customer(request):
        if left_over := _visitors_cart(request):  # filled by another tab while this one signed in
            return merge_carts(left_over, customer).cart
        return Cart.objects.get_or_create(customer=customer)[0]
    return _visitors_cart(request) or Cart.objects.get_or_create(key=_new_key(request), customer=None)[0]


def _customer(request: HttpRequest) -> User | None:
    """Whoever is signed in; nobody on the pages of errors that come before signing in is looked at."""
    user = getattr(request, "user", None)
    return user if user and user.is_authenticated else None


def _visitors_cart(request: HttpRequest) -> Cart | None:
    """By the key in the cookie, which opens no customer's cart."""
    key = _key_of(request)
    return Cart.objects.filter(key=key, customer=None).first() if key else None


def _key_of(request: HttpRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.COOKIES.get(COOKIE, ""))
    except ValueError:
        return None


def _new_key(request: HttpRequest) -> uuid.UUID:
    """The same for every first addition of a browser: made from the secret that each form of ours needs to be sent."""
    secret = request.COOKIES.get(settings.CSRF_COOKIE_NAME)
    if not secret:
        return uuid.uuid4()
    return uuid.UUID(bytes=salted_hmac("orders.visitors", secret).digest()[:16], version=4)


def remember(response: HttpResponse, cart: Cart) -> HttpResponse:
    """Give the visitor the key of the cart. A customer's is known by who is signed in."""
    if cart.customer_id is None:
        response.set_cookie(
            COOKIE, str(cart.key), max_age=KEPT_FOR, httponly=True, samesite="Lax", secure=settings.IS_HTTPS
        )
    return response


def copies_in_cart(request: HttpRequest) -> int:
    if customer := _customer(request):
        lines = CartLine.objects.filter(cart__customer=customer)
    elif key := _key_of(request):
        lines = CartLine.objects.filter(cart__key=key, cart__customer=None)
    else:
        return 0
    return lines.aggregate(copies=Sum("quantity"))["copies"] or 0


def on_signed_in(sender: Any, request: HttpRequest | None, user: User, **kwargs: Any) -> None:
    """What the visitor gathered goes with the customer (a receiver of user_logged_in)."""
    cart = _visitors_cart(request) if request else None
    if cart:
        for level, sentence in _said(merge_carts(cart, user)):
            messages.add_message(request, level, sentence)


def _said(merged: Merged) -> list[tuple[int, str]]:
    """Only what cannot be seen: the cart holds more than was just put in, or less than was asked for."""
    said = []
    if merged.brought and merged.from_before:
        titles = ", ".join(f"“{title}”" for title in merged.from_before)
        said.append((messages.INFO, f"In your cart from before: {titles}."))
    said += [(messages.WARNING, sentence) for sentence in merged.capped]
    return said


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
