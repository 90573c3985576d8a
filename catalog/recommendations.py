"""What to read beside a book: from what others bought with it, else from its people and its subject.

Every question walks an index and stops: none sorts the catalogue, however large.
"""

from __future__ import annotations

from catalog.availability import State
from catalog.models import AlsoBought, Book, Listing
from catalog.models.listing import ListingQuerySet

ROW = 12
FEWEST = 4  # fewer do not make a row


def beside(book: Book) -> dict[str, list[int]]:
    """Rows for the page of a book, as keys of books: nearest first, and a few more than are shown.

    What can be had no more stands among the other books of its people only: who looks for those wants them all.
    """
    bought = also_bought([book.work_id], on_offer=True)
    return {
        "by_the_same": by_the_same(book),
        "also_bought": bought if len(bought) >= FEWEST else [],
        "alike": of_the_subject(main_genre(book), spare=3 * ROW, on_offer=True),
    }


def also_bought(works: list[int], *, on_offer: bool = False) -> list[int]:
    """The books that lead the works which buyers of these bought, nearest first."""
    others = AlsoBought.objects.beside(works).values_list("other", flat=True)[: ROW * len(works)]
    nearest = list(dict.fromkeys(others))[:ROW]
    leads = dict(_leads(on_offer=on_offer).filter(work__in=nearest).values_list("work", "pk"))
    return [leads[work] for work in nearest if work in leads]


def by_the_same(book: Book) -> list[int]:
    """Other works of the people on the cover, the best known first."""
    people = [credit.contributor_id for credit in book.byline_credits]
    rows = Listing.objects.leads().filter(people__overlap=people).exclude(work=book.work_id)
    return list(rows.order_by("-popularity", "pk").values_list("pk", flat=True)[:ROW])


def of_the_subject(code: str, *, spare: int = 0, on_offer: bool = False) -> list[int]:
    """The best known of a genre, some to spare; none for no genre."""
    rows = _leads(on_offer=on_offer).filter(genres__contains=[code]).order_by("-popularity", "pk")
    return list(rows.values_list("pk", flat=True)[: ROW + spare]) if code else []


def for_cart(books: list[Book]) -> list[int]:
    """What goes with all of these and is for sale: what others bought with them, filled up from the first's subject."""
    if not books:
        return []
    works = [book.work_id for book in books]
    keys = also_bought(works, on_offer=True)
    if len(keys) < ROW:
        own = Listing.objects.leads().filter(work__in=works).values_list("pk", flat=True)
        known = {*keys, *own}
        alike = of_the_subject(main_genre(books[0]), spare=len(known), on_offer=True)
        keys += [key for key in alike if key not in known]
    return keys[:ROW]


def coming_soon() -> list[int]:
    """What is published next."""
    rows = Listing.objects.leads().filter(rank=State.FORTHCOMING.rank).order_by("rank", "published_on", "pk")
    return list(rows.values_list("pk", flat=True)[:ROW])


def _leads(*, on_offer: bool) -> ListingQuerySet:
    """All, or those that are for sale, now or later."""
    rows = Listing.objects.leads()
    return rows.filter(rank__lt=State.OUT_OF_PRINT.rank) if on_offer else rows


def main_genre(book: Book) -> str:
    """The code of the genre that a book stands in; empty for one that stands in none."""
    return next((place.genre.code for place in book.book_genres.all()), "")
