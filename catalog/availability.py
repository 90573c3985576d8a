"""The availability ladder: what can be done with a book now, the promise in words, and why.

One pure function of publishing status, dates, price, copies, suppliers and the clock. Cards, pages, cart, checkout,
feeds and structured data all ask it; nothing stores its answer but the listing, which is rebuilt by it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from django.conf import settings

from catalog.models.kinds import Precision, Status
from catalog.models.supply import SupplierOffer
from storefront.closings import closed_days, shop_calendar
from storefront.days import spoken_day

if TYPE_CHECKING:
    from catalog.models import Book

MOST_OF_A_LINE = 99  # DESIGN: a cart line holds at most 99
FEW = 3  # from here down the number of copies is said aloud


class Action(StrEnum):
    """What a shopper can do."""

    BUY = "buy"
    PREBOOK = "prebook"
    ASK = "ask"
    NOTHING = "nothing"


class State(StrEnum):
    """Why. In the order of the ladder: the sooner it can be had, the higher it stands."""

    IN_STOCK = "in_stock"
    AT_BRANCH = "at_branch"
    AT_SUPPLIER = "at_supplier"
    TO_ORDER = "to_order"
    FORTHCOMING = "forthcoming"
    AWAITED = "awaited"
    UNPRICED = "unpriced"
    UNKNOWN = "unknown"
    OUT_OF_PRINT = "out_of_print"
    NOT_SOLD = "not_sold"

    @property
    def rank(self) -> int:
        """0 is soonest; sorts and leads go by it."""
        return list(State).index(self)


@dataclass(frozen=True, slots=True)
class Offer:
    """What one supplier says: its state, working days until a copy is here, and the day it expects more."""

    state: str
    days_from: int = 2
    days_to: int = 4
    expected_on: date | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the ladder may look at. Copies are free ones: promised copies are not counted."""

    status: str = Status.ACTIVE
    price: Decimal | None = None
    on_sale_on: date | None = None
    precision: str = Precision.DAY
    copies: int = 0  # at branches that dispatch
    copies_at: tuple[tuple[str, int], ...] = ()  # at branches that only hand over: name, copies
    can_collect: bool = False  # whether the checkout offers collection from those
    offers: tuple[Offer, ...] = ()
    waiting_copies: int = 0
    waiting_holds: int = 0
    ordered_ahead: int = 0  # copies whose place in line whoever asks may turn into an order now
    closed: frozenset[date] = frozenset()  # days on which the shop sends nothing, beside weekends and holidays


@dataclass(frozen=True, slots=True)
class Availability:
    """The ladder's answer. `promise` is a sentence for the page, `short` a word or two for a card."""

    action: Action
    state: State
    short: str
    promise: str
    limit: int = 0  # the most copies one cart may take
    on: date | None = None  # publication, or when more are expected
    until: datetime | None = None  # when the clock alone may change the state

    @property
    def can_buy(self) -> bool:
        return self.action is Action.BUY

    @property
    def is_offered(self) -> bool:
        """Whether it is for sale at all, now or later, so that its price means something."""
        return self.state not in {State.OUT_OF_PRINT, State.NOT_SOLD}

    @property
    def commitment(self) -> str:
        """The promise as an order keeps it: “if ordered by 15:00” was met."""
        return self.promise.partition(" if ordered by ")[0].rstrip(".") + "."

    @property
    def can_prebook(self) -> bool:
        return self.action is Action.PREBOOK


REFUSED = {
    Status.CANCELLED: "The publisher has cancelled this book.",
    Status.POSTPONED: "The publisher has postponed this book and names no new date.",
    Status.PAUSED: "The publisher has taken this book off sale for a while.",
    Status.WITHDRAWN: "This book was withdrawn from sale.",
    Status.RECALLED: "This book was recalled by its publisher. We do not sell it.",
    Status.PART_OF_SET: "This volume is sold only as part of a set.",
    Status.NO_RIGHTS: "This edition may not be sold in our country.",
}

FOR_GOOD = {Status.CANCELLED, Status.WITHDRAWN, Status.RECALLED, Status.NO_RIGHTS}  # of these no copy will come


