"""Look at one moment of a database for as long as it takes, beside whoever works with it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from sqlalchemy import URL, Engine, exc

from store import postgres, schema, sqlite
from store.errors import StoreError
from store.place import file_of, is_file, place_of, require_file
from store.transact import unavailable
from store.unit import Unit, is_shared


@contextmanager
def look(url: str) -> Iterator[Unit]:
    """One moment of the database, read only, whatever the revision of its tables.

    Raises StoreUnavailable.
    """
    place = place_of(url)
    engine = _patient(place)
    try:
        with engine.begin() if is_file(place) else postgres.snapshot(engine) as connection:
            yield Unit(connection)
    except (exc.DBAPIError, exc.TimeoutError) as error:
        raise unavailable(error) from error
    finally:
        engine.dispose()


def revision(unit: Unit) -> str:
    """The revision of the tables. Raises StoreError if there are none, or if they are too new."""
    current, _ = schema.state(unit.connection)
    if not current:
        raise StoreError("There are no tables of Firstline in this database.")
    schema.refuse_newer(current)
    return current


def _patient(place: URL) -> Engine:
    """Unlike those for the daily work, a connection that may take its time."""
    if not is_file(place):
        return postgres.migrating(place)
    require_file(file_of(place))
    return sqlite.reading(file_of(place))


def faults(unit: Unit) -> tuple[str, ...]:
    """What SQLite finds broken in its file."""
    try:
        broken = unit.connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
        astray = unit.connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    except exc.DatabaseError as error:  # too broken to be looked through
        return (str(error.orig),)
    return (
        *(line for line in broken if line != "ok"),
        *(f"a row of {row[0]} points to a missing row of {row[2]}" for row in astray),
    )


def require_durable(unit: Unit) -> None:
    """Raise StoreError if the server may forget commits. What SQLite does is set by us."""
    if is_shared(unit):
        postgres.check_durable(unit.connection)


def clock_ahead(unit: Unit) -> timedelta:
    """How far the database's clock is ahead of this machine's; on SQLite it is the same one."""
    if not is_shared(unit):
        return timedelta(0)
    before = datetime.now(UTC)
    theirs = postgres.server_time(unit.connection)
    after = datetime.now(UTC)
    return theirs - (before + (after - before) / 2)
