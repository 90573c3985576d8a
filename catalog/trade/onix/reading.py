"""A file of ONIX as records for the bulk path."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from catalog.models import Genre, ImportRun, TradeRecord
from catalog.trade import runs
from catalog.trade.ahead import read_ahead
from catalog.trade.onix.chunks import Known, Seen, ways_of_reading
from catalog.trade.onix.dates import moment_of
from catalog.trade.onix.message import Header, Product, header_of, products, read_after_all
from catalog.trade.onix.record import Context, record_of
from catalog.trade.onix.supply import Shop
from catalog.trade.records import BETWEEN_MARKS, Mark, Passed, Problem, Reading, Rows, Same
from catalog.trade.runs import UnreadableFile
from catalog.trade.staging import laid_out

WORTH_A_PROCESS = 4_000_000  # bytes
A_FEW = 20


def sender_of(path: Path) -> str:
    """Who the file says has sent it; empty if it does not say. Raises UnreadableFile."""
    return header_of(path).sender


def read(path: Path, sender: str = "", done: int = 0) -> Reading:
    """The file's records after the first `done`, in order. Raises UnreadableFile."""
    args = (path, done, _shop(), frozenset(Genre.objects.values_list("code", flat=True)), known_of(sender))
    if path.stat().st_size < WORTH_A_PROCESS:
        return records(*args)
    return read_ahead(records, *args)


def _shop() -> Shop:
    return Shop(
        settings.SHOP_COUNTRY,
        settings.SHOP_CURRENCY,
        settings.PRICES_INCLUDE_TAX,
        timezone.localdate(),
        company=settings.SHOP_COMPANY,
        covers=f"{settings.SITE_URL}{reverse('catalog:home')}covers/",
    )


def known_of(sender: str) -> Known:
    """What this sender's records looked like when they were read last."""
    looks = TradeRecord.objects.filter(sender=sender, look__isnull=False).order_by("look")
    return Known.of(looks.values_list("look", "pk").iterator())


def records(path: Path, done: int, shop: Shop, genres: frozenset[str], known: Known) -> Reading:
    """The same in this process, without a database."""
    context = None
    ways = hashlib.blake2b(repr((replace(shop, today=None), sorted(genres))).encode() + ways_of_reading()).digest()
    marked = 0.0
    for some in _a_few_at_a_time(products(path, done, Seen(known, ways))):
        found: list[Any] = []
        for header, product in some:
            if product.share >= marked + BETWEEN_MARKS:
                marked = product.share
                found.append(Mark(marked))
            if context is None or context.header is not header:
                context = Context(header, moment_of(header.sent), shop, genres)
            if product.key is not None:
                read = partial(_read_after_all, product, context)
                found.append(Same(product.look, product.key, context.sent_at, read))
            else:
                found.append(record_of(product, context))
        yield from map(laid_out, found)  # here, since this may be a process of its own


def _a_few_at_a_time(rest: Iterator[tuple[Header, Product]]) -> Iterator[list[tuple[Header, Product]]]:
    """A processor does the same with some products faster than one thing after the other with each. What comes before
    an unreadable place is handed over before the reason.
    """
    while True:
        some: list[tuple[Header, Product]] = []
        try:
            some.extend(islice(rest, A_FEW))
        finally:
            if some:
                yield some
        if not some:
            return


def _read_after_all(product: Product, context: Context) -> Rows | Problem | Passed:
    return laid_out(record_of(read_after_all(product), context))


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
    return runs.carry_out(run, read(path, run.sender, run.position), batch=batch, say=say)
