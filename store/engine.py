"""Open the database that a URL names."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Engine

from store import postgres, schema, sqlite
from store.clock import SteadyClock
from store.place import file_of, is_file, lock, make_file, place_of, require_file
from store.postgres import PgStore
from store.reader import Reader
from store.sqlite import SqliteStore
from store.transact import Store, in_our_words


def open_store(url: str, *, create: bool = True, trust_settings: bool = False) -> Store:
    """Open a store to work with.

    SQLite: this process alone may write until it is closed (else StoreInUse); the file and its
    folder are made if `create`, the tables brought up to date. PostgreSQL: SchemaBehind if the
    tables are old; StoreError if the server may forget commits, unless `trust_settings`.
    """
    place = place_of(url)
    if is_file(place):
        return _open_sqlite(file_of(place), create=create)
    return _open_postgres(place, trust_settings=trust_settings)


def open_reader(url: str) -> Store:
    """Open a store to look at, also while another process works with it."""
    place = place_of(url)
    engine = _reading(place)
    with _or_dispose(engine), engine.connect() as connection:
        schema.require(connection)
    if is_file(place):
        return Reader(engine, engine.begin)
    return Reader(engine, lambda: postgres.snapshot(engine))


def upgrade(url: str) -> None:
    """Bring the tables to the newest revision; a database that has them already stays as it is."""
    place = place_of(url)
    if is_file(place):
        _upgrade_file(url, file_of(place))
    else:
        _migrate(postgres.migrating(place))


def schema_state(url: str) -> tuple[str, str]:
    """The revision of the tables ("" if there are none), and the one this code wants."""
    engine = _reading(place_of(url))
    with _or_dispose(engine), engine.connect() as connection:
        found = schema.state(connection)
    engine.dispose()
    return found


def _reading(place: URL) -> Engine:
    if not is_file(place):
        return postgres.working(place)
    path = file_of(place)
    require_file(path)
    return sqlite.reading(path)


def _upgrade_file(url: str, path: Path) -> None:
    """Nothing is locked if there is nothing to do: a server may be at work."""
    make_file(path)
    current, head = schema_state(url)
    if current == head:
        return
    held = lock(path)
    try:
        _migrate(sqlite.migrating(path))
    finally:
        held.release()


def _open_sqlite(path: Path, *, create: bool) -> Store:
    if create:
        make_file(path)
    require_file(path)
    held = lock(path)
    try:
        _prepare(path)
        return SqliteStore(path, let_go=held.release)
    except BaseException:
        held.release()
        raise


def _open_postgres(place: URL, *, trust_settings: bool) -> Store:
    engine = postgres.working(place)
    with _or_dispose(engine), engine.connect() as connection:
        if not trust_settings:
            postgres.check_durable(connection)
        schema.require(connection)
        clock = SteadyClock(postgres.server_time(connection))
    return PgStore(engine, clock, postgres.hints(engine))


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
        with in_our_words("The database cannot be opened"):
            yield
    except BaseException:
        engine.dispose()
        raise