def availability(facts: Facts, now: datetime) -> Availability:
    """What can be done with a book at a moment. `now` is aware, in the shop's time zone."""
    rungs = (_refused, _unpriced, _forthcoming, _in_stock, _supplied, _at_branch, _coming_back)
    for rung in rungs:
        if answer := rung(facts, now):
            return answer
    return _gone(facts)


def _refused(facts: Facts, now: datetime) -> Availability | None:
    if sentence := REFUSED.get(facts.status):
        return Availability(Action.NOTHING, State.NOT_SOLD, "Not for sale", sentence)
    return None


def _unpriced(facts: Facts, now: datetime) -> Availability | None:
    if facts.price is None:
        sentence = "We have no price for this book yet. Ask us and we will find out."
        return Availability(Action.ASK, State.UNPRICED, "Ask us", sentence, until=_dawn(facts.on_sale_on, now))
    return None


def _forthcoming(facts: Facts, now: datetime) -> Availability | None:
    """Not before its day. A year or a month that has begun is no promise either, but copies or a supplier settle it."""
    day = facts.on_sale_on
    if day is None or day <= now.date():
        return None
    said = _said(day, facts.precision)
    if facts.ordered_ahead:
        words, short = f"Published {said}.", f"Out {_said_short(day, facts.precision)}"
        return _ahead(facts, State.FORTHCOMING, short, words, day, now)
    return Availability(
        Action.PREBOOK,
        State.FORTHCOMING,
        f"Out {_said_short(day, facts.precision)}",
        f"Published {said}. Pre-book now and be first in the queue."
        if not facts.waiting_holds
        else f"Published {said}. Pre-book now; {_people(facts.waiting_holds)} ahead of you.",
        limit=MOST_OF_A_LINE,
        on=day,
        until=_dawn(day, now),
    )


def _in_stock(facts: Facts, now: datetime) -> Availability | None:
    copies = facts.copies
    if copies <= 0:
        return None
    leaves = shop_calendar(facts.closed).dispatch_day(now, settings.SHOP_CUT_OFF)
    promise = f"In stock. Leaves us {spoken_day(leaves, now.date())}"
    if leaves == now.date():
        promise += f" if ordered by {settings.SHOP_CUT_OFF:%H:%M}"
    short = "In stock"
    if copies <= FEW:
        short = "Last copy" if copies == 1 else f"Last {copies} copies"
        promise = f"{short} in stock." + promise.removeprefix("In stock.")
    return Availability(Action.BUY, State.IN_STOCK, short, promise + ".", limit=min(copies, MOST_OF_A_LINE))


def _supplied(facts: Facts, now: datetime) -> Availability | None:
    """From the supplier who is quickest. A supplier with stock beats what the record says of the status."""
    for state, rung, words in (
        (SupplierOffer.State.AVAILABLE, State.AT_SUPPLIER, "At our supplier."),
        (SupplierOffer.State.TO_ORDER, State.TO_ORDER, "We order it in for you."),
    ):
        offers = [offer for offer in facts.offers if offer.state == state]
        if offers:
            best = min(offers, key=lambda offer: (offer.days_to, offer.days_from))
            days = _days(best.days_from, best.days_to)
            return Availability(
                Action.BUY, rung, days.capitalize(), f"{words} Leaves us in {days}.", limit=MOST_OF_A_LINE
            )
    return None


def _at_branch(facts: Facts, now: datetime) -> Availability | None:
    """Copies in a shop that sends no parcels."""
    shops = [(name, copies) for name, copies in facts.copies_at if copies > 0]
    if not shops:
        return None
    where = " and ".join(name for name, _ in shops)
    if facts.can_collect:
        most = min(max(copies for _, copies in shops), MOST_OF_A_LINE)
        return Availability(Action.BUY, State.AT_BRANCH, "To collect", f"In our {where} shop, to collect.", limit=most)
    sentence = f"In our {where} shop. Ring us and we will keep it for you."
    return Availability(Action.ASK, State.AT_BRANCH, f"At {where}", sentence)


