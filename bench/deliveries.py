"""What it takes to receive copies of a book that ten thousand wait for, by policy.

    .venv/bin/python -m bench.deliveries
    .venv/bin/python -m bench.deliveries --waiting 50000

`stock.receive` is called as the back office does, in a PostgreSQL that writes safely to disk. Python and database are
what a core worked for it, in this process and in that of its connection: other work on the machine changes it little.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from itertools import product
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
LINE = "{:<12}{:>9}{:>9}{:>12}{:>12}{:>12}{:>9}{:>12}{:>7}"
HEADINGS = ("policy", "waiting", "copies", "by clock ms", "Python ms", "database ms", "queries", "their turn", "jobs")


def main() -> None:
    parser = argparse.ArgumentParser(prog="deliveries", description=__doc__.partition("\n")[0])
    parser.add_argument("--waiting", type=int, default=10_000, help="people, each for one copy")
    waiting = parser.parse_args().waiting
    _open_an_empty_shop()
    print(LINE.format(*HEADINGS))
    is_sound = [_delivery("queue", 10, 10)]  # first a small one, to warm up
    is_sound += [_delivery(policy, waiting, copies) for policy, copies in product(["queue", "broadcast"], [5, waiting])]
    sys.exit(not all(is_sound))


def _open_an_empty_shop() -> None:
    from bench.__main__ import environment

    os.environ.update(environment(PROJECT / "var" / "bench" / "deliveries"))
    os.environ.pop("DATABASE_URL", None)
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("flush", interactive=False, verbosity=0)


def _delivery(policy: str, waiting: int, copies: int) -> bool:
    """One line of the table; whether it was the turn of as many as it should."""
    from django.conf import settings
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from procrastinate.contrib.django.models import ProcrastinateJob

    from bench.measure import database_worked
    from catalog import stock
    from prebooks.models import Prebook
    from tests.catalog.factories import BookFactory, BranchFactory

    settings.PREBOOK_POLICY = policy
    book, branch = BookFactory(), BranchFactory()
    _wait(book, waiting, in_line=policy == "queue")
    jobs = ProcrastinateJob.objects.filter(task_name="prebooks.tasks.tell")
    before, python, database, started = jobs.count(), time.process_time(), database_worked(), time.perf_counter()
    with CaptureQueriesContext(connection) as queries:
        stock.receive(book, branch, copies)
    seconds = (time.perf_counter() - started, time.process_time() - python, database_worked() - database)
    ready = Prebook.objects.filter(book=book, state=Prebook.State.READY).count()
    due = min(copies, waiting) if policy == "queue" else waiting
    spent = (f"{each * 1000:.0f}" for each in seconds)
    verdict = "" if ready == due else f"   WRONG: {due:,} were due"
    told = (len(queries), f"{ready:,}", jobs.count() - before)
    print(LINE.format(policy, f"{waiting:,}", f"{copies:,}", *spent, *told) + verdict, flush=True)
    return ready == due


def _wait(book, people: int, *, in_line: bool) -> None:
    from django.db import connection

    from catalog.models import Hold
    from prebooks.models import Prebook

    holds = [Hold(book=book, kind="prebook", state="queued", quantity=1) for _ in range(people if in_line else 0)]
    holds = Hold.objects.bulk_create(holds, batch_size=1000) or [None] * people
    addresses = (f"reader{number}@example.org" for number in range(people))
    waiting = [Prebook(book=book, email=each, hold=hold, price=1) for each, hold in zip(addresses, holds, strict=True)]
    Prebook.objects.bulk_create(waiting, batch_size=1000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


if __name__ == "__main__":
    main()
