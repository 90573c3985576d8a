"""manage.py fetch_covers: fetch the covers that imports named. The worker does so by itself; this does it now."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db.models import F

from catalog.models import Book
from catalog.pictures import fetching


class Command(BaseCommand):
    help = "Fetch the covers that imports named, here and now. It can be interrupted and run again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--limit", type=int, help="At most so many books.")
        parser.add_argument("--again", action="store_true", help="Also those that could not be fetched before.")

    def handle(self, *args: Any, limit: int | None, again: bool, **options: Any) -> None:
        if again:
            Book.objects.exclude(cover_problem="").filter(cover_tried=F("cover_url")).update(cover_tried="")
        fetched = tried = 0
        while (limit is None or tried < limit) and (claimed := fetching.claim(1)):
            tried += 1
            fetched += self.fetch(*claimed[0])
        self.stdout.write(f"{fetched:,} of {tried:,} covers fetched.")

    def fetch(self, book_pk: int, url: str) -> bool:
        try:
            done = fetching.fetch(book_pk, url)
        except fetching.NotNow:
            done = False
        if not done:
            book = Book.objects.get(pk=book_pk)
            self.stderr.write(f"{book.isbn13}: {book.cover_problem or 'It has a cover of its own.'} {url}")
        return done
