"""Days as a shop says them, and the days on which somebody works."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

import holidays
from django.utils import timezone

ONE_DAY = timedelta(days=1)
# Where holidays differ within a country and nobody says which part is meant: the part where most people live.
USUAL_REGION = {"GB": "ENG"}


def spoken_day(day: date, today: date | None = None) -> str:
    """A date written out, “Thursday 14 May 2026”; with today given, “today” and “tomorrow” by name."""
    if today is not None and day == today:
        return "today"
    if today is not None and day == today + ONE_DAY:
        return "tomorrow"
    return f"{day:%A} {day.day} {day:%B} {day.year}"


def end_of(day: date) -> datetime:
    """The first moment that is no longer this day, by the shop's clock."""
    return timezone.make_aware(datetime.combine(day + ONE_DAY, time()))


def spoken_moment(moment: datetime) -> str:
    """“today, 14:32”, “Friday 15 May 2026, 18:00”: by the shop's clock."""
    local = timezone.localtime(moment)
    return f"{spoken_day(local.date(), timezone.localdate())}, {spoken_time(local)}"


def spoken_time(local: datetime) -> str:
    """“14:32”; in the hour that the clock shows twice in autumn, which of the two: “01:30 GMT”."""
    is_shown_twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    return f"{local:%H:%M %Z}" if is_shown_twice else f"{local:%H:%M}"


@lru_cache(maxsize=512)
def free_days(country: str, region: str, year: int) -> frozenset[date]:
    """Weekends and holidays of a year there; weekends alone where the holidays are not known to the library.

    A frozen set, and not the library's own calendar: that one fills itself while it is asked, which two threads of a
    web server must not do at once.
    """
    first = date(year, 1, 1)
    days = [first + n * ONE_DAY for n in range((date(year + 1, 1, 1) - first).days)]
    try:
        known = holidays.country_holidays(country, subdiv=region or None, years=year)
    except NotImplementedError:
        return frozenset(day for day in days if day.weekday() >= 5)
    return frozenset(day for day in days if not known.is_working_day(day))


@dataclass(frozen=True, slots=True)
class Calendar:
    """The working days of a country, or of a shop in it, which may be closed on more days."""

    country: str
    region: str = ""
    closed: frozenset[date] = frozenset()

    def is_working_day(self, day: date) -> bool:
        region = self.region or USUAL_REGION.get(self.country, "")
        return day not in self.closed and day not in free_days(self.country, region, day.year)

    def working_day_from(self, day: date) -> date:
        """That day, or the next on which somebody works."""
        while not self.is_working_day(day):
            day += ONE_DAY
        return day

    def working_day_after(self, day: date, count: int) -> date:
        """The working day that is so many working days later: one after a Friday is Monday. After none, the day."""
        while count > 0:
            day += ONE_DAY
            count -= self.is_working_day(day)
        return day

    def dispatch_day(self, now: datetime, cut_off: time) -> date:
        """The day a parcel ordered `now`, by the shop's clock, leaves: today until the cut-off, else the next."""
        return self.working_day_from(now.date() if now.time() < cut_off else now.date() + ONE_DAY)
