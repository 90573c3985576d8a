"""What stands above a list of books: the other work of a person, the voices of staff in a genre."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from catalog import browsing, facts
from catalog.models import Book, Contributor, Event, Genre, Listing, Series, Shelf, ShelfBook
from catalog.models.kinds import BYLINE_ROLES

ROW = 12
VOICES = 2


def of_person(person: Contributor) -> dict[str, Any]:
    """The series someone writes, and what they translated, illustrated or read."""
    own = Listing.objects.leads().filter(people__contains=[person.pk]).order_by("-popularity", "pk")
    series = {key for keys in own.values_list("series", flat=True)[:200] for key in keys}
    helped = person.contributions.exclude(role__in=BYLINE_ROLES)
    roles = list(helped.order_by("role").values_list("role", flat=True).distinct())
    works = Listing.objects.leads().filter(work__in=helped.values("book__work")).exclude(people__contains=[person.pk])
    return {
        "head": "catalog/_person_head.html",
        "events": Event.objects.ahead().with_person(person),
        "series_of_person": list(Series.objects.filter(pk__in=series)),
        "deed": f"{facts.deed(roles[0])} {person.name}" if len(roles) == 1 else f"With the help of {person.name}",
        "helped_with": browsing.in_order(list(works.order_by("-popularity", "pk").values_list("pk", flat=True)[:ROW])),
    }


def of_genre(genre: Genre) -> dict[str, Any]:
    """Books of the genre of which one of us has said something."""
    shown = Shelf.objects.shown(timezone.localdate())
    said = ShelfBook.objects.filter(shelf__in=shown, book__listing__genres__contains=[genre.code]).exclude(talker="")
    places = list(said.order_by("shelf__position", "position", "pk")[:VOICES])
    books = Book.objects.for_cards().in_bulk([place.book_id for place in places])
    for place in places:
        place.book = books[place.book_id]
    return {"head": "catalog/_genre_head.html", "voices": places}


def just_below(genres: Iterable[Genre]) -> list[Genre]:
    """Of these, in the order of their codes, those that stand under none of the others."""
    nearest: list[Genre] = []
    for genre in genres:
        if not any(genre.code.startswith(above.code) for above in nearest):
            nearest.append(genre)
    return nearest
