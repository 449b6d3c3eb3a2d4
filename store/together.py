"""Calls that wait at the same time are made as one."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from store.errors import StoreUnavailable

T = TypeVar("T")

MOST = 64  # items in one call
CROWD = 4  # items at a time: more will come in a moment, and one call costs less than two
MOST_OF_THEM = 0.8  # of a crowd; the last ones are not worth the time of the others
MOMENT = 0.0005  # seconds
MOST_LOOKS = 10


class Together(Generic[T]):
    """Gathers items and acts on all that wait, in the order they came; one call at a time.

    If the call fails, the items are tried one by one, so that a bad one harms nobody else. While
    the database does not answer, that would only take longer.
    """

    def __init__(self, act: Callable[[Sequence[T]], Awaitable[object]]) -> None:
        self._act = act
        self._waiting: list[tuple[T, asyncio.Future[None]]] = []
        self._acting: asyncio.Task[None] | None = None
        self._crowd = 0  # items that were here at a time, lately

    async def add(self, item: T) -> None:
        """Returns when this item was acted on. Raises what acting on it raised."""
        done = asyncio.get_running_loop().create_future()
        self._waiting.append((item, done))
        if self._acting is None:
            self._acting = asyncio.create_task(self._act_on_all())
        await done

    async def _act_on_all(self) -> None:
        try:
            while self._waiting:
                if self._crowd >= CROWD:
                    await self._gather()
                batch, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
                wanted = [(item, done) for item, done in batch if not done.done()]
                if wanted:
                    await self._act_on(wanted)
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

    async def _act_on(self, batch: Sequence[tuple[T, asyncio.Future[None]]]) -> None:
        try:
            await self._act([item for item, _ in batch])
        except Exception as error:
            if len(batch) > 1 and not isinstance(error, StoreUnavailable):
                for one in batch:
                    await self._act_on([one])
            else:
                _tell(batch, error)
        else:
            _tell(batch, None)


def _tell(batch: Sequence[tuple[T, asyncio.Future[None]]], error: Exception | None) -> None:
    for _, done in batch:
        if done.done():  # nobody waits any more
            continue
        if error is None:
            done.set_result(None)
        else:
            done.set_exception(error)
