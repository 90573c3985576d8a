"""What the commands that write the catalogue to a file have in common."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from django.core.management.base import CommandParser


def add_arguments(parser: CommandParser) -> None:
    parser.add_argument("--output", type=Path, metavar="FILE", help="Where to; without it, to the standard output.")
    parser.add_argument(
        "--genre", action="append", default=[], metavar="CODE", help="Only books of this genre and those below it."
    )


@contextmanager
def opened(path: Path | None) -> Iterator[TextIO]:
    """The file to write to. It takes its name when it is whole: an interrupted export leaves the old one."""
    if path is None:
        yield sys.stdout
        return
    unfinished = path.with_name(f"{path.name}.part")
    with unfinished.open("w", encoding="utf-8", newline="") as file:
        yield file
    unfinished.replace(path)
