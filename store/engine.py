"""Open the database that a URL names."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import URL, Engine, exc, make_url

from store import postgres, schema, sqlite
from store.errors import StoreError, StoreInUse, StoreUnavailable
from store.postgres import PgStore
from store.reader import Reader
from store.sqlite import SqliteStore
from store.transact import TROUBLE, Store


def open_store(url: str, *, create: bool = True, trust_settings: bool = False) -> Store:
    """Open a store to work with.

    SQLite: this process alone may write until it is closed (else StoreInUse); the file and its
    folder are made if `create`, the tables brought up to date. PostgreSQL: SchemaBehind if the
    tables are old; StoreError if the server may forget commits, unless `trust_settings`.
    """
    place = _place(url)
    if place.drivername == "sqlite":
        return _open_sqlite(_path(place), create=create)
    return _open_postgres(place, trust_settings=trust_settings)


def open_reader(url: str) -> Store:
    """Open a store to look at, also while another process works with it."""
    place = _place(url)
    engine = _reading(place)
    with _or_dispose(engine), engine.connect() as connection:
        schema.require(connection)
    if place.drivername == "sqlite":
        return Reader(engine, engine.begin)
    return Reader(engine, lambda: postgres.snapshot(engine))


def upgrade(url: str) -> None:
    """Bring the tables to the newest revision; a database that has them already stays as it is."""
    place = _place(url)
    if place.drivername == "sqlite":
        path = _path(place)
        _make_file(path)
        lock = _lock(path)
        try:
            _migrate(sqlite.migrating(path))
        finally:
            lock.release()
    else:
        _migrate(postgres.migrating(place))


def schema_state(url: str) -> tuple[str, str]:
    """The revision of the tables ("" if there are none), and the one this code wants."""
    engine = _reading(_place(url))
    with _or_dispose(engine), engine.connect() as connection:
        found = schema.state(connection)
    engine.dispose()
    return found


def _place(url: str) -> URL:
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


def _path(place: URL) -> Path:
    return Path(place.database or "").absolute()


def _reading(place: URL) -> Engine:
    if place.drivername != "sqlite":
        return postgres.working(place)
    path = _path(place)
    _require_file(path)
    return sqlite.reading(path)


def _open_sqlite(path: Path, *, create: bool) -> Store:
    if create:
        _make_file(path)
    _require_file(path)
    lock = _lock(path)
    try:
        _prepare(path)
        return SqliteStore(path, let_go=lock.release)
    except BaseException:
        lock.release()
        raise


def _open_postgres(place: URL, *, trust_settings: bool) -> Store:
    engine = postgres.working(place)
    with _or_dispose(engine), engine.connect() as connection:
        if not trust_settings:
            postgres.check_durable(connection)
        schema.require(connection)
    return PgStore(engine)


def _prepare(path: Path) -> None:
    engine = sqlite.migrating(path)
    with _or_dispose(engine), engine.connect() as connection:
        sqlite.check_durable(connection)
    _migrate(engine)


def _migrate(engine: Engine) -> None:
    with _or_dispose(engine):
        schema.migrate(engine)
    engine.dispose()


@contextmanager
def _or_dispose(engine: Engine) -> Iterator[None]:
    """If it cannot be opened, leave nothing open."""
    try:
        yield
    except TROUBLE as error:
        engine.dispose()
        raise StoreUnavailable(f"The database cannot be opened: {error}") from error
    except BaseException:
        engine.dispose()
        raise


def _require_file(path: Path) -> None:
    if not path.exists():
        raise StoreUnavailable(f"There is no database file {path}.")


def _make_file(path: Path) -> None:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise StoreUnavailable(f"The database file cannot be made: {error}") from error


def _lock(path: Path) -> FileLock:
    """The right to write. It is let go when the process ends, however it ends."""
    lock = FileLock(f"{path}.lock", thread_local=False)
    try:
        lock.acquire(blocking=False)
    except Timeout as error:
        raise StoreInUse(
            f"Another Firstline is using this database (it holds {path}.lock): stop it first, or "
            f"let it do the work."
        ) from error
    except OSError as error:
        raise StoreUnavailable(f"The lock file {path}.lock cannot be made: {error}") from error
    return lock
