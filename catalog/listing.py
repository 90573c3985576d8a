"""Keeping the listing true: the compact row per book that lists are made of (catalog.models.Listing).

Rows are read and written without models, by a few statements for a thousand books, so that an import of a wholesaler's
list keeps its pace. What can be done with a book is still said by the one ladder (catalog.availability).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from catalog.arrays import array_of, keys_of, line_of
from catalog.availability import Facts, Offer, availability
from catalog.models import Listing
from catalog.models.kinds import BYLINE_ROLES, Role
from catalog.models.listing import SAMPLE
from catalog.signals import offers_changed
from catalog.staged import Lines, Staged

AT_ONCE = 2000  # books

# Everything that a row says or depends on, for the editions of the works of some books.
SAID = """
SELECT b.id, b.work_id, b.status, b.price, b.published_on, b.embargo_on, b.published_precision, b.popularity, b.format,
    b.language, b.publisher_id, w.sort_key, w.rating_average,
    (SELECT coalesce(sum(s.on_hand - s.held), 0) FROM catalog_stock s JOIN catalog_branch r ON r.id = s.branch_id
     WHERE s.book_id = b.id AND r.dispatches),
    (SELECT array_agg(ARRAY[r.name, (s.on_hand - s.held)::text]) FROM catalog_stock s
     JOIN catalog_branch r ON r.id = s.branch_id WHERE s.book_id = b.id AND NOT r.dispatches AND s.on_hand > s.held),
    (SELECT array_agg(ARRAY[o.state, o.days_from::text, o.days_to::text, o.expected_on::text])
     FROM catalog_supplieroffer o WHERE o.book_id = b.id),
    (SELECT count(*) FROM catalog_hold h WHERE h.book_id = b.id AND h.state = 'queued'),
    (SELECT array_agg(g.code) FROM catalog_bookgenre x JOIN catalog_genre g ON g.id = x.genre_id
     WHERE x.book_id = b.id),
    (SELECT array_agg(ARRAY[c.role, c.contributor_id::text]) FROM catalog_contribution c WHERE c.book_id = b.id),
    (SELECT array_agg(DISTINCT v.series_id) FROM catalog_seriesvolume v WHERE v.book_id = b.id)
FROM catalog_book b JOIN catalog_work w ON w.id = b.work_id
WHERE b.work_id IN (SELECT work_id FROM catalog_book WHERE id = ANY(%s)) AND NOT b.is_hidden ORDER BY b.id
"""
OUT_OF_SIGHT = """
DELETE FROM catalog_listing l USING catalog_book b WHERE b.id = l.book_id AND b.id = ANY(%s) AND b.is_hidden
"""
LOCKED = """
SELECT l.book_id FROM catalog_listing l JOIN catalog_book b ON b.id = l.book_id
WHERE b.work_id IN (SELECT work_id FROM catalog_book WHERE id = ANY(%s)) ORDER BY l.book_id FOR UPDATE OF l
"""


class Row(NamedTuple):
    """A row of the listing, in the order of its columns here."""

    book_id: int
    work_id: int
    is_lead: bool
    state: str
    action: str
    rank: int
    recheck_at: datetime | None
    price: Any
    published_on: date | None
    popularity: int
    title_key: str
    format: str
    language: str
    publisher: int | None
    genres: str  # these three as arrays that COPY reads
    people: str
    series: str
    rating: Any
    in_sample: bool


class Change(NamedTuple):
    """What a book was to a shopper, and what it is now: state and action of the ladder, and the price."""

    book_id: int
    was_state: str
    state: str
    was_action: str
    action: str
    was_price: Decimal | None
    price: Decimal | None


COLUMNS = ", ".join(Row._fields)
CHANGED = """
SELECT n.book_id, l.state, n.state, l.action, n.action, l.price, n.price
FROM listed n JOIN catalog_listing l ON l.book_id = n.book_id
WHERE (l.action, l.state, l.price) IS DISTINCT FROM (n.action, n.state, n.price)
"""
# First step down, then up: the database allows one lead a work at any moment.
STEP_DOWN = """
UPDATE catalog_listing l SET is_lead = false FROM listed n WHERE n.book_id = l.book_id AND l.is_lead AND NOT n.is_lead
"""
WRITE = f"""
INSERT INTO catalog_listing AS l ({COLUMNS}) SELECT {COLUMNS} FROM listed ORDER BY is_lead, book_id
ON CONFLICT (book_id) DO UPDATE SET ({COLUMNS}) = ({", ".join(f"excluded.{name}" for name in Row._fields)})
WHERE ({", ".join(f"l.{name}" for name in Row._fields)})
    IS DISTINCT FROM ({", ".join(f"excluded.{name}" for name in Row._fields)})
