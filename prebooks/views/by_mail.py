"""What the links in mails do, signed in or not: look, then one press. A link works once."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from catalog.models import Book
from orders.cart import CannotAdd
from orders.visitors import remember
from prebooks import links, news, placing
from prebooks.models import Prebook
from prebooks.placing import AlreadyWaiting, CannotChange, CannotPrebook
from prebooks.views.own import put_in_cart


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def link(request: HttpRequest, token: str) -> HttpResponse:
    found = links.read(token)
    if not found:
        raise Http404("There is no such link.")
    prebook, deed = found
    if request.method != "POST":
        return _page(request, prebook, deed, is_spent=links.is_spent(token))
    try:
        with transaction.atomic():
            links.spend(token)
            return _do(request, prebook, deed)
    except (links.Spent, CannotChange, CannotAdd) as refusal:
        messages.error(request, str(refusal))
        return _page(request, prebook, deed, is_spent=True, status=409)


def _do(request: HttpRequest, prebook: Prebook, deed: str) -> HttpResponse:
    if deed == "buy":
        return remember(redirect("orders:cart-detail"), put_in_cart(request, prebook))
    (placing.cancel if deed == "cancel" else placing.pass_on)(prebook)
    return _done(request, prebook, "Cancelled." if deed == "cancel" else "It goes to the next in line.")


def _page(request: HttpRequest, prebook: Prebook, deed: str, *, is_spent: bool, status: int = 200) -> HttpResponse:
    prebook = Prebook.objects.for_page().get(pk=prebook.pk)
    is_open = prebook.is_active if deed == "cancel" else prebook.is_ready
    context = {
        "prebook": prebook,
        "deed": deed,
        "words": news.BUTTONS.get(deed, ""),
        "is_open": is_open and not is_spent,
    }
    return TemplateResponse(request, "prebooks/link.html", context, status=status)


def _done(request: HttpRequest, prebook: Prebook, sentence: str) -> HttpResponse:
    """To its page, for those who may open it."""
    messages.success(request, sentence)
    if prebook.person_id and prebook.person_id != request.user.pk:
        return redirect(prebook.book)
    return redirect(prebook)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """A guest proves an address, and the place is taken: from here on others are behind."""
    wanted = links.read_request(token)
    if wanted is None:
        return TemplateResponse(request, "prebooks/confirm.html", {"is_over": True}, status=404)
    book = get_object_or_404(Book.objects.shown().for_cards(), isbn13=wanted.isbn13)
    context = {"book": book, "wanted": wanted}
    if request.method != "POST":
        return TemplateResponse(request, "prebooks/confirm.html", {**context, "is_spent": links.is_spent(token)})
    try:
        with transaction.atomic():
            links.spend(token)
            prebook = placing.place(book, email=wanted.email, quantity=wanted.quantity)
    except AlreadyWaiting as refusal:
        messages.info(request, str(refusal))
        return redirect(refusal.prebook)
    except links.Spent:
        return TemplateResponse(request, "prebooks/confirm.html", {**context, "is_spent": True}, status=409)
    except CannotPrebook as refusal:
        book = Book.objects.for_cards().get(pk=book.pk)
        context = {**context, "book": book, "refusal": str(refusal)}
        return TemplateResponse(request, "prebooks/confirm.html", context, status=409)
    messages.success(request, f"Pre-booked: {book.title}. Keep the address of this page, or our mail, to come back.")
    return redirect(prebook)
