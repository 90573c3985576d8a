"""The whole shop in one file, and back again: the database, the pictures that were sent, and what both must be.

A tar archive of database.dump (by pg_dump, compressed), media/… and, at its end, manifest.json: the SHA-256 of each
file, the migrations, and how many rows each table had in the moment of the dump. Settings and keys are not in it, nor
composed covers, which the shop draws anew; whatever it knows of people is.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from storefront import __version__
from storefront.localpg import binaries

KIND = "Colophon, the whole shop, 1"
MANIFEST, DUMP, MEDIA, COMPOSED = "manifest.json", "database.dump", "media/", "composed"
LOOKS = 20  # a tenth of a second apart, for others who use the database
FILLED = ["catalog_book", "accounts_user", "orders_order"]  # a new shop has nothing in these

# In one transaction with all that follows: what was there stays until everything else is.
AWAY = """
SET lock_timeout = '10s';
DROP SCHEMA public CASCADE;
CREATE SCHEMA public AUTHORIZATION pg_database_owner;
GRANT USAGE ON SCHEMA public TO PUBLIC;
"""
SAME_NUMBER = """
DO $$ BEGIN IF (SELECT count(*) FROM public.{table}) <> {rows} THEN
    RAISE EXCEPTION '{table} has not the {rows} rows that it had'; END IF; END $$;
"""

Say = Callable[[str], Any]


class ArchiveFailed(Exception):
    """Nothing was changed; the text says why, and what to do."""


def write(path: Path, say: Say) -> None:
    """Write the shop to a new file, which only its owner may read. Under its name it is whole, or not there.

    Raises ArchiveFailed.
    """
    if path.exists():
        raise ArchiveFailed(f"{path} is there already.")
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}-") as folder:
        unfinished = Path(folder, path.name)
        with unfinished.open("xb") as file:
            with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
                _fill(tar, Path(folder), say)
            file.flush()
            os.fsync(file.fileno())
        unfinished.chmod(0o600)
        unfinished.rename(path)


def restore(path: Path, say: Say, *, replace: bool = False) -> None:
    """Put the shop of this file in the place of ours, which must have no books, people or orders, unless `replace`.

    Raises ArchiveFailed where the file is damaged, of another kind, or of a newer shop. The database changes at once.
    """
    manifest = _examined(path, say)
    if not replace and (filled := _filled()):
        raise ArchiveFailed(f"This shop is not empty ({', '.join(filled)}). With --replace, all that is in it is lost.")
    if others := _connections_of_others():
        raise ArchiveFailed(f"The shop is open (connections: {others}). Stop web server and worker first.")
    connection.close()
    with tarfile.open(path, "r:") as tar:
        say(f"Database: {sum(manifest['rows'].values()):,} rows in {len(manifest['rows'])} tables")
        _load(tar, manifest["rows"])
        media = [name for name in manifest["files"] if name.startswith(MEDIA)]
        say(f"Pictures: {len(media):,}")
        for name in media:
            _put(tar, name)
    cache.clear()


# Writing --------------------------------------------------------------------------------------------------------------


def _fill(tar: tarfile.TarFile, folder: Path, say: Say) -> None:
    manifest = {"kind": KIND, "shop": settings.SHOP_NAME, "version": __version__, "at": timezone.now().isoformat()}
    manifest |= _dumped(folder / DUMP)
    say(f"Database: {sum(manifest['rows'].values()):,} rows in {len(manifest['rows'])} tables")
    files = {DUMP: _added(tar, folder / DUMP, DUMP)}
    (folder / DUMP).unlink()
    media = Path(settings.MEDIA_ROOT)
    for file in _pictures(media):
        name = MEDIA + file.relative_to(media).as_posix()
        files[name] = _added(tar, file, name)
    say(f"Pictures: {len(files) - 1:,}")
    said = json.dumps(manifest | {"files": files}, indent=1).encode()
    info = tarfile.TarInfo(MANIFEST)
    info.size = len(said)
    tar.addfile(info, BytesIO(said))


def _dumped(target: Path) -> dict[str, Any]:
    """Dump the database; what it was like in that moment, whoever goes on buying."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        [snapshot] = cursor.fetchone()
        tables = connection.introspection.table_names(cursor)
        rows = {table: _count(cursor, table) for table in sorted(tables)}
        applied = sorted(".".join(key) for key in MigrationRecorder(connection).applied_migrations())
        with target.open("xb") as file:
            how = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
            said = {"stdout": file, "stderr": subprocess.PIPE}
            done = subprocess.run([_program("pg_dump"), *how], check=False, env=_environment(), **said)
    if done.returncode:
        raise ArchiveFailed(f"pg_dump failed: {done.stderr.decode().strip()}")
    return {"rows": rows, "migrations": applied}


def _count(cursor: Any, table: str) -> int:
    cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608 - a name that the database told us
    return cursor.fetchone()[0]


