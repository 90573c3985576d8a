"""manage.py export_user EMAIL: all that is kept of a person, as the file they can download themselves."""

import shutil
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import archive
from accounts.models import User


class Command(BaseCommand):
    help = "Write all that is kept of a person into a ZIP file, and say its name."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--to", metavar="FILE", help="where to; otherwise a file named for the day, here")

    def handle(self, *args: Any, email: str, to: str | None, **options: Any) -> None:
        try:
            person = User.objects.get_by_natural_key(email)
        except User.DoesNotExist as nobody:
            raise CommandError(f"Nobody has an account with {email}.") from nobody
        path = Path(to or archive.file_name())
        with archive.written(person) as made, path.open("xb") as file:  # never over another file
            shutil.copyfileobj(made, file)
        self.stdout.write(f"All that is kept of {person.email} is in {path}.")
