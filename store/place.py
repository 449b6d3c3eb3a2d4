"""Where a database URL points, and for a file: that it is there, and the right to write to it."""

import os
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import URL, exc, make_url

from store.errors import StoreError, StoreInUse, StoreUnavailable


def place_of(url: str) -> URL:
    """The URL with the driver we use. Raises StoreError for a database we do not know."""
    try:
        place = make_url(url)
    except exc.ArgumentError as error:
        raise StoreError(
            "The database URL cannot be read: sqlite:///... or postgresql://..."
        ) from (error)
    kind = place.drivername.partition("+")[0]
    if kind in ("postgresql", "postgres"):
        return place.set(drivername="postgresql+psycopg")
    if kind == "sqlite" and place.database not in (None, "", ":memory:"):
        return place.set(drivername="sqlite")
    raise StoreError(f"Firstline keeps its data in sqlite:///FILE or postgresql://..., not {kind}.")


def is_file(place: URL) -> bool:
    """Whether it is SQLite."""
    return place.drivername == "sqlite"


def file_of(place: URL) -> Path:
    """The file of a SQLite database."""
    return Path(place.database or "").absolute()


def require_file(path: Path) -> None:
    """Raise StoreUnavailable if there is no such database."""
    if not path.exists():
        raise StoreUnavailable(f"There is no database file {path}.")


def make_file(path: Path) -> None:
    """Make the file and its folder, for nobody but us. Raises StoreUnavailable."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise StoreUnavailable(f"The database file cannot be made: {error}") from error


def lock(path: Path) -> FileLock:
    """The right to write. It is let go when the process ends, however it ends.

    Raises StoreInUse if another process has it.
    """
    held = FileLock(f"{path}.lock", thread_local=False)
    try:
        held.acquire(blocking=False)
    except Timeout as error:
        raise StoreInUse(
            f"Another Firstline is using this database (it holds {path}.lock): stop it first, or "
            f"let it do the work."
        ) from error
    except OSError as error:
        raise StoreUnavailable(f"The lock file {path}.lock cannot be made: {error}") from error
    return held
