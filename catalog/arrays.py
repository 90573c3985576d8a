"""PostgreSQL's arrays, as COPY reads them."""

from collections.abc import Iterable


def array_of(values: Iterable[str | int]) -> str:
    """These values as one array. The driver looks at each value of a list for longer than at all the rest of a row."""
    return "{" + ",".join(map(_quoted, values)) + "}"


def _quoted(value: str | int) -> str:
    if isinstance(value, int):
        return str(value)
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