def _pictures(media: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(media):
        if Path(folder) == media and COMPOSED in folders:
            folders.remove(COMPOSED)
        yield from (Path(folder, name) for name in sorted(names))


def _added(tar: tarfile.TarFile, file: Path, name: str) -> str:
    """Put a file into the archive. Returns its SHA-256."""
    with file.open("rb") as opened:
        info = tarfile.TarInfo(name)
        info.size, info.mtime = os.fstat(opened.fileno()).st_size, int(os.fstat(opened.fileno()).st_mtime)
        tar.addfile(info, opened)
        opened.seek(0)
        return hashlib.file_digest(opened, "sha256").hexdigest()


# Reading --------------------------------------------------------------------------------------------------------------


def _examined(path: Path, say: Say) -> dict[str, Any]:
    """The manifest of an archive that is whole and that this shop can read."""
    try:
        with tarfile.open(path, "r:") as tar:
            manifest = _manifest(tar, path)
            say(f"{manifest['shop']}, as it was at {manifest['at']}: every file is looked at first")
            there = {info.name: info for info in tar if info.isfile() and info.name != MANIFEST}
            if there.keys() != manifest["files"].keys():
                raise ArchiveFailed(f"{path} has not the files that it says it has.")
            for name, expected in manifest["files"].items():
                if hashlib.file_digest(tar.extractfile(there[name]), "sha256").hexdigest() != expected:
                    raise ArchiveFailed(f"{path} is damaged: {name} is not what it was.")
    except FileNotFoundError:
        raise ArchiveFailed(f"There is no {path}.") from None
    except (tarfile.TarError, OSError) as error:
        raise ArchiveFailed(f"{path} is damaged, or no archive: {error}") from None
    return manifest


def _manifest(tar: tarfile.TarFile, path: Path) -> dict[str, Any]:
    try:
        manifest = json.load(tar.extractfile(MANIFEST))
    except (KeyError, ValueError):
        raise ArchiveFailed(f"{path} ends too early, or is no archive of a shop.") from None
    if manifest.get("kind") != KIND:
        raise ArchiveFailed(f"{path} is no archive that this version can read.")
    known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    if newer := [name for name in manifest["migrations"] if tuple(name.split(".", 1)) not in known]:
        raise ArchiveFailed(f"{path} is of a newer shop ({newer[-1]}). Update this one first.")
    return manifest


def _filled() -> list[str]:
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor)).intersection(FILLED)
        rows = {table.partition("_")[2]: _count(cursor, table) for table in FILLED if table in there}
    return [f"{table}: {number:,}" for table, number in rows.items() if number]


def _connections_of_others() -> int:
    """A web server or worker that went on would serve what it remembers of the shop that was, and write into this.

    Whoever has just left is seen for a moment longer, and waited for.
    """
    others = 0
    for _ in range(LOOKS):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                "AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
            )
            [others] = cursor.fetchone()
        if not others:
            break
        time.sleep(0.1)
    return others


def _load(tar: tarfile.TarFile, rows: dict[str, int]) -> None:
    """What the dump says, in one transaction, which ends well only if every table has as many rows as it had."""
    with tempfile.TemporaryFile() as file, tempfile.TemporaryFile() as said:
        shutil.copyfileobj(tar.extractfile(DUMP), file)
        file.seek(0)
        reading = [_program("pg_restore"), "--no-owner", "--no-privileges", "--file=-"]
        writing = [_program("psql"), "-Xq1", "-v", "ON_ERROR_STOP=1", "-o", os.devnull, "-c", AWAY, "-f", "-"]
        with (
            suppress(BrokenPipeError),  # psql has ended early, and says why
            subprocess.Popen(reading, stdin=file, stdout=subprocess.PIPE, stderr=said) as reader,
            subprocess.Popen(writing, env=_environment(), stdin=subprocess.PIPE, stderr=said) as writer,
        ):
            _pass_on(reader, writer, rows)
        said.seek(0)
        why = said.read().decode().strip()[-1000:]
        if "lock timeout" in why:
            raise ArchiveFailed("Somebody uses this shop's database just now. It is as it was.")
        if writer.returncode:
            raise ArchiveFailed(f"The database refused it, and is as it was: {why}")


def _pass_on(reader: subprocess.Popen, writer: subprocess.Popen, rows: dict[str, int]) -> None:
    try:
        shutil.copyfileobj(reader.stdout, writer.stdin)
        if reader.wait():
            raise ArchiveFailed("pg_restore could not read the dump. The database is as it was.")
        for table, number in rows.items():
            writer.stdin.write(SAME_NUMBER.format(table=table, rows=number).encode())
    except BaseException:
        writer.kill()  # before its input ends: it would keep what it has
        raise


def _put(tar: tarfile.TarFile, name: str) -> None:
    """One picture, in the place that it had: whole, or not there."""
    media = Path(settings.MEDIA_ROOT).resolve()
    target = (media / name.removeprefix(MEDIA)).resolve()
    if not target.is_relative_to(media):
        raise ArchiveFailed(f"{name} leads out of the folder of pictures. The database is restored.")
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f".{target.name}.part")
    with unfinished.open("wb") as file:
        shutil.copyfileobj(tar.extractfile(name), file)
    unfinished.replace(target)


# PostgreSQL's programs ------------------------------------------------------------------------------------------------


def _program(name: str) -> str:
    """Where it is: on the PATH or the project's own, of the server's version or else a newer one, which can read it."""
    connection.ensure_connection()
    server = connection.connection.info.server_version // 10_000
    found = {version: path for path in _paths(name) if (version := _version(path)) >= server}
    if not found:
        raise ArchiveFailed(f"This needs {name} of PostgreSQL {server}: install its client programs.")
    return found[min(found)]


def _paths(name: str) -> Iterator[str]:
    try:
        own = binaries.folder() / name
    except binaries.LocalPostgresFailed:
        own = Path(os.devnull, name)
    yield from (path for path in (str(own), shutil.which(name)) if path and Path(path).exists())


def _version(path: str) -> int:
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=True).stdout
    return int(re.search(r"(\d+)", said)[1])


def _environment() -> dict[str, str]:
    """How libpq's programs find the database; never on a command line, which others can read."""
    connection.ensure_connection()
    info = connection.connection.info
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "dbname": "PGDATABASE", "sslmode": "PGSSLMODE"}
    names |= {"sslrootcert": "PGSSLROOTCERT", "sslcert": "PGSSLCERT", "sslkey": "PGSSLKEY", "service": "PGSERVICE"}
    given = {names[name]: value for name, value in info.get_parameters().items() if name in names}
    return {**os.environ, **given, "PGPASSWORD": info.password}
