"""The project's own server, with processes that come, go and are killed. Each test has a data folder of its own."""

import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from storefront.localpg import server as localpg
from storefront.localpg.base import DatabaseWrapper
from storefront.localpg.server import FAST_AND_FORGETFUL, Server, roomy
from tests.processes import ROOT, wait_until

pytestmark = pytest.mark.waits

JOIN = """
import sys
from pathlib import Path
from storefront.localpg.server import FAST_AND_FORGETFUL, socket_folder
print(socket_folder(Path(sys.argv[1]), {} if "durable" in sys.argv else FAST_AND_FORGETFUL), flush=True)
sys.stdin.read()
"""
# As an ordinary user who may pass through private folders: what a test can become when it runs as root.
AS_NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
AS_NOBODY += ["--inh-caps=+dac_override", "--ambient-caps=+dac_override"]

is_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")


@contextmanager
def a_user(data: Path, *become: str, durable: bool = False) -> Iterator[subprocess.Popen[str]]:
    """Another process that uses the server, and leaves properly at the end of the block unless it was killed."""
    command = [*become, sys.executable, "-c", JOIN, str(data), "durable" if durable else "forgetful"]
    process = subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        yield process
    finally:
        process.communicate()


def has_joined(user: subprocess.Popen[str]) -> str:
    """Where it found the server."""
    socket_folder = user.stdout.readline().strip()
    assert socket_folder, user.stderr.read()
    return socket_folder


def server_number(data: Path) -> int | None:
    path = data / "postmaster.pid"
    return int(path.read_text().split("\n")[0]) if path.exists() else None


def answer(socket_folder: str) -> int:
    with psycopg.connect(host=socket_folder, user="postgres", dbname="postgres") as connection:
        return connection.execute("SELECT 6 * 7").fetchone()[0]


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "pg"
    if number := server_number(tmp_path / "pg"):  # a test that failed may leave it running
        os.kill(number, signal.SIGQUIT)


def test_the_server_runs_while_somebody_uses_it_and_then_stops(data: Path):
    with a_user(data) as user:
        assert answer(has_joined(user)) == 42

    assert server_number(data) is None


def test_a_second_process_finds_the_same_server_and_may_stay_longer(data: Path):
    with a_user(data) as second:
        with a_user(data) as first:
            assert has_joined(first) == has_joined(second)
            number = server_number(data)
        assert (answer(str(data)), server_number(data)) == (42, number)

    assert server_number(data) is None


def test_a_killed_user_does_not_keep_the_server_running(data: Path):
    with a_user(data) as killed:
        has_joined(killed)
        with a_user(data) as living:
            has_joined(living)
            killed.kill()
            killed.wait()

    assert server_number(data) is None


def test_a_server_whose_last_user_was_killed_is_found_again(data: Path):
    with a_user(data) as killed:
        has_joined(killed)
        number = server_number(data)
        killed.kill()
    with a_user(data) as user:
        assert answer(has_joined(user)) == 42
        assert server_number(data) == number

    assert server_number(data) is None


def test_a_killed_server_is_started_again_and_has_lost_nothing(data: Path):
    with a_user(data, durable=True) as user:
        place = has_joined(user)
        with psycopg.connect(host=place, user="postgres", autocommit=True) as connection:
            connection.execute("CREATE TABLE shelf AS SELECT 'Emma' AS title")
        number = server_number(data)
        os.kill(number, signal.SIGKILL)
        user.kill()
    wait_until(lambda: not Path(f"/proc/{number}").exists())

    with a_user(data) as user:
        with psycopg.connect(host=has_joined(user), user="postgres") as connection:
            assert connection.execute("SELECT title FROM shelf").fetchone() == ("Emma",)
        assert server_number(data) != number


