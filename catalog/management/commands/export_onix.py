"""manage.py export_onix: the catalogue as one ONIX 3.0 message."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from catalog.feeds import onix, wholesale
from catalog.management import export


class Command(BaseCommand):
    help = "Write the catalogue as one ONIX 3.0 message with reference tags."

    def add_arguments(self, parser: CommandParser) -> None:
        export.add_arguments(parser)

    def handle(self, *args: Any, output: Path | None, genre: list[str], **options: Any) -> None:
        with export.opened(output) as file:
            for piece in onix.message(wholesale.read(wholesale.books(genre))):
                file.write(piece)
