"""Commands of the shop in processes of their own, to be killed for real. One start of Django serves all of a run.

They use the database of the test, and a mail server at POST_OFFICE: it is down, unless a test opens one there.
"""

import json
import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import NamedTuple

from tests.processes import free_port, running

POST_OFFICE = free_port()
ENVIRONMENT = {
    "DJANGO_SETTINGS_MODULE": "storefront.settings",
    "EMAIL_URL": f"smtp://127.0.0.1:{POST_OFFICE}",
    "WORKER_SILENT_SECONDS": "2",
}

# At each line of input, that command: the number of its process, and when it has ended, how.
FORKING = """
import json, os, sys, django
django.setup()
from django.core.management import call_command
call_command("check")
for line in sys.stdin:
    child = os.fork()
    if not child:
        os.setsid()
        command, options = json.loads(line)
        with open(os.devnull, "w") as nowhere:
            call_command(*command, **options, stdout=nowhere)
        os._exit(0)
    print(child, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


class Fork(NamedTuple):
    number: int  # of its process
    ended: Callable[[], int]  # waits for its end and says how it ended


class Forks:
    """One command at a time."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._parent: subprocess.Popen | None = None

    def begin(self, *command: str, **options: object) -> Fork:
        parent = self._parent = self._parent or self._started()
        parent.stdin.write(json.dumps([command, options]) + "\n")
        parent.stdin.flush()
        return Fork(int(parent.stdout.readline()), lambda: int(parent.stdout.readline()))

    @contextmanager
    def running(self, *command: str) -> Iterator[None]:
        """Until the end of the block, at which it is killed."""
        fork = self.begin(*command)
        try:
            yield
        finally:
            with suppress(ProcessLookupError):
                os.kill(fork.number, signal.SIGKILL)
            fork.ended()

    def close(self) -> None:
        self._stack.close()

    def _started(self) -> subprocess.Popen:
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        parent = self._stack.enter_context(running("-c", FORKING, pipes=pipes, **ENVIRONMENT))
        self._stack.callback(parent.stdout.close)
        self._stack.callback(parent.stdin.close)
        parent.stdout.readline()  # the check has found nothing
        return parent