@pytest.mark.django_db
def test_a_server_that_dies_under_us_is_started_again(data: Path):
    place = {"FOLDER": str(data), "OPTIONS": FAST_AND_FORGETFUL}
    settings = {**connection.settings_dict, "NAME": "postgres", "USER": "postgres", "HOST": "", "LOCALPG": place}
    ours = DatabaseWrapper(settings)
    with ours.cursor() as cursor:  # an open connection has a process of its own, which outlives its server for a moment
        cursor.execute("SELECT 1")
    number = server_number(data)

    os.kill(number, signal.SIGKILL)
    ours.close()  # as Django does with a connection that has failed

    with ours.cursor() as cursor:
        cursor.execute("SELECT 6 * 7")
        assert cursor.fetchone() == (42,)
    ours.close()
    assert server_number(data) != number
    localpg._servers.pop(data).leave()


def test_a_stale_number_that_now_belongs_to_another_program_is_no_obstacle(data: Path):
    with a_user(data) as user:
        has_joined(user)
        kept = (data / "postmaster.pid").read_text()
    (data / "postmaster.pid").write_text(kept.replace(kept.split("\n")[0], str(os.getppid()), 1))

    with a_user(data) as user:
        assert answer(has_joined(user)) == 42


def test_an_interrupted_first_start_is_begun_anew(data: Path):
    data.with_suffix(".new").mkdir()
    (data.with_suffix(".new") / "half").write_text("done")

    with a_user(data) as user:
        assert answer(has_joined(user)) == 42


def test_a_path_that_is_too_long_for_a_socket_works_all_the_same(tmp_path: Path):
    data = tmp_path / ("deep" * 25) / "pg"

    with a_user(data) as user:
        place = has_joined(user)
        assert answer(place) == 42

    assert len(place) < 60
    Path(place).rmdir()


def test_two_clones_have_two_servers(tmp_path: Path):
    with a_user(tmp_path / "one" / "pg") as one, a_user(tmp_path / "two" / "pg") as two:
        assert has_joined(one) != has_joined(two)


def test_a_forked_child_does_not_stop_its_parents_server(data: Path):
    server = Server(data, FAST_AND_FORGETFUL)
    server.join()
    server.process_id += 1  # as the child sees it

    server.leave()

    assert answer(str(data)) == 42
    server.process_id -= 1
    server.leave()
    assert server_number(data) is None


def test_whoever_races_and_whoever_is_killed_the_server_is_there_for_the_others(data: Path):
    dice = random.Random(7)
    for _ in range(3):
        users = [
            subprocess.Popen(
                [sys.executable, "-c", JOIN, str(data)],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            for _ in range(8)
        ]
        for user in dice.sample(users, 3):
            user.kill()
        living = [user for user in users if user.poll() is None and user.stdout.readline()]
        assert all(answer(str(data)) == 42 for _ in living)
        for user in users:
            user.communicate()

    assert server_number(data) is None


@is_root
def test_an_ordinary_user_runs_it_too(tmp_path: Path):
    tmp_path.chmod(0o755)
    own = tmp_path / "own"
    own.mkdir()
    os.chown(own, 65534, 65534)

    with a_user(own / "pg", *AS_NOBODY) as user:
        assert answer(has_joined(user)) == 42


@is_root
def test_folders_above_keep_their_modes(tmp_path: Path):
    private = tmp_path / "private"
    private.mkdir(mode=0o700)

    with a_user(private / "pg") as user:
        assert answer(has_joined(user)) == 42

    assert private.stat().st_mode & 0o777 == 0o700


def test_somebody_elses_data_is_left_alone(data: Path, monkeypatch):
    with a_user(data) as user:
        has_joined(user)
    monkeypatch.setattr("os.geteuid", lambda: 12345)

    refused = Server(data, FAST_AND_FORGETFUL)
    with pytest.raises(RuntimeError, match="belongs to another user"):
        refused.join()


@pytest.mark.parametrize(("gigabytes", "kept"), [(0.5, "128MB"), (4, "512MB"), (64, "1024MB")])
def test_the_server_leaves_most_of_the_memory_to_others(gigabytes, kept):
    assert roomy(int(gigabytes * 1024**3))["shared_buffers"] == kept