def _coming_back(facts: Facts, now: datetime) -> Availability | None:
    awaited = [offer for offer in facts.offers if offer.state == SupplierOffer.State.AWAITED]
    # A shop without suppliers' feeds has no offers at all: what is in print can be had again.
    unheard_of = not facts.offers and facts.status in {Status.ACTIVE, Status.FORTHCOMING}
    if facts.status == Status.OUT_OF_PRINT or not (awaited or unheard_of):
        return None
    days = [offer.expected_on for offer in awaited if offer.expected_on and offer.expected_on > now.date()]
    day = min(days, default=None)
    expected = f", more expected about {spoken_day(day, now.date())}" if day else ", more are on the way"
    if unheard_of:
        expected = ""
    if facts.ordered_ahead:
        words = f"More expected about {spoken_day(day, now.date())}." if day else "Sent as soon as more come."
        return _ahead(facts, State.AWAITED, "Out of stock", words, day, now)
    words = f"Out of stock{expected}. You would be {_ordinal(facts.waiting_holds + 1)} in the queue."
    return Availability(
        Action.PREBOOK, State.AWAITED, "Out of stock", words, limit=MOST_OF_A_LINE, on=day, until=_dawn(day, now)
    )


def _ahead(facts: Facts, state: State, short: str, words: str, day: date | None, now: datetime) -> Availability:
    """It is not here, but whoever asks has a place in line for it, and may order it for good."""
    limit = min(facts.ordered_ahead, MOST_OF_A_LINE)
    return Availability(Action.BUY, state, short, words, limit=limit, on=day, until=_dawn(day, now))


def _gone(facts: Facts) -> Availability:
    if facts.status in {Status.OUT_OF_PRINT, Status.REMAINDERED}:
        sentence = "Out of print. Ask us: we may know where a copy can be found."
        return Availability(Action.ASK, State.OUT_OF_PRINT, "Out of print", sentence)
    sentence = "Out of stock, and our suppliers cannot say when. Ask us and we will find out."
    return Availability(Action.ASK, State.UNKNOWN, "Ask us", sentence)


def facts_of(book: Book) -> Facts:
    """A book's facts from its row, its stock, its offers and its queue (see Book.objects.with_supply)."""
    rows = list(book.stock.all())
    waiting_copies, waiting_holds = book.queue_length
    return Facts(
        status=book.status,
        price=book.price,
        on_sale_on=book.on_sale_on,
        precision=book.published_precision,
        # Whoever waits goes first: copies the queue is about to get are nobody else's.
        copies=sum(row.free for row in rows if row.branch.dispatches) + book.copies_kept,
        copies_at=tuple((row.branch.name, row.free) for row in rows if row.free and row.branch.is_counter_only),
        can_collect=True,
        offers=tuple(
            Offer(offer.state, offer.days_from, offer.days_to, offer.expected_on) for offer in book.offers.all()
        ),
        waiting_copies=waiting_copies,
        waiting_holds=waiting_holds,
        ordered_ahead=book.ordered_ahead,
        closed=closed_days(),
    )


def _dawn(day: date | None, now: datetime) -> datetime | None:
    """The first moment of a day in the shop's time zone."""
    return datetime.combine(day, time(), tzinfo=now.tzinfo) if day and day > now.date() else None


def said_day(book: Book) -> str:
    """The day of sale as precisely as it is known: “on Thursday 14 May 2026”, “in May 2026”; empty without one."""
    day = book.on_sale_on
    if day is None:
        return ""
    said = _said(day, book.published_precision)
    return f"on {said}" if book.published_precision == Precision.DAY else said


def _said(day: date, precision: str) -> str:
    if precision == Precision.YEAR:
        return f"in {day.year}"
    if precision == Precision.MONTH:
        return f"in {day:%B %Y}"
    return spoken_day(day)


def _said_short(day: date, precision: str) -> str:
    if precision == Precision.YEAR:
        return str(day.year)
    return f"{day:%B %Y}" if precision == Precision.MONTH else f"{day.day} {day:%B}"


def _days(first: int, last: int) -> str:
    if first == last:
        return f"{last} working day" + ("s" if last != 1 else "")
    return f"{first} to {last} working days"


def _people(number: int) -> str:
    return "one person is" if number == 1 else f"{number} people are"


def _ordinal(number: int) -> str:
    if number == 1:
        return "first"
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
