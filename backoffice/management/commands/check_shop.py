"""manage.py check_shop: what does not add up, a line each; exit status 1 if anything does not."""

from typing import Any

from django.core.management.base import BaseCommand

from backoffice.checks import findings


class Command(BaseCommand):
    help = (
        "Check ledger against stock, promises against held copies, totals against lines. Exit status 1 with findings."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(findings())
        for finding in found:
            self.stdout.write(finding)
        if found:
            raise SystemExit(1)
        self.stdout.write("Everything adds up.")
