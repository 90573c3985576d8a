"""manage.py check_money: what the providers' books and ours disagree about, a line each; exit status 1 if anything."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from orders import reconciling
from orders.gateways import GatewayFailed


class Command(BaseCommand):
    help = "Compare payments and refunds with what the payment providers say. Exit status 1 with differences."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--days", type=int, default=reconciling.DAYS, help="how many days to look back")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = reconciling.check(days=options["days"])
        except GatewayFailed as silent:
            raise CommandError(f"Not all was compared. {silent}") from silent
        for difference in found:
            self.stdout.write(str(difference))
        if found:
            raise SystemExit(1)
        self.stdout.write("The providers’ books and ours agree.")
