"""Addresses that a page names by the hundred: what is the same in all of one kind is looked up once."""

from functools import cache
from urllib.parse import quote

from django.urls import get_script_prefix, reverse

MARK = 9_790_000_000_000  # a part that every pattern of ours takes: a number, a slug, an ISBN


def path_of(name: str, *parts: str | int) -> str:
    """reverse(name, args=parts), for parts that stand in an address as they are: numbers, codes and slugs.

    Letters of other scripts are written as addresses write them: “%D7%90”, which browsers show as א.
    """
    return _frame(get_script_prefix(), name, len(parts)).format(*map(_written, parts))


def _written(part: str | int) -> str | int:
    return part if isinstance(part, int) or part.isascii() else quote(part)


@cache  # as many as there are names
def _frame(prefix: str, name: str, count: int) -> str:
    marks = range(MARK, MARK + count)
    address = reverse(name, args=marks)
    for place, mark in enumerate(marks):
        address = address.replace(str(mark), f"{{{place}}}")
    return address
