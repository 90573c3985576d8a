"""Whose lists they are: the person's who has signed in, or those of the key in the visitor's cookie."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from accounts.models import User
from wishlist import wishing
from wishlist.models import Wish, Wishlist, WishlistQuerySet

COOKIE = "wishlist"
KEPT_FOR = 60 * 60 * 24 * 365  # seconds


def visitor_of(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.COOKIES.get(COOKIE, ""))
    except ValueError:
        return None


def lists_of(request: HttpRequest) -> WishlistQuerySet:
    """All lists of whoever asks. Anybody else's is not there."""
    person = request.user if request.user.is_authenticated else None
    return Wishlist.objects.of(person, visitor_of(request))


def hearted_by(request: HttpRequest) -> set[int]:
    """The works on any of their lists. Nothing is asked for somebody who is neither signed in nor has a cookie."""
    if not request.user.is_authenticated and visitor_of(request) is None:
        return set()
    return set(Wish.objects.kept().filter(wishlist__in=lists_of(request)).values_list("work", flat=True))


def list_to_save_to(request: HttpRequest) -> Wishlist:
    """The default list, made if there is none."""
    if request.user.is_authenticated:
        return wishing.default_list(person=request.user)
    return wishing.default_list(visitor=visitor_of(request) or uuid4())


def remember(response: HttpResponse, wishlist: Wishlist) -> HttpResponse:
    """Give a visitor the key of the list."""
    if wishlist.visitor:
        response.set_cookie(
            COOKIE, str(wishlist.visitor), max_age=KEPT_FOR, httponly=True, samesite="Lax", secure=settings.IS_HTTPS
        )
    return response


def on_signed_in(request: HttpRequest | None, user: User, **kwargs: Any) -> None:
    visitor = visitor_of(request) if request else None
    came = wishing.merge(visitor, user) if visitor else 0
    if came:
        what = "The book you saved is" if came == 1 else f"The {came} books you saved are"
        messages.info(request, f"{what} on your wishlist.", fail_silently=True)
