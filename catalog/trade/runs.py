"""A run: a file read batch by batch, each batch one transaction, so that a run that is cut off goes on where it was."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from catalog import indexing
from catalog.models import (
    Book,
    BookGenre,
    Contribution,
    Contributor,
    ImportChange,
    ImportProblem,
    ImportRun,
    Listing,
    PriceChange,
    SearchDocument,
    SearchWord,
    SeriesVolume,
    SupplierOffer,
    TradeRecord,
    Work,
)
from catalog.search import documents
from catalog.trade.merge import MOST_CHANGES_KEPT, merge, put_on_the_shelf, read_what_is_needed
from catalog.trade.records import Mark, Passed, Problem, Reading, Rows, Same
from catalog.trade.staging import laid_out

# What a batch costs beside its records is shared among them; its locks are held for a second or two.
BATCH = 4000
FIRST_BATCH = 500
MANY_NEW = 1000  # books after which the words of the search are counted at once


class UnreadableFile(Exception):
    """No part of the file could be trusted. Its text is a sentence for staff."""


def digest_of(path: Path, *options: Any) -> str:
    """What makes two files the same run: their bytes, and how they are read."""
    with path.open("rb") as file:
        content = hashlib.file_digest(file, "sha256")
    content.update(repr(options).encode())
    return content.hexdigest()


def begin(kind: str, path: Path, *, options: Any = (), sender: str = "", is_rehearsal: bool = False) -> ImportRun:
    """The run of this file: the one that was cut off, if there is one, or a new one."""
    digest = digest_of(path, kind, options)
    unfinished = ImportRun.objects.filter(
        kind=kind, digest=digest, state=ImportRun.State.RUNNING, is_rehearsal=is_rehearsal
    )
    return unfinished.first() or ImportRun.objects.create(
        kind=kind, digest=digest, file_name=path.name[:300], sender=sender, is_rehearsal=is_rehearsal
    )


def carry_out(
    run: ImportRun,
    rest: Reading,
    *,
    batch: int | None = None,
    say: Callable[[str], Any] = lambda step: None,
    at_the_end: Callable[[], Any] = lambda: None,
) -> ImportRun:
    """Lay in the rest of a file, from where the run stands to the end; then do what is to be done at_the_end.

    Raises what the reader raises, with all batches before it kept.
    """
    looked_at = run.created
    try:
        for each, share in _batches(rest, batch or BATCH):
            with _no_search_for_cycles():
                _commit(run, each, share)
            if _have_books_doubled(run.created - looked_at):
                _look_at_the_tables(briefly=True)
                looked_at = run.created
            say(f"{run.position:,} records")
    except UnreadableFile as reason:
        end(run, ImportRun.State.FAILED, str(reason))
        raise
    at_the_end()
    if run.created >= MANY_NEW:
        documents.recount()  # what is common among so many is not left to the night
        _look_at_the_tables()
    end(run, ImportRun.State.DONE, "")
    return run


@contextmanager
def _no_search_for_cycles() -> Iterator[None]:
    """Python looks through all objects for cycles whenever many are made, and a batch makes very many without one."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


# What a batch reads again at once. A planner that believes them empty reads each from end to end.
TABLES = (Book, Work, Contribution, Contributor, BookGenre, SeriesVolume, SupplierOffer, Listing, SearchDocument,
          SearchWord, TradeRecord, PriceChange)  # fmt: skip


