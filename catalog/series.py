"""Where a book stands in its series."""

from dataclasses import dataclass

from catalog.models import Book, Series, SeriesVolume

BEFORE = 2  # volumes shown before this one, and after it
AFTER = 4


@dataclass(frozen=True)
class Place:
    """A volume beside this one, or this one itself. `book` is the key of the edition that leads its work."""

    book: int
    number: str
    is_this: bool = False


@dataclass(frozen=True)
class Neighbours:
    series: Series
    places: list[Place]


def neighbours(book: Book) -> Neighbours | None:
    """The volumes around a book in its first numbered series; None for a book that stands alone.

    Walks seriesvolume_in_order both ways, so a series of ten thousand costs as much as one of three.
    """
    volume = next((each for each in book.volumes.all() if each.position is not None), None)
    if volume is None:
        return None
    others = SeriesVolume.objects.filter(series=volume.series_id, book__listing__is_lead=True)
    others = others.exclude(book__work=book.work_id).values_list("book", "number")
    before = others.filter(position__lt=volume.position).order_by("-position", "-book")[:BEFORE]
    after = others.filter(position__gt=volume.position).order_by("position", "book")[:AFTER]
    places = [
        *[Place(*row) for row in before][::-1],
        Place(book.pk, volume.number, True),
        *[Place(*row) for row in after],
    ]
    return Neighbours(volume.series, places) if len(places) > 1 else None
