"""One server for a data folder, started by whoever comes first and stopped by whoever leaves last.

Two files beside the data folder are locked with flock, which the kernel undoes even for a process that was killed:
`users.lock` is held shared by every process that may connect, for its whole life; `start.lock` is held by the one that
is looking after the server just now. So nobody counts, and no count can be wrong.
"""

import atexit
import fcntl
import hashlib
import os
import shutil
import tempfile
import threading
import time
from pathlib import Path

from storefront.localpg import binaries
from storefront.localpg.binaries import LocalPostgresFailed

LONGEST_SOCKET_PATH = 107  # bytes, a limit of the kernel
LAST_BREATH = 5  # seconds that the children of a killed server may need to end; it cannot start before
SOCKET_NAME = "/.s.PGSQL.5432.lock"

# For data that a test run makes and throws away: quick, and lost when the machine loses power.
FAST_AND_FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}

CONTAINERS_LIMIT = Path("/sys/fs/cgroup/memory.max")


def roomy(memory: int) -> dict[str, str]:
    """Settings for a machine with so many bytes of memory, most of which others need: an eighth, 128 MB to 1 GB."""
    megabytes = min(1024, max(128, memory // 8 // 1024**2))
    return {"shared_buffers": f"{megabytes}MB", "max_wal_size": "2GB"}


def memory() -> int:
    """The bytes that we may have: the machine's, or fewer in a container."""
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    limit = CONTAINERS_LIMIT.read_text().strip() if CONTAINERS_LIMIT.exists() else ""
    return min(machine, int(limit)) if limit.isdigit() else machine


_servers: dict[Path, "Server"] = {}
_one_at_a_time = threading.Lock()


def socket_folder(data: Path, options: dict[str, str]) -> str:
    """Where to connect to the server of this data folder, which is running when this returns.

    Raises LocalPostgresFailed.
    """
    with _one_at_a_time:  # one Server a process, whichever thread connects first
        server = _servers.get(data)
        if server is None or server.process_id != os.getpid():
            server = _servers[data] = Server(data, options)
            server.join()
    return str(server.socket_folder)


def revive(data: Path) -> None:
    """Start the server of this data folder again when it has died since we joined it."""
    with _one_at_a_time:
        if data in _servers:
            _servers[data].look_after()


class Server:
    def __init__(self, data: Path, options: dict[str, str]) -> None:
        self.data = data.resolve()
        self.options = options
        self.log = self.data.with_suffix(".log")
        self.socket_folder = _socket_folder(self.data)
        self.process_id = os.getpid()

    def join(self) -> None:
        """Be one of the server's users until this process ends, however it ends; start the server when it is down."""
        self._make_parent()
        self._users_lock = self._lock("users", fcntl.LOCK_SH)
        self.look_after()
        atexit.register(self.leave)

    def look_after(self) -> None:
        """Start the server unless it runs, while nobody else is doing the same."""
        starting = self._lock("start", fcntl.LOCK_EX)
        try:
            self._ensure_running()
        finally:
            os.close(starting)

    def leave(self) -> None:
        """Stop the server, unless somebody else still uses it."""
        if os.getpid() != self.process_id:  # a forked child shares our lock; the server is its parent's to stop
            return
        try:
            fcntl.flock(self._users_lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        try:
            if (self.data / "postmaster.pid").exists():
                binaries.run("pg_ctl", "-D", str(self.data), "-w", "-s", "-m", "fast", "stop", log=self.log)
        finally:
            os.close(self._users_lock)
            atexit.unregister(self.leave)

    def _make_parent(self) -> None:
        try:
            self.data.parent.mkdir(parents=True, exist_ok=True)
        except PermissionError as error:
            raise LocalPostgresFailed(f"No permission to keep a database in {self.data.parent}.") from error

    def _lock(self, name: str, kind: int) -> int:
        path = self.data.with_suffix(f".{name}.lock")
        try:
            lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except PermissionError as error:
            raise LocalPostgresFailed(_somebody_elses(path)) from error
        fcntl.flock(lock, kind)
        return lock

    def _ensure_running(self) -> None:
        if not (self.data / "PG_VERSION").exists():
            self._create()
        _make_private(self.socket_folder)
        deadline = time.monotonic() + LAST_BREATH
        while not binaries.answers(self.socket_folder):
            try:
                self._clear_stale_locks()
                self._start()
            except LocalPostgresFailed:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.2)

    def _create(self) -> None:
        unfinished = self.data.with_suffix(".new")
        shutil.rmtree(unfinished, ignore_errors=True)  # left by one that was killed
        _make_private(unfinished)
        what = ["-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8"]
        binaries.run("initdb", "-D", str(unfinished), *what, "--no-sync", "--no-instructions", log=self.log)
        unfinished.replace(self.data)

    def _clear_stale_locks(self) -> None:
        """Let a new server start where a killed one left its files and its number now belongs to another program.

        Our own number takes the place of the stale one: PostgreSQL always takes the number of its starter for stale,
        and still checks that no old backend lives on. Deleting the file would skip that check.
        """
        for path in (self.data / "postmaster.pid", self.socket_folder / ".s.PGSQL.5432.lock"):
            if path.exists() and Path("/proc/self").exists():
                number, rest = path.read_text().split("\n", 1)
                if not self._is_our_server(number.strip()):
                    path.write_text(f"{os.getpid()}\n{rest}")

    def _is_our_server(self, number: str) -> bool:
        try:
            return os.fsencode(self.data) in Path("/proc", number, "cmdline").read_bytes()  # empty for a zombie
        except OSError:
            return False

    def _start(self) -> None:
        options = {"listen_addresses": "", "unix_socket_directories": str(self.socket_folder), **self.options}
        flags = " ".join(f"-c {name}='{value}'" for name, value in options.items())
        how = ["-w", "-t", "60", "-s", "-l", str(self.log), "-o", flags]
        binaries.run("pg_ctl", "-D", str(self.data), *how, "start", log=self.log)


def _socket_folder(data: Path) -> Path:
    """The data folder itself, or a short name in the temporary folder when the socket's path would be too long."""
    if len(os.fsencode(data)) + len(SOCKET_NAME) <= LONGEST_SOCKET_PATH:
        return data
    tag = hashlib.sha256(os.fsencode(data)).hexdigest()[:12]
    return Path(tempfile.gettempdir(), f"pg-{os.geteuid()}-{tag}")


def _make_private(path: Path) -> None:
    path.mkdir(mode=0o700, exist_ok=True)
    if path.is_symlink() or path.stat().st_uid not in (os.geteuid(), binaries.user_id()):
        raise LocalPostgresFailed(_somebody_elses(path))
    os.chown(path, binaries.user_id(), -1)


def _somebody_elses(path: Path) -> str:
    return f"{path} belongs to another user. Run as that user, remove it, or set DATABASE_URL."
