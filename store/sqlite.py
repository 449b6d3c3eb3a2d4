"""SQLite: one thread writes, a few read.

One connection writes and checkpoints, for SQLite before 3.51.3 may lose commits if two do. The
functions that wait are committed together, so that fifty of them cost one flush to disk.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from time import monotonic
from typing import Any, Concatenate, ParamSpec, TypeVar
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, QueuePool, create_engine, event

from store.clock import SteadyClock
from store.columns import written_json
from store.errors import StoreError, StoreUnavailable
from store.hints import Hints, NoHints
from store.transact import DELAYS, Threads, bound, insistently, unavailable
from store.unit import Unit
from store.waiting import Job, Outcome, Waiting

P = ParamSpec("P")
T = TypeVar("T")

READERS = 4
_TOGETHER = 128  # the most functions in one commit
_LONGEST = 0.025  # seconds; then what was done is committed, and the next ones wait for their turn
_AT_ONCE = (0.0,) * len(DELAYS)  # the one writer has no rival to wait for

_ALWAYS = ("foreign_keys=ON", "busy_timeout=10000", "trusted_schema=OFF")
# What a statement may have to undo is a few pages: on the disk each would be a write of its own.
_WRITER = ("journal_mode=WAL", "synchronous=FULL", "temp_store=MEMORY", *_ALWAYS)
_READER = ("query_only=ON", "wal_autocheckpoint=0", *_ALWAYS)
# Mails are larger than most rows: in pages of this size a commit writes half as many. A database
# that is there already keeps its own. Rebuilding a table must not delete the rows that point to it.
_MIGRATION = (
    "page_size=8192",
    "journal_mode=WAL",
    "synchronous=FULL",
    "busy_timeout=10000",
    "foreign_keys=OFF",
)


def writing(path: Path) -> Engine:
    """The one connection that writes."""
    return _engine(path, _WRITER, begin="BEGIN IMMEDIATE", size=1)


def reading(path: Path) -> Engine:
    """Connections that cannot write."""
    return _engine(path, _READER, begin="BEGIN", size=READERS)


def migrating(path: Path) -> Engine:
    """The connection that changes tables."""
    return _engine(path, _MIGRATION, begin="BEGIN IMMEDIATE", size=1)


def check_durable(connection: Connection) -> None:
    """Refuse a place where SQLite cannot keep its promise."""
    found = {
        name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
        for name in ("journal_mode", "synchronous")
    }
    if found != {"journal_mode": "wal", "synchronous": 2}:
        raise StoreError(
            f"SQLite cannot keep a write-ahead log here ({found}): put the file on a local disk."
        )


def _engine(path: Path, pragmas: tuple[str, ...], *, begin: str, size: int) -> Engine:
    # mode=rw: opening a file that is not there is an error, not a new database.
    query = {"mode": "rw", "uri": "true"}
    url = URL.create("sqlite", database=f"file:{quote(str(path))}", query=query)
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=size,
        max_overflow=0,
        hide_parameters=True,
        json_serializer=written_json,
    )

    def set_up(connection: Any, _record: object) -> None:  # noqa: ANN401 - the raw connection
        connection.isolation_level = None  # BEGIN is ours to say
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    event.listen(engine, "connect", set_up)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    return engine


class SqliteStore:
    """A store in one file."""

    dialect = "sqlite"

    def __init__(self, path: Path, *, let_go: Callable[[], None]) -> None:
        """`let_go` is called when the file is closed."""
        self.clock = SteadyClock()
        self.hints: Hints = NoHints()
        self._let_go = let_go
        self._path = path
        self._file = _file_at(path)
        self._writer = writing(path)
        self._reader = reading(path)
        self._readers = Threads(self._reader.begin, count=READERS, name="store-read")
        self._waiting = Waiting()
        self._thread = Thread(target=self._write_all, name="store-write", daemon=True)
        self._thread.start()

    async def transact(
        self, fn: Callable[Concatenate[Unit, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """See Store."""
        return await self._waiting.outcome(Job(bound(fn, *args, **kwargs)))

    async def urgently(
        self, fn: Callable[Concatenate[Unit, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """See Store."""
        return await self._waiting.outcome(Job(bound(fn, *args, **kwargs), urgent=True))

    async def read(
        self, fn: Callable[Concatenate[Unit, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """See Store."""
        return await self._readers.run(bound(fn, *args, **kwargs))

    async def measure(self) -> timedelta:
        """See Store."""
        return datetime.now(UTC) - self.clock()

    def close(self) -> None:
        """See Store."""
        if self._waiting.close():
            self._thread.join()
            self._readers.close()
            self._reader.dispose()
            self._writer.dispose()  # last, for the last one out folds the log into the file
            self._let_go()

    def _write_all(self) -> None:
        while job := self._waiting.take():
            self._write(job)

    def _write(self, first: Job[Any]) -> None:
        """One transaction for all that wait; nobody hears of it before it is durable."""
        jobs = [first]
        try:
            self._require_the_file()
            outcomes = self._committed(jobs)
            self._require_the_file()
        except Exception as error:
            outcomes = [Outcome(error=unavailable(error))] * len(jobs)
        if any(isinstance(outcome.error, StoreUnavailable) for outcome in outcomes):
            # After a failed flush nobody knows what the old connection still believes; and one
            # that was made while the disk could only be read will never write.
            self._writer.dispose()
        for job, outcome in zip(jobs, outcomes, strict=True):
            outcome.tell(job)

    def _committed(self, jobs: list[Job[Any]]) -> list[Outcome]:
        """Almost always all goes well: only if not, each gets a savepoint."""
        try:
            with self._writer.begin() as connection:
                return [_plain_outcome(connection, job) for job in self._gathered(jobs)]
        except _OneFailed:
            with self._writer.begin() as connection:
                return [_outcome(connection, job) for job in jobs]

    def _require_the_file(self) -> None:
        """What is written into a file that was moved or deleted, nobody finds after a restart."""
        if _file_at(self._path) != self._file:
            raise StoreUnavailable(
                f"the database file {self._path} is not the one that was opened: stop the server, "
                "put the right file there and start again"
            )

    def _gathered(self, jobs: list[Job[Any]]) -> Iterator[Job[Any]]:
        """The first and as many more as go into one commit; behind what is urgent nothing more."""
        yield jobs[0]
        end = monotonic() + _LONGEST
        while len(jobs) < _TOGETHER and monotonic() < end:
            job = self._waiting.more(after=jobs[-1])
            if job is None:
                return
            jobs.append(job)
            yield job


def _file_at(path: Path) -> tuple[int, int] | None:
    """Which file that is; None if there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


class _OneFailed(Exception):
    """Of the functions in a transaction one has failed, so it must be begun again."""


def _plain_outcome(connection: Connection, job: Job[Any]) -> Outcome:
    try:
        return Outcome(value=job.call(Unit(connection)))
    except BaseException as error:
        raise _OneFailed from error


def _outcome(connection: Connection, job: Job[Any]) -> Outcome:
    """Run one job of many; if it fails, the others go on as if it had never been."""

    def attempt() -> Any:  # noqa: ANN401 - what the job returns
        with connection.begin_nested():
            return job.call(Unit(connection))

    try:
        return Outcome(value=insistently(attempt, delays=_AT_ONCE))
    except BaseException as error:
        if not _goes_on(connection):
            if isinstance(error, StoreUnavailable):
                raise
            raise StoreUnavailable("the transaction was lost") from error
        return Outcome(error=error)


def _goes_on(connection: Connection) -> bool:
    """Whether SQLite has kept the transaction; it drops it on some errors, such as a full disk."""
    raw: Any = connection.connection.dbapi_connection
    return bool(raw.in_transaction)
