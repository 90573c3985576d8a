"""Rows on their way into a table: by COPY where they are many, within the statement where they are few.

A temporary table takes longer to make than a few rows take to write, and leaves dead rows in the server's own
catalogue: too much for each copy that is sold. What nobody else can have written yet is copied into the table itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db.backends.utils import CursorWrapper

from catalog.arrays import cells_of

FEW = 50


class Lines(NamedTuple):
    """Rows as COPY reads them: some that may be in the table already, and some of things made in this transaction."""

    known: str
    new: str

    @classmethod
    def parted(cls, lines: Iterable[tuple[bool, str]]) -> Lines:
        """Of lines, each with whether it is new."""
        parts: tuple[list[str], list[str]] = [], []
        for is_new, line in lines:
            parts[is_new].append(f"{line}\n")
        return cls(*map("".join, parts))

    def copy_new(self, cursor: CursorWrapper, table: str, columns: Sequence[str]) -> None:
        if self.new:
            with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
                copy.write(self.new)


class Staged:
    """Rows that statements know by a name, in the columns of a table. They come as COPY reads them."""

    def __init__(self, cursor: CursorWrapper, name: str, table: str, columns: Sequence[str], lines: str) -> None:
        self._cursor, self._few, self._before = cursor, [], ""
        names = ", ".join(columns)
        if lines.count("\n") <= FEW:
            rows = [dict(zip(columns, cells_of(line), strict=True)) for line in lines.split("\n")[:-1]]
            self._few = [json.dumps(rows, ensure_ascii=False)]
            made = f"SELECT {names} FROM json_populate_recordset(NULL::{table}, %s::json)"  # noqa: S608 - names of ours
            self._before = f"WITH {name} AS MATERIALIZED ({made}) "
            return
        cursor.execute(f"CREATE TEMP TABLE IF NOT EXISTS {name} (LIKE {table}) ON COMMIT DROP; TRUNCATE {name}")
        with cursor.copy(f"COPY {name} ({names}) FROM STDIN") as copy:
            copy.write(lines)

    def execute(self, statement: str) -> None:
        """Run a statement that reads these rows by their name."""
        self._cursor.execute(self._before + statement, self._few)
