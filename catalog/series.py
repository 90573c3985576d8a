"""Where a book stands in its series."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from catalog.models import Book, Series, SeriesVolume

BEFORE = 2  # volumes shown before this one, and after it
AFTER = 4


@dataclass(frozen=True)
class Place:
    """A volume beside this one, or this one itself. `book` is the key of the edition that leads its work."""

    book: int
    number: str
    is_this: bool = False
    step: str = ""  # “prev” or “next”, for the two that stand beside it


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
        *[Place(*row, step="" if away else "prev") for away, row in enumerate(before)][::-1],
        Place(book.pk, volume.number, is_this=True),
        *[Place(*row, step="" if away else "next") for away, row in enumerate(after)],
    ]
    return Neighbours(volume.series, places) if len(places) > 1 else None


@dataclass(frozen=True)
class Gap:
    """Volumes between two that we have, by the numbers of the first and the last that are missing."""

    first: int
    last: int

    @property
    def joined(self) -> str:
        return "and" if self.last == self.first + 1 else "to"


def volumes_of(series: Series) -> QuerySet[SeriesVolume]:
    """One volume a work, in the order of the series; of a work in several formats the one that can be had soonest."""
    rows = SeriesVolume.objects.filter(series=series).select_related("series")
    return rows.order_by("position", "book__work_id", "book__listing__rank", "pk").distinct("position", "book__work_id")


def with_gaps(volumes: Iterable[SeriesVolume]) -> Iterator[SeriesVolume | Gap]:
    """The volumes, and between them what is missing of whole numbers. A half (“2.5”) closes no gap and opens none."""
    last = None
    for volume in volumes:
        here = int(volume.position) if volume.position is not None else None
        if here is not None and last is not None and here - last > 1:
            yield Gap(last + 1, here - 1)
        if here is not None:
            last = here
        yield volume
