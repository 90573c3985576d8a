"""Staff's working screens beside the admin's own: what to fetch, what to put in the parcel, what the mails say."""

from typing import Any

from csp.decorators import csp
from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_safe

from backoffice import picking, previews
from orders import dispatch
from orders.events import Refused
from orders.models import Order, Parcel

may_move = permission_required("orders.move_order", raise_exception=True)


@require_http_methods(["GET", "HEAD", "POST"])
@may_move
def picking_list(request: HttpRequest) -> HttpResponse:
    """Everything that can be fetched now; the press says that somebody goes for it."""
    parcels = list(picking.parcels_to_pick(timezone.localdate()))
    if request.method == "POST":
        return _start(request, parcels)
    context = {"parcels": parcels, "walk": picking.walk(parcels), "now": timezone.now()}
    return _page(request, "backoffice/picking_list.html", "Picking list", context)


def _start(request: HttpRequest, parcels: list[Parcel]) -> HttpResponse:
    for parcel in parcels:
        try:
            dispatch.start_picking(parcel, by=request.user)
        except Refused as refusal:
            messages.error(request, f"{parcel.order}: {refusal}")
    messages.success(request, "All of these are being fetched.")
    return redirect("backoffice:picking-list")


@require_safe
@may_move
def packing_slip(request: HttpRequest, pk: int) -> HttpResponse:
    parcels = Parcel.objects.select_related("order", "branch").prefetch_related("lines")
    parcel = get_object_or_404(parcels, pk=pk)
    lines = [line for line in parcel.lines.all() if not line.cancelled_at]
    return _page(request, "backoffice/packing_slip.html", "Packing slip", {"parcel": parcel, "lines": lines})


@require_safe
@may_move
def mail_previews(request: HttpRequest) -> HttpResponse:
    """Every mail about orders, as it would be for one of them."""
    order = _order_for_preview(request)
    context = {"order": order, "mails": previews.all_of(order) if order else [], "number": request.GET.get("order", "")}
    return _page(request, "backoffice/mail_previews.html", "Mails about orders", context)


@require_safe
@may_move
@xframe_options_sameorigin
@csp(
    {
        "default-src": ["'none'"],
        "style-src": ["'unsafe-inline'"],  # mails are styled in place, and nothing in them runs
        "img-src": ["data:"],
        "frame-ancestors": ["'self'"],
        "sandbox": [],
    }
)
def mail_preview(request: HttpRequest, kind: str) -> HttpResponse:
    """One mail as a page, for the frame in mail_previews."""
    order = _order_for_preview(request)
    if order is None or kind not in previews.KINDS:
        raise Http404("There is no such mail.")
    return HttpResponse(previews.page_of(order, kind))


def _order_for_preview(request: HttpRequest) -> Order | None:
    """The order that was asked for, or the newest."""
    orders = Order.objects.filter(lines__isnull=False).order_by("-pk")
    if number := request.GET.get("order", "").strip().upper():
        orders = orders.filter(number=number[:9])
    return orders.first()


def _page(request: HttpRequest, template: str, title: str, context: dict[str, Any]) -> HttpResponse:
    return TemplateResponse(request, template, {**admin.site.each_context(request), "title": title, **context})
