"""Sending books back: which, why, what for; and then once more to say yes."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from orders import returns
from orders.events import Refused
from orders.forms import ReturnForm
from orders.visitors import own_order


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def order_return(request: HttpRequest, number: str) -> HttpResponse:
    """The first press shows what will be refunded, the second asks for it."""
    order = own_order(request, number)
    typed = request.POST if request.method == "POST" else None
    form = ReturnForm(typed, returnable=returns.returnable_lines(order))
    if not form.returnable:
        messages.error(request, "Nothing of this order can be returned just now.")
        return redirect(order)
    context = {"order": order, "form": form, "within": returns.RETURN_WITHIN.days}
    if not form.is_valid():
        return TemplateResponse(request, "orders/order_return.html", context, status=422 if form.errors else 200)
    if not form.cleaned_data["confirmed"]:
        amount = returns.refund_for(order, form.copies)
        return TemplateResponse(request, "orders/order_return_confirm.html", {**context, "amount": amount})
    typed = form.cleaned_data
    try:
        returns.request_return(
            order,
            form.copies,
            reason=typed["reason"],
            condition=typed["condition"],
            way=typed["way"],
            note_text=typed["note"],
            by=request.user if request.user.is_authenticated else None,
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "We have written to you how to send it back.")
    return redirect(order)


@require_POST
def return_withdraw(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    order = own_order(request, number)
    if pk > 2**63 - 1:
        raise Http404("There is no such return.")
    asked = get_object_or_404(order.returns.select_related("order"), pk=pk)
    try:
        returns.withdraw_return(asked, by=request.user if request.user.is_authenticated else None)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "You keep it, then. The return is withdrawn.")
    return redirect(order)
