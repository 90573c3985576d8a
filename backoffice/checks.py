"""What is misconfigured or does not add up. Each check yields a sentence a finding; a sound shop yields none."""

from collections.abc import Iterator
from decimal import Decimal

from django.conf import settings
from django.db.models import DecimalField, F, Sum
from django.db.models.functions import Coalesce

from backoffice import order_checks, prebook_checks
from catalog.models import Branch, Hold, Stock
from orders import tax
from orders.models import DeliveryMethod, DeliveryZone, Order


def findings() -> Iterator[str]:
    """Everything that is wrong with the shop's sums, a line each."""
    for check in (_ledger, _held, _promises, _totals, _paid, order_checks.findings, prebook_checks.findings):
        yield from check()
    if settings.IS_LIVE:
        yield from _addresses()
        yield from _delivery()
        yield from tax.findings()


def _addresses() -> Iterator[str]:
    for name in ("SHOP_ADDRESS", "SHOP_TAX_NUMBER"):
        if not getattr(settings, name):
            yield f"{name} is not set: invoices must say it."


def _delivery() -> Iterator[str]:
    """A shop that can send nothing, and hand over nothing, can take no order."""
    can_send = DeliveryMethod.objects.offered_to(settings.SHOP_COUNTRY).exists()
    if not can_send and not Branch.objects.filter(hands_over=True).exists():
        yield f"There is no way of delivery to {settings.SHOP_COUNTRY} and no shop to collect from: nobody can order."
    elif not can_send:
        yield f"There is no way of delivery to {settings.SHOP_COUNTRY}: books can only be collected."
    if can_send and not Branch.objects.filter(dispatches=True).exists():
        yield "No branch sends parcels: no book can be ordered for delivery."
    for zone in DeliveryZone.objects.exclude(methods__is_active=True):
        yield f"Nothing is sent to the zone “{zone}”: it has no way of delivery."


def _ledger() -> Iterator[str]:
    rows = Stock.objects.select_related("book", "branch").annotate(moved=Coalesce(Sum("movements__quantity"), 0))
    for row in rows.exclude(moved=F("on_hand")):
        yield f"{row.book.isbn13} at {row.branch}: {row.on_hand} on hand, the ledger says {row.moved}."


def _held() -> Iterator[str]:
    rows = Stock.objects.select_related("book", "branch").annotate(promised=Coalesce(Sum("held_copies__quantity"), 0))
    for row in rows.exclude(promised=F("held")):
        yield f"{row.book.isbn13} at {row.branch}: {row.held} held, the promises say {row.promised}."


def _promises() -> Iterator[str]:
    granted = Hold.objects.filter(state=Hold.State.GRANTED).annotate(copies_aside=Coalesce(Sum("copies__quantity"), 0))
    for promise in granted.exclude(copies_aside=F("quantity")):
        yield f"Hold {promise.pk}: granted for {promise.quantity}, {promise.copies_aside} are set aside."
    for promise in Hold.objects.filter(ended_at__isnull=False, copies__isnull=False).distinct():
        yield f"Hold {promise.pk}: it ended, and still keeps copies."


def _totals() -> Iterator[str]:
    money = DecimalField(max_digits=12, decimal_places=2)
    lines = Coalesce(Sum("lines__total"), Decimal(0), output_field=money)
    for order in Order.objects.annotate(of_lines=lines).exclude(total=F("of_lines") + F("delivery_price")):
        of_order = order.total - order.delivery_price
        yield f"Order {order}: the lines come to {order.of_lines}, the order says {of_order}."


def _paid() -> Iterator[str]:
    for order in (
        Order.objects.filter(paid_at__isnull=False)
        .exclude(payments__state="approved", payments__amount=F("total") - F("by_gift_card"))
        .exclude(total=F("by_gift_card"))
    ):
        yield f"Order {order}: paid, without an approved payment of what gift cards left."
