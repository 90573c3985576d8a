"""Rows and arrays as PostgreSQL reads them, in COPY and in statements: the driver looks at each value for longer."""

import re
from collections.abc import Iterable, Sequence
from typing import Any


def array_of(values: Iterable[str]) -> str:
    """These values as one array."""
    return "{" + ",".join(map(_quoted, values)) + "}"


def keys_of(pks: Iterable[int]) -> str:
    """These keys as one array, for a line or as a value of a statement."""
    return f"{{{','.join(map(str, pks))}}}"


def texts_of(values: Sequence[str]) -> str:
    """These texts as one array, quickly where none of them needs a second look."""
    joined = '","'.join(values)
    if not values or "\\" in joined or joined.count('"') > 2 * (len(values) - 1):
        return array_of(values)
    return f'{{"{joined}"}}'


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
NULL = "\\N"
_MEANT = {"\\\\": "\\", "\\t": "\t", "\\n": "\n", "\\r": "\r"}
_ESCAPES = re.compile(r"\\[\\tnr]")


def line_of(values: Sequence[Any]) -> str:
    """These values as a line, without its end. The driver would find out for each of them what it is."""
    return lines_of([values])


def lines_of(rows: Sequence[Sequence[Any]]) -> str:
    """The lines of these rows, with an end between them."""
    cells = [[each if isinstance(each, str) else NULL if each is None else str(each) for each in row] for row in rows]
    lines = "\n".join(map("\t".join, cells))
    # Nearly all lines are as COPY reads them. To look is much quicker than to write every text again.
    if (
        lines.count("\n") >= len(rows)
        or "\r" in lines
        or lines.count("\t") > sum(map(len, cells)) - len(rows)
        or ("\\" in lines and lines.count("\\") != sum([row.count(None) for row in rows]))
    ):
        lines = "\n".join(["\t".join(map(_escaped, row)) for row in rows])
    return lines


def _escaped(value: Any) -> str:
    return value.translate(ESCAPED) if isinstance(value, str) else NULL if value is None else str(value)


def cells_of(line: str) -> list[str | None]:
    """What `line_of` made a line of, as texts."""
    return [None if cell == NULL else _read(cell) for cell in line.split("\t")]


def _read(cell: str) -> str:
    return _ESCAPES.sub(lambda found: _MEANT[found[0]], cell) if "\\" in cell else cell
