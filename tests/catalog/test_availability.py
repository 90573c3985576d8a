"""The ladder, rung by rung. Monday 2 March 2026, ten o'clock, unless a row says otherwise."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from catalog.availability import Action, Facts, Offer, State, availability
from catalog.models.kinds import Precision, Status

LONDON = ZoneInfo("Europe/London")
MONDAY = datetime(2026, 3, 2, 10, 0, tzinfo=LONDON)
PRICED = Facts(price=Decimal("9.99"))
AVAILABLE = Offer("available", 2, 4)
TO_ORDER = Offer("to_order", 5, 10)
AWAITED = Offer("awaited", expected_on=date(2026, 5, 20))


def ask(now=MONDAY, **facts):
    return availability(replace(PRICED, **facts), now)


@pytest.mark.parametrize(
    ("facts", "action", "state", "promise"),
    [
        ({"copies": 8}, "buy", "in_stock", "In stock. Leaves us today if ordered by 15:00."),
        ({"copies": 1}, "buy", "in_stock", "Last copy in stock. Leaves us today if ordered by 15:00."),
        ({"copies": 3}, "buy", "in_stock", "Last 3 copies in stock. Leaves us today if ordered by 15:00."),
        ({"copies": 2, "status": Status.OUT_OF_PRINT}, "buy", "in_stock", None),
        ({"copies": 2, "status": Status.REMAINDERED}, "buy", "in_stock", None),
        ({"copies": 2, "status": Status.FORTHCOMING}, "buy", "in_stock", None),
        ({"offers": (AVAILABLE,)}, "buy", "at_supplier", "At our supplier. Leaves us in 2 to 4 working days."),
        ({"offers": (TO_ORDER, AVAILABLE)}, "buy", "at_supplier", None),
        ({"offers": (AVAILABLE,), "status": Status.OUT_OF_PRINT}, "buy", "at_supplier", None),
        ({"offers": (TO_ORDER,)}, "buy", "to_order", "We order it in for you. Leaves us in 5 to 10 working days."),
        ({"copies_at": (("Mill Lane", 2),), "offers": (AVAILABLE,)}, "buy", "at_supplier", None),
        (
            {"copies_at": (("Mill Lane", 2),)},
            "ask",
            "at_branch",
            "In our Mill Lane shop. Ring us and we will keep it for you.",
        ),
        ({"copies_at": (("Mill Lane", 2),), "can_collect": True}, "buy", "at_branch", None),
        (
            {"offers": (AWAITED,), "waiting_holds": 2},
            "prebook",
            "awaited",
            "Out of stock, more expected about Wednesday 20 May 2026. You would be 3rd in the queue.",
        ),
        ({}, "prebook", "awaited", "Out of stock. You would be first in the queue."),
        ({"offers": (Offer("awaited", expected_on=date(2026, 2, 1)),)}, "prebook", "awaited", None),
        ({"offers": (AWAITED,), "status": Status.OUT_OF_PRINT}, "ask", "out_of_print", None),
        ({"offers": (Offer("unknown"),)}, "ask", "unknown", None),
        ({"offers": (Offer("unavailable"),)}, "ask", "unknown", None),
        ({"status": Status.OUT_OF_PRINT}, "ask", "out_of_print", None),
        ({"copies": 5, "price": None}, "ask", "unpriced", None),
        ({"copies": 5, "price": Decimal(0)}, "buy", "in_stock", None),
        (
            {"on_sale_on": date(2026, 5, 14), "status": Status.FORTHCOMING, "copies": 40},
            "prebook",
            "forthcoming",
            "Published Thursday 14 May 2026. Pre-book now and be first in the queue.",
        ),
        (
            {"on_sale_on": date(2027, 1, 1), "precision": Precision.YEAR},
            "prebook",
            "forthcoming",
            "Published in 2027. Pre-book now and be first in the queue.",
        ),
        (
            {"on_sale_on": date(2026, 6, 1), "precision": Precision.MONTH, "waiting_holds": 1},
            "prebook",
            "forthcoming",
            "Published in June 2026. Pre-book now; one person is ahead of you.",
        ),
        *[
            ({"status": status, "copies": 9, "offers": (AVAILABLE,)}, "nothing", "not_sold", None)
            for status in ("cancelled", "postponed", "paused", "withdrawn", "recalled", "part_of_set")
        ],
    ],
)
def test_each_rung_of_the_ladder(facts, action, state, promise):
    answer = ask(**facts)

    assert (answer.action, answer.state) == (action, state)
    assert promise is None or answer.promise == promise


@pytest.mark.parametrize(
    ("now", "leaves"),
    [
        (datetime(2026, 3, 2, 14, 59, tzinfo=LONDON), "today if ordered by 15:00"),
        (datetime(2026, 3, 2, 15, 0, tzinfo=LONDON), "tomorrow"),
        (datetime(2026, 3, 6, 15, 0, tzinfo=LONDON), "Monday 9 March 2026"),
        (datetime(2026, 3, 7, 9, 0, tzinfo=LONDON), "Monday 9 March 2026"),
        (datetime(2026, 3, 8, 9, 0, tzinfo=LONDON), "tomorrow"),
    ],
)
def test_the_promise_keeps_the_cut_off_and_the_working_week(now, leaves):
    assert ask(now, copies=9).promise == f"In stock. Leaves us {leaves}."


def test_an_order_keeps_the_promise_without_the_condition_it_has_met():
    assert ask(copies=9).commitment == "In stock. Leaves us today."
    assert ask(offers=(AVAILABLE,)).commitment == "At our supplier. Leaves us in 2 to 4 working days."


def test_publication_day_makes_a_book_buyable_by_the_clock_alone():
    book = {"on_sale_on": date(2026, 3, 29), "copies": 4, "status": Status.FORTHCOMING}  # the night the clocks change
    last_second = datetime(2026, 3, 28, 23, 59, 59, tzinfo=LONDON)
    midnight = datetime(2026, 3, 29, 0, 0, tzinfo=LONDON)

    before, after = ask(last_second, **book), ask(midnight, **book)

    assert (before.action, after.action) == (Action.PREBOOK, Action.BUY)
    assert before.until == midnight
    assert after.until is None


@pytest.mark.parametrize(("copies", "limit"), [(1, 1), (40, 40), (500, 99)])
def test_a_line_is_capped_by_what_can_be_had(copies, limit):
    assert ask(copies=copies).limit == limit


def test_states_rank_by_how_soon_a_copy_can_be_had():
    soonest_first = sorted(State, key=lambda state: state.rank)

    assert soonest_first[0] is State.IN_STOCK
    assert soonest_first[-1] is State.NOT_SOLD
