"""Whatever kind of file it is: one way to import it, to try that out, and to take it up again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction

from catalog.models import ImportProblem, ImportRun
from catalog.trade import csv_books, csv_stock, opening, runs
from catalog.trade.onix import reading as onix
from catalog.trade.records import after
from catalog.trade.runs import UnreadableFile
from catalog.trade.tables import SKIPPED, Layout

OUR_FAULT = "Something went wrong on our side; our log says what. What was read before is kept. Send the file again."
COUNTS = ("position", "created", "changed", "unchanged", "removed", "refused", "skipped", "protected")


@dataclass(frozen=True)
class How:
    """How a file is to be read. `sender`: of an ONIX message that does not name its own, or the supplier of a feed."""

    sender: str = ""
    layout: Layout = field(default_factory=Layout)
    days: tuple[int, int] = (2, 4)
    is_full: bool = False

    def as_json(self) -> dict[str, Any]:
        layout = {
            "names": dict(self.layout.names),
            "delimiter": self.layout.delimiter,
            "encoding": self.layout.encoding,
        }
        return {"sender": self.sender, "layout": layout, "days": list(self.days), "is_full": self.is_full}

    @classmethod
    def from_json(cls, said: dict[str, Any]) -> How:
        return cls(said["sender"], Layout(**said["layout"]), tuple(said["days"]), said["is_full"])

    @property
    def feed(self) -> csv_stock.Feed:
        return csv_stock.Feed(self.sender, self.days, self.is_full)


def begin(kind: str, path: Path, how: How, **more: Any) -> ImportRun:
    """The run of this file: the one that was cut off, if there is one, or a new one."""
    return runs.begin(kind, path, options=how, sender=sender(kind, how), **more)


def sender(kind: str, how: How) -> str:
    """Under which name the trade's records are remembered."""
    return {ImportRun.Kind.BOOKS: "csv", ImportRun.Kind.STOCK: how.feed.sender}.get(kind, how.sender)


def carry_out(
    run: ImportRun, path: Path, how: How, *, batch: int | None = None, say: Callable[[str], Any] = lambda step: None
) -> ImportRun:
    """Import the file, or the rest of it; a packed one is unpacked.

    Raises UnreadableFile, with all that came before kept, when the run has been ended with its sentence.
    """
    try:
        with opening.opened(path, run.kind) as plain:
            return _carry_out(run, plain, how, batch=batch, say=say)
    except UnreadableFile as reason:
        runs.end(run, ImportRun.State.FAILED, str(reason))
        raise


def _carry_out(run: ImportRun, path: Path, how: How, *, batch: int | None, say: Callable[[str], Any]) -> ImportRun:
    if run.kind == ImportRun.Kind.ONIX:
        return onix.carry_out(run, path, batch=batch, say=say)
    if run.kind == ImportRun.Kind.STOCK:
        return csv_stock.carry_out(run, path, how.layout, how.feed, batch=batch, say=say)
    rest = after(run.position, csv_books.read(path, how.layout, say=say))
    return runs.carry_out(run, rest, batch=batch, say=say)


def rehearse(run: ImportRun, path: Path, how: How, *, say: Callable[[str], Any] = lambda step: None) -> ImportRun:
    """The whole import in one transaction that is rolled back: only its counts and problems stay, with the run.

    Raises UnreadableFile, when the run has been ended with its sentence.
    """
    try:
        with transaction.atomic():
            carry_out(run, path, how, say=say)
            problems = list(run.problems.all())
            transaction.set_rollback(True)
    except UnreadableFile as reason:
        runs.end(run, ImportRun.State.FAILED, str(reason))
        raise
    for problem in problems:
        problem.pk = None
    ImportProblem.objects.bulk_create(problems)
    run.save(update_fields=[*COUNTS, "state", "ended_at", "sender"])
    return run


def take_up(run: ImportRun) -> ImportRun:
    """Import what was uploaded, or the rest of it. The file goes when it has been read, or cannot be.

    Raises what goes wrong beside that, when the run has been ended with a sentence: nobody should wait for it.
    """
    how, path = How.from_json(run.options), Path(run.file.path)
    said: list[str] = []  # nobody sits before it: what is more than a number stands in the report
    run.state, run.digest = ImportRun.State.RUNNING, run.digest or runs.digest_of(path, run.kind, how)
    run.save(update_fields=["state", "digest"])
    try:
        (rehearse if run.is_rehearsal else carry_out)(run, path, how, say=said.append)
    except UnreadableFile:
        pass  # the report says why
    except Exception:
        runs.end(run, ImportRun.State.FAILED, OUR_FAULT)
        raise
    skipped = [step.removeprefix(SKIPPED) for step in said if step.startswith(SKIPPED)]
    run.options |= {"skipped_columns": ", ".join(skipped)}
    run.file.delete(save=False)
    run.save(update_fields=["file", "options"])
    return run
