"""At the till: the order is placed, and waits for its money."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from orders import payment as payments
from orders.models import Order
from orders.visitors import own_order


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def order_pay(request: HttpRequest, number: str) -> HttpResponse:
    """The test gateway: a page like a bank's, which approves or declines as one presses."""
    order = own_order(request, number)
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
