"""manage.py backup: the whole shop in one file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from backoffice import archive

NAME = "colophon-{:%Y-%m-%d-%H%M%S}.tar"
OURS = "colophon-[0-9]*.tar"


class Command(BaseCommand):
    help = "Write the database and the pictures that were sent to one file, while the shop goes on. See also: restore."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("target", type=Path, help="a new file, or a folder for one that is named for the moment")
        parser.add_argument("--keep", type=int, metavar="N", help="keep the newest N in the folder")

    def handle(self, *args: Any, target: Path, keep: int | None, **options: Any) -> None:
        if keep is not None and (keep < 1 or not target.is_dir()):
            raise CommandError("--keep takes a number from 1, and a folder.")
        path = target / NAME.format(timezone.localtime()) if target.is_dir() else target
        if not path.parent.is_dir():
            raise CommandError(f"There is no folder {path.parent}.")
        try:
            archive.write(path, self.stdout.write)
        except archive.ArchiveFailed as failed:
            raise CommandError(str(failed)) from None
        self.stdout.write(f"{path}: {path.stat().st_size / 1e6:,.1f} MB")
        for old in sorted(target.glob(OURS))[:-keep] if keep else []:
            old.unlink()
            self.stdout.write(f"{old}: removed")
