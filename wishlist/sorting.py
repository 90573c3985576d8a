"""In which order a list is looked at, and which of its books."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Case, Count, F, IntegerField, Q, Value, When, Window

from catalog.availability import Action
from catalog.models.kinds import Format
from wishlist.models import WishQuerySet

OWN = "own"
SORTS = {
    OWN: "Your own order",
    "added": "Added last",
    "price": "Price, lowest first",
    "saving": "Most fallen in price",
    "available": "What can be had first",
}
_CAN_BE_HAD = Case(
    When(book__listing__action=Action.BUY, then=Value(0)),
    When(book__listing__action=Action.PREBOOK, then=Value(1)),
    default=Value(2),
    output_field=IntegerField(),
)
_ORDERS = {
    OWN: ["position", "-added_at", "-pk"],
    "added": ["-added_at", "-pk"],
    "price": [F("book__price").asc(nulls_last=True), "pk"],
    "saving": [(F("price_when_added") - F("book__price")).desc(nulls_last=True), "-pk"],
    "available": [_CAN_BE_HAD, "position", "-added_at", "-pk"],
}


# In the reader's own order, the whole list in sight; what was just taken off counts no more.
_PLACE = Window(
    Count("pk", filter=Q(removed_at=None)), order_by=[F("position").asc(), F("added_at").desc(), F("pk").desc()]
)


@dataclass(frozen=True, slots=True)
class Look:
    """What was asked for in an address; whatever is not known there is as if it were not said. Only in the order that
    the reader gave it has a wish its `place` on the list.
    """

    sort: str
    format: str

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> Look:
        sort, kind = asked.get("sort", OWN), asked.get("format", "")
        return cls(sort if sort in SORTS else OWN, kind if kind in Format.values else "")

    def at(self, wishes: WishQuerySet) -> WishQuerySet:
        if self.format:
            wishes = wishes.filter(book__format=self.format)
        elif self.sort == OWN:
            wishes = wishes.annotate(place=_PLACE)
        return wishes.order_by(*_ORDERS[self.sort])


def formats_on(wishes: WishQuerySet) -> list[tuple[str, str]]:
    """The formats of what stands on a list, to choose from."""
    there = set(wishes.order_by().values_list("book__format", flat=True).distinct())
    return [(value, str(label)) for value, label in Format.choices if value in there]
