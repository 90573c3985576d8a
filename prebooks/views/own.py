"""Pre-booking, and what people see of their places in the queue."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.pressed import after_signing_in
from catalog import isbn
from catalog.models import Book
from orders.cart import CannotAdd
from orders.models import Cart
from orders.visitors import cart_to_fill, remember
from prebooks import links, placing, turns
from prebooks.forms import PlaceForm
from prebooks.models import Prebook
from prebooks.placing import AlreadyWaiting, CannotChange, CannotPrebook, InStock
from storefront.htmx import render_page
from storefront.limits import asks_for_too_many_mails
from storefront.mail import send_mail_later

EARLIER = 20  # that have ended, on the page


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def prebook_new(request: HttpRequest, isbn13: str) -> HttpResponse:
    book = _book(isbn13)
    person = request.user if request.user.is_authenticated else None
    first = placing.active_of(book, person, "")
    if first and not (first.hold is None and first.is_ready):
        messages.info(request, str(AlreadyWaiting(first)))
        return redirect(first)
    terms = placing.terms_of(book)
    form = PlaceForm(request.POST or None, is_guest=person is None, most=terms.most_each)
    context = {"book": book, "form": form, "terms": terms, "lowest": settings.PREBOOK_LOWEST_PRICE}
    if not book.availability.can_prebook:
        refusal = InStock(book) if book.availability.can_buy else CannotPrebook(book, book.availability.promise)
        return _refused(request, context, refusal)
    if not form.is_valid():
        return TemplateResponse(request, "prebooks/new.html", context, status=422 if form.errors else 200)
    wanted = form.cleaned_data["quantity"]
    if person is None:
        return _ask_to_confirm(request, links.Request(book.isbn13, form.cleaned_data["email"], wanted), context)
    try:
        prebook = placing.place(book, person=person, quantity=wanted)
    except AlreadyWaiting as refusal:
        messages.info(request, str(refusal))
        return redirect(refusal.prebook)
    except CannotPrebook as refusal:
        return _refused(request, context, refusal)
    messages.success(request, f"Pre-booked: {book.title}. We write to you when it is your turn.")
    return redirect(prebook)


@require_POST
@never_cache
@after_signing_in("pre-book it")
def prebook_mine(request: HttpRequest, isbn13: str) -> HttpResponse:
    """For somebody with an account who is not signed in yet: the place is taken when they are."""
    return prebook_new(request, isbn13)


def _book(isbn13: str) -> Book:
    try:
        number = isbn.isbn13(isbn13)
    except isbn.InvalidIsbn as refusal:
        raise Http404(str(refusal)) from refusal
    return get_object_or_404(Book.objects.shown().for_cards(), isbn13=number)


def _refused(request: HttpRequest, context: dict[str, Any], refusal: CannotPrebook) -> HttpResponse:
    book = Book.objects.for_cards().get(pk=refusal.book.pk)
    context = {**context, "book": book, "refusal": str(refusal)}
    return TemplateResponse(request, "prebooks/new.html", context, status=409)


def _ask_to_confirm(request: HttpRequest, wanted: links.Request, context: dict[str, Any]) -> HttpResponse:
    """The same answer for every address: whether it is known to us is nobody's business."""
    if asks_for_too_many_mails(request, wanted.email, about="prebook"):
        context["form"].add_error(None, "That was often in a short time. Please try again in an hour, or ring us.")
        return TemplateResponse(request, "prebooks/new.html", context, status=429)
    confirm = settings.SITE_URL + links.path_to_confirm(wanted)
    with transaction.atomic():
        send_mail_later(wanted.email, "prebook_confirm", {"book": context["book"], "confirm_url": confirm})
    return TemplateResponse(request, "prebooks/asked.html", {**context, "email": wanted.email})


@login_required
@require_safe
@never_cache
def prebook_list(request: HttpRequest) -> HttpResponse:
    return _list_page(request)


