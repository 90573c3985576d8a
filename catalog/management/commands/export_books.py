"""manage.py export_books: the catalogue as CSV, in the columns that import_books reads."""

import csv
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from catalog.feeds import table, wholesale
from catalog.management import export


class Command(BaseCommand):
    help = "Write the catalogue as CSV, in the columns that import_books reads."

    def add_arguments(self, parser: CommandParser) -> None:
        export.add_arguments(parser)

    def handle(self, *args: Any, output: Path | None, genre: list[str], **options: Any) -> None:
        with export.opened(output) as file:
            csv.writer(file).writerows(table.rows(wholesale.read(wholesale.books(genre))))
