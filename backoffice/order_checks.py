"""What does not add up about orders: parcels, invoices, refunds and events, each against the order."""

from collections.abc import Iterator
from decimal import Decimal

from django.db.models import Count, DecimalField, Exists, F, Max, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from catalog.models import Hold
from orders.models import (
    GiftCard,
    Invoice,
    InvoiceCounter,
    Order,
    OrderEvent,
    OrderLine,
    Parcel,
    Payment,
    Promotion,
    Redemption,
    Refund,
)
from orders.models.invoices import Series

MONEY = DecimalField(max_digits=12, decimal_places=2)
NOTHING = Decimal(0)


def findings() -> Iterator[str]:
    for check in (_states, _copies, _invoices, _numbers, _refunds, _events, _uses, _gift_cards):
        yield from check()


def _states() -> Iterator[str]:
    """An order is complete when nothing of it is in the house, and not before."""
    in_the_house = Q(parcels__state__in=Parcel.IN_THE_HOUSE)
    for order in Order.objects.filter(in_the_house, state__in=["completed", "cancelled"]).distinct():
        yield f"Order {order}: {order.get_state_display().lower()}, and a parcel is still in the house."
    for order in Order.objects.filter(state="paid").annotate(here=Count("parcels", filter=in_the_house)).filter(here=0):
        yield f"Order {order}: paid, and nothing of it is left to send."
    for order in Order.objects.filter(state="cancelled", parcels__state__in=Parcel.LEFT).distinct():
        yield f"Order {order}: cancelled, and a parcel left the house."


def _copies() -> Iterator[str]:
    """What left is taken from the stock; what was cancelled is given back; what waits is promised."""
    lines = OrderLine.objects.select_related("order", "hold").exclude(order__state=Order.State.PLACED)
    left = Q(parcel__state__in=Parcel.LEFT, cancelled_at=None)
    live = [Hold.State.QUEUED, Hold.State.GRANTED]
    for line in lines.filter(left).exclude(hold__state=Hold.State.TAKEN):
        yield f"Order {line.order}: {line.title} left, and its copies were not taken from the stock."
    for line in lines.exclude(left).filter(hold__state=Hold.State.TAKEN):
        yield f"Order {line.order}: {line.title} was taken from the stock, and has not left."
    for line in lines.filter(cancelled_at__isnull=False, hold__state__in=live):
        yield f"Order {line.order}: {line.title} was cancelled, and its copies are still kept."
    waiting = lines.filter(cancelled_at=None, parcel__state__in=Parcel.IN_THE_HOUSE)
    for line in waiting.exclude(hold__state__in=[*live, Hold.State.TAKEN]):
        yield f"Order {line.order}: no copy of {line.title} is kept for it."


def _gift_cards() -> Iterator[str]:
    """What their ledgers say is what their balances, orders and refunds say."""
    of_ledger = Coalesce(Sum("entries__amount"), NOTHING, output_field=MONEY)
    for card in GiftCard.objects.annotate(of_ledger=of_ledger).exclude(balance=F("of_ledger")):
        yield f"{card}: {card.balance} on it, its ledger says {card.of_ledger}."
    used = Q(gift_card_entries__kind="redeemed")
    paid = Coalesce(-Sum("gift_card_entries__amount", filter=used), NOTHING, output_field=MONEY)
    for order in Order.objects.annotate(used=paid).exclude(by_gift_card=F("used")):
        yield f"Order {order}: {order.by_gift_card} paid by gift card, the ledgers say {order.used}."
    back = Q(gift_card_entries__kind="given_back")
    given = Coalesce(Sum("gift_card_entries__amount", filter=back), NOTHING, output_field=MONEY)
    for refund in Refund.objects.annotate(given=given).exclude(to_gift_cards=F("given")):
        yield f"Refund {refund.pk}: {refund.to_gift_cards} back on gift cards, the ledgers say {refund.given}."


def _invoices() -> Iterator[str]:
    own = Invoice.objects.filter(order=OuterRef("pk"), series=Series.INVOICE)
    for order in Order.objects.filter(~Exists(own), paid_at__isnull=False):
        yield f"Order {order}: paid, without an invoice."
    for invoice in (
        Invoice.objects.filter(series=Series.INVOICE)
        .select_related("order")
        .exclude(total=F("order__total"), tax=F("order__tax"))
    ):
        yield f"Invoice {invoice}: {invoice.total}, the order says {invoice.order.total}."
    notes = Invoice.objects.filter(series=Series.CREDIT_NOTE).annotate(
        of_lines=Coalesce(Sum("refund__lines__amount"), NOTHING, output_field=MONEY)
    )
    for note in notes.exclude(total=F("of_lines"), refund__amount=F("of_lines")):
        yield f"Credit note {note}: {note.total}, its lines come to {note.of_lines}."


def _numbers() -> Iterator[str]:
    """Every number of a year was given, once (once is the database's), up to the counter."""
    given = Invoice.objects.values("series", "year").annotate(count=Count("pk"), highest=Max("sequence")).order_by()
    counters = {(counter.series, counter.year): counter.last for counter in InvoiceCounter.objects.all()}
    for row in given:
        last = counters.get((row["series"], row["year"]))
        if not row["count"] == row["highest"] == last:
            yield f"{row['series']} {row['year']}: {row['count']} documents, up to {row['highest']}, counted to {last}."


def _refunds() -> Iterator[str]:
    """Never more back than came, payment by payment; what bought something has its credit note."""
    by_bank = Sum(F("amount") - F("to_gift_cards"))
    back = Refund.objects.filter(payment=OuterRef("pk")).order_by().values("payment").annotate(sum=by_bank)
    payments = Payment.objects.annotate(back=Subquery(back.values("sum")[:1]))
    for payment in payments.filter(back__gt=F("amount")).select_related("order"):
        yield f"Order {payment.order}: {payment.back} went back of {payment.amount}."
    by_bank = Refund.objects.exclude(payment=None)
    for refund in by_bank.exclude(payment__state__in=["approved", "returned"]).select_related("order"):
        yield f"Order {refund.order}: {refund.amount} goes back of a payment that brought nothing."
    for refund in Refund.objects.filter(credit_note=None).exclude(payment__state="returned").select_related("order"):
        yield f"Order {refund.order}: {refund.amount} goes back, without a credit note."


def _events() -> Iterator[str]:
    """Nothing happens to an order without a line in its history."""
    for order in Order.objects.filter(~Exists(OrderEvent.objects.filter(order=OuterRef("pk")))):
        yield f"Order {order}: it has no history."
    moved = Parcel.objects.exclude(state__in=[Parcel.State.WAITING, Parcel.State.CANCELLED])
    for parcel in moved.filter(~Exists(OrderEvent.objects.filter(parcel=OuterRef("pk")))).select_related("order"):
        yield f"Order {parcel.order}: a parcel is {parcel.get_state_display().lower()}, and nothing says since when."


def _uses() -> Iterator[str]:
    """Promotions are used no more often than they may be, and by orders that stand."""
    for promotion in Promotion.objects.with_uses().filter(uses__gt=F("uses_in_all")):
        yield f"Promotion {promotion}: used {promotion.uses} times of {promotion.uses_in_all}."
    for use in (
        Redemption.objects.live().filter(order__state=Order.State.CANCELLED).select_related("promotion", "order")
    ):
        yield f"Order {use.order}: cancelled, and {use.promotion} still counts as used by it."
