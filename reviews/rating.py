"""A work's average and its number of reviews, counted anew with every change, behind a lock on the work."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Avg, Count

from catalog import listing
from catalog.models import Book, Work
from reviews.models import Review


def lock(works: Iterable[int]) -> None:
    """Before anything about their reviews is read: the second of two writers then sees what the first has written.

    In pk order, so that two who change several do not wait for each other; and so that orders may still name the works.
    """
    list(Work.objects.filter(pk__in=set(works)).order_by("pk").select_for_update(no_key=True).values_list("pk"))


def recount(works: Iterable[int]) -> None:
    """Count what is shown, on the work and in the lists. The works are locked by the caller."""
    works = set(works)
    shown = Review.objects.shown().filter(work__in=works).order_by().values("work")
    counted = {row["work"]: row for row in shown.annotate(average=Avg("stars"), number=Count("pk"))}
    for work in works:
        row = counted.get(work, {"average": None, "number": 0})
        Work.objects.filter(pk=work).update(rating_average=row["average"], rating_count=row["number"])
    listing.refresh(Book.objects.filter(work__in=works).values_list("pk", flat=True))
