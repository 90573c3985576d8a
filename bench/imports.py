"""How long an import takes a record, end to end: rows, listings and search documents."""

from __future__ import annotations

import csv
import tempfile
import time
from pathlib import Path

from django.core.management import call_command
from django.db import transaction

from backoffice.generation.books import Catalogue, Invented
from backoffice.generation.words import publisher
from catalog.models import Genre


def milliseconds_a_record(size: int, number: int) -> float:
    """Import so many further books from a CSV file, in a transaction that is then forgotten."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "books.csv"
        _write(path, size, number)
        started = time.perf_counter()
        with transaction.atomic():
            call_command("import_books", str(path), verbosity=0)
            transaction.set_rollback(True)
        return (time.perf_counter() - started) * 1000 / number


def _write(path: Path, size: int, number: int) -> None:
    from django.utils import timezone

    genres = list(Genre.objects.values_list("code", flat=True))
    catalogue = Catalogue("import", genres, timezone.localdate(), first_book=size + 1_000)
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["isbn13", "title", "authors", "publisher", "publication_date", "language", "price", "genres"])
        for work in catalogue.works_until(size + 1_000 + number):
            rows.writerows(_rows(work, catalogue))


def _rows(work: Invented, catalogue: Catalogue) -> list[tuple]:
    authors = "; ".join(catalogue.people[person] for person, _ in work.people)
    return [
        (
            each.isbn13, work.title, authors, publisher(each.publisher), each.published_on.isoformat(),
            work.language, each.price or "", ";".join(work.genres),
        )
        for each in work.editions
    ]  # fmt: skip
