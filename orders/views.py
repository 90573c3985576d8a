"""The cart, the way to the till, and the order afterwards."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog.models import Book
from orders import cart as carts
from orders import payment as payments
from orders.checkout import CannotPlaceOrder, place_order
from orders.forms import AddForm, CheckoutForm, FindForm, PlaceForm, QuantityForm
from orders.models import Cart, CartLine, Checkout, DeliveryMethod, Order
from orders.visitors import cart_of, copies_in_cart, remember
from storefront.htmx import render_page


@require_safe
@never_cache
def cart_detail(request: HttpRequest) -> HttpResponse:
    return _cart_page(request, cart_of(request))


def _cart_page(request: HttpRequest, cart: Cart | None, status: int = 200) -> HttpResponse:
    rows = carts.rows_of(cart)
    subtotal = carts.subtotal_of(rows)
    methods = list(DeliveryMethod.objects.filter(is_active=True))
    cheapest = min((method.price_for(subtotal) for method in methods), default=Decimal(0))
    free_from = min((method.free_from for method in methods if method.free_from), default=None)
    context = {
        "rows": rows,
        "copies": sum(row.quantity for row in rows),
        "subtotal": subtotal,
        "delivery": cheapest,
        "total": subtotal + cheapest,
        "to_free_delivery": free_from - subtotal if free_from and free_from > subtotal else None,
        "cart_count": sum(row.quantity for row in rows),
    }
    return render_page(request, "orders/cart.html", context, partials=["cart-lines"], status=status)


@require_POST
def cart_line_add(request: HttpRequest) -> HttpResponse:
    form = AddForm(request.POST)
    if not form.is_valid():
        raise Http404("There is no such book.")
    book = get_object_or_404(Book.objects.with_supply(), isbn13=form.cleaned_data["isbn13"])
    wanted = form.cleaned_data["quantity"] or 1
    with transaction.atomic():
        cart = cart_of(request) or Cart.objects.create()
        before = cart.lines.filter(book=book).values_list("quantity", flat=True).first() or 0
        try:
            copies = carts.add(cart, book, wanted)
        except carts.CannotAdd as refusal:
            transaction.set_rollback(True)
            messages.error(request, str(refusal))
            return redirect(book)
    if copies < before + wanted:
        messages.warning(request, f"“{book.title}”: {copies} is all we can get, and they are in your cart.")
    else:
        links = (book.title, reverse("orders:cart-detail"), reverse("orders:checkout"))
        said = format_html(
            '“{}” is in your cart. <a href="{}">View cart</a> or go to the <a href="{}">Checkout</a>.', *links
        )
        messages.success(request, said)
    if request.htmx:
        request.COOKIES["cart"] = str(cart.key)
        context = {"oob": True, "cart_count": copies_in_cart(request)}
        return remember(TemplateResponse(request, "orders/_cart_badge.html", context), cart)
    return remember(redirect("orders:cart-detail"), cart)


def _line_of(request: HttpRequest, pk: int) -> CartLine:
    """A line of the shopper's own cart; anybody else's is not there."""
    cart = cart_of(request)
    if cart is None or pk > 2**63 - 1:
        raise Http404("There is no such line in your cart.")
    return get_object_or_404(cart.lines.select_related("book", "cart"), pk=pk)


@require_POST
def cart_line_update(request: HttpRequest, pk: int) -> HttpResponse:
    line = _line_of(request, pk)
    form = QuantityForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Please give a number from 0 to 99.")
        return _cart_page(request, line.cart, status=422)
    copies = carts.set_quantity(line, form.cleaned_data["quantity"])
    if copies < form.cleaned_data["quantity"]:
        messages.warning(request, f"“{line.book.title}”: {copies} is all that can be had.")
    return _after_change(request, line.cart)


@require_POST
def cart_line_remove(request: HttpRequest, pk: int) -> HttpResponse:
    line = _line_of(request, pk)
    line.delete()
    messages.info(request, f"“{line.book.title}” was taken out of your cart.")
    return _after_change(request, line.cart)


def _after_change(request: HttpRequest, cart: Cart) -> HttpResponse:
    return _cart_page(request, cart) if request.htmx else redirect("orders:cart-detail")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def checkout(request: HttpRequest) -> HttpResponse:
    cart = cart_of(request)
    rows = carts.rows_of(cart)
    if not rows:
        return redirect("orders:cart-detail")
    known = Checkout.objects.filter(cart=cart).first()
    first = DeliveryMethod.objects.filter(is_active=True).first()
    form = CheckoutForm(request.POST or None, instance=known or Checkout(cart=cart, delivery=first))
    if form.is_valid():
        form.save()
        return redirect("orders:checkout-review")
    status = 422 if form.errors else 200
    context = {"form": form, **_sums(rows, known.delivery if known else first)}
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
            return redirect("orders:order-pay", order.number)
    rows = carts.rows_of(cart)
    context = {"draft": draft, "refusal": refusal, **_sums(rows, draft.delivery)}
    return TemplateResponse(request, "orders/checkout_review.html", context, status=409 if refusal else 200)


def _sums(rows: list[carts.Row], delivery: DeliveryMethod | None) -> dict[str, Any]:
    subtotal = carts.subtotal_of(rows)
    price = delivery.price_for(subtotal) if delivery else Decimal(0)
    return {"rows": rows, "subtotal": subtotal, "delivery_price": price, "total": subtotal + price}


def _own_order(request: HttpRequest, number: str) -> Order:
    """An order of this visitor's cart, or one opened with its key. Anybody else's is not there."""
    order = get_object_or_404(Order, number=number[:9])
    cart = cart_of(request)
    if order.is_opened_by(request.GET.get("key", "")) or (cart and order.cart_id == cart.pk):
        return order
    raise Http404("There is no such order.")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def order_pay(request: HttpRequest, number: str) -> HttpResponse:
    """The test gateway: a page like a bank's, which approves or declines as one presses."""
    order = _own_order(request, number)
    if order.state != Order.State.PLACED:
        return redirect(order)
    if request.method == "POST":
        return _answer_of_the_bank(request, order)
    return TemplateResponse(request, "orders/order_pay.html", {"order": order})


def _answer_of_the_bank(request: HttpRequest, order: Order) -> HttpResponse:
    tries = order.payments.count()
    payment = payments.start_payment(order, gateway="test", reference=f"test-{order.number}-{tries + 1}")
    if request.POST.get("answer") != "approve":
        payments.decline(payment)
        messages.error(request, "The bank declined. Nothing was charged, and your copies are still kept: try again.")
        return redirect(f"{request.path}?key={order.key}")
    try:
        payments.approve(payment)
    except payments.CannotPay as refusal:
        messages.error(request, str(refusal))
    return redirect(order)


@require_safe
@never_cache
def order_detail(request: HttpRequest, number: str) -> HttpResponse:
    order = _own_order(request, number)
    context = {"order": order, "parcels": order.parcels.prefetch_related("lines__book"), "events": order.events.all()}
    return TemplateResponse(request, "orders/order_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def order_find(request: HttpRequest) -> HttpResponse:
    form = FindForm(request.POST or None)
    if form.is_valid():
        order = Order.objects.filter(number=form.cleaned_data["number"], email=form.cleaned_data["email"]).first()
        if order:
            return redirect(order)
        form.add_error(None, "We know no order with this number and this address. Both stand in the mail we sent you.")
    return TemplateResponse(request, "orders/order_find.html", {"form": form}, status=422 if form.errors else 200)
