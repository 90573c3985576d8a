"""The figures of one size: medians and 95th percentiles, queries, buffers and rows that PostgreSQL read.

    python -m bench.measure SIZE '{"only": [], "asks": 40, "imports": 0, "answer": "figures.json"}'

is called by `python -m bench`, with settings that lead to a database of its own.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from pathlib import Path

import django


def main() -> None:
    django.setup()
    from django.core.management import call_command

    from bench import imports, pages

    size, how = int(sys.argv[1]), json.loads(sys.argv[2])
    call_command("migrate", verbosity=0)
    call_command("generate_catalogue", books=size, stdout=sys.stderr)
    visitor = _visitor()
    figures = {
        kind: _figures(visitor, addresses)
        for kind, addresses in pages.addresses(how["asks"]).items()
        if not how["only"] or any(word in kind for word in how["only"])
    }
    if how["imports"]:
        figures["import, ms a record"] = {"median": imports.milliseconds_a_record(size, how["imports"])}
    Path(how["answer"]).write_text(json.dumps(figures), encoding="utf-8")


def _visitor():
    from django.conf import settings
    from django.test import Client

    import storefront.wsgi  # noqa: F401 - as the web server loads it, memory put in order

    return Client(headers={"Host": settings.ALLOWED_HOSTS[0]})


def _figures(visitor, addresses: list[str]) -> dict:
    """Each address once for the clock and once for the counters; the first ones beforehand, to warm up."""
    for address in addresses[:3]:
        _answer(visitor, address)
    took = [_milliseconds(visitor, address) for address in addresses]
    times = sorted(milliseconds for milliseconds, _ in took)
    counted = [_counted(visitor, address) for address in addresses]
    queries, buffers, rows = (round(statistics.median(column)) for column in zip(*counted, strict=True))
    p95 = times[min(len(times) - 1, round(0.95 * len(times)))]
    work = statistics.median(milliseconds for _, milliseconds in took)
    return {
        "median": statistics.median(times),
        "p95": p95,
        "work": work,
        "queries": queries,
        "buffers": buffers,
        "rows": rows,
    }


def _milliseconds(visitor, address: str) -> tuple[float, float]:
    """By the clock; and how long a core worked for it, which other work on the machine changes less."""
    from django.core.cache import cache

    cache.clear()
    worked, started = _worked(), time.perf_counter()
    _answer(visitor, address)
    return (time.perf_counter() - started) * 1000, (_worked() - worked) * 1000


def _worked() -> float:
    """Seconds that a core has worked for this process and for the database's that serves it."""
    return time.process_time() + database_worked()


def database_worked() -> float:
    """Seconds that a core has worked for the process that serves this connection (0 where Linux does not tell)."""
    from django.db import connection

    connection.ensure_connection()
    told = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
    return int(told.read_text().split()[0]) / 1e9 if told.exists() else 0


def _answer(visitor, address: str) -> None:
    response = visitor.get(address)
    if response.status_code != 200:
        raise SystemExit(f"{address} answered {response.status_code}.")


def _counted(visitor, address: str) -> tuple[int, int, int]:
    """Queries, and the blocks of 8 kB and the rows that PostgreSQL looked at for them."""
    from django.core.cache import cache
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    cache.clear()
    buffers, rows = _read_so_far()
    with CaptureQueriesContext(connection) as queries:
        _answer(visitor, address)
    buffers_after, rows_after = _read_so_far()
    return len(queries), buffers_after - buffers, rows_after - rows


def _read_so_far() -> tuple[int, int]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute("""SELECT blks_hit + blks_read, tup_returned + tup_fetched FROM pg_stat_database
                          WHERE datname = current_database()""")
        return cursor.fetchone()


if __name__ == "__main__":
    main()
