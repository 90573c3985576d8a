"""The cart: what a shopper has gathered so far."""

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import get_type_hints

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from catalog import recommendations
from catalog.browsing import in_order
from catalog.models import Book
from orders import aside
from orders import cart as carts
from orders.cart_page import CartPage, page_of
from orders.forms import AddForm, CodeForm, CountryForm, DispatchForm, QuantityForm, SeenForm
from orders.gateways.choice import ways_to_pay
from orders.gift_cards.forms import GiftCodeForm
from orders.gift_cards.wallet import wallet_of
from orders.models import AsideLine, Cart, CartLine, Order
from orders.offers import CannotUse, promotion_of
from orders.visitors import cart_of, cart_to_fill, remember
from storefront.htmx import render_page
from storefront.limits import address_of, is_too_often

CODES, CODES_WITHIN = 20, 3600  # tried from one address, in seconds


@require_safe
@never_cache
def cart_detail(request: HttpRequest) -> HttpResponse:
    return show_cart(request, cart_of(request))


def show_cart(
    request: HttpRequest,
    cart: Cart | None,
    status: int = 200,
    *,
    code_form: CodeForm | None = None,
    gift_form: GiftCodeForm | None = None,
    focus: AsideLine | CartLine | str | None = None,
) -> HttpResponse:
    """The page, or its lines for htmx. focus: what a change in place has left to do something with next."""
    page = page_of(cart, timezone.localtime())
    for form in filter(None, (code_form, gift_form)):
        for name in form.errors:
            form.fields[name].widget.attrs["autofocus"] = True
    context = {
        "page": page,
        "charged_later": settings.PREORDER_PAYMENT == "dispatch",
        "quote": page.quote,
        "code": page.offered.code,
        "code_form": code_form or CodeForm(),
        "country_form": CountryForm(initial={"country": page.country}) if page.rows else None,
        "cart_count": page.copies,
        "gift_form": gift_form or GiftCodeForm(),
        "wallet": wallet_of(cart, page.quote.total),
        "pays_with": ways_to_pay(),
        "waiting": Order.objects.at_the_till(cart) if cart else [],
        "focus": focus if request.htmx else None,
    }
    if not request.htmx:
        context["beside"] = _beside(page)
    return render_page(request, "orders/cart.html", context, partials=["cart-lines"], status=status)


def _beside(page: CartPage) -> list[Book]:
    """What goes with these books; beside an empty cart, what comes soon."""
    if page.rows:
        return in_order(recommendations.for_cart([each.book for each in (*page.rows, *page.saved)]))
    return in_order(recommendations.coming_soon())


@require_POST
def cart_line_add(request: HttpRequest) -> HttpResponse:
    form = AddForm(request.POST)
    if not form.is_valid():
        raise Http404("There is no such book.")
    book = get_object_or_404(Book.objects.for_cards(), isbn13=form.cleaned_data["isbn13"])
    wanted = form.cleaned_data["quantity"] or 1
    try:
        cart, before, copies = _put(request, book, wanted)
    except carts.CannotAdd as refusal:
        messages.error(request, str(refusal))
        return redirect(book)
    if copies < before + wanted:
        messages.warning(request, f"“{book.title}”: {copies} is all we can get, and they are in your cart.")
    else:
        messages.success(request, render_to_string("orders/_added.html", {"book": book, "copies": copies}))
    if request.htmx:
        context = {"oob": True, "cart_count": carts.copies_in(cart)}
        return remember(TemplateResponse(request, "orders/_cart_badge.html", context), cart)
    return remember(redirect("orders:cart-detail"), cart)


def _put(request: HttpRequest, book: Book, wanted: int, tries: int = 2) -> tuple[Cart, int, int]:
    """The cart, and how many copies were and are in it. Raises CannotAdd, and then no cart was made for it either."""
    try:
        with transaction.atomic():
            cart = cart_to_fill(request)
            before = cart.lines.filter(book=book).values_list("quantity", flat=True).first() or 0
            return cart, before, carts.add(cart, book, wanted)
    except Cart.DoesNotExist:  # another tab signed in at this moment, and took the visitor's cart along
        if not tries:
            raise
        return _put(request, book, wanted, tries - 1)


def _line_of(request: HttpRequest, pk: int, kind: type[CartLine | AsideLine]) -> CartLine | AsideLine:
    """A line of the shopper's own cart, or beside it; anybody else's is not there. Raises LineGone."""
    lines = kind.objects.filter(cart=cart_of(request), pk=min(pk, 2**63 - 1))
    line = lines.select_related("book", "cart").first()
    if line is None:
        raise carts.LineGone
    return line


