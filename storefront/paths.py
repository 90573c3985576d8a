"""Addresses that a page names by the hundred: what is the same in all of one kind is looked up once."""

from functools import cache

from django.urls import get_script_prefix, reverse

MARK = 9_790_000_000_000  # a part that every pattern of ours takes: a number, a slug, an ISBN


def path_of(name: str, *parts: str | int) -> str:
    """reverse(name, args=parts), for parts that stand in an address as they are: numbers, codes and slugs."""
    return _frame(get_script_prefix(), name, len(parts)).format(*parts)


@cache  # as many as there are names
def _frame(prefix: str, name: str, count: int) -> str:
    marks = range(MARK, MARK + count)
    address = reverse(name, args=marks)
    for place, mark in enumerate(marks):
        address = address.replace(str(mark), f"{{{place}}}")
    return address
