"""Readers who wait, in the demo: queues with several people, one whose turn it is, one who thought better of it."""

from __future__ import annotations

from django.conf import settings

from accounts.models import User
from backoffice.demo.people import somebody
from catalog import stock
from catalog.models import Book, Branch
from prebooks import placing
from prebooks.models import Prebook

READERS = [
    ("ines@colophon.example", "Ines Fairweather"),
    ("tomasz@colophon.example", "Tomasz Lark"),
    ("seun@colophon.example", "Oluwaseun Pike"),
]
GUESTS = ["marsh@colophon.example", "quill@colophon.example"]


def load() -> int:
    """How many wait now. Nothing, where somebody waits already."""
    if Prebook.objects.exists():
        return 0
    ines, tomasz, seun = [somebody(*facts) for facts in READERS]
    queue, ready, broken_off = _books("awaited", 3)
    coming, later = _books("forthcoming", 2)
    for person in (tomasz, seun, ines):
        placing.place(queue, person=person)
    placing.place(queue, email=GUESTS[0], quantity=2)
    placing.place(
        queue, phone="020 7946 0773", name="Mrs Abernathy", by=User.objects.get(email=settings.DEMO_STAFF_EMAIL)
    )
    for person in (ines, seun):
        placing.place(ready, person=person)
    stock.receive(ready, Branch.objects.get(slug="harbour-street"), 1, reference="Gannet delivery")
    placing.cancel(placing.place(broken_off, person=ines))
    placing.place(coming, email=GUESTS[1])
    for person in (ines, tomasz):
        placing.place(coming, person=person, quantity=2 if person == tomasz else 1)
    placing.place(later, person=ines)
    return Prebook.objects.active().count()


def _books(state: str, count: int) -> list[Book]:
    """Those that are asked for most."""
    return list(Book.objects.filter(listing__state=state).order_by("-popularity", "pk")[:count])