def _list_page(request: HttpRequest, status: int = 200) -> HttpResponse:
    mine = Prebook.objects.of(request.user).for_page()
    active = list(mine.active().order_by("placed_at", "pk"))
    waiting = [prebook for prebook in active if not prebook.is_ready]
    forthcoming = [prebook for prebook in waiting if prebook.book.availability.state == "forthcoming"]
    context = {
        "held": [prebook for prebook in active if prebook.is_ready],
        "coming": sorted(forthcoming, key=lambda prebook: (prebook.book.on_sale_on, prebook.pk)),
        "waiting": [prebook for prebook in waiting if prebook not in forthcoming],
        "earlier": mine.exclude(state__in=Prebook.ACTIVE).order_by("-ended_at", "-pk")[:EARLIER],
    }
    return render_page(request, "prebooks/prebook_list.html", context, partials=["prebooks"], status=status)


def own_prebook(request: HttpRequest, key: UUID) -> Prebook:
    """A customer's own; a guest's for whoever has its unguessable address. Anybody else's is not there."""
    prebook = get_object_or_404(Prebook.objects.for_page().select_related("person"), key=key)
    if prebook.person_id and prebook.person_id != request.user.pk:
        raise Http404("There is no such pre-book.")
    return prebook


@require_safe
@never_cache
def prebook_detail(request: HttpRequest, key: UUID) -> HttpResponse:
    return _page(request, own_prebook(request, key))


def _page(request: HttpRequest, prebook: Prebook, status: int = 200) -> HttpResponse:
    context = {"prebook": prebook, "formats": placing.other_formats(prebook)}
    return TemplateResponse(request, "prebooks/prebook_detail.html", context, status=status)


@require_POST
def prebook_cancel(request: HttpRequest, key: UUID) -> HttpResponse:
    prebook = own_prebook(request, key)
    try:
        placing.cancel(prebook)
    except CannotChange as refusal:
        return _conflict(request, prebook, refusal)
    messages.success(request, f"Cancelled: your pre-book of {prebook.book.title}.")
    return _after(request, prebook)


@require_POST
def prebook_undo(request: HttpRequest, key: UUID) -> HttpResponse:
    prebook = own_prebook(request, key)
    try:
        placing.undo_cancel(prebook)
    except (CannotChange, CannotPrebook) as refusal:
        return _conflict(request, prebook, refusal)
    messages.success(request, f"You have your old place for {prebook.book.title} back.")
    return _after(request, prebook)


@require_POST
def prebook_format(request: HttpRequest, key: UUID) -> HttpResponse:
    prebook = own_prebook(request, key)
    book = _book(request.POST.get("isbn13", ""))
    try:
        anew = placing.change_format(prebook, book)
    except (CannotChange, CannotPrebook) as refusal:
        return _conflict(request, prebook, refusal)
    messages.success(request, f"You wait for the {book.get_format_display().lower()} of {book.title} now.")
    return redirect(anew)


@require_POST
def prebook_pass(request: HttpRequest, key: UUID) -> HttpResponse:
    prebook = own_prebook(request, key)
    try:
        placing.pass_on(prebook)
    except CannotChange as refusal:
        return _conflict(request, prebook, refusal)
    messages.success(request, f"{prebook.book.title} goes to the next in line. The copy after that is yours.")
    return _after(request, prebook)


@require_POST
def prebook_buy(request: HttpRequest, key: UUID) -> HttpResponse:
    prebook = own_prebook(request, key)
    try:
        cart = put_in_cart(request, prebook)
    except (CannotChange, CannotAdd) as refusal:
        return _conflict(request, prebook, refusal)
    return remember(redirect("orders:cart-detail"), cart)


@transaction.atomic
def put_in_cart(request: HttpRequest, prebook: Prebook) -> Cart:
    """Into the cart of whoever asks. Raises CannotChange or CannotAdd."""
    cart = cart_to_fill(request)
    turns.claim(prebook, cart)
    keeps = "" if prebook.is_ready else " It keeps its place in line until you order."
    messages.success(request, f"{prebook.book.title} is in your cart.{keeps}")
    return cart


def _after(request: HttpRequest, prebook: Prebook) -> HttpResponse:
    if request.htmx and request.user.is_authenticated:
        return _list_page(request)
    return redirect(prebook)


def _conflict(request: HttpRequest, prebook: Prebook, refusal: Exception) -> HttpResponse:
    """Nothing has changed: say why, and show how things stand."""
    messages.error(request, str(refusal))
    if request.htmx and request.user.is_authenticated:
        return _list_page(request, status=409)
    return _page(request, own_prebook(request, prebook.key), status=409)
