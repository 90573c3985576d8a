"""Laying the invented catalogue into the database: by COPY, some thousand works a transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from backoffice.generation import words
from backoffice.generation.books import PUBLISHERS, Catalogue, Invented
from catalog import listing
from catalog.models import Book, Branch, Genre, Publisher, Supplier
from catalog.models.supply import StockMovement
from catalog.trade.names import filed_under

WORKS_AT_ONCE = 5000
OURS = ("9792", "9793")  # ISBNs from the first up to the second are of no country, so no real book is among them

COLUMNS = {
    "contributor": "id, name, sort_name, about",
    "series": "id, name, about",
    "work": "id, title, original_title, first_published, match_key, rating_average, rating_count",
    "book": "id, isbn13, work_id, title, subtitle, format, edition, publisher_id, imprint, language,"
    " original_language, pages, published_on, published_precision, status, price, list_price, tax_class, description,"
    " keywords, cover, popularity, added_at, updated_at",
    "contribution": "book_id, contributor_id, role, sequence",
    "bookgenre": "book_id, genre_id, is_main",
    "seriesvolume": "book_id, series_id, number, position",
    "pricechange": "book_id, price, list_price, changed_at",
    "supplieroffer": "book_id, supplier_id, state, days_from, days_to, as_of",
    "stock": "id, book_id, branch_id, on_hand, held",
    "stockmovement": "stock_id, quantity, on_hand, reason, reference, moved_at",
}  # fmt: skip


class Loader:
    """Knows the keys of what the catalogue has invented so far."""

    def __init__(self, seed: str) -> None:
        last = Book.objects.filter(isbn13__range=OURS).order_by("-isbn13").values_list("isbn13", flat=True).first()
        self.present = int(last[4:12]) + 1 if last else 0
        self.genres = dict(Genre.objects.values_list("code", "pk"))
        # What is added later is as invented as what is there, and other.
        self.catalogue = Catalogue(f"{seed}:{self.present}", list(self.genres), timezone.localdate(), self.present)
        self.people: list[int] = []
        self.series: list[int] = []
        self.publishers = _publishers()
        self.supplier = Supplier.objects.get_or_create(name="The Wholesaler")[0].pk
        self.branch = (Branch.objects.filter(dispatches=True).first() or _branch()).pk

    def load(self, books: int, say: Callable[[int], Any]) -> None:
        """Add works until there are so many generated books, or a few more; `say` is told how many there are."""
        works = self.catalogue.works_until(books)
        while batch := list(islice(works, WORKS_AT_ONCE)):
            self._load(batch)
            say(self.catalogue.number_of_books)

    @transaction.atomic
    def _load(self, works: list[Invented]) -> None:
        self.people += _copy_names("contributor", self.catalogue.people[len(self.people) :], _person)
        self.series += _copy_names(
            "series", self.catalogue.series[len(self.series) :], lambda key, name: (key, name, "")
        )
        work_keys = _keys("work", len(works))
        _copy("work", [_work(key, work) for key, work in zip(work_keys, works, strict=True)])
        editions = [(key, work, each) for key, work in zip(work_keys, works, strict=True) for each in work.editions]
        books = _keys("book", len(editions))
        self._copy_books(books, editions)
        self._copy_supply(books, [edition for _, _, edition in editions])
        listing.refresh(books)

    def _copy_books(self, books: list[int], editions: list[tuple]) -> None:
        now = timezone.now()
        pairs = list(zip(books, editions, strict=True))
        _copy("book", [
            (book, edition.isbn13, key, work.title, work.subtitle, edition.format, "",
             self.publishers[edition.publisher], "", work.language, "", edition.pages, edition.published_on,
             edition.precision, edition.status, edition.price, edition.list_price, edition.tax_class,
             work.description, "", "", edition.popularity, now, now)
            for book, (key, work, edition) in pairs
        ])  # fmt: skip
        _copy("contribution", [
            (book, self.people[person], role, place)
            for book, (_, work, _) in pairs for place, (person, role) in enumerate(work.people, start=1)
        ])  # fmt: skip
        _copy("bookgenre", [
            (book, self.genres[code], place == 0)
            for book, (_, work, _) in pairs for place, code in enumerate(work.genres)
        ])  # fmt: skip
        _copy("seriesvolume", [
            (book, self.series[work.series[0]], str(work.series[1]), work.series[1])
            for book, (_, work, _) in pairs if work.series
        ])  # fmt: skip

    def _copy_supply(self, books: list[int], editions: list) -> None:
        now = timezone.now()
        pairs = list(zip(books, editions, strict=True))
        _copy("pricechange", [(book, each.price, each.list_price, now) for book, each in pairs if each.price])
        _copy("supplieroffer", [(book, self.supplier, each.offer, 2, 4, now) for book, each in pairs if each.offer])
        stocked = [(book, each.copies) for book, each in pairs if each.copies]
        rows = list(zip(_keys("stock", len(stocked)), stocked, strict=True))
        _copy("stock", [(key, book, self.branch, copies, 0) for key, (book, copies) in rows])
        receipt = StockMovement.Reason.RECEIPT
        _copy("stockmovement", [(key, copies, copies, receipt, "generated", now) for key, (_, copies) in rows])


def _person(key: int, name: str) -> tuple:
    return key, name, filed_under(name), ""


def _work(key: int, work: Invented) -> tuple:
    return (key, work.title, "", work.first_published, "", *(work.rating or (None, 0)))


def _publishers() -> list[int]:
    names = [words.publisher(number) for number in range(PUBLISHERS)]
    Publisher.objects.bulk_create([Publisher(name=name) for name in names], ignore_conflicts=True)
    keys = dict(Publisher.objects.filter(name__in=names).values_list("name", "pk"))
    return [keys[name] for name in names]


def _branch() -> Branch:
    return Branch.objects.create(slug="storeroom", name="Storeroom")


def _copy_names(table: str, names: Sequence[str], row: Callable[[int, str], tuple]) -> list[int]:
    keys = _keys(table, len(names))
    _copy(table, [row(key, name) for key, name in zip(keys, names, strict=True)])
    return keys


def _keys(table: str, number: int) -> list[int]:
    """So many new primary keys, which nobody else will be given."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [f"catalog_{table}", number],
        )
        return [key for (key,) in cursor.fetchall()]


def _copy(table: str, rows: Iterable[tuple]) -> None:
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY catalog_{table} ({COLUMNS[table]}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)
