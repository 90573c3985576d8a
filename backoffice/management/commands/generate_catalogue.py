"""manage.py generate_catalogue: an invented catalogue of any size."""

import time
import tomllib
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from backoffice.demo import DATA
from backoffice.generation.loading import Loader
from catalog.browsing import tallies
from catalog.models import Genre, Tally, Work
from catalog.search import documents
from orders.models import Order


class Command(BaseCommand):
    help = (
        "Invent books until there are so many, to see how the shop does at size; the same for the same seed."
        " Cut off and run again, it adds what is missing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--books", type=int, required=True, help="How many generated books there shall be.")
        parser.add_argument("--seed", default="colophon")
        parser.add_argument("--force", action="store_true", help="Even where customers have ordered.")

    def handle(self, *, books: int, seed: str, force: bool, **options: Any) -> None:
        if not 0 < books < 100_000_000:
            raise CommandError("--books is a number from 1 to 99999999.")
        if Order.objects.exists() and not force:
            raise CommandError("There are orders here: this is somebody’s shop. With --force I do it all the same.")
        _know_genres()
        self._started = time.monotonic()
        loader = Loader(seed)
        loader.load(books, lambda number: self._say(f"{number:,} of {books:,} books"))
        added = loader.catalogue.number_of_books - loader.present
        if added or Work.objects.filter(search_document=None).exists():  # the last run was cut off while it filed words
            self._make_searchable()
        if added or not Tally.objects.exists():
            tallies.recount()
        self._say(f"{added:,} books generated")

    def _make_searchable(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
            documents.rebuild(lambda number: self._say(f"{number:,} works can be searched for"))
            cursor.execute("VACUUM ANALYZE")

    def _say(self, what: str) -> None:
        self.stdout.write(f"{time.monotonic() - self._started:6.0f} s  {what}")


def _know_genres() -> None:
    """The demo's genres, where the shop has none of its own."""
    if not Genre.objects.exists():
        genres = tomllib.loads((DATA / "shop.toml").read_text(encoding="utf-8"))["genres"]
        Genre.objects.bulk_create(
            Genre(code=each["code"], name=each["name"], in_menu=each.get("menu", False)) for each in genres
        )
