"""Keeping the listing true: the compact row per book that lists are made of (catalog.models.Listing)."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from catalog.models import Book, Listing

WRITTEN = [
    "work", "is_lead", "state", "action", "rank", "recheck_at", "price", "published_on", "popularity", "title_key",
    "format", "language", "publisher", "genres", "people", "series",
]  # fmt: skip


@transaction.atomic
def refresh(book_pks: Iterable[int]) -> None:
    """Rewrite the rows of these books and of their works' other editions, and choose again which edition leads.

    Call it in the transaction of the change. Rows are locked in pk order before anything is read, so that two
    changes to two editions of one work see each other.
    """
    pks = list(book_pks)
    works = Book.objects.filter(pk__in=pks).order_by().values("work")
    editions = list(Book.objects.filter(work__in=works).order_by("pk").values_list("pk", flat=True))
    old = {row.pk: row for row in Listing.objects.filter(pk__in=editions).order_by("pk").select_for_update()}
    books = Book.objects.filter(pk__in=editions).select_related("work").with_people().with_supply()
    rows = [row_of(book) for book in books.prefetch_related("book_genres__genre", "volumes")]
    _choose_leads(rows)
    changed = [row for row in rows if row.pk not in old or _differs(row, old[row.pk])]
    # First step down, then up: the database allows one lead a work at any moment.
    down = [row.pk for row in changed if not row.is_lead and row.pk in old and old[row.pk].is_lead]
    Listing.objects.filter(pk__in=down).update(is_lead=False)
    changed.sort(key=lambda row: row.is_lead)
    Listing.objects.bulk_create(
        changed, batch_size=1000, update_conflicts=True, unique_fields=["book"], update_fields=WRITTEN
    )


def refresh_due() -> int:
    """Rewrite the rows that the clock alone has changed: publication days, embargoes. How many were due."""
    due = list(Listing.objects.due(timezone.now()).values_list("pk", flat=True))
    for start in range(0, len(due), 500):
        refresh(due[start : start + 500])
    return len(due)


def row_of(book: Book) -> Listing:
    """The row that says what is so now, with is_lead left open."""
    answer = book.availability
    return Listing(
        book=book,
        work_id=book.work_id,
        state=answer.state,
        action=answer.action,
        rank=answer.state.rank,
        recheck_at=answer.until,
        price=book.price,
        published_on=book.published_on,
        popularity=book.popularity,
        title_key=book.work.sort_key,
        format=book.format,
        language=book.language,
        publisher=book.publisher_id,
        genres=sorted(
            {code for place in book.book_genres.all() for code in [*place.genre.ancestor_codes, place.genre.code]}
        ),
        people=sorted({credit.contributor_id for credit in book.byline_credits}),
        series=sorted({volume.series_id for volume in book.volumes.all()}),
    )


def _choose_leads(rows: list[Listing]) -> None:
    """What can be had soonest speaks for the work; among equals the one that sells, then the one listed first."""
    best: dict[int, Listing] = {}
    for row in sorted(rows, key=lambda row: (row.rank, -row.popularity, row.pk)):
        best.setdefault(row.work_id, row)
    for row in rows:
        row.is_lead = best[row.work_id] is row


def _differs(row: Listing, old: Listing) -> bool:
    return any(getattr(row, name) != getattr(old, name) for name in [*WRITTEN[1:], "work_id"] if name != "work")
