"""The kinds of news there are. Each app registers its own when it starts; people choose their mails by kind."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

NOW, DAILY, NEVER = "now", "daily", "never"


@dataclass(frozen=True, slots=True)
class Kind:
    """`why` ends “You get this mail because …”; `mail` is what somebody gets who has chosen nothing.

    `still`, asked when mails leave, says of which of these keys it is still so. A mail may have waited for the morning;
    what is over by then is not mailed. In the inbox it stays.
    """

    name: str
    label: str
    why: str
    mail: str = NOW
    still: Callable[[Collection[str]], set[str]] = set


_kinds: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    """Call it from AppConfig.ready()."""
    _kinds.update({kind.name: kind for kind in kinds})


def all_kinds() -> list[Kind]:
    return list(_kinds.values())


def kind_of(name: str) -> Kind:
    """Raises KeyError for a kind that nobody registered."""
    return _kinds[name]
