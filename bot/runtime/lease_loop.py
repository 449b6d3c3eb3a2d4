"""Claim, work, finish, or postpone by a table of delays, or give up: shared by intake and dispatch.

A row is counted as tried when it is claimed, so that work which kills the process is counted too.
When the table of delays is used up, the next claim gives up on the row instead of working on it;
giving up is the caller's and must leave a trace that people see.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Protocol

from channels.base import TryLater, Undeliverable
from store import work_queue
from store.errors import LostLease, StoreUnavailable
from store.records import Work
from store.transact import Store
from store.unit import Unit

log = logging.getLogger("firstline")

Batch = tuple[Work, ...]
Worker = Callable[[Batch], Awaitable[None]]

IDLE = 1.0  # seconds between two looks at a queue when nothing was announced
MOST_TRIES = 20  # of a row whose work never failed, but ended with the process each time
LONGEST_PAUSE = timedelta(days=1)  # whatever a vendor asks for
SHORTEST = 0.01  # seconds; never spin
BREATH = 0.5  # seconds to wait when the database does not answer
LANES = 8  # conversations worked on at the same time


class GiveUp(Protocol):
    """What is done with a batch for which hope is lost."""

    async def __call__(self, batch: Batch, why: str) -> None: ...


class LeaseLoop:
    """One queue and what is done with its rows."""

    def __init__(
        self,
        store: Store,
        queue: str,
        *,
        work: Worker,
        give_up: GiveUp,
        delays: tuple[timedelta, ...],
        lease: timedelta,
        lanes: tuple[str, ...] = (),
        clock: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._queue = queue
        self._work = work
        self._give_up = give_up
        self._delays = delays
        self._lease = lease
        self._lanes = lanes
        self._clock = clock
        self._news = asyncio.Event()
        self._under_way: set[asyncio.Task[None]] = set()

    def wake(self) -> None:
        """There may be something to do."""
        self._news.set()

    async def run(self) -> None:
        """Work until cancelled; what is under way then is left to its lease."""
        async with asyncio.TaskGroup() as under_way:
            while True:
                self._news.clear()
                batches = await self._claim(LANES - len(self._under_way))
                for batch in batches:
                    task = under_way.create_task(self._one(batch))
                    self._under_way.add(task)
                    task.add_done_callback(self._finished)
                if not batches:
                    await self._rest(await self._patience())

    async def drain(self) -> int:
        """Work, one after another, on all that is due now; how many batches that were."""
        done = 0
        while batches := await self._claim(LANES):
            for batch in batches:
                await self._one(batch)
            done += len(batches)
        return done

    async def _claim(self, limit: int) -> tuple[Batch, ...]:
        """As many lanes as can be worked on at once: a lease must not run while its row waits."""
        if not limit:
            return ()
        try:
            return await self._store.transact(
                work_queue.claim,
                self._queue,
                now=self._clock(),
                lease=self._lease,
                limit=limit,
                lanes=self._lanes,
            )
        except StoreUnavailable:
            log.warning("cannot claim: the database does not answer", extra={"queue": self._queue})
            await asyncio.sleep(BREATH)
            return ()

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        self.wake()

    async def _one(self, batch: Batch) -> None:
        """The only place that catches everything: whatever happens, the row has a next step."""
        try:
            await self._try(batch)
        except (LostLease, StoreUnavailable) as gone:
            # Nothing of ours was committed; whoever holds the lease, or its end, goes on.
            log.warning("left to its lease", extra=self._about(batch, gone))
        except TryLater as wait:
            await self._postpone(batch, wait, wait.after)
        except Exception as trouble:
            log.exception("failed", extra=self._about(batch, trouble))
            await self._postpone(batch, trouble, timedelta(0))

    async def _try(self, batch: Batch) -> None:
        why = await self._given_up_for(batch[0])
        if why:
            await self._give_up(batch, why)
            return
        try:
            # Half the lease: whoever takes the row over must find that we have stopped.
            async with asyncio.timeout(self._lease.total_seconds() / 2):
                await self._work(batch)
        except Undeliverable as end:
            await self._give_up(batch, str(end))

    async def _given_up_for(self, work: Work) -> str:
        """Why there is no hope, "" while there is. A row that only ever met with our own death
        gets more tries: it may have been the power, and not the row."""
        if work.attempts <= len(self._delays):
            return ""
        entry = await self._store.read(work_queue.find, self._queue, work.key)
        if entry and entry.reason:
            return entry.reason
        return "every attempt ended with the process" if work.attempts > MOST_TRIES else ""

    async def _postpone(self, batch: Batch, why: Exception, asked: timedelta) -> None:
        delay = self._delays[min(batch[0].attempts, len(self._delays)) - 1]
        due_at = self._clock() + max(delay, min(asked, LONGEST_PAUSE))
        reason = f"{type(why).__name__}: {why}"[:500]
        try:
            await self._store.transact(_postpone_all, self._queue, batch, due_at, reason)
        except (LostLease, StoreUnavailable) as gone:
            log.warning("left to its lease", extra=self._about(batch, gone))

    async def _patience(self) -> float:
        """Seconds until something becomes due, at most IDLE."""
        if len(self._under_way) == LANES:
            return IDLE
        try:
            due = await self._store.read(work_queue.next_due, self._queue)
        except StoreUnavailable:
            return IDLE
        left = (due - self._clock()).total_seconds() if due else IDLE
        return min(max(left, SHORTEST), IDLE)

    async def _rest(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._news.wait()
        except TimeoutError:
            return

    def _about(self, batch: Batch, trouble: Exception) -> dict[str, object]:
        keys = [work.key for work in batch]
        return {"queue": self._queue, "keys": keys, "trouble": type(trouble).__name__}


def _postpone_all(unit: Unit, queue: str, batch: Batch, due_at: datetime, reason: str) -> None:
    for work in batch:
        work_queue.postpone(unit, queue, work, due_at=due_at, reason=reason)
