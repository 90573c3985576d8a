"""An order as a person reads it: one sentence for all of it, and for each parcel what happened and what comes next."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from orders.delivery.dates import BY_MAIL, dates_of
from orders.models import Order, OrderEvent, OrderLine, Parcel
from storefront.days import spoken_day

State = Parcel.State
NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]


@dataclass(frozen=True, slots=True)
class Step:
    """A line of a timeline: what, and when it happened (a moment) or is to happen (a day, or words)."""

    what: str
    at: datetime | None = None
    on: date | None = None
    words: str = ""

    @property
    def is_to_come(self) -> bool:
        return self.at is None


@dataclass(frozen=True, slots=True)
class Card:
    """A parcel on the page of its order."""

    parcel: Parcel
    lines: list[OrderLine]
    steps: list[Step]


def cards_of(order: Order) -> list[Card]:
    """The parcels, those that are still to leave first. The order was fetched with for_page()."""
    parcels = sorted(order.parcels.all(), key=_open_first)
    events = list(order.events.all())
    return [Card(parcel, list(parcel.lines.all()), _steps(order, parcel, events)) for parcel in parcels]


def _open_first(parcel: Parcel) -> tuple[bool, int]:
    return parcel.state == State.CANCELLED, parcel.pk


@dataclass(frozen=True, slots=True)
class Coming:
    """A parcel to somebody who has just ordered: what is in it, and when they have it."""

    parcel: Parcel
    lines: list[OrderLine]
    when: str


def coming_of(order: Order) -> list[Coming]:
    """The order was fetched with for_page()."""
    return [Coming(parcel, list(parcel.lines.all()), _when(order, parcel)) for parcel in order.parcels.all()]


def comes_by_mail(parcel: Parcel) -> bool:
    """All of it are files: nobody carries them."""
    files = [line.book.is_digital for line in parcel.lines.all()]
    return bool(files) and all(files)


def _when(order: Order, parcel: Parcel) -> str:
    if comes_by_mail(parcel):
        return BY_MAIL
    day = f"on {spoken_day(parcel.leaves_on)}" if parcel.leaves_on else "as soon as it is here"
    if parcel.branch:
        return f"Ready to collect in {parcel.branch} {day}"
    arrives = arrival(order, parcel)
    return f"With you {arrives}" if arrives else f"Leaves us {day}"


def _steps(order: Order, parcel: Parcel, events: list[OrderEvent]) -> list[Step]:
    done = [Step(event.what, at=event.happened_at) for event in events if event.parcel_id == parcel.pk]
    return [Step("Ordered", at=order.placed_at), *done, *_to_come(order, parcel)]


def _to_come(order: Order, parcel: Parcel) -> list[Step]:
    if order.state == Order.State.CANCELLED or parcel.state in (
        State.CANCELLED,
        State.DELIVERED,
        State.COLLECTED,
    ):
        return []
    if parcel.branch:
        ready = Step(f"Ready to collect at {parcel.branch}", on=parcel.leaves_on)
        collected = Step("Collected", on=parcel.kept_until, words="at the latest")
        return [collected] if parcel.state == State.READY else [ready, Step("Collected")]
    if comes_by_mail(parcel):
        return [] if parcel.state == State.SHIPPED else [Step(BY_MAIL, on=parcel.leaves_on)]
    arrives = Step("With you", words=arrival(order, parcel) or f"{order.delivery_days} from then")
    if parcel.state == State.SHIPPED:
        return [Step("With you", words=arrival(order, parcel) or order.delivery_days)]
    return [Step("Leaves us", on=parcel.leaves_on), arrives]


def arrival(order: Order, parcel: Parcel) -> str:
    """“on Tuesday 12 May”, as it was promised and has moved since; empty where nobody can say."""
    left = timezone.localtime(parcel.left_at).date() if parcel.left_at else parcel.leaves_on
    if left is None or order.days_from is None or order.days_to is None:
        return ""
    return dates_of(left, order.days_from, order.days_to, order.country).arrives


def other_events(order: Order) -> list[OrderEvent]:
    """What happened to the order beside its parcels, but for what is the staff's own."""
    return [event for event in order.events.all() if not event.parcel_id and event.kind != OrderEvent.Kind.STAFF]


def sentence(order: Order, now: datetime) -> str:
    """“Two books leave today, one is published on Thursday 14 May 2026.” `now` is shop time.

    Wherever an order is named it is told so; its parcels and their lines were fetched with it.
    """
    parcels = order.parcels.all()
    if order.state == Order.State.PLACED and order.reach == Order.Reach.RESERVED:
        return f"It is kept for you until {spoken_day(order.last_day)}. You pay when you collect it."
    if order.subtotal and not parcels and order.state != Order.State.CANCELLED:
        return "It waits for your payment." if order.state == Order.State.PLACED else "Your gift card is paid."
    if order.state == Order.State.PLACED:
        until = timezone.localtime(order.kept_until)
        day = f"{spoken_day(until.date())}, " if order.is_charged_later else ""
        return f"It waits for your payment. Your copies are kept until {day}{until:%H:%M}."
    if order.state == Order.State.CANCELLED:
        return "It was cancelled."
    said: Counter[tuple[str, str]] = Counter()
    for parcel in sorted(parcels, key=_open_first):
        for line in parcel.lines.all():
            if not line.cancelled_at:
                said[_phrase(parcel, line, now.date())] += line.quantity
    return _joined(said)


def _joined(said: Counter[tuple[str, str]]) -> str:
    clauses = []
    for (one, many), copies in said.items():
        number = NUMBERS[copies] if copies < len(NUMBERS) else str(copies)
        if sum(said.values()) == 1:
            number = "your book"
        elif not clauses:
            number += " book" if copies == 1 else " books"
        clauses.append(f"{number} {one if copies == 1 else many}")
    whole = ", ".join(clauses)
    return f"{whole[:1].upper()}{whole[1:]}." if whole else ""


def _phrase(parcel: Parcel, line: OrderLine, today: date) -> tuple[str, str]:
    """What it does, for one book and for several."""
    match parcel.state:
        case State.SHIPPED:
            return "is on its way", "are on their way"
        case State.DELIVERED | State.COLLECTED:
            verb = "delivered" if parcel.state == State.DELIVERED else "collected"
            day = _on(timezone.localtime(parcel.delivered_at or parcel.left_at).date(), today)
            return f"was {verb} {day}", f"were {verb} {day}"
        case State.READY:
            rest = f"ready to collect at {parcel.branch} until {spoken_day(parcel.kept_until, today)}"
            return f"is {rest}", f"are {rest}"
        case State.PICKING | State.PACKED:
            return "is being packed", "are being packed"
    if line.book.is_digital:
        return "comes by e-mail", "come by e-mail"
    out = line.book.on_sale_on
    if out and out > today:
        return f"is published {_on(out, today)}", f"are published {_on(out, today)}"
    if parcel.leaves_on and parcel.leaves_on >= today:
        day = _on(parcel.leaves_on, today)
        if parcel.branch:
            return f"is ready to collect {day}", f"are ready to collect {day}"
        return f"leaves {day}", f"leave {day}"
    return "leaves as soon as it can", "leave as soon as they can"


def _on(day: date, today: date) -> str:
    said = spoken_day(day, today)
    return said if said in ("today", "tomorrow") else f"on {said}"
