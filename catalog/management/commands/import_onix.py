"""manage.py import_onix FILE…: what publishers and wholesalers say of their books."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog.models import ImportRun
from catalog.trade import runs
from catalog.trade.onix import reading

MOST_SHOWN = 50  # problems; all of them stand in the admin


class Command(BaseCommand):
    help = "Import ONIX 2.1, 3.0 or 3.1. A run that was cut off goes on where it was; the same again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", type=Path, nargs="+", metavar="FILE")
        parser.add_argument("--sender", default="", help="Who sent it, where the file does not say.")
        parser.add_argument("--batch", type=int, default=runs.BATCH, metavar="N", help="Records in a transaction.")

    def handle(self, *args: Any, files: list[Path], sender: str, batch: int, **options: Any) -> None:
        refusals = []
        for path in files:
            try:
                self._import(path, sender, max(1, batch))
            except (runs.UnreadableFile, OSError) as reason:
                refusals.append(f"{path.name}: {reason}")
        if refusals:
            raise CommandError("\n".join(refusals))

    def _import(self, path: Path, sender: str, batch: int) -> None:
        run = runs.begin(ImportRun.Kind.ONIX, path, sender=sender, options=sender)
        if run.position:
            self.stdout.write(f"{path.name}: going on after {run.position:,} records.")
        try:
            reading.carry_out(run, path, batch=batch, say=lambda step: self.stdout.write(f"  {step}"))
        finally:
            for problem in run.problems.all()[:MOST_SHOWN]:
                self.stderr.write(f"{path.name}, {problem}")
            self.stdout.write(f"{path.name}: {runs.summary(run)}")
