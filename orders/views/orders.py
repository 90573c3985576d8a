"""The order afterwards: where it is, what can still be done about it, and its papers."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Prefetch, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.forms import SignUpForm
from orders import cart as carts
from orders import payment as payments
from orders import timeline
from orders.calendars import days_of
from orders.cancellation import FOR_CUSTOMERS, cancel_line, cancel_order, cancellable_lines
from orders.events import Refused
from orders.forms import FindForm, WhyForm
from orders.gateways import GatewayFailed
from orders.gift_cards.codes import link_of
from orders.models import GiftCard, Order, OrderLine, Refund
from orders.returns import returnable_lines
from orders.visitors import cart_to_fill, own_order, remember
from storefront import ics
from storefront.limits import address_of, is_too_often

ON_A_PAGE = 12
COVERS = 6  # of one order, among others
CHANGED_MIND = "Changed my mind."
IN_THE_CART = "It is cancelled, and its books are in your cart again."
TRIES = 10  # to find an order, in
TRIES_WITHIN = 600  # seconds


@require_safe
@never_cache
def order_detail(request: HttpRequest, number: str) -> HttpResponse:
    return TemplateResponse(request, "orders/order_detail.html", _page_of(own_order(request, number)))


@require_safe
@never_cache
def order_confirmation(request: HttpRequest, number: str) -> HttpResponse:
    """What somebody sees who has just ordered; of an order that waits for its money, or is over, the usual page."""
    order = own_order(request, number)
    coming = timeline.coming_of(order)
    is_settled = order.state in (Order.State.PAID, Order.State.PROMISED)
    is_reserved = order.state == Order.State.PLACED and order.reach == Order.Reach.RESERVED
    if not coming or not (is_settled or is_reserved):
        return redirect(order)
    is_guest = order.customer_id is None and not request.user.is_authenticated
    context = {
        "order": order,
        "is_reserved": is_reserved,
        "apart": list(order.apart.as_ordered().prefetch_related("lines")),
        "coming": coming,
        "is_sent": any(each.parcel.branch is None for each in coming),
        "has_days": any(days_of(order)),
        "sign_up": _sign_up_form(order) if is_guest else None,
    }
    return TemplateResponse(request, "orders/order_confirmation.html", context)


def _sign_up_form(order: Order) -> SignUpForm:
    """For the address of the order, which is what the account will be known by."""
    form = SignUpForm(initial={"email": order.email})
    form.fields["email"].widget.attrs["readonly"] = True
    return form


@require_safe
@never_cache
def order_calendar(request: HttpRequest, number: str) -> HttpResponse:
    order = own_order(request, number)
    name = f"Order {order.number}"
    return ics.answer(days_of(order), name=name, filename=f"order-{order.number}.ics")


def _placed_with(order: Order) -> dict[str, Any]:
    """The orders that were placed at the same press, and the books that were taken out of this one unpaid."""
    others = list(order.apart.prefetch_related(Prefetch("lines", OrderLine.objects.with_covers())))
    unpaid = [line for other in others if not other.paid_at for line in other.lines.all()]
    called_off = [line for line in unpaid if line.cancelled_at]
    taken_out = {line.order_id for line in called_off}
    return {"apart": [other for other in others if other.pk not in taken_out], "called_off": called_off}


def _page_of(order: Order) -> dict[str, Any]:
    cards = timeline.cards_of(order)
    cancellable = set(cancellable_lines(order, FOR_CUSTOMERS))
    open_lines = [line for card in cards for line in card.lines if not line.cancelled_at]
    is_unpaid = order.state == Order.State.PLACED
    refunds = [refund for refund in order.refunds.all() if refund.state != Refund.State.FAILED]
    gift_card = None if cards else GiftCard.objects.filter(order=order).exclude(issued_at=None).first()
    return {
        "order": order,
        "gift_card": gift_card,
        "gift_link": link_of(gift_card) if gift_card else "",
        "cards": cards,
        "sentence": timeline.sentence(order, timezone.localtime()),
        "is_sent": any(card.parcel.branch is None for card in cards),
        "events": timeline.other_events(order),
        "cancellable": cancellable,
        "can_cancel_all": is_unpaid
        or (order.state == Order.State.PROMISED and all(card.parcel.state in FOR_CUSTOMERS for card in cards))
        or (bool(cancellable) and len(cancellable) == len(open_lines)),
        "can_return": any(card.parcel.has_left for card in cards) and bool(returnable_lines(order)),
        "refunds": refunds,
        **_placed_with(order),
        "bank_sends_back": any(refund.by_bank and not refund.is_at_counter for refund in refunds),
    }


@login_required
@require_safe
@never_cache
def order_list(request: HttpRequest) -> HttpResponse:
    lines = OrderLine.objects.with_covers()
    orders = request.user.orders.as_ordered().prefetch_related(Prefetch("parcels__lines", lines), "parcels__branch")
    page = Paginator(orders, ON_A_PAGE).get_page(request.GET.get("page"))
    now = timezone.localtime()
    for order in page:
        order.sentence = timeline.sentence(order, now)
        order.covers = [line.book for parcel in order.parcels.all() for line in parcel.lines.all()][:COVERS]
    context = {"page": page, "page_numbers": page.paginator.get_elided_page_range(page.number)}
    return TemplateResponse(request, "orders/order_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def order_find(request: HttpRequest) -> HttpResponse:
    """The same answer, whether the number or the address is wrong; and not many answers."""
    form = FindForm(request.POST or None)
    if request.method == "POST" and is_too_often("order-find", address_of(request), most=TRIES, seconds=TRIES_WITHIN):
        form.add_error(None, "That was a lot of tries. Please wait ten minutes, or ring us.")
        return TemplateResponse(request, "orders/order_find.html", {"form": form}, status=429)
    if form.is_valid():
        order = Order.objects.filter(number=form.cleaned_data["number"], email=form.cleaned_data["email"]).first()
        if order:
            return redirect(order)
        form.add_error(None, "We know no order with this number and this address. Both stand in the mail we sent you.")
    return TemplateResponse(request, "orders/order_find.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def order_cancel(request: HttpRequest, number: str) -> HttpResponse:
    """Asks first; the press does it."""
    order = own_order(request, number)
    form = WhyForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        by = request.user if request.user.is_authenticated else None
        why, owed = form.cleaned_data["why"] or CHANGED_MIND, order.state in Order.OWED
        said = IN_THE_CART if owed and order.cart_id else "It is cancelled."
        return _done(request, order, lambda: cancel_order(order, why=why, by=by), said)
    lines = [line for line in order.lines.with_covers() if not line.cancelled_at]
    context = {"order": order, "lines": lines, "form": form, "is_whole": True}
    return TemplateResponse(request, "orders/order_cancel.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def order_line_cancel(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    order = own_order(request, number)
    if pk > 2**63 - 1:
        raise Http404("There is no such line.")
    its_own = OrderLine.objects.filter(Q(order=order) | Q(order__placed_with=order))  # there since it was taken out
    line = get_object_or_404(its_own.with_covers().select_related("order"), pk=pk)
    form = WhyForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        by = request.user if request.user.is_authenticated else None
        why = form.cleaned_data["why"] or CHANGED_MIND
        return _done(request, order, lambda: _cancel_line(line, why=why, by=by), "It is cancelled.")
    context = {"order": order, "lines": [line], "form": form, "is_whole": False}
    return TemplateResponse(request, "orders/order_cancel.html", context, status=422 if form.errors else 200)


def _cancel_line(line: OrderLine, **more: Any) -> None:
    if line.order.state == Order.State.PLACED:  # who pays for it on another tab must not pay for this line, too
        payments.let_go(line.order)
    cancel_line(line, **more)


def _done(request: HttpRequest, order: Order, cancel: Callable[[], Any], said: str) -> HttpResponse:
    try:
        cancel()
    except (Refused, GatewayFailed) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect(order)


@require_POST
def order_reorder(request: HttpRequest, number: str) -> HttpResponse:
    """Put what can be had of an order in the cart, and say what cannot."""
    order = own_order(request, number)
    cart = cart_to_fill(request)
    added, missed = carts.add_again(cart, order)
    if added:
        messages.success(request, f"In your cart again: {', '.join(added)}.")
    for sentence in missed:
        messages.warning(request, sentence)
    return remember(redirect("orders:cart-detail"), cart)
