"""manage.py import_books FILE.csv: books from a CSV file, ours or anybody's."""

from argparse import ArgumentParser
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from catalog.models import ImportRun
from catalog.trade import csv_books, runs
from catalog.trade.records import Reading

MOST_SHOWN = 50  # problems; all of them stand in the admin


class Command(BaseCommand):
    help = "Import books from a CSV file. A run that was cut off goes on where it was; the same again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="THEIRS=OURS",
            help="a column of theirs, by name or number from 1, and ours: " + " ".join(csv_books.COLUMNS),
        )
        parser.add_argument("--delimiter", default=",")
        parser.add_argument("--encoding", default="utf-8-sig")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, and change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        layout = csv_books.Layout(_map(options["map"]), options["delimiter"], options["encoding"])
        if not path.is_file():
            raise CommandError(f"There is no file {path}.")
        if len(layout.delimiter) != 1:
            raise CommandError("A delimiter is one character.")
        try:
            run = self._import(path, layout, is_dry=options["dry_run"])
        except runs.UnreadableFile as reason:
            raise CommandError(str(reason)) from reason
        for problem in run.problems.all()[:MOST_SHOWN] if run.pk else []:
            self.stderr.write(f"{path.name}, {problem}")
        self.stdout.write(runs.summary(run))

    def _import(self, path: Path, layout: csv_books.Layout, *, is_dry: bool) -> ImportRun:
        reading = csv_books.read(path, layout, say=self.stderr.write)
        if is_dry:
            return self._rehearse(path, reading)
        run = runs.begin(ImportRun.Kind.BOOKS, path, options=layout, sender="csv")
        if run.position:
            self.stdout.write(f"Going on after {run.position:,} records.")
        rest = islice(reading, run.position, None)
        return runs.carry_out(run, rest, say=lambda step: self.stdout.write(f"  {step}"))

    def _rehearse(self, path: Path, reading: Reading) -> ImportRun:
        """The whole import in one transaction that is rolled back."""
        with transaction.atomic():
            run = ImportRun.objects.create(kind=ImportRun.Kind.BOOKS, file_name=path.name, sender="csv")
            runs.carry_out(run, reading)
            for problem in run.problems.all()[:MOST_SHOWN]:
                self.stderr.write(f"{path.name}, {problem}")
            transaction.set_rollback(True)
        self.stdout.write("Nothing was changed: this was a dry run. It would have been:")
        run.pk = None
        return run


def _map(pairs: list[str]) -> dict[str, str]:
    names = {}
    for pair in pairs:
        theirs, equals, ours = pair.rpartition("=")
        if not equals or ours not in csv_books.COLUMNS:
            raise CommandError(f"--map {pair}: write theirs=ours, where ours is one of {' '.join(csv_books.COLUMNS)}.")
        names[theirs] = ours
    return names
