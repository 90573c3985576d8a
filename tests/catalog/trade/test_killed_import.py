"""A run that is killed goes on where it was. The command is a process of its own, and killed for real."""

import random
import signal
import time
from pathlib import Path

import pytest
from django.core.management import call_command

from bench.contents import checksums
from bench.onix_file import pieces
from catalog.models import ImportRun
from tests.processes import running, wait_until

RECORDS, BATCH, KILLS = 1200, 60, 5


def position() -> int:
    return ImportRun.objects.values_list("position", flat=True).first() or 0


@pytest.mark.django_db(transaction=True)
def test_a_run_that_is_killed_five_times_ends_as_one_that_is_not(tmp_path: Path):
    path = tmp_path / "books.xml"
    with path.open("w") as file:
        file.writelines(pieces(RECORDS))
    call_command("import_onix", path)
    unharmed = checksums()
    call_command("flush", interactive=False)
    dice = random.Random()  # any moment will do

    for kill in range(KILLS):
        with running("manage.py", "import_onix", str(path), f"--batch={BATCH}") as process:
            wait_until(lambda: position() > kill * BATCH * 2, seconds=60)  # noqa: B023
            time.sleep(dice.uniform(0, 0.15))
            process.send_signal(signal.SIGKILL)
            process.wait()
        assert ImportRun.objects.get().state == "running"
    with running("manage.py", "import_onix", str(path)) as process:
        assert process.wait() == 0

    run = ImportRun.objects.get()
    assert (run.state, run.position, run.created) == ("done", RECORDS, RECORDS)
    assert checksums() == unharmed
