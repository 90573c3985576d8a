"""What can be followed: new books, forthcoming ones, a shelf, a genre, an author."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from catalog import search
from catalog.availability import State
from catalog.models import Book, BookGenre, Contributor, Genre, Listing, Shelf
from catalog.search import editions

PAGE_SIZE = 50
LONGEST_SHELF = 500


@dataclass(frozen=True)
class Channel:
    """A list that others follow. It is read in pages by a mark, the place of the last book: no page is dearer than the
    first, and a book that comes in meanwhile shifts nothing."""

    title: str
    page: str  # the path of the page that shows the same to people
    rows: QuerySet[Listing]
    field: str = "published_on"
    soonest_first: bool = False
    says_when: bool = True  # whether the newest of its books tells when it last changed

    def books(self, mark: str) -> tuple[list[Book], str]:
        """The books after a mark ("" is the beginning), and the mark to go on from; "" at the end.

        Raises Http404 for a mark that is not ours.
        """
        rows = self._after(mark).order_by(f"{'' if self.soonest_first else '-'}{self.field}", "pk")
        found = list(rows.values_list("pk", self.field)[: PAGE_SIZE + 1])
        goes_on = len(found) > PAGE_SIZE
        last = found[:PAGE_SIZE][-1:]
        return with_all([pk for pk, _ in found[:PAGE_SIZE]]), f"{last[0][1]}.{last[0][0]}" if goes_on else ""

    def _after(self, mark: str) -> QuerySet[Listing]:
        if not mark:
            return self.rows
        value, pk = self._read(mark)
        beyond = "gte" if self.soonest_first else "lte"
        return self.rows.filter(**{f"{self.field}__{beyond}": value}).exclude(**{self.field: value, "pk__lte": pk})

    def _read(self, mark: str) -> tuple[Any, int]:
        value, _, pk = mark.partition(".")
        try:
            if not (pk.isascii() and pk.isdecimal() and len(pk) < 19):
                raise ValueError(pk)
            return (date.fromisoformat(value) if self.field == "published_on" else int(value[:9])), int(pk)
        except ValueError as wrong:
            raise Http404("There is no such page of this feed.") from wrong


class ShelfChannel(Channel):
    """A shelf is short, and in the order of whoever set it."""

    def books(self, mark: str) -> tuple[list[Book], str]:
        return with_all(list(self.rows.values_list("book", flat=True)[:LONGEST_SHELF])), ""


def new() -> Channel:
    return Channel("New books", "/books/?availability=in_stock&availability=to_order&sort=newest", _published())


def forthcoming() -> Channel:
    rows = Listing.objects.leads().filter(state=State.FORTHCOMING, published_on__isnull=False)
    return Channel("Forthcoming books", "/books/?availability=forthcoming", rows, soonest_first=True)


def bestselling() -> Channel:
    return Channel("Bestselling books", "/books/", Listing.objects.leads(), field="popularity", says_when=False)


def genre(code: str) -> Channel:
    found = get_object_or_404(Genre, code=code[:20])
    rows = _published().filter(genres__contains=[found.code])
    return Channel(f"New in {found.name}", found.get_absolute_url(), rows)


def author(pk: int) -> Channel:
    person = get_object_or_404(Contributor, pk=min(pk, 2**31 - 1))
    rows = _published().filter(people__contains=[person.pk])
    return Channel(f"New books by {person.name}", person.get_absolute_url(), rows)


def shelf(slug: str) -> Channel:
    found = get_object_or_404(Shelf.objects.shown(timezone.localdate()), slug=slug)
    return ShelfChannel(found.title, found.get_absolute_url(), found.places.all(), says_when=False)


def found(text: str) -> list[Book]:
    """The first books that a search finds, the best of them first."""
    if edition := search.edition_with(text):
        return with_all([edition.pk])
    result = search.find(text)
    return with_all(editions.fitting(result.work_pks[:PAGE_SIZE], result.query))


def with_all(pks: list[int]) -> list[Book]:
    """The books of these keys, in this order, with all that entries say of them: a constant number of queries."""
    genres = Prefetch("book_genres", BookGenre.objects.select_related("genre").order_by("-is_main", "genre__code"))
    books = Book.objects.for_cards().prefetch_related(genres).in_bulk(pks)
    return [books[pk] for pk in pks if pk in books]


def news_at(book: Book) -> datetime:
    """When there was last something new about a book: its row changed, or its day came."""
    return max(book.updated_at, _dawn(book.published_on)) if _is_out(book) else book.updated_at


def _is_out(book: Book) -> bool:
    return book.published_on is not None and book.published_on <= timezone.localdate()


def _dawn(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=timezone.get_current_timezone())


def _published() -> QuerySet[Listing]:
    return Listing.objects.leads().filter(published_on__lte=timezone.localdate())
