"""What a store is: a place where plain functions run as transactions.

A function is given a `Unit` and may be run again after a lost race, so all it does it does through
the unit.
"""

import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from threading import Thread
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from sqlalchemy import Connection, exc

from store.clock import SteadyClock
from store.errors import LostRace, StoreDamaged, StoreUnavailable
from store.hints import Hints
from store.unit import Unit
from store.waiting import Job, Outcome, Waiting

P = ParamSpec("P")
T = TypeVar("T")

Begin = Callable[[], AbstractContextManager[Connection]]
Call = Callable[[Unit], T]

# Seconds to wait before each further try; about half of it is chance, so that rivals part.
DELAYS = (0.01, 0.05, 0.2, 0.5)
LONGEST = 5.0  # seconds after which nothing is tried again: somebody waits

# The database cannot do it now. (On PostgreSQL a read-only server is an "internal error".)
TROUBLE = (exc.OperationalError, exc.InternalError, exc.InterfaceError, exc.TimeoutError)

# SQLite's codes and PostgreSQL's for what an operator can mend, and how.
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, "XX001", "XX002")
_FULL = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, "53100", "58030")
_CLOSED = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM)
_TO_MEND = {
    _DAMAGED: "It is damaged, or no database of Firstline at all: stop Firstline, move it away and "
    "restore a backup (firstline db restore).",
    _FULL: "The disk is full, or it fails: free some space, or mend it. A server that runs goes on "
    "by itself then; one that has ended must be started again.",
    _CLOSED: "The disk may be read-only, or file or folder may belong to another user: SQLite must "
    "be able to write beside the file even to read it.",
}

# SQLSTATE: lost connections, lost races, locks, a server that stops or starts.
_PASSING = ("08", "40", "55P03", "57P", "25P03")


class Store(Protocol):
    """The database, on its own threads."""

    clock: SteadyClock  # the time that counts for leases and what is due
    hints: Hints  # from and to others that work with the same database

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        ...

    async def transact(
        self, fn: Callable[Concatenate[Unit, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run `fn` as one transaction; returns once it is durable.

        Raises what `fn` raises, having kept nothing, or StoreUnavailable, at once if too much is
        waiting. If the caller is cancelled, the transaction may or may not have happened.
        """
        ...

    async def urgently(
        self, fn: Callable[Concatenate[Unit, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Like `transact`, before all that are not urgent: for what somebody waits for outside."""
        ...

    async def read(
        self, fn: Callable[Concatenate[Unit, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run `fn` on a snapshot of its own. It cannot write."""
        ...

    async def measure(self) -> timedelta:
        """How far `clock` is behind the clock it follows. Raises StoreUnavailable."""
        ...

    def close(self) -> None:
        """Finish what was begun, refuse what comes after, and let go of the database."""
        ...


class Threads:
    """A few threads that run whole transactions of one kind."""

    def __init__(self, begin: Begin, *, count: int, name: str) -> None:
        """`begin` opens a transaction and commits it, or rolls it back if it is left by error."""
        self._begin = begin
        self._waiting = Waiting()
        self._threads = [Thread(target=self._work, name=name, daemon=True) for _ in range(count)]
        for thread in self._threads:
            thread.start()

    async def run(self, call: Call[T]) -> T:
        """What `call` returns, once its transaction is over."""
        return await self._waiting.outcome(Job(call))

    async def urgently(self, call: Call[T]) -> T:
        """The same, before all that are not urgent."""
        return await self._waiting.outcome(Job(call, urgent=True))

    def close(self) -> None:
        """Finish what was handed in."""
        self._waiting.close()
        for thread in self._threads:
            thread.join()

    def _work(self) -> None:
        while job := self._waiting.take():
            self._outcome(job.call).tell(job)

    def _outcome(self, call: Call[object]) -> Outcome:
        try:
            return Outcome(value=insistently(lambda: self._once(call)))
        except BaseException as error:
            return Outcome(error=error)

    def _once(self, call: Call[T]) -> T:
        with self._begin() as connection:
            return call(Unit(connection))


def bound(
    fn: Callable[Concatenate[Unit, P], T], *args: P.args, **kwargs: P.kwargs
) -> Callable[[Unit], T]:
    """`fn` with all its arguments but the unit."""

    def call(unit: Unit) -> T:
        try:
            return fn(unit, *args, **kwargs)
        except StopIteration as error:
            # No coroutine can pass it on: whoever waits would wait for ever.
            raise RuntimeError("a transaction raised StopIteration") from error

    return call


def insistently(attempt: Callable[[], T], *, delays: tuple[float, ...] = DELAYS) -> T:
    """Try again after what passes; in the end trouble becomes StoreUnavailable."""
    end = time.monotonic() + LONGEST
    with in_our_words():
        for delay in delays:
            try:
                return attempt()
            except (LostRace, *TROUBLE) as error:
                if not _passes(error) or time.monotonic() > end:
                    raise
            time.sleep(delay * random.uniform(0.5, 1.5))  # noqa: S311 - nothing secret
        return attempt()


@contextmanager
def in_our_words(begin: str = "the database cannot do this now") -> Iterator[None]:
    """Trouble of the database becomes StoreUnavailable; a mistake of ours stays what it is."""
    try:
        yield
    except (LostRace, *TROUBLE) as error:
        raise unavailable(error, begin) from error
    except exc.DatabaseError as error:
        if _code(error) not in _DAMAGED:
            raise
        raise unavailable(error, begin) from error


def unavailable(
    error: BaseException, begin: str = "the database cannot do this now"
) -> StoreUnavailable:
    """The same trouble in the words of the house, and how to mend it if that is known."""
    if isinstance(error, StoreUnavailable):
        return error
    cause, code = getattr(error, "orig", None) or error, _code(error)
    said = f"{begin}: {str(cause).strip()}"
    hints = [hint for codes, hint in _TO_MEND.items() if code in codes]
    kind = StoreDamaged if code in _DAMAGED else StoreUnavailable
    return kind(". ".join((said, *hints)))


def _code(error: BaseException) -> int | str | None:
    """What SQLite (without the details) or PostgreSQL calls it."""
    cause = getattr(error, "orig", None) or error
    code: int | None = getattr(cause, "sqlite_errorcode", None)
    return getattr(cause, "sqlstate", None) if code is None else code & 0xFF


def _passes(error: Exception) -> bool:
    if isinstance(error, LostRace):
        return True
    if not isinstance(error, exc.DBAPIError):
        return False
    # PostgreSQL gives no state if the server was not reached, or lost on the way.
    state = getattr(error.orig, "sqlstate", "none on SQLite")
    return state is None or state.startswith(_PASSING)
