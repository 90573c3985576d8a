"""Programs of the shop, really started, for tests of what only they can show. They use the database of the test.

And servers of others that the shop asks, on threads of the test.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import quote

from django.db import connection

ROOT = Path(__file__).resolve().parent.parent


def database_url() -> str:
    """The address of the database that this test sees."""
    connection.ensure_connection()
    place = connection.settings_dict
    user = quote(place["USER"] or "", safe="")
    password = f":{quote(place['PASSWORD'], safe='')}" if place["PASSWORD"] else ""
    port = f":{place['PORT']}" if place["PORT"] else ""
    return f"postgresql://{user}{password}@{quote(place['HOST'], safe='')}{port}/{place['NAME']}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running(*command: str, pipes: dict[str, Any] | None = None, **environment: str) -> Iterator[subprocess.Popen]:
    """Python with these arguments, in the project's folder, until the end of the block; then it is gone for sure."""
    environment = {**os.environ, "DATABASE_URL": database_url(), **environment}
    process = subprocess.Popen(
        [sys.executable, *command], cwd=ROOT, env=environment, start_new_session=True, **(pipes or {})
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@contextmanager
def serving(server: HTTPServer) -> Iterator[str]:
    """The address that the server listens at until the end of the block, on a thread of its own."""
    listening = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})  # at half a second, each end waits
    listening.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        listening.join()


def wait_until(is_so: Callable[[], object], *, seconds: float = 30) -> None:
    """Raises AssertionError when it does not become so in time."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, f"not so within {seconds} seconds"
        time.sleep(0.05)
