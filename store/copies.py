"""A copy of a database made while others work with it, and a database made from a copy.

SQLite copies itself, PostgreSQL has programs for it. A password is never on their command line,
where other people of the machine could read it.
"""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import URL, inspect

from store import postgres
from store.blobs import sync_folder
from store.engine import upgrade
from store.errors import StoreError
from store.look import faults, look
from store.place import file_of, is_file, require_file
from store.tables import METADATA
from store.transact import in_our_words, unavailable

_OURS = (*METADATA.tables, "alembic_version")
_PLAIN = ("--no-owner", "--no-privileges")
_BESIDE = ("", "-wal", "-shm")  # the files of a SQLite database


def copy(place: URL, target: Path) -> None:
    """Write a copy of one moment to `target`. Raises StoreError."""
    if is_file(place):
        _copy_file(file_of(place), target)
    else:
        _pg("pg_dump", place, "--format=custom", *_PLAIN, *_tables(), f"--file={target}")


def refuse_full(place: URL) -> None:
    """Raise StoreError unless a copy could be put here."""
    if is_file(place):
        _refuse_file(file_of(place))
    else:
        _refuse_tables(place)


def install(copy: Path, place: URL) -> None:
    """Make the copy the database, all of it or nothing, and bring its tables up to date."""
    if is_file(place):
        _install_file(copy, file_of(place))
    else:
        whole = ("--single-transaction", "--exit-on-error")
        _pg("pg_restore", place, *whole, *_PLAIN, str(copy))
        upgrade(place.render_as_string(hide_password=False))


def _tables() -> tuple[str, ...]:
    return tuple(f"--table={name}" for name in _OURS)


# --- SQLite ---------------------------------------------------------------------------------------


def _copy_file(source: Path, target: Path) -> None:
    require_file(source)
    try:
        # A connection that can only read never moves the log into the file: one process does.
        with (
            closing(sqlite3.connect(f"file:{quote(str(source))}?mode=ro", uri=True)) as here,
            closing(sqlite3.connect(target)) as there,
        ):
            here.backup(there)  # in one step, so of one moment
    except sqlite3.Error as error:
        raise unavailable(error, "The database cannot be copied") from error
    _close(target)


def _close(path: Path) -> None:
    """Make it one sound file with nothing beside it."""
    _refuse_faults(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")


def _refuse_faults(path: Path) -> None:
    with look(f"sqlite:///{path}") as unit:
        found = faults(unit)
    if found:
        raise StoreError(f"The database is damaged: {found[0]}. See `firstline db check`.")


def _refuse_file(path: Path) -> None:
    for end in _BESIDE:
        beside = Path(f"{path}{end}")
        if beside.exists():
            raise StoreError(
                f"{beside} is there already, and nothing is written over: move it away first."
            )


def _install_file(copy: Path, path: Path) -> None:
    upgrade(f"sqlite:///{copy}")
    _close(copy)
    copy.chmod(0o600)
    _sync_file(copy)
    copy.replace(path)
    sync_folder(path.parent)


def _sync_file(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


# --- PostgreSQL -----------------------------------------------------------------------------------


def _refuse_tables(place: URL) -> None:
    engine = postgres.migrating(place)
    try:
        with in_our_words("The database cannot be opened"), engine.connect() as connection:
            there = {*inspect(connection).get_table_names()} & {*_OURS}
    finally:
        engine.dispose()
    if there:
        raise StoreError(
            "The database has tables of Firstline already, and nothing is written over: make an "
            "empty one (createdb) and name it in the settings."
        )


def _pg(program: str, place: URL, *options: str) -> None:
    """Run one of PostgreSQL's own programs on this database. Raises StoreError."""
    found = shutil.which(program)
    if found is None:
        raise StoreError(
            f"{program} is missing: install the client programs of PostgreSQL "
            f"(postgresql-client), of the server's version or newer."
        )
    password = str(place.password or place.query.get("password", ""))
    plain = place.set(drivername="postgresql", password=None).difference_update_query(["password"])
    done = subprocess.run(  # noqa: S603 - a program and options of our own
        [found, f"--dbname={plain.render_as_string()}", *options],
        env={**os.environ, **({"PGPASSWORD": password} if password else {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise StoreError(f"{program} could not do it: {_complaint(done.stderr)}")


def _complaint(said: str) -> str:
    """The first error; what follows may quote rows, and so people's words."""
    lines = said.splitlines()
    first = next((line for line in lines if "error:" in line), "it did not say why")
    older = "version mismatch" in first
    return f"{first}: install the programs of the server's version, or newer." if older else first
