"""What an ONIX import takes: records a second from the file to the search, and memory.

    .venv/bin/python -m bench.onix 10000 200000
    .venv/bin/python -m bench.onix 200000 --kills 5

Each size has a new database of its own under var/bench, forgotten afterwards. The same file is imported twice: the
second time, nothing may change. With kills it is imported once more, ended by SIGKILL so many times at any moment and
run again: the catalogue must then be the same to the letter. “CPU” are the seconds that the command and its reader
worked, without PostgreSQL.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from bench.__main__ import PROJECT, environment
from bench.onix_file import pieces

# The shop's genres, that books may stand in them.
GENRES = """
from bench.onix_file import SUBJECTS
from catalog.models import Genre
codes = sorted({code[:length] for code in SUBJECTS for length in range(1, len(code) + 1)})
Genre.objects.bulk_create(Genre(code=code, name=code) for code in codes)
"""
LINE = "{:<8}{:>10}{:>10}{:>10}{:>10}{:>10}   {}"


class Run(NamedTuple):
    """A process from start to end."""

    seconds: float
    worked: float  # seconds of the command and the processes it waited for
    megabytes: float  # the most that it, or a process of its own, held at once
    last_line: str


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.onix", description=__doc__.partition("\n")[0])
    parser.add_argument("sizes", type=int, nargs="*", default=[10_000, 200_000], help="how many records")
    parser.add_argument("--kills", type=int, default=0, help="how often another import of the file is killed")
    options = parser.parse_args()
    print(LINE.format("import", "records", "seconds", "a second", "CPU", "peak MB", "it said"), flush=True)
    for size in options.sizes:
        _measure(size, options.kills)


def _measure(size: int, kills: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "onix.xml"
        with path.open("w", encoding="utf-8") as file:
            file.writelines(pieces(size))
        with _database(f"onix-{size}") as database:
            took = {}
            for name in ("first", "again"):
                run = _manage(database, "import_onix", str(path))
                said = run.last_line.partition(": ")[2]
                speed = f"{run.seconds:.1f}", f"{size / run.seconds:,.0f}", f"{run.worked:.1f}"
                print(LINE.format(name, f"{size:,}", *speed, f"{run.megabytes:.0f}", said), flush=True)
                took[name] = run.seconds
            unharmed = _sums(database) if kills else ""
        if kills:
            with _database(f"onix-{size}-killed") as database:
                moments = _import_with_kills(database, path, kills, took["first"])
                same = "the same contents" if _sums(database) == unharmed else "OTHER CONTENTS"
                print(f"killed after {', '.join(moments)} s and run again: {same}", flush=True)


@contextmanager
def _database(name: str) -> Iterator[Path]:
    """A new one of our own, migrated and forgotten afterwards."""
    database = PROJECT / "var" / "bench" / name
    shutil.rmtree(database, ignore_errors=True)
    try:
        _manage(database, "migrate", "--verbosity", "0")
        _manage(database, "shell", "--no-imports", "-c", GENRES)
        yield database
    finally:
        shutil.rmtree(database, ignore_errors=True)


def _import_with_kills(database: Path, path: Path, kills: int, seconds: float) -> list[str]:
    """Import the file, beginning again each time it was killed; after how many seconds it was."""
    moments = []
    for _ in range(kills):
        moment = random.uniform(0.2, 1.6) * seconds / (kills + 1)  # any will do
        process = subprocess.Popen(
            [sys.executable, "manage.py", "import_onix", str(path)],
            cwd=PROJECT, env=environment(database), stdout=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            process.wait(moment)
            raise SystemExit("The import was at its end before it could be killed.")
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        moments.append(f"{moment:.1f}")
    _manage(database, "import_onix", str(path))
    return moments


def _sums(database: Path) -> str:
    summing = [sys.executable, "-m", "bench.contents"]
    return subprocess.run(
        summing, cwd=PROJECT, env=environment(database), check=True, capture_output=True, text=True
    ).stdout


def _manage(database: Path, *command: str) -> Run:
    """Raises SystemExit when the command fails."""
    with tempfile.TemporaryFile("w+") as output:
        started = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "manage.py", *command], cwd=PROJECT, env=environment(database), stdout=output
        )
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        if os.waitstatus_to_exitcode(status):
            raise SystemExit(f"{command[0]} failed.")
        output.seek(0)
        worked = used.ru_utime + used.ru_stime
        return Run(seconds, worked, used.ru_maxrss / 1024, (output.read().splitlines() or [""])[-1])


if __name__ == "__main__":
    main()