def _have_books_doubled(added: int) -> bool:
    """Since the planner last looked. In a shop full of books autovacuum is soon enough."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", [Book._meta.db_table])
        (believed,) = cursor.fetchone()
    return added > 0 and added >= believed


@transaction.atomic
def _look_at_the_tables(*, briefly: bool = False) -> None:
    """Briefly: enough to know how large they are, for some batches; pages want to know what is frequent, too."""
    with connection.cursor() as cursor:
        if briefly:
            cursor.execute("SET LOCAL default_statistics_target = 10")
        cursor.execute("ANALYZE " + ", ".join(model._meta.db_table for model in TABLES))


Batch = list[Rows | Problem | Passed | Same]


def _batches(rest: Reading, size: int) -> Iterator[tuple[Batch, float]]:
    """Batches of what is still to do, and how much of the file has been read then. A small one first, for those who
    watch, and each twice the last, since nothing is read ahead yet. What comes before an unreadable place is handed
    over before the reader's word.
    """
    batch: Batch = []
    share, wanted = 0.0, min(size, FIRST_BATCH)
    try:
        for each in rest:
            if isinstance(each, Mark):
                share = each.share
                continue
            batch.append(laid_out(each))
            if len(batch) >= wanted:
                yield batch, share
                batch, wanted = [], min(size, 2 * wanted)
    except UnreadableFile:
        if batch:
            yield batch, share
        raise
    if batch:
        yield batch, share


# The run's position is kept in the batch's own transaction: if the last batches before a power cut are lost, they are
# imported again. Nothing that a batch asks is worth compiling.
FOR_A_BATCH = "SET LOCAL synchronous_commit = off; SET LOCAL jit = off; SET LOCAL work_mem = '32MB'"
# A batch's temporary tables should not be written to disk. This can be said only before a connection's first of them.
ROOM_FOR_TABLES = """
DO $$ BEGIN
    PERFORM set_config('temp_buffers', '64MB', false) WHERE current_setting('temp_buffers') <> '64MB';
EXCEPTION WHEN invalid_parameter_value THEN NULL;
END $$
"""


@transaction.atomic
def _commit(run: ImportRun, batch: Batch, share: float) -> None:
    with connection.cursor() as cursor:
        cursor.execute(ROOM_FOR_TABLES)
        cursor.execute(FOR_A_BATCH)
    run.refresh_from_db()  # the counts of a batch that failed in the middle are not ours
    to_do = read_what_is_needed(batch, run.sender)
    rows = [each for each in to_do if isinstance(each, Rows)]
    problems = [each for each in to_do if isinstance(each, Problem)]
    keep_changes = max(0, MOST_CHANGES_KEPT - run.changes.count())
    by_isbn = run.kind == ImportRun.Kind.STOCK
    outcome = merge(rows, sender=run.sender, by_isbn=by_isbn, keep_changes=keep_changes)
    put_on_the_shelf(rows, outcome)
    indexing.refresh(outcome.touched, indexing.New(outcome.created, outcome.works))
    problems += outcome.refused
    ImportProblem.objects.bulk_create(
        ImportProblem(run=run, place=each.place[:200], isbn=each.isbn[:40], reason=each.reason[:500],
                      excerpt=each.excerpt[:2000]) for each in problems
    )  # fmt: skip
    for change in outcome.differences:
        change.run = run
    ImportChange.objects.bulk_create(outcome.differences)
    run.position += len(batch)
    run.share = max(run.share, share)
    run.created += len(outcome.created)
    run.changed += len(outcome.changed)
    run.removed += len(outcome.removed)
    run.refused += len(problems)
    run.protected += outcome.protected
    run.skipped += outcome.unknown + sum(isinstance(each, Passed) for each in to_do)
    run.unchanged = run.position - run.created - run.changed - run.removed - run.refused - run.skipped
    run.save()


def end(run: ImportRun, state: str, error: str) -> None:
    run.state, run.error, run.ended_at = state, error, timezone.now()
    run.save(update_fields=["state", "error", "ended_at"])


def summary(run: ImportRun) -> str:
    """What became of a run, in a line."""
    counts = [
        f"{run.position:,} record{'' if run.position == 1 else 's'}",
        f"{run.created:,} new",
        f"{run.changed:,} changed",
        f"{run.unchanged:,} unchanged",
        f"{run.removed:,} withdrawn",
        f"{run.refused:,} put aside",
    ]
    if run.skipped:
        counts.append(f"{run.skipped:,} not for us")
    if run.protected:
        counts.append(f"{run.protected:,} field{'' if run.protected == 1 else 's'} left to staff")
    return ", ".join(counts)
