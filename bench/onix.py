"""What an ONIX import takes: records a second from the file to the search, and memory.

    .venv/bin/python -m bench.onix 10000 200000

Each size has a new database of its own under var/bench, forgotten afterwards. The same file is imported twice: the
second time, nothing may change. “CPU” are the seconds that the command and its reader worked, without PostgreSQL.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from bench.__main__ import PROJECT, environment
from bench.onix_file import pieces

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
    print(LINE.format("import", "records", "seconds", "a second", "CPU", "peak MB", "it said"), flush=True)
    for size in parser.parse_args().sizes:
        _measure(size)


def _measure(size: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "onix.xml"
        with path.open("w", encoding="utf-8") as file:
            file.writelines(pieces(size))
        database = PROJECT / "var" / "bench" / f"onix-{size}"
        shutil.rmtree(database, ignore_errors=True)
        try:
            _manage(database, "migrate", "--verbosity", "0")
            for name in ("first", "again"):
                run = _manage(database, "import_onix", str(path))
                said = run.last_line.partition(": ")[2]
                speed = f"{run.seconds:.1f}", f"{size / run.seconds:,.0f}", f"{run.worked:.1f}"
                print(LINE.format(name, f"{size:,}", *speed, f"{run.megabytes:.0f}", said), flush=True)
        finally:
            shutil.rmtree(database, ignore_errors=True)


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
