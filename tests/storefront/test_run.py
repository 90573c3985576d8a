"""The runner behind `make run`, and what becomes of its two programs."""

import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from urllib.request import urlopen

import psutil
import pytest

from storefront import run
from tests.processes import free_port, running, wait_until

pytestmark = pytest.mark.waits

# As from a terminal: a shell's background jobs are born deaf to SIGINT, and so would the runner be.
SERVE = """
from storefront import run
for alarm in (run.signal.SIGINT, run.signal.SIGTERM):
    run.signal.signal(alarm, run.signal.default_int_handler)
run.serve()
"""


# The signal comes while Python does something in which it drops whatever is raised.
SERVE_AND_LOSE = """
import os
from storefront import run
class Dropping:
    def __del__(self):
        os.kill(os.getpid(), run.signal.SIGTERM)
run.signal.signal(run.signal.SIGTERM, run.signal.default_int_handler)
run.greet = Dropping
run.serve()
"""


@pytest.fixture
def shop(real_queue) -> Iterator[psutil.Process]:
    """The runner of an open shop."""
    port = str(free_port())
    with running("-c", SERVE, PORT=port, WEB_WORKERS="1", WEB_LOG_LEVEL="error", LOG_LEVEL="WARNING") as process:
        wait_until(lambda: answers(port))
        yield psutil.Process(process.pid)


def answers(port: str) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/health/ready") as answer:
            return answer.status == 200
    except OSError:
        return False


def the_worker(shop: psutil.Process) -> psutil.Process | None:
    living = (child for child in shop.children() if child.status() != psutil.STATUS_ZOMBIE)
    return next((child for child in living if "worker" in child.cmdline()), None)


def test_a_worker_that_dies_is_started_again(shop: psutil.Process):
    wait_until(lambda: the_worker(shop))
    first = the_worker(shop)
    wait_until(lambda: first.create_time() + run.TOO_SOON + 1 < time.time())

    first.kill()

    wait_until(lambda: the_worker(shop) not in (None, first))


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=lambda how: how.name)
def test_when_the_shop_closes_nobody_stays_behind(shop: psutil.Process, how: signal.Signals):
    everybody = shop.children(recursive=True)
    assert len(everybody) >= 2

    shop.send_signal(how)

    _, left = psutil.wait_procs([shop, *everybody], timeout=20)
    assert left == []


def test_a_signal_closes_the_shop_whatever_python_was_doing(real_queue):
    quiet = {"WEB_WORKERS": "1", "WEB_LOG_LEVEL": "error", "LOG_LEVEL": "WARNING"}
    with running("-c", SERVE_AND_LOSE, PORT=str(free_port()), **quiet) as process:
        process.wait(timeout=60)


def test_a_taken_port_is_named_and_another_proposed(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        (tmp_path / "settings").write_text(f"PORT={port}\n")
        started = subprocess.run(
            [sys.executable, "-c", "from storefront import run; run.refuse_taken_port()"],
            env={"ENV_FILE": str(tmp_path / "settings")},
            cwd=run.ROOT,
            capture_output=True,
            text=True,
        )

    assert f"port {port} is taken. Try another: make run PORT={port + 1}" in started.stderr


def test_a_second_start_in_the_same_folder_waits_for_the_first(tmp_path):
    order = []

    def second() -> None:
        with run.one_at_a_time(tmp_path / "lock"):
            order.append("second")

    with run.one_at_a_time(tmp_path / "lock"):
        waiting = threading.Thread(target=second)
        waiting.start()
        waiting.join(0.3)
        order.append("first")
    waiting.join()

    assert order == ["first", "second"]


def test_the_first_start_writes_a_secret_that_only_we_can_read(tmp_path, monkeypatch):
    monkeypatch.delenv("SECRET_KEY")

    for name in ("one", "two"):
        run.write_first_env(tmp_path / name)

    one, two = ((tmp_path / name).read_text() for name in ("one", "two"))
    assert one != two
    assert "DEMO=true" in one
    assert (tmp_path / "one").stat().st_mode & 0o777 == 0o600


def test_settings_that_are_there_stay_as_they_are(tmp_path, monkeypatch):
    monkeypatch.delenv("SECRET_KEY")
    (tmp_path / ".env").write_text("SECRET_KEY=mine\n")

    run.write_first_env(tmp_path / ".env")

    assert (tmp_path / ".env").read_text() == "SECRET_KEY=mine\n"
