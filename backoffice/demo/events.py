"""What happens in the demo's shops: days count from the week of loading."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from catalog.models import Book, Branch, Contributor, Event

WORDS = ("slug", "title", "summary", "text", "admission", "elsewhere")


def load(events: list[dict[str, Any]]) -> int:
    """Add the events that are not there yet; how many there are."""
    for facts in events:
        if not Event.objects.filter(slug=facts["slug"]).exists():
            _load(facts)
    return len(events)


def _load(facts: dict[str, Any]) -> None:
    starts_at, ends_at = (_moment(facts, clock) for clock in facts["hours"])
    event = Event.objects.create(
        **{name: facts[name] for name in WORDS if name in facts},
        branch=Branch.objects.get(slug=facts["branch"]) if "branch" in facts else None,
        starts_at=starts_at,
        ends_at=ends_at,
        called_off_at=timezone.now() if facts.get("called_off") else None,
    )
    event.people.set(Contributor.objects.filter(name__in=facts.get("people", [])))
    spoken_of = (Book.objects.filter(title=title).order_by("pk").first() for title in facts.get("books", []))
    event.books.set(filter(None, spoken_of))


def _moment(facts: dict[str, Any], clock: str) -> datetime:
    day = _day(timezone.localdate(), facts["weeks"], facts["weekday"])
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=timezone.get_current_timezone())


def _day(today: date, weeks: int, weekday: int) -> date:
    """The weekday on or after today, so many weeks on."""
    return today + timedelta(days=(weekday - today.weekday()) % 7, weeks=weeks)
