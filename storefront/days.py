"""Days as a shop says them, and the day a parcel leaves."""

from datetime import date, datetime, time, timedelta


def spoken_day(day: date, today: date | None = None) -> str:
    """A date written out, “Thursday 14 May 2026”; with today given, “today” and “tomorrow” by name."""
    if today is not None and day == today:
        return "today"
    if today is not None and day == today + timedelta(days=1):
        return "tomorrow"
    return f"{day:%A} {day.day} {day:%B} {day.year}"


def is_working_day(day: date) -> bool:
    """Monday to Friday."""
    return day.weekday() < 5


def dispatch_day(now: datetime, cut_off: time) -> date:
    """The day a parcel ordered now leaves: today until the cut-off, else the next working day. `now` is shop time."""
    day = now.date()
    if now.time() >= cut_off:
        day += timedelta(days=1)
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def working_day_after(day: date, count: int) -> date:
    """The working day that is so many working days later: one after a Friday is Monday."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day
