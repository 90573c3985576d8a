"""What the shop's pages cost: queries, bytes and milliseconds, on the books that are in the database now.

    make bench

Each page is asked for in this process, without a network: once to warm up, then RUNS times; the middle one counts.
"""

import os
import re
import statistics
import sys
import time
from pathlib import Path

import django

RUNS = 15
PAGES = {
    "home": "/",
    "all books": "/books/",
    "all books, page 3": "/books/?page=3",
    "search": "/search/?q=the+sea",
    "suggestions": "/search/suggest/?q=mid",
    "cart": "/cart/",
    "not found": "/nothing-here/",
    "alive": "/health/live",
}


def main() -> None:
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storefront.settings")
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    django.setup()
    from django.conf import settings
    from django.test import Client

    visitor = Client(headers={"Host": settings.ALLOWED_HOSTS[0]})
    print(f"{'page':<20}{'status':>7}{'queries':>9}{'kB':>8}{'kB gzip':>9}{'ms':>8}")
    for name, address in {**PAGES, **first_book(visitor)}.items():
        print("{:<20}{:>7}{:>9}{:>8.1f}{:>9.1f}{:>8.1f}".format(name, *measure(visitor, address)))


def first_book(visitor) -> dict[str, str]:
    """The first book on the page of all books, if there is one."""
    found = re.search(r'href="(/books/\d{13}/[^"]*)"', visitor.get("/books/").text)
    return {"a book": found.group(1)} if found else {}


def measure(visitor, address: str) -> tuple[int, int, float, float, float]:
    """Its status, its queries, its size as it is and compressed, and its time."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    visitor.get(address)
    with CaptureQueriesContext(connection) as queries:
        response = visitor.get(address)
    compressed = visitor.get(address, headers={"Accept-Encoding": "gzip"})
    milliseconds = statistics.median(time_of(visitor, address) for _ in range(RUNS))
    kilobytes, compressed_kilobytes = len(response.content) / 1000, len(compressed.content) / 1000
    return response.status_code, len(queries), kilobytes, compressed_kilobytes, milliseconds


def time_of(visitor, address: str) -> float:
    started = time.perf_counter()
    visitor.get(address)
    return (time.perf_counter() - started) * 1000


if __name__ == "__main__":
    main()
