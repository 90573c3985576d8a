"""A file of ONIX as records for the bulk path."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from catalog.models import Genre, ImportRun
from catalog.trade import runs
from catalog.trade.ahead import read_ahead
from catalog.trade.onix.dates import moment_of
from catalog.trade.onix.message import products
from catalog.trade.onix.record import Context, record_of
from catalog.trade.onix.supply import Shop
from catalog.trade.records import Passed, Problem, Reading, Record
from catalog.trade.runs import UnreadableFile
from catalog.trade.staging import rows_of

WORTH_A_PROCESS = 4_000_000  # bytes


def sender_of(path: Path) -> str:
    """Who the file says has sent it; empty if it does not say. Raises UnreadableFile."""
    header, _ = next(products(path), (None, None))
    return header.sender if header else ""


def read(path: Path, done: int = 0) -> Reading:
    """The file's records after the first `done`, in order. Raises UnreadableFile."""
    shop = Shop(settings.SHOP_COUNTRY, settings.SHOP_CURRENCY, settings.PRICES_INCLUDE_TAX, timezone.localdate())
    args = (path, done, shop, frozenset(Genre.objects.values_list("code", flat=True)))
    if path.stat().st_size < WORTH_A_PROCESS:
        return records(*args)
    return read_ahead(records, *args)


def records(path: Path, done: int, shop: Shop, genres: frozenset[str]) -> Iterator[Record | Problem | Passed]:
    """The same in this process, without a database."""
    context = None
    for header, product in products(path):
        if product.number <= done:
            continue
        if context is None or context.header is not header:
            context = Context(header, moment_of(header.sent), shop, genres)
        record = record_of(product, context)
        if isinstance(record, Record):
            record.rows = rows_of(record)  # here, since this may be a process of its own
        yield record


def carry_out(
    run: ImportRun, path: Path, *, batch: int | None = None, say: Callable[[str], Any] = lambda step: None
) -> ImportRun:
    """Import the file, or the rest of it. Raises UnreadableFile, with all that came before kept."""
    try:
        run.sender = run.sender or sender_of(path)
        if not run.sender:
            raise UnreadableFile("The message does not say who sent it: name the sender with --sender.")
    except UnreadableFile as reason:
        runs.end(run, ImportRun.State.FAILED, str(reason))
        raise
    run.save(update_fields=["sender"])
    return runs.carry_out(run, read(path, run.position), batch=batch, say=say)
