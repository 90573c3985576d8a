"""Work that is done again and again for whatever is due: one that goes wrong must not keep the others for ever."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

Due = TypeVar("Due")
Done = TypeVar("Done")


def do_each(due: Iterable[Due], do: Callable[[Due], Done]) -> list[Done]:
    """Do it to each of them, and say what came of it.

    What went wrong is raised when all had their turn, as an ExceptionGroup: the job fails, and somebody looks.
    """
    done, problems = [], []
    for each in due:
        try:
            done.append(do(each))
        except Exception as problem:
            problems.append(problem)
    if problems:
        raise ExceptionGroup(f"{len(problems)} could not be dealt with", problems)
    return done
