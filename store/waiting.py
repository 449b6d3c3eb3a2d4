"""Functions that wait for a thread: the urgent first, never too many, never too long."""

import asyncio
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from threading import Condition
from typing import Any, Generic, TypeVar

from store.errors import StoreUnavailable
from store.unit import Unit

T = TypeVar("T")

MOST = 1000  # functions that may wait
PATIENCE = 8.0  # seconds that one may wait before it is begun


@dataclass(frozen=True, slots=True, eq=False)
class Job(Generic[T]):
    """A function that waits for a thread, and the one who waits for it."""

    call: Callable[[Unit], T]
    urgent: bool = False
    done: Future[T] = field(default_factory=Future)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a job: a value, or an error."""

    value: Any = None
    error: BaseException | None = None

    def tell(self, job: Job[Any]) -> None:
        """Let the one who waits go on."""
        if self.error is None:
            job.done.set_result(self.value)
        else:
            job.done.set_exception(self.error)


class Waiting:
    """The jobs that wait. Who takes one must tell its outcome."""

    def __init__(self) -> None:
        self._urgent: deque[Job[Any]] = deque()
        self._others: deque[Job[Any]] = deque()
        self._changed = Condition()
        self._closed = False

    async def outcome(self, job: Job[T]) -> T:
        """Hand a job in; what it returns or raises.

        Raises StoreUnavailable if it was not begun: there is too much to do, or it is closed.
        """
        self._put(job)
        impatient = asyncio.get_running_loop().call_later(PATIENCE, self._drop, job)
        try:
            return await asyncio.wrap_future(job.done)
        finally:
            impatient.cancel()

    def take(self) -> Job[Any] | None:
        """The next job, as soon as there is one; None when all are taken and no more will come."""
        with self._changed:
            while True:
                job = self._next()
                if job or self._closed:
                    return job
                self._changed.wait()

    def more(self, *, after: Job[Any]) -> Job[Any] | None:
        """The next job if one waits; after an urgent one only if that is urgent too."""
        with self._changed:
            return self._next() if self._urgent or not after.urgent else None

    def close(self) -> bool:
        """Take no more in. False if that was so before."""
        with self._changed:
            was_open, self._closed = not self._closed, True
            self._changed.notify_all()
        return was_open

    def _put(self, job: Job[Any]) -> None:
        with self._changed:
            if self._closed:
                raise StoreUnavailable("the store is closed")
            if len(self._urgent) + len(self._others) >= MOST:
                raise StoreUnavailable("the database cannot keep up: too much is waiting for it")
            self._line(job).append(job)
            self._changed.notify()

    def _next(self) -> Job[Any] | None:
        """Those who wait no longer are passed over."""
        while line := self._urgent or self._others:
            job = line.popleft()
            if job.done.set_running_or_notify_cancel():
                return job
        return None

    def _drop(self, job: Job[Any]) -> None:
        """It has waited too long, unless it is under way."""
        with self._changed:
            if job not in self._line(job):
                return
            self._line(job).remove(job)
        job.done.set_exception(StoreUnavailable("the database cannot keep up: this had to wait"))

    def _line(self, job: Job[Any]) -> deque[Job[Any]]:
        return self._urgent if job.urgent else self._others
