"""When the shop works: not on its country's holidays, nor on days that it has closed for itself."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from storefront.days import Calendar
from storefront.models import Closing

KEPT = "storefront.closings"
KEPT_FOR = 60  # seconds; every card asks, and staff close the shop a few times a year


def shop_calendar(closed: Iterable[date] | None = None) -> Calendar:
    """The shop's working days, from today on."""
    days = closed_days() if closed is None else frozenset(closed)
    return Calendar(settings.SHOP_COUNTRY, settings.SHOP_REGION, days)


def closed_days() -> frozenset[date]:
    """The days from yesterday on that the shop has closed for itself."""
    return cache.get_or_set(KEPT, _closed_days, KEPT_FOR)


def forget_closed_days() -> None:
    """Ask the database again: staff have changed them."""
    cache.delete(KEPT)


def _closed_days() -> frozenset[date]:
    since = timezone.localdate() - timedelta(days=1)
    closings = Closing.objects.filter(last_on__gte=since)
    return frozenset(day for closing in closings for day in closing.days())
