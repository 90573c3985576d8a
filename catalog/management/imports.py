"""What the commands that import have in common."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Collection
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from catalog.models import ImportRun
from catalog.trade import importing, runs
from catalog.trade.importing import How
from catalog.trade.tables import Layout

MOST_SHOWN = 50  # problems; all of them stand in the admin


class ImportCommand(BaseCommand):
    """Import a file, or try it out, and say what became of it."""

    def carry_out(
        self, kind: str, path: Path, how: How, *, is_dry: bool = False, batch: int | None = None
    ) -> ImportRun:
        """Raises CommandError with the reason when the file cannot be read."""
        if not path.is_file():
            raise CommandError(f"There is no file {path}.")
        run = importing.begin(kind, path, how, is_rehearsal=is_dry)
        if run.position:
            self.stdout.write(f"{path.name}: going on after {run.position:,} records.")
        try:
            if is_dry:
                importing.rehearse(run, path, how, say=self.stderr.write)
            else:
                importing.carry_out(run, path, how, batch=batch, say=lambda step: self.stdout.write(f"  {step}"))
        except runs.UnreadableFile as reason:
            raise CommandError(f"{path.name}: {reason}") from reason
        finally:
            for problem in run.problems.all()[:MOST_SHOWN]:
                self.stderr.write(f"{path.name}, {problem}")
        if is_dry:
            run.delete()
            self.stdout.write("Nothing was changed: this was a dry run. It would have been:")
        self.stdout.write(f"{path.name}: {runs.summary(run)}")
        return run


def add_layout(parser: ArgumentParser, columns: Collection[str]) -> None:
    """Options that say how a table is written."""
    ours = " ".join(columns)
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="THEIRS=OURS",
        help=f"a column of theirs, by name or number from 1, and ours: {ours}",
    )
    parser.add_argument("--delimiter", default=",")
    parser.add_argument("--encoding", default="utf-8-sig")
    parser.add_argument("--dry-run", action="store_true", help="say what would happen, and change nothing")


def layout_of(options: dict[str, Any], columns: Collection[str]) -> Layout:
    """Raises CommandError when the options cannot be meant."""
    if len(options["delimiter"]) != 1:
        raise CommandError("A delimiter is one character.")
    names = {}
    for pair in options["map"]:
        theirs, equals, ours = pair.rpartition("=")
        if not equals or ours not in columns:
            raise CommandError(f"--map {pair}: write theirs=ours, where ours is one of {' '.join(columns)}.")
        names[theirs] = ours
    return Layout(names, options["delimiter"], options["encoding"])