"""


def refresh(book_pks: Iterable[int]) -> None:
    """Rewrite the rows of these books and of their works' other editions, and choose again which edition leads.

    Call it in the transaction of the change. Rows are locked in pk order before anything is read, so that two
    changes to two editions of one work see each other.
    """
    for pks in _portions(sorted(set(book_pks))):
        _refresh(pks)


@transaction.atomic
def _refresh(pks: list[int]) -> None:
    lock(pks)
    write(rows_of(said_of(pks), frozenset()))


def lock(book_pks: list[int]) -> None:
    """The rows of these books and of their works’ other editions, in pk order."""
    with connection.cursor() as cursor:
        cursor.execute(LOCKED, [keys_of(book_pks)])


def _portions(pks: list[int]) -> Iterator[list[int]]:
    return (pks[start : start + AT_ONCE] for start in range(0, len(pks), AT_ONCE))


def said_of(pks: list[int]) -> list[tuple]:
    """Everything that the rows of these books and of their works’ other editions depend on. Those out of sight go."""
    with connection.cursor() as cursor:
        cursor.execute(OUT_OF_SIGHT, [keys_of(pks)])
        cursor.execute(SAID, [keys_of(pks)])
        return cursor.fetchall()


def rows_of(said: list[tuple], new: Set[int]) -> Lines:
    """The rows that say what is so now; those of new books apart. Asks no database."""
    now = timezone.localtime()
    rows = _with_leads([_row_of(each, now) for each in said])
    return Lines.parted((row.book_id in new, line_of(row)) for row in rows)


def write(rows: Lines) -> None:
    """Write them where they differ, and tell of what has changed for shoppers."""
    with connection.cursor() as cursor:
        changes = _write_known(cursor, rows.known) if rows.known else []
        rows.copy_new(cursor, "catalog_listing", Row._fields)
    if changes:
        offers_changed.send(sender=Listing, changes=changes)


def _write_known(cursor: CursorWrapper, rows: str) -> list[Change]:
    listed = Staged(cursor, "listed", "catalog_listing", Row._fields, rows)
    listed.execute(CHANGED)
    changes = [Change(*row) for row in cursor.fetchall()]
    listed.execute(STEP_DOWN)
    listed.execute(WRITE)
    return changes


def refresh_due() -> int:
    """Rewrite the rows that the clock alone has changed: publication days, embargoes. How many were due."""
    due = list(Listing.objects.due(timezone.now()).values_list("pk", flat=True))
    for pks in _portions(due):
        _refresh(pks)
    return len(due)


def _row_of(said: tuple, now: datetime) -> Row:
    """The row that says what is so now, with is_lead left open."""
    (
        book, work, status, price, published_on, embargo_on, precision, popularity, form, language, publisher,
        title_key, rating, copies, copies_at, offers, waiting, genres, credits, series,
    ) = said  # fmt: skip
    facts = Facts(
        status=status,
        price=price,
        on_sale_on=max((day for day in (published_on, embargo_on) if day), default=None),
        precision=precision,
        copies=copies,
        copies_at=tuple((name, int(number)) for name, number in copies_at or []),
        offers=tuple(_offer(*offer) for offer in offers or []),
        waiting_holds=waiting,
    )
    answer = availability(facts, now)
    return Row(
        book_id=book, work_id=work, is_lead=False, state=answer.state, action=answer.action, rank=answer.state.rank,
        recheck_at=answer.until, price=price, published_on=published_on, popularity=popularity, title_key=title_key,
        format=form, language=language, publisher=publisher, genres=array_of(_with_ancestors(genres or [])),
        people=keys_of(_on_the_cover(credits or [])), series=keys_of(sorted(series or [])), rating=rating,
        in_sample=work % SAMPLE == 0,
    )  # fmt: skip


def _offer(state: str, days_from: str, days_to: str, expected_on: str | None) -> Offer:
    return Offer(state, int(days_from), int(days_to), date.fromisoformat(expected_on) if expected_on else None)


def _with_ancestors(codes: list[str]) -> list[str]:
    """In Thema a code's beginnings are its ancestors."""
    return sorted({code[:length] for code in codes for length in range(1, len(code) + 1)})


def _on_the_cover(credits: list[list[str]]) -> list[int]:
    """As Book.byline_credits: authors and artists, else editors."""
    authors = {int(person) for role, person in credits if role in BYLINE_ROLES}
    return sorted(authors or {int(person) for role, person in credits if role == Role.EDITOR})


def _with_leads(rows: list[Row]) -> list[Row]:
    """What can be had soonest speaks for the work; among equals the one that sells, then the one listed first."""
    best: dict[int, int] = {}
    for row in sorted(rows, key=lambda row: (row.rank, -row.popularity, row.book_id)):
        best.setdefault(row.work_id, row.book_id)
    return [row._replace(is_lead=best[row.work_id] == row.book_id) for row in rows]
