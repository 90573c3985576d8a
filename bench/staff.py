"""Somebody in the back office on a bad day: calls off, refunds, packs and sends whatever lies on top."""

from __future__ import annotations

import random
import threading
from contextlib import suppress
from decimal import Decimal
from typing import Any

from django.db import DatabaseError, connection

WHY = "A bad day."


class Staff:
    """At work in a thread of its own, as long as the block lasts. Django is set up."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.steps = 0  # that were taken, and not refused
        self._is_done = threading.Event()
        self._work = threading.Thread(target=self._day, daemon=True)

    def __enter__(self) -> Staff:
        self._work.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_done.set()
        self._work.join()

    def _day(self) -> None:
        from orders.events import Refused

        while not self._is_done.wait(self.dice.uniform(0.2, 1)):
            with suppress(Refused):
                try:
                    self._take_a_step()
                except DatabaseError:  # the server was killed: connect again, and go on
                    connection.close()
        connection.close()

    def _take_a_step(self) -> None:
        from orders.models import Order

        order = Order.objects.filter(state__in=["placed", "paid"]).order_by("?").first()
        if order:
            self.dice.choice([_call_off, _call_off_a_line, _refund_a_pound, _send])(order)
            self.steps += 1


def _call_off(order: Any) -> None:
    from orders.cancellation import FOR_STAFF, cancel_order

    cancel_order(order, why=WHY, states=FOR_STAFF)


def _call_off_a_line(order: Any) -> None:
    from orders.cancellation import FOR_STAFF, cancel_line

    cancel_line(order.lines.first(), why=WHY, states=FOR_STAFF)


def _refund_a_pound(order: Any) -> None:
    from orders.refunds import refund

    refund(order, Decimal("1.00"), reason=WHY)


def _send(order: Any) -> None:
    from orders import dispatch

    dispatch.ship(dispatch.pack(dispatch.start_picking(order.parcels.first())))
