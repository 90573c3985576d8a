"""Several people at the same moment, each on a thread with a database connection of its own."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection


def at_the_same_time(do: Callable[..., Any], things: Iterable[Any]) -> list[Any]:
    """do(thing) for every thing at once; what each returned, or the exception it raised, in the order of things."""
    things = list(things)
    start = Barrier(len(things))

    def one(thing: Any) -> Any:
        try:
            start.wait(timeout=20)
            return do(thing)
        except Exception as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(things)) as people:
        return list(people.map(one, things))
