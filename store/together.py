"""Calls that wait at the same time are made as one."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from itertools import islice
from typing import Generic, TypeVar

from store.errors import StoreUnavailable

T = TypeVar("T")

MOST = 64  # items in one call
CROWD = 4  # items at a time: more will come in a moment, and one call costs less than two
MOST_OF_THEM = 0.8  # of a crowd; the last ones are not worth the time of the others
MOMENT = 0.0005  # seconds
MOST_LOOKS = 10
MOST_WAITING = 1000  # items; more could only wait longer, and each may hold a mail
PATIENCE = 10.0  # seconds until somebody is told that it did not come about

Batch = Sequence[tuple[asyncio.Future[None], T]]


class Together(Generic[T]):
    """Gathers items and acts on all that wait, in the order they came; one call at a time.

    If the call fails, the items are tried one by one, so that a bad one harms nobody else. While
    the database does not answer, that would only take longer.
    """

    def __init__(self, act: Callable[[Sequence[T]], Awaitable[object]]) -> None:
        self._act = act
        self._waiting: dict[asyncio.Future[None], T] = {}
        self._acting: asyncio.Task[None] | None = None
        self._crowd = 0  # items that were here at a time, lately

    async def add(self, item: T) -> None:
        """Returns when this item was acted on. Raises what acting on it raised.

        Raises StoreUnavailable if too many wait, or if it took too long: then it may yet be done.
        """
        if len(self._waiting) >= MOST_WAITING:
            raise StoreUnavailable("the database cannot keep up: too much is waiting for it")
        loop = asyncio.get_running_loop()
        done = loop.create_future()
        self._waiting[done] = item
        if self._acting is None:
            self._acting = asyncio.create_task(self._act_on_all())
        impatient = loop.call_later(PATIENCE, _give_up, done)
        try:
            await done
        finally:
            impatient.cancel()
            self._waiting.pop(done, None)

    async def _act_on_all(self) -> None:
        try:
            while self._waiting:
                if self._crowd >= CROWD:
                    await self._gather()
                batch = list(islice(self._waiting.items(), MOST))
                for done, _ in batch:
                    del self._waiting[done]
                if batch:
                    await self._act_on(batch)
                self._crowd = len(batch) + len(self._waiting)
        finally:
            self._acting = None

    async def _gather(self) -> None:
        """Until most of a crowd are here again, or for as long as that is worth waiting for."""
        enough = min(MOST, MOST_OF_THEM * self._crowd)
        for _ in range(MOST_LOOKS):
            if len(self._waiting) >= enough:
                break
            await asyncio.sleep(MOMENT)

    async def _act_on(self, batch: Batch[T]) -> None:
        try:
            await self._act([item for _, item in batch])
        except Exception as error:
            if len(batch) > 1 and not isinstance(error, StoreUnavailable):
                for one in batch:
                    await self._act_on([one])
            else:
                _tell(batch, error)
        else:
            _tell(batch, None)


def _tell(batch: Batch[T], error: Exception | None) -> None:
    for done, _ in batch:
        if done.done():  # nobody waits any more
            continue
        if error is None:
            done.set_result(None)
        else:
            done.set_exception(error)


def _give_up(done: asyncio.Future[None]) -> None:
    if not done.done():
        done.set_exception(StoreUnavailable("the database does not answer"))
