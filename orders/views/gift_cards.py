"""Gift cards: buying one, printing it, asking what is left on it, and paying with it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from orders import payment as payments
from orders.gateways import GatewayFailed
from orders.gift_cards import codes, wallet
from orders.gift_cards.forms import GiftCardForm, GiftCodeForm
from orders.gift_cards.ledger import CannotUseCard
from orders.gift_cards.selling import order_card
from orders.models import GiftCard, Order
from orders.views.cart import after_change, show_cart
from orders.visitors import cart_of
from storefront.limits import address_of, is_too_often
from storefront.money import money

CODES, CODES_WITHIN = 20, 3600  # tried from one address, in seconds
SOLD, SOLD_WITHIN = 20, 3600
TOO_MANY = "That was too many tries at once. Please try again in an hour, or ring us."
BACK = {"review": "orders:checkout-review"}


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def gift_card_new(request: HttpRequest) -> HttpResponse:
    """Choose one, then on to the bank."""
    person = request.user if request.user.is_authenticated else None
    initial = {"email": person.email, "sender_name": person.name} if person else {}
    form = GiftCardForm(request.POST if request.method == "POST" else None, initial=initial)
    too_often = request.method == "POST" and is_too_often(
        "gift-card", address_of(request), most=SOLD, seconds=SOLD_WITHIN
    )
    if too_often:
        form.add_error(None, TOO_MANY)
    if form.is_valid():
        return _to_the_bank(order_card(customer=person, **form.cleaned_data))
    cards = GiftCard.objects.of_customer(person).exclude(issued_at=None)[:12] if person else []
    context = {"form": form, "cards": cards}
    status = 429 if too_often else 422 if form.errors else 200
    return TemplateResponse(request, "orders/gift_card_new.html", context, status=status)


def _to_the_bank(order: Order) -> HttpResponse:
    try:
        return HttpResponseRedirect(payments.begin(order))
    except payments.CannotPay:  # a second press, after it was paid
        return redirect(order)
    except GatewayFailed:
        return redirect(order.get_absolute_url().replace("/?", "/pay/?"))


@require_safe
@never_cache
def gift_card_print(request: HttpRequest, key: UUID) -> HttpResponse:
    """The card with its code, for whoever has the link."""
    card = get_object_or_404(GiftCard.objects.exclude(issued_at=None), key=key)
    if not codes.is_opened_by(card, request.GET.get("key", "")):
        raise Http404("There is no such card.")
    context = {"card": card, "code": codes.shown_code(card)}
    return TemplateResponse(request, "orders/gift_card_print.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def gift_card_balance(request: HttpRequest) -> HttpResponse:
    """What is left on a card. Whoever guesses learns nothing, and does not guess often."""
    form, card = GiftCodeForm(request.POST if request.method == "POST" else None), None
    status = 200
    if request.method == "POST":
        card, status = _asked_for(request, form)
    context = {"form": form, "card": card}
    return TemplateResponse(request, "orders/gift_card_balance.html", context, status=status)


def _asked_for(request: HttpRequest, form: GiftCodeForm) -> tuple[GiftCard | None, int]:
    """The card whose code was typed, or why not, said at the field."""
    if is_too_often("gift-code", address_of(request), most=CODES, seconds=CODES_WITHIN):
        form.add_error("gift_code", TOO_MANY)
        return None, 429
    if form.is_valid():
        try:
            return wallet.card_of(form.cleaned_data["gift_code"]), 200
        except CannotUseCard as refusal:
            form.add_error("gift_code", str(refusal))
    return None, 422


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def cart_gift_card_use(request: HttpRequest) -> HttpResponse:
    """Keep a card with the cart. Why one cannot be used is said beside it, or on a page of its own."""
    cart = cart_of(request)
    if cart is None:
        return redirect("orders:cart-detail")
    form, status = GiftCodeForm(request.POST if request.method == "POST" else None), 200
    is_in_place = request.htmx.target == "cart-lines"
    if request.method == "POST":
        card, status = _asked_for(request, form)
        if card:
            try:
                card = wallet.add(cart, form.cleaned_data["gift_code"])
            except CannotUseCard as refusal:
                form.add_error("gift_code", str(refusal))
                status = 422
            else:
                messages.success(request, f"Your gift card with {money(card.balance)} will be used for this order.")
                return (
                    after_change(request, cart, focus="gift-cards") if is_in_place else _back(form.cleaned_data["back"])
                )
    if is_in_place:
        return show_cart(request, cart, status, gift_form=form)
    return TemplateResponse(request, "orders/gift_card_use.html", {"form": form}, status=status)


@require_POST
def cart_gift_card_remove(request: HttpRequest, pk: int) -> HttpResponse:
    cart = cart_of(request)
    if cart:
        wallet.remove(cart, min(pk, 2**63 - 1))
        if request.htmx.target == "cart-lines":
            return after_change(request, cart, focus="gift-cards")
    return _back(request.POST.get("back", ""))


def _back(where: str) -> HttpResponse:
    return redirect(BACK.get(where, "orders:cart-detail"))
