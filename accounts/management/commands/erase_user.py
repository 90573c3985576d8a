"""manage.py erase_user EMAIL: forget a person now, as somebody does who has asked for it a week ago."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import erasing
from accounts.models import User
from accounts.personal_data import all_parts


class Command(BaseCommand):
    help = "Forget a person for good. Says what goes and what stays, and asks before it does it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *args: Any, email: str, yes: bool, **options: Any) -> None:
        try:
            person = User.objects.get_by_natural_key(email)
        except User.DoesNotExist as nobody:
            raise CommandError(f"Nobody has an account with {email}.") from nobody
        for part in all_parts():
            for word, sentence in (("Goes", part.goes), ("Stays", part.stays)):
                if sentence:
                    self.stdout.write(f"{word}: {sentence}")
        if not yes and input(f"Type {person.email} to erase it for good: ").strip().lower() != person.email:
            raise CommandError("Nothing was erased.")
        try:
            erasing.erase(person)
        except erasing.CannotErase as refusal:
            raise CommandError(f"Nothing was erased. {refusal}") from refusal
        self.stdout.write(f"{email} is erased.")
