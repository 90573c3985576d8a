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
    cells = [each if isinstance(each, str) else NULL if each is None else str(each) for each in values]
    line = "\t".join(cells)
    # Nearly all lines are as COPY reads them. To look is much quicker than to write every text again.
    if (
        "\n" in line
        or "\r" in line
        or line.count("\t") >= len(cells)
        or ("\\" in line and line.count("\\") != values.count(None))
    ):
        line = "\t".join([each.translate(ESCAPED) if isinstance(each, str) else NULL if each is None else str(each)
                          for each in values])  # fmt: skip
    return line


def cells_of(line: str) -> list[str | None]:
    """What `line_of` made a line of, as texts."""
    return [None if cell == NULL else _read(cell) for cell in line.split("\t")]


def _read(cell: str) -> str:
    return _ESCAPES.sub(lambda found: _MEANT[found[0]], cell) if "\\" in cell else cell
