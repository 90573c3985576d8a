"""The account's front page: what needs somebody now, and the rooms of the account, each with its state in one line.

Each app says its own, in AppConfig.ready():

    hub.register(Room(name="orders", title="Orders", at=10, icon="parcel", path="orders:order-list", tell=…))

`tell` is asked once for each page and makes a constant number of queries.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum

from accounts.models import User


class Urgency(IntEnum):
    """What comes first: what is lost by waiting, then what others wait for, then what is merely news."""

    LOST_SOON = 1
    MONEY = 2
    HELD = 3
    COLLECT = 4
    SEND_BACK = 5
    ON_ITS_WAY = 6
    SAFETY = 7
    NEWS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One thing to do: the fact, how it stands, and the way to it. `action` says what happens there."""

    urgency: Urgency
    title: str
    url: str
    action: str
    note: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class About:
    """What a room says of somebody on this page."""

    state: str
    needs: tuple[Need, ...] = ()


def _nothing(person: User) -> list[Need]:
    return []


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A part of the account. `path` names its address; `tell` says how it stands; `greet` what the shop's own front
    page says to whoever it knows."""

    name: str
    title: str
    at: int
    icon: str
    path: str
    tell: Callable[[User], About]
    greet: Callable[[User], Iterable[Need]] = _nothing


_rooms: dict[str, Room] = {}


def register(*rooms: Room) -> None:
    _rooms.update({room.name: room for room in rooms})


def all_rooms() -> list[Room]:
    return sorted(_rooms.values(), key=lambda room: (room.at, room.name))


def front_page_of(person: User) -> tuple[list[Need], list[tuple[Room, str]]]:
    """What needs somebody now, the most urgent first, and all rooms with their state."""
    told = [(room, room.tell(person)) for room in all_rooms()]
    needs = [need for _, about in told for need in about.needs]
    return _by_urgency(needs), [(room, about.state) for room, about in told]


def greeting_of(person: User) -> list[Need]:
    """What is held, ready, on its way or to be paid: for the shop's front page, before anything that it sells."""
    return _by_urgency([need for room in all_rooms() for need in room.greet(person)])


def _by_urgency(needs: list[Need]) -> list[Need]:
    never = datetime.max.replace(tzinfo=UTC)
    return sorted(needs, key=lambda need: (need.urgency, need.until or never))
