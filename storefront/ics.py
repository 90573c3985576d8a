"""Files that calendars take (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone

LONGEST = 75  # octets in a line; a longer one goes on in the next, after a space (section 3.1)


@dataclass(frozen=True)
class Entry:
    """Something that happens. Both ends are moments, or days of which the last is no longer part of it."""

    key: str  # lasting and unique within the shop
    summary: str
    starts: date | datetime
    ends: date | datetime
    where: str = ""
    url: str = ""
    is_called_off: bool = False


def answer(entries: Iterable[Entry], *, name: str, filename: str = "") -> HttpResponse:
    """A calendar of this name: to download where a filename is given, otherwise to subscribe to."""
    headers = {"Content-Disposition": f'attachment; filename="{filename}"'} if filename else {}
    return HttpResponse(calendar(entries, name=name), content_type="text/calendar; charset=utf-8", headers=headers)


def calendar(entries: Iterable[Entry], *, name: str) -> str:
    """The text of a calendar, whose lines end in CRLF."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//{_text(settings.SHOP_NAME)}//EN"]
    lines.append(f"X-WR-CALNAME:{_text(name)}")
    for entry in entries:
        lines += _event(entry)
    return "".join(f"{part}\r\n" for line in [*lines, "END:VCALENDAR"] for part in _folded(line))


def _event(entry: Entry) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{entry.key}@{settings.SHOP_EMAIL.rpartition('@')[2]}"
    yield f"DTSTAMP:{_moment(timezone.now())}"
    yield _when("DTSTART", entry.starts)
    yield _when("DTEND", entry.ends)
    yield f"SUMMARY:{_text(entry.summary)}"
    if entry.where:
        yield f"LOCATION:{_text(entry.where)}"
    if entry.url:
        yield f"URL:{entry.url}"
    if entry.is_called_off:
        yield "STATUS:CANCELLED"
    yield "END:VEVENT"


def _when(name: str, when: date | datetime) -> str:
    return f"{name}:{_moment(when)}" if isinstance(when, datetime) else f"{name};VALUE=DATE:{when:%Y%m%d}"


def _moment(when: datetime) -> str:
    return f"{when.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(said: str) -> str:
    """What stands for something else in such a file is told apart (section 3.3.11)."""
    for mark in ("\\", ";", ","):
        said = said.replace(mark, f"\\{mark}")
    return " ".join(said.split())


def _folded(line: str) -> Iterator[str]:
    """A line in parts of at most 75 octets, none of which cuts a character in two."""
    part = ""
    for letter in line:
        if len((part + letter).encode()) > LONGEST:
            yield part
            part = " "
        part += letter
    yield part
