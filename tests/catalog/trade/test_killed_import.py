"""A run that is killed goes on where it was. The command is a process of its own, and killed for real."""

import os
import random
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.management import call_command

from bench.contents import checksums
from bench.onix_file import pieces
from catalog.models import ImportRun
from tests.processes import running, wait_until

RECORDS, BATCH, KILLS = 600, 25, 5

# One start of Django serves all runs: each is a fork of its own, made at a line of input that names the file.
FORKING = f"""
import os, sys, django
django.setup()
from django.core.management import call_command
for line in sys.stdin:
    child = os.fork()
    if not child:
        with open(os.devnull, "w") as nowhere:
            call_command("import_onix", line.strip(), batch={BATCH}, stdout=nowhere)
        os._exit(0)
    print(child, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


@pytest.fixture
def begin(transactional_db) -> Iterator[Callable[[Path], tuple[int, Callable[[], int]]]]:
    """Begins to import a file: the process that does, and a function that waits for its end and says how it ended."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with running("-c", FORKING, DJANGO_SETTINGS_MODULE="storefront.settings", pipes=pipes) as forks:

        def beginning(path: Path) -> tuple[int, Callable[[], int]]:
            forks.stdin.write(f"{path}\n")
            forks.stdin.flush()
            return int(forks.stdout.readline()), lambda: int(forks.stdout.readline())

        yield beginning
        forks.stdin.close()
        forks.stdout.close()


def position() -> int:
    return ImportRun.objects.values_list("position", flat=True).first() or 0


def test_a_run_that_is_killed_five_times_ends_as_one_that_is_not(tmp_path: Path, begin):
    path = tmp_path / "books.xml"
    with path.open("w") as file:
        file.writelines(pieces(RECORDS))
    call_command("import_onix", path)
    unharmed = checksums()
    call_command("flush", interactive=False, verbosity=0)
    dice = random.Random()  # any moment will do

    for kill in range(KILLS):
        process, ended = begin(path)
        wait_until(lambda: position() > kill * BATCH * 2, seconds=60)  # noqa: B023
        time.sleep(dice.uniform(0, 0.1))
        os.kill(process, signal.SIGKILL)
        assert (ended(), ImportRun.objects.get().state) == (-signal.SIGKILL, "running")
    _, ended = begin(path)
    assert ended() == 0

    run = ImportRun.objects.get()
    assert (run.state, run.position, run.created) == ("done", RECORDS, RECORDS)
    assert checksums() == unharmed
