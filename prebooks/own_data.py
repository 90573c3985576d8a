"""What the pre-books keep of a person (accounts/personal_data.py)."""

from __future__ import annotations

from django.db.models import Q

from accounts.models import User
from accounts.personal_data import Part, Records
from catalog import stock
from prebooks.models import Prebook
from prebooks.placing import leave


def _theirs(person: User) -> Q:
    return Q(person=person) | Q(person=None, email=person.email)


def _export(person: User) -> Records:
    found = Prebook.objects.filter(_theirs(person)).select_related("book").prefetch_related("events")
    return [
        {
            "book": prebook.book.title,
            "isbn": prebook.book.isbn13,
            "copies": prebook.quantity,
            "price_when_pre_booked": prebook.price,
            "state": prebook.get_state_display(),
            "placed_at": prebook.placed_at,
            "ended_at": prebook.ended_at,
            "name": prebook.name,
            "telephone": prebook.phone,
            "what_happened": [{"at": event.happened_at, "what": event.what} for event in prebook.events.all()],
        }
        for prebook in found
    ]


def _erase(person: User) -> None:
    """What they waited for goes to the next in line, and is forgotten."""
    books = {each.book for each in Prebook.objects.filter(_theirs(person)).select_related("book")}
    stock.lock_supply(books)
    known = Prebook.objects.filter(_theirs(person), book__in=books)  # one for another book, of this moment: see is_left
    for prebook in known.active().select_related("book", "hold").locked():
        leave(prebook, Prebook.State.CANCELLED)
    known.delete()


def _is_left(person: User) -> bool:
    return Prebook.objects.filter(_theirs(person)).exists()


PARTS = [
    Part(
        name="prebooks",
        title="Pre-books",
        at=20,
        export=_export,
        erase=_erase,
        is_left=_is_left,
        goes="Your pre-books. What is held for you goes to the next in line.",
    )
]
