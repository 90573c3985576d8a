"""manage.py demo: load the demo shop. Running it again changes nothing."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from backoffice.demo.loading import load


class Command(BaseCommand):
    help = "Load the demo shop: books, copies, shelves, help pages. Loading it again changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.IS_LIVE:
            raise CommandError("This is a live shop. The demo brings an administrator whose password everybody knows.")
        load(lambda step: self.stdout.write(f"  {step}"))
        self.stdout.write("The demo shop is ready.")