def _changes_a_line(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """What was taken out elsewhere is said, beside the cart as it is now."""
    kind = get_type_hints(view)["line"]

    @wraps(view)
    def answer(request: HttpRequest, pk: int) -> HttpResponse:
        try:
            return view(request, _line_of(request, pk, kind))
        except carts.LineGone as gone:
            messages.error(request, str(gone))
            return show_cart(request, cart_of(request), status=409 if request.htmx else 404)

    return answer


@require_POST
@_changes_a_line
def cart_line_update(request: HttpRequest, line: CartLine) -> HttpResponse:
    form = QuantityForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Please give a number from 0 to 99.")
        return show_cart(request, line.cart, status=422)
    if not form.cleaned_data["quantity"]:
        return _put_aside(request, line, AsideLine.Why.REMOVED)
    copies = carts.set_quantity(line, form.cleaned_data["quantity"])
    if 0 < copies < form.cleaned_data["quantity"]:
        messages.warning(request, f"“{line.book.title}”: {copies} is all that can be had.")
    return after_change(request, line.cart)


@require_POST
@_changes_a_line
def cart_line_remove(request: HttpRequest, line: CartLine) -> HttpResponse:
    return _put_aside(request, line, AsideLine.Why.REMOVED)


@require_POST
@_changes_a_line
def cart_line_save(request: HttpRequest, line: CartLine) -> HttpResponse:
    return _put_aside(request, line, AsideLine.Why.SAVED)


def _put_aside(request: HttpRequest, line: CartLine, why: AsideLine.Why) -> HttpResponse:
    out = aside.put_aside(line, why)
    said = "was taken out of your cart" if why == AsideLine.Why.REMOVED else "is saved for later, below your cart"
    messages.info(request, f"“{line.book.title}” {said}.")
    return after_change(request, line.cart, focus=out)


@require_POST
def cart_save_unavailable(request: HttpRequest) -> HttpResponse:
    """All that stands in the way of the checkout is saved for later, in one press."""
    cart = cart_of(request)
    for row in carts.rows_of(cart):
        if row.problem:
            with suppress(carts.LineGone):  # out already, by another tab
                aside.put_aside(row.line, AsideLine.Why.SAVED)
    return after_change(request, cart) if cart else redirect("orders:cart-detail")


@require_POST
@_changes_a_line
def cart_aside_back(request: HttpRequest, line: AsideLine) -> HttpResponse:
    """What was taken out, or saved for later, goes into the cart again."""
    try:
        back = aside.put_back(line)
    except carts.CannotAdd as refusal:
        messages.error(request, str(refusal))
        return show_cart(request, line.cart, status=409)
    few = f", {back.quantity} of it: that is all we can get" if back.quantity < line.quantity else ""
    messages.success(request, f"“{line.book.title}” is in your cart again{few}.")
    return after_change(request, line.cart, focus=back)


@require_POST
@_changes_a_line
def cart_aside_drop(request: HttpRequest, line: AsideLine) -> HttpResponse:
    line.delete()
    messages.info(request, f"“{line.book.title}” is no longer saved.")
    return after_change(request, line.cart)


@require_POST
def cart_seen(request: HttpRequest) -> HttpResponse:
    """The shopper has read what changed; what changed once more since it was shown is told again."""
    cart, form = cart_of(request), SeenForm(request.POST)
    if cart is None or not form.is_valid():
        return redirect("orders:cart-detail")
    carts.know(cart, form.cleaned_data["mark"])
    return after_change(request, cart)


@require_POST
def cart_dispatch(request: HttpRequest) -> HttpResponse:
    return _choose(request, DispatchForm(request.POST))


@require_POST
def cart_country(request: HttpRequest) -> HttpResponse:
    return _choose(request, CountryForm(request.POST))


def _choose(request: HttpRequest, form: BaseForm) -> HttpResponse:
    """Keep with the cart what was chosen on it; what cannot be chosen changes nothing."""
    cart = cart_of(request)
    if cart is None:
        return redirect("orders:cart-detail")
    if not form.is_valid():
        messages.error(request, "Please choose one of those that are offered.")
        return show_cart(request, cart, status=422)
    Cart.objects.filter(pk=cart.pk).update(**form.cleaned_data)
    return after_change(request, cart_of(request))


@require_POST
def cart_code_use(request: HttpRequest) -> HttpResponse:
    """Keep a code with the cart. Why one is refused stands beside it, and what was typed stays."""
    cart, form = cart_of(request), CodeForm(request.POST)
    if cart is None:
        return redirect("orders:cart-detail")
    if is_too_often("code", address_of(request), most=CODES, seconds=CODES_WITHIN):
        form.add_error("code", "That was too many codes at once. Please try again in an hour.")
        return show_cart(request, cart, status=429, code_form=form)
    if form.is_valid():
        try:
            cart.promotion = promotion_of(form.cleaned_data["code"], cart)
        except CannotUse as refusal:
            form.add_error("code", str(refusal))
        else:
            cart.save(update_fields=["promotion"])
            return after_change(request, cart, focus="code")
    return show_cart(request, cart, status=422, code_form=form)


@require_POST
def cart_code_remove(request: HttpRequest) -> HttpResponse:
    cart = cart_of(request)
    if cart is None:
        return redirect("orders:cart-detail")
    cart.promotion = None
    cart.save(update_fields=["promotion"])
    return after_change(request, cart, focus="code")


def after_change(request: HttpRequest, cart: Cart, *, focus: AsideLine | CartLine | str | None = None) -> HttpResponse:
    return show_cart(request, cart, focus=focus) if request.htmx else redirect("orders:cart-detail")
