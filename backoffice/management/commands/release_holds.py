"""manage.py release_holds: end unpaid orders and promises whose time is over, and serve whoever waits."""

from typing import Any

from django.core.management.base import BaseCommand

from catalog import stock
from orders.sweeping import end_unpaid_orders


class Command(BaseCommand):
    help = "End unpaid orders and promises whose time is over. The worker does so every minute."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{end_unpaid_orders()} unpaid orders ended, {stock.lapse_overdue()} promises lapsed.")
