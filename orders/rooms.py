"""What the account's front page says of orders (accounts/hub.py)."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from accounts.hub import About, Need, Room, Urgency
from accounts.models import User
from orders.models import Order, OrderEvent, Parcel, Payment, Reach, Return
from orders.timeline import arrival
from storefront.days import spoken_day, spoken_moment
from storefront.money import money
from storefront.words import counted

A_DATE_IS_NEWS = timedelta(days=14)
MOST = 5  # of each kind; the list of orders has the rest


def _orders(person: User) -> About:
    numbers = (
        Order.objects.as_ordered()
        .filter(customer=person)
        .aggregate(
            all=Count("pk", distinct=True),
            on_their_way=Count("pk", Q(parcels__state=Parcel.State.SHIPPED), distinct=True),
        )
    )
    if not numbers["all"]:
        return About("Nothing ordered yet.")
    on_the_way = f", {numbers['on_their_way']} on the way" if numbers["on_their_way"] else ""
    needs = [*_to_pay(person), *_to_collect(person), *_to_send_back(person), *_moved(person)]
    return About(f"{counted(numbers['all'], 'order', 'orders')}{on_the_way}.", tuple(needs))


def _way_to(order: Order) -> str:
    return reverse("orders:order-detail", args=[order.number])


def _to_pay(person: User) -> list[Need]:
    unpaid = (
        Order.objects.unpaid().filter(customer=person).exclude(reach=Reach.RESERVED).prefetch_related("payments")[:MOST]
    )
    return [_payment(order) for order in unpaid]


def _payment(order: Order) -> Need:
    was_declined = any(each.is_later or each.state == Payment.State.DECLINED for each in order.payments.all())
    what = "was declined" if was_declined else "is waiting"
    kept = f"Its copies are kept for you until {spoken_moment(order.kept_until)}." if order.keeps_copies else ""
    return Need(
        urgency=Urgency.MONEY,
        title=f"The payment of order {order.number} {what}",
        note=f"{money(order.to_pay)}. {kept}".strip(),
        url=reverse("orders:order-pay", args=[order.number]),
        action="Pay",
        until=order.kept_until,
    )


def _to_collect(person: User) -> list[Need]:
    ready = Parcel.objects.filter(order__customer=person, state=Parcel.State.READY).select_related("order", "branch")
    return [
        Need(
            urgency=Urgency.COLLECT,
            title=f"Ready to collect at {parcel.branch}",
            note=f"Order {parcel.order.number}"
            + (f", kept until {spoken_day(parcel.kept_until)}." if parcel.kept_until else "."),
            url=_way_to(parcel.order),
            action="See the code and the hours",
            until=timezone.make_aware(datetime.combine(parcel.kept_until, time.max)) if parcel.kept_until else None,
        )
        for parcel in ready.order_by("kept_until", "pk")[:MOST]
    ]


def _to_send_back(person: User) -> list[Need]:
    asked = Return.objects.filter(order__customer=person, state=Return.State.REQUESTED).select_related("order")
    return [
        Need(
            urgency=Urgency.SEND_BACK,
            title=f"We expect books of order {back.order.number} back",
            note="You bring them to a shop." if back.way == Return.Way.BRANCH else "You send them by post.",
            url=_way_to(back.order),
            action="Look at the return",
        )
        for back in asked.order_by("pk")[:MOST]
    ]


def _moved(person: User) -> list[Need]:
    """Dates that moved lately, the latest of each order that is not there yet."""
    since = timezone.now() - A_DATE_IS_NEWS
    events = (
        OrderEvent.objects.filter(
            order__customer=person, order__state=Order.State.PAID, kind=OrderEvent.Kind.DATE, happened_at__gte=since
        )
        .select_related("order")
        .order_by("order_id", "-pk")
        .distinct("order_id")[:MOST]
    )
    return [
        Need(
            urgency=Urgency.NEWS,
            title=f"A date of order {event.order.number} moved",
            note=event.what.rstrip(".") + ".",
            url=_way_to(event.order),
            action="Look at the order",
        )
        for event in events
    ]


def _on_its_way(person: User) -> list[Need]:
    parcels = Parcel.objects.filter(order__customer=person, state=Parcel.State.SHIPPED).select_related("order")
    return [
        Need(
            urgency=Urgency.ON_ITS_WAY,
            title=f"Order {parcel.order.number} is on its way",
            note=f"It should be with you {arrival(parcel.order, parcel) or parcel.order.delivery_days}.",
            url=_way_to(parcel.order),
            action="Follow it",
        )
        for parcel in parcels.order_by("-left_at", "-pk")[:MOST]
    ]


def _greet(person: User) -> list[Need]:
    return [*_to_pay(person), *_to_collect(person), *_on_its_way(person)]


ROOMS = [
    Room(name="orders", title="Orders", at=10, icon="parcel", path="orders:order-list", tell=_orders, greet=_greet)
]
