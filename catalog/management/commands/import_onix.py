"""manage.py import_onix FILE…: what publishers and wholesalers say of their books."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from catalog.management.imports import ImportCommand
from catalog.models import ImportRun
from catalog.trade import runs
from catalog.trade.importing import How


class Command(ImportCommand):
    help = "Import ONIX 2.1, 3.0 or 3.1. A run that was cut off goes on where it was; the same again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", type=Path, nargs="+", metavar="FILE")
        parser.add_argument("--sender", default="", help="Who sent it, where the file does not say.")
        parser.add_argument("--batch", type=int, default=runs.BATCH, metavar="N", help="Records in a transaction.")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, and change nothing")

    def handle(self, *args: Any, files: list[Path], sender: str, batch: int, dry_run: bool, **options: Any) -> None:
        refusals = []
        for path in files:
            try:
                self.carry_out(ImportRun.Kind.ONIX, path, How(sender), is_dry=dry_run, batch=max(1, batch))
            except (CommandError, OSError) as reason:
                refusals.append(str(reason))
        if refusals:
            raise CommandError("\n".join(refusals))
