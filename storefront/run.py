"""`make run`: the whole shop on this machine, from an empty folder to a page in the browser, until Ctrl-C.

Two programs run side by side, the web server and a worker. One that dies is started again. When we are told to stop,
both are, and the database stops with the last of us.
"""

import contextlib
import ctypes
import fcntl
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connections

from storefront import environment
from storefront.localpg.binaries import LocalPostgresFailed

ROOT = Path(__file__).resolve().parent.parent
environment.env_file(ROOT / ".env")
HOST = environment.text("HOST", default="127.0.0.1")
PORT = environment.number("PORT", default=8000)
ADDRESS = f"http://localhost:{PORT}"

TOO_SOON = 5  # seconds: a program that ends so soon after its start would only do it again
PATIENCE = 30  # seconds that a program gets to finish what it is doing
PR_SET_PDEATHSIG = 1  # Linux: “tell me when my parent dies”


class CannotRun(Exception):
    """Why the shop does not start, in a sentence."""


def main() -> None:
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # `kill` means the same as Ctrl-C
    try:
        with one_at_a_time(ROOT / "var" / "prepare.lock"):
            prepare()
        serve()
    except (CannotRun, ImproperlyConfigured, LocalPostgresFailed) as problem:
        sys.exit(f"The shop cannot start: {problem}")
    except KeyboardInterrupt:
        pass
    say("Closed.")


@contextlib.contextmanager
def one_at_a_time(path: Path) -> Iterator[None]:
    """Two who open the same folder's shop at once would both make its tables: the second waits for the first."""
    path.parent.mkdir(exist_ok=True)
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # undone by the kernel when we end, however we end
        yield


def prepare() -> None:
    """The tables, the demo's books and the static files, as this version of the shop wants them."""
    refuse_taken_port()
    write_first_env(ROOT / ".env")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storefront.settings")
    os.environ.setdefault("WEB_LOG_LEVEL", "warning")
    django.setup()
    say("Preparing the database …")
    call_command("migrate", verbosity=0)
    if not settings.IS_LIVE:
        call_command("demo")
    say("Collecting static files …")
    call_command("collectstatic", verbosity=0, interactive=False)
    connections.close_all()  # the programs have their own


def refuse_taken_port() -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, PORT))
        except OSError as error:
            raise CannotRun(f"port {PORT} is taken. Try another: make run PORT={PORT + 1}") from error


def write_first_env(path: Path) -> None:
    """Settings for a try-out on this machine, with a secret of its own. A file that is there stays as it is."""
    if path.exists() or "SECRET_KEY" in os.environ:
        return
    lines = [
        "# Written by the first `make run`: a demo on this machine. The README lists every setting.",
        f"SECRET_KEY={secrets.token_urlsafe(50)}",
        "DEMO=true",
    ]
    path.touch(mode=0o600)
    path.write_text("\n".join(lines) + "\n")


def serve() -> None:
    """Run both programs until we are told to stop. Raises CannotRun when one of them does not stay up."""
    programs = [
        Program("the web server", [sys.executable, "-m", "gunicorn"]),
        Program("the worker", [sys.executable, "manage.py", "worker"]),
    ]
    was_told = note_signals()
    try:
        for program in programs:
            program.start()
        wait_for_an_answer(programs)
        greet()
        while not was_told():
            time.sleep(0.5)
            for program in programs:
                program.keep_running()
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # once is enough
        say("\nClosing the shop …")
        for program in programs:
            program.tell_to_stop()
        for program in programs:
            program.wait()


def note_signals() -> Callable[[], bool]:
    """Whether we were told to stop. It is raised, too; but what is raised within a callback of Python's own is lost."""
    told = []

    def note(number: int, frame: FrameType | None) -> None:
        told.append(number)
        raise KeyboardInterrupt

    for number in (signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(number) is signal.default_int_handler:  # not where somebody wants us deaf to it
            signal.signal(number, note)
    return lambda: bool(told)


class Program:
    """One of the programs that make up the running shop."""

    def __init__(self, name: str, command: list[str]) -> None:
        self.name = name
        self.command = command
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """In a session of its own, so that Ctrl-C reaches us alone and we stop things in order."""
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            cwd=ROOT,
            start_new_session=True,
            preexec_fn=stop_with_parent,  # noqa: PLW1509 - safe: we have no threads
        )

    def keep_running(self) -> None:
        """Start it again if it has died. Raises CannotRun when it had only just been started."""
        status = self.process.poll() if self.process else None
        if status is None:
            return
        if time.monotonic() - self.started < TOO_SOON:
            raise CannotRun(f"{self.name} stopped at once, with status {status}.")
        say(f"{self.name.capitalize()} has died (status {status}). Starting it again.")
        self.start()

    def tell_to_stop(self) -> None:
        if self.process:
            self.process.terminate()

    def wait(self) -> None:
        """Until it has ended; not for ever."""
        if self.process:
            try:
                self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.process.kill()


def stop_with_parent() -> None:
    """Even a runner that was killed leaves nobody behind. Only Linux can promise that."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def wait_for_an_answer(programs: list[Program]) -> None:
    while True:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"http://{HOST}:{PORT}/health/live", timeout=5):
            return
        for program in programs:
            program.keep_running()
        time.sleep(0.1)


def greet() -> None:
    say(f"\n{settings.SHOP_NAME} is open:  {ADDRESS}/")
    if settings.DEMO:
        say(f"  Back office:      {ADDRESS}/admin/  ({settings.DEMO_STAFF_EMAIL}, password “{settings.DEMO_PASSWORD}”)")
        for email, life in settings.DEMO_READERS.items():
            say(f"  A reader:         {email}, the same password: {life}")
        say(f"  Mails it sends:   {ADDRESS}/mail/")
    say("  To close it:      Ctrl-C\n")


def say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    main()
