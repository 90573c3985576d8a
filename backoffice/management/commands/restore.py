"""manage.py restore: the shop as it was when a file of `backup` was written."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from backoffice import archive


class Command(BaseCommand):
    help = "Put the shop of a file that backup wrote in the place of this one. Web server and worker must not run."
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace", action="store_true", help="even if this shop is not empty: all of it is lost")

    def handle(self, *args: Any, file: Path, replace: bool, **options: Any) -> None:
        try:
            archive.restore(file, self.stdout.write, replace=replace)
        except archive.ArchiveFailed as failed:
            raise CommandError(str(failed)) from None
        self.stdout.write("The shop is as it was. Next: manage.py migrate, and manage.py check_shop.")
