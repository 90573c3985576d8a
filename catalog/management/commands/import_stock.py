"""manage.py import_stock FILE.csv --supplier NAME: what a supplier has, from its feed."""

import re
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from catalog.management.imports import ImportCommand, add_layout, layout_of
from catalog.models import ImportRun
from catalog.trade.csv_stock import COLUMNS
from catalog.trade.importing import How


class Command(ImportCommand):
    help = "Import a supplier's feed: what it has of our books, in how many days, and what we pay."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--supplier", required=True, help="whose feed it is, by the name in the back office")
        parser.add_argument("--full", action="store_true", help="what it does not name, the supplier does not have")
        parser.add_argument("--days", default="2-4", help="working days until it is here, where the row does not say")
        add_layout(parser, COLUMNS)

    def handle(self, *args: Any, file: Path, dry_run: bool, supplier: str, full: bool, **options: Any) -> None:
        days = re.fullmatch(r"([0-9]{1,3})-([0-9]{1,3})", options["days"])
        if not days or int(days[1]) > int(days[2]):
            raise CommandError("--days: write 2-4.")
        name = " ".join(supplier.split())[:180]
        how = How(name, layout_of(options, COLUMNS), (int(days[1]), int(days[2])), full)
        self.carry_out(ImportRun.Kind.STOCK, file, how, is_dry=dry_run)
