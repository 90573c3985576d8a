"""manage.py reindex_search: every search document written anew, while the shop is open."""

from typing import Any

from django.core.management.base import BaseCommand

from catalog.models import Work
from catalog.search import documents


class Command(BaseCommand):
    help = "Write all search documents anew and count their words. It may be cut off, and begun again."

    def handle(self, *args: Any, **options: Any) -> None:
        total = Work.objects.count()
        documents.rebuild(lambda done: self.stdout.write(f"{done:,} of {total:,} works"))
        self.stdout.write(f"{total:,} works can be found")
