"""The batches that a loop has under way, and its hold on their leases.

A lease is short and renewed while the work goes on: what a dead process held is free again soon,
and slow work is not taken for dead.
"""

import asyncio
import logging
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from time import monotonic

from bot.runtime.house_rules import Clock
from store import work_queue
from store.errors import LostLease, StoreUnavailable
from store.records import Work
from store.transact import Store
from store.unit import Unit

log = logging.getLogger("firstline")

LEASE = timedelta(seconds=6)
BEAT = 2.0  # seconds between two renewals
GRACE = 5.0  # seconds for what is under way when the loop is to end


@dataclass(eq=False, slots=True, kw_only=True)
class Held:
    """A batch under way. `since` is when its lease was last known to be ours, by time.monotonic."""

    batch: tuple[Work, ...]
    since: float = field(default_factory=monotonic)
    task: asyncio.Task[None] | None = None
    missed: bool = False
    dropped: bool = False

    @property
    def fence(self) -> str:
        """What proves the lease, the same for the whole batch."""
        return self.batch[0].fence

    def is_stale(self, age: timedelta) -> bool:
        """Whether the lease was last seen to hold longer ago than this."""
        return monotonic() - self.since > age.total_seconds()

    def seen(self, at: float, *, kept: bool) -> None:
        """The lease was renewed, or it was not there: once may mean that the work is done."""
        if kept:
            self.since = at
        elif self.missed:
            self.drop()
        self.missed = not kept

    def drop(self) -> None:
        """Stop working on it: it is somebody else's, or soon will be."""
        self.dropped = True
        if self.task:
            self.task.cancel()


class Crew:
    """What is under way."""

    def __init__(self, store: Store, queue: str, clock: Clock) -> None:
        self._store = store
        self._queue = queue
        self._clock = clock
        self._held: set[Held] = set()

    def full(self, most: int) -> tuple[str, ...]:
        """The channels that have so many batches under way, or more."""
        busy = Counter(work_queue.channel_of(held.batch[0].lane) for held in self._held)
        return tuple(channel for channel, batches in busy.items() if batches >= most)

    def begin(self, held: Held, task: asyncio.Task[None]) -> None:
        """It is under way until the task is over."""
        held.task = task
        self._held.add(held)
        task.add_done_callback(lambda _: self._held.discard(held))

    async def beat(self) -> None:
        """Hold on to the leases until cancelled."""
        while True:
            await asyncio.sleep(BEAT)
            holding = tuple(held for held in self._held if not held.dropped)
            if holding:
                await self._renew(holding)

    async def finish_up(self) -> None:
        """Wait a while for what is under way; what takes longer is given back."""
        if self._held:
            await asyncio.wait([held.task for held in self._held if held.task], timeout=GRACE)
        for held in tuple(self._held):
            held.drop()
            await asyncio.wait([held.task] if held.task else ())
            await self._give_back(held.batch)

    async def _renew(self, holding: tuple[Held, ...]) -> None:
        began = monotonic()
        fences = [held.fence for held in holding]
        now = self._clock()
        try:
            kept = await self._store.urgently(
                work_queue.renew, self._queue, fences, now=now, lease=LEASE
            )
        except StoreUnavailable:
            for held in holding:
                if held.is_stale(LEASE):
                    held.drop()
        else:
            for held in self._held.intersection(holding):
                held.seen(began, kept=held.fence in kept)

    async def _give_back(self, batch: tuple[Work, ...]) -> None:
        try:
            await self._store.transact(_give_all_back, self._queue, batch)
        except (LostLease, StoreUnavailable):
            log.warning("left to its lease", extra={"keys": [work.key for work in batch]})


def _give_all_back(unit: Unit, queue: str, batch: tuple[Work, ...]) -> None:
    for work in batch:
        work_queue.give_back(unit, queue, work)
