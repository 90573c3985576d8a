"""At the till: the order is placed, and waits for its money."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from orders import payment as payments
from orders import provider_events
from orders.gateways import GatewayFailed, bank, stripe_checkout
from orders.models import BankCharge, Order
from orders.tasks import handle_event
from orders.visitors import own_order


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def order_pay(request: HttpRequest, number: str) -> HttpResponse:
    """The order waits for its money: on to the provider's page."""
    order = own_order(request, number)
    if order.state != Order.State.PLACED:
        waiting = order.apart.unpaid().first()
        return redirect(pay_url(waiting) if waiting else order)
    refusal = None
    if request.method == "POST":
        try:
            return HttpResponseRedirect(payments.begin(order))
        except (payments.CannotPay, GatewayFailed) as refused:
            refusal = refused
    lines = order.lines.open().with_covers()
    context = {"order": order, "refusal": refusal, "last": order.payments.last(), "lines": lines}
    return TemplateResponse(request, "orders/order_pay.html", context, status=503 if refusal else 200)


@require_safe
@never_cache
def order_paid(request: HttpRequest, number: str) -> HttpResponse:
    """Back from the provider's page. What the address says is not believed: the provider is asked."""
    order = own_order(request, number)
    payment = order.payments.last()
    try:
        payment = payment and payments.settle(payment)
    except GatewayFailed as failure:
        messages.warning(request, f"{failure} We ask again by ourselves, and tell you by mail.")
        return redirect(order)
    if payment and payment.state == payment.State.DECLINED:
        return redirect(pay_url(order))  # which says why
    return redirect(order.confirmation_url)


def pay_url(order: Order) -> str:
    return order.get_absolute_url().replace("/?", "/pay/?")


@csrf_exempt
@require_POST
def stripe_event(request: HttpRequest) -> HttpResponse:
    """Stripe's news. Kept and queued before we answer; told twice, it is kept once."""
    if not settings.STRIPE_WEBHOOK_SECRET:
        return HttpResponseBadRequest("This shop expects no events.")
    try:
        event = stripe_checkout.event_of(request.body, request.headers.get("Stripe-Signature", ""))
    except stripe_checkout.ForgedEvent:
        return HttpResponseBadRequest("The signature does not fit.")
    with transaction.atomic():
        if kept := provider_events.keep(event):
            handle_event.defer(event_pk=kept.pk)
    return HttpResponse("Thank you.")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def bank_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """The test bank's own page: it approves, declines, or asks again, as one presses."""
    charge = get_object_or_404(BankCharge, key=key)
    if request.method == "POST":
        charge = bank.answer(charge, request.POST.get("answer", ""))
        if charge.state != BankCharge.State.CONFIRMING:
            return HttpResponseRedirect(charge.return_url)
    return TemplateResponse(request, "orders/bank.html", {"charge": charge, "reasons": bank.REASONS})
