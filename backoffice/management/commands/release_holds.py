"""manage.py release_holds: end unpaid orders and promises whose time is over, and serve whoever waits."""

from typing import Any

from django.core.management.base import BaseCommand

from orders.sweeping import end_unpaid_orders
from prebooks.tasks import release


class Command(BaseCommand):
    help = "End unpaid orders and promises whose time is over. The worker does so every minute."

    def handle(self, *args: Any, **options: Any) -> None:
        ended, done = end_unpaid_orders(), release()
        self.stdout.write(
            f"{ended} unpaid orders ended, {done['lapsed']} promises lapsed, {done['opened']} books went on sale, "
            f"{done['settled']} turns put right, {done['passed']} passed on from closed accounts, "
            f"{done['reminded']} people reminded."
        )
