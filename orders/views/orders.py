"""The order afterwards."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from orders.forms import FindForm
from orders.models import Order
from orders.visitors import own_order


@require_safe
@never_cache
def order_detail(request: HttpRequest, number: str) -> HttpResponse:
    order = own_order(request, number)
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
