"""When a mail goes out: at once, after the quiet hours, or with the day's digest. All by the shop's clock."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from django.utils import timezone

from notices.kinds import DAILY, NEVER, NOW
from notices.models import MailHours

DIGEST_AT = time(8)
LEAVES = timedelta(hours=2)  # to whoever must do something before a moment


def posting(
    wish: str, hours: MailHours | None, now: datetime, until: datetime | None = None
) -> tuple[datetime | None, bool]:
    """The moment for a mail, and whether it goes with the digest.

    Quiet hours hold for every kind of news. But what ends at a moment leaves its reader two hours before it: if the
    digest would come too late it goes alone, and if the end of the quiet hours would, at once.
    """
    for way in (wish, NOW):
        due = due_at(way, hours, now)
        if due is None or until is None or due + LEAVES <= until:
            return due, way == DAILY
    return now, False


def due_at(wish: str, hours: MailHours | None, now: datetime) -> datetime | None:
    """The moment for a mail about something of now; None for never."""
    if wish == NEVER:
        return None
    if wish == DAILY:
        return next_at(hours.digest_at if hours else DIGEST_AT, now)
    if hours and is_quiet(hours, timezone.localtime(now).time()):
        return next_at(hours.quiet_to, now)
    return now


def is_quiet(hours: MailHours, clock: time) -> bool:
    """Quiet hours may run over midnight: from 22:00 to 7:00."""
    begin, end = hours.quiet_from, hours.quiet_to
    if begin is None or end is None:
        return False
    return begin <= clock < end if begin <= end else clock >= begin or clock < end


def next_at(clock: time, now: datetime) -> datetime:
    """The next moment when the shop's clock shows this.

    An hour that is skipped in spring counts as the one after it, and of the two in autumn the first is meant.
    """
    today = timezone.localtime(now).date()
    zone = timezone.get_current_timezone()
    local = (datetime.combine(today + timedelta(days=ahead), clock, tzinfo=zone) for ahead in (0, 1, 2))
    # Two moments of one zone compare by what its clocks show, and those show an hour twice in autumn.
    return next(moment for each in local if (moment := each.astimezone(UTC)) > now)
