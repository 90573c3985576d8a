"""manage.py import_books FILE.csv: books from a CSV file, ours or anybody's."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from catalog.management.imports import ImportCommand, add_layout, layout_of
from catalog.models import ImportRun
from catalog.trade.csv_books import COLUMNS
from catalog.trade.importing import How


class Command(ImportCommand):
    help = "Import books from a CSV file. A run that was cut off goes on where it was; the same again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        add_layout(parser, COLUMNS)

    def handle(self, *args: Any, file: Path, dry_run: bool, **options: Any) -> None:
        how = How(layout=layout_of(options, COLUMNS))
        self.carry_out(ImportRun.Kind.BOOKS, file, how, is_dry=dry_run)
