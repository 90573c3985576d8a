"""What the shop keeps of a person, part by part: each app says what it has, how it is handed over, and how it goes.

Call register() from AppConfig.ready(). Parts are erased one after the other in one transaction, in the order of `at`,
which is that of the locks (docs/locking.md): the cart, then copies and their queue, then all that locks nothing.

    personal_data.register(
        Part(name="wishlists", title="Wishlists", at=30, export=…, erase=…, goes="Your lists, with what stood on them.")
    )

An export is a list of records: dicts of plain values, dates, lists and dicts, in a constant number of queries. Its keys
are words with underscores; people read them as headings. Erasing again finds nothing to erase.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from accounts.models import User

Records = list[dict[str, Any]]


def nothing(person: User) -> list[str]:
    return []


def _leave_it(person: User) -> None:
    """It goes with the person's own row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One kind of thing that is kept of people. Its sentences begin with a capital and end with a full stop.

    `goes` and `stays` say what becomes of it: what stays says why, and for how long. `waits_for` gives a sentence for
    each thing that must end first, such as an order on its way. `is_left` is asked last, when nobody can write for this
    person any more: whether something came meanwhile that must not merely vanish with them, such as a place in line.
    """

    name: str
    title: str
    at: int
    export: Callable[[User], Records]
    erase: Callable[[User], None] = _leave_it
    goes: str = ""
    stays: str = ""
    waits_for: Callable[[User], list[str]] = nothing
    is_left: Callable[[User], bool] = lambda person: False


_parts: dict[str, Part] = {}


def register(*parts: Part) -> None:
    _parts.update({part.name: part for part in parts})


def all_parts() -> list[Part]:
    return sorted(_parts.values(), key=lambda part: (part.at, part.name))
