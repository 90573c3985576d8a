"""When a book leaves us and when it arrives. Book page, cart, checkout, order and mails all ask here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings

from catalog.availability import State
from catalog.models import Book, SupplierOffer
from orders.models import DeliveryMethod
from storefront.closings import shop_calendar
from storefront.days import Calendar, spoken_day

FROM_SUPPLIERS = (State.AT_SUPPLIER, State.TO_ORDER)
BY_MAIL = "Comes by e-mail"  # what is a file


@dataclass(frozen=True, slots=True)
class Dates:
    """A parcel on its way: the day it leaves, and the days between which it arrives."""

    leaves_on: date
    first: date
    last: date

    @property
    def arrives(self) -> str:
        """“on Tuesday 12 May”, “between Monday 11 and Wednesday 13 May”; the year where it is not that of leaving."""
        end = f"{self.last:%A} {self.last.day} {self.last:%B}" + self._year(self.last)
        if self.first == self.last:
            return f"on {end}"
        start = f"{self.first:%A} {self.first.day}"
        if self.first.month != self.last.month:
            start += f" {self.first:%B}{self._year(self.first) if self.first.year != self.last.year else ''}"
        return f"between {start} and {end}"

    def _year(self, day: date) -> str:
        return f" {day.year}" if day.year != self.leaves_on.year else ""

    @property
    def leaves(self) -> str:
        return spoken_day(self.leaves_on)


def dates(leaves_on: date, method: DeliveryMethod, country: str) -> Dates:
    """When what leaves on a day arrives: by the working days of where it goes, which need not be ours."""
    return dates_of(leaves_on, method.days_from, method.days_to, country)


def dates_of(leaves_on: date, days_from: int, days_to: int, country: str) -> Dates:
    """The same for so many working days on the way."""
    there = Calendar(country, settings.SHOP_REGION if country == settings.SHOP_COUNTRY else "")
    first, last = (there.working_day_after(leaves_on, days) for days in (days_from, days_to))
    return Dates(leaves_on, there.working_day_from(first), there.working_day_from(last))


def leaves_on(book: Book, now: datetime) -> date | None:
    """The day a copy ordered now leaves us at the latest, as the ladder promises it; None if it promises none.

    `now` is shop time.
    """
    answer, calendar = book.availability, shop_calendar()
    if answer.state == State.IN_STOCK:
        return calendar.dispatch_day(now, settings.SHOP_CUT_OFF)
    if answer.state in FROM_SUPPLIERS:
        wanted = SupplierOffer.State.AVAILABLE if answer.state == State.AT_SUPPLIER else SupplierOffer.State.TO_ORDER
        days = min(offer.days_to for offer in book.offers.all() if offer.state == wanted)
        return calendar.working_day_after(now.date(), days)
    return answer.on and calendar.working_day_from(answer.on)
