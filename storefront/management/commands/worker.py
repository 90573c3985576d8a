"""Do the work that waits in the queue: mails, and whatever else was put off. Any number of these may run, anywhere."""

import asyncio
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from procrastinate.contrib.django import app

CONCURRENCY = 4  # jobs at a time; most of them wait for somebody else's server


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="Stop when nothing is left to do.")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        # Tasks stay with the usual app, on Django's connection: what a task defers is part of its own transaction.
        worker_app = app.with_connector(app.connector.get_worker_connector())
        asyncio.run(_work(worker_app, wait=not once))


async def _work(worker_app: Any, *, wait: bool) -> None:
    async with worker_app.open_async():
        await worker_app.run_worker_async(
            wait=wait,
            concurrency=CONCURRENCY,
            delete_jobs="successful",
            update_heartbeat_interval=settings.WORKER_SILENT_SECONDS / 3,
            stalled_worker_timeout=settings.WORKER_SILENT_SECONDS,
        )
