"""What happens in our shops, and when."""

from datetime import date
from itertools import groupby

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_safe

from catalog import structured
from catalog.models import Book, Event
from storefront import ics

MOST_AHEAD = 100
LATELY = 12  # events that have been


@require_safe
def event_list(request: HttpRequest) -> HttpResponse:
    months = groupby(Event.objects.ahead()[:MOST_AHEAD], key=_month)
    context = {
        "months": [
            {"id": f"{first:month-%Y-%m}", "title": date_format(first, "F Y"), "events": list(events)}
            for first, events in months
        ],
        "lately": Event.objects.over()[:LATELY],
    }
    return TemplateResponse(request, "catalog/event_list.html", context)


@require_safe
def event_detail(request: HttpRequest, slug: str) -> HttpResponse:
    event = get_object_or_404(Event.objects.shown(), slug=slug)
    trail = [("Events", reverse("catalog:event-list"))]
    context = {
        "event": event,
        "trail": trail,
        "books": Book.objects.shown().for_cards().filter(events=event).order_by("pk"),
        "people": event.people.order_by("sort_name", "pk"),
        "structured": [structured.of_event(event), structured.of_trail(trail, event.title)],
    }
    return TemplateResponse(request, "catalog/event_detail.html", context)


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """All that is coming, for calendars that look again now and then."""
    return ics.answer(map(_entry, Event.objects.ahead()[:MOST_AHEAD]), name=f"Events at {settings.SHOP_NAME}")


@require_safe
def event_day(request: HttpRequest, slug: str) -> HttpResponse:
    event = get_object_or_404(Event.objects.shown(), slug=slug)
    return ics.answer([_entry(event)], name=event.title, filename=f"{event.slug}.ics")


def _month(event: Event) -> date:
    return timezone.localdate(event.starts_at).replace(day=1)


def _entry(event: Event) -> ics.Entry:
    return ics.Entry(
        key=f"event-{event.pk}",
        summary=event.title,
        starts=event.starts_at,
        ends=event.ends_at,
        where=event.address,
        url=settings.SITE_URL + event.get_absolute_url(),
        is_called_off=event.is_called_off,
    )
