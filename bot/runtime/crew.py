"""The batches that a loop has under way, and its hold on their leases.

A lease is short and renewed while the work goes on: what a dead process held is free again soon,
and slow work is not taken for dead.
"""

import asyncio
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import chain
from time import monotonic

from bot.runtime.house_rules import Clock
from bot.runtime.room import Lanes, Room
from store import work_queue
from store.errors import LostLease, StoreUnavailable
from store.records import Work
from store.transact import Store
from store.unit import Unit

Batch = tuple[Work, ...]

LEASE = timedelta(seconds=6)
BEAT = 2.0  # seconds between two renewals
BREATH = 0.5  # seconds to wait when the database does not answer
GRACE = 5.0  # seconds for what is under way when the loop is to end


@dataclass(eq=False, slots=True, kw_only=True)
class Held:
    """A batch under way. `since` is when its lease was last known to be ours, by time.monotonic;
    `kept` says that it has one of the lanes for what was never tried."""

    batch: Batch
    kept: bool = False
    since: float = field(default_factory=monotonic)
    task: asyncio.Task[None] | None = None
    missed: bool = False
    returning: bool = False
    dropped: bool = False

    @property
    def fence(self) -> str:
        """What proves the lease, the same for the whole batch."""
        return self.batch[0].fence

    @property
    def channel(self) -> str:
        """The channel that it belongs to."""
        return work_queue.channel_of(self.batch[0].lane)

    @property
    def is_wanted(self) -> bool:
        """Whether the lease is worth keeping."""
        return not (self.dropped or self.returning)

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

    def __init__(self, store: Store, queue: str, clock: Clock, lanes: Lanes) -> None:
        self._store = store
        self._queue = queue
        self._clock = clock
        self._lanes = lanes
        self._held: set[Held] = set()

    def room(self) -> Room:
        """The lanes that are in use."""
        kept = Counter(held.channel for held in self._held if held.kept)
        others = Counter(held.channel for held in self._held if not held.kept)
        return Room(lanes=self._lanes, kept=kept, others=others)

    def begin(self, held: Held, task: asyncio.Task[None]) -> None:
        """It is under way until the task is over."""
        held.task = task
        self._held.add(held)
        task.add_done_callback(lambda _: self._held.discard(held))

    async def beat(self) -> None:
        """Hold on to the leases until cancelled."""
        while True:
            await asyncio.sleep(BEAT)
            while holding := tuple(held for held in self._held if held.is_wanted):
                if await self._renew(holding):
                    break
                await asyncio.sleep(BREATH)

    async def finish_up(self) -> None:
        """Wait a while for what is under way; what takes longer is given back."""
        await _over(self._held, within=GRACE)
        late = tuple(self._held)
        for held in late:
            held.drop()
        await _over(late, within=BEAT)
        batches = [held.batch for held in late]
        with suppress(StoreUnavailable):
            await self._store.urgently(_give_all_back, self._queue, batches)

    async def give_back(self, held: Held) -> None:
        """It could not be tried, or nobody knows: that must not count against it."""
        held.returning = True
        while True:
            with suppress(StoreUnavailable):
                await self._store.urgently(_give_all_back, self._queue, [held.batch])
                return
            await asyncio.sleep(BREATH)

    async def _renew(self, holding: tuple[Held, ...]) -> bool:
        """False if the database did not answer; what we may no longer believe in is dropped."""
        try:
            async with asyncio.timeout(BEAT):
                began, kept = await self._store.urgently(self._renewed, holding)
        except (StoreUnavailable, TimeoutError):
            for held in holding:
                if held.is_stale(LEASE):
                    held.drop()
            return False
        for held in self._held.intersection(holding):
            held.seen(began, kept=held.fence in kept)
        return True

    def _renewed(self, unit: Unit, holding: tuple[Held, ...]) -> tuple[float, frozenset[str]]:
        began, now = monotonic(), self._clock()
        works = [work for held in holding for work in held.batch]
        return began, work_queue.renew(unit, self._queue, works, now=now, lease=LEASE)


async def _over(those: Iterable[Held], *, within: float) -> None:
    tasks = [held.task for held in those if held.task]
    if tasks:
        await asyncio.wait(tasks, timeout=within)


def _give_all_back(unit: Unit, queue: str, batches: Iterable[Batch]) -> None:
    for work in chain.from_iterable(batches):
        try:
            work_queue.give_back(unit, queue, work)
        except LostLease:
            work_queue.uncount(unit, queue, work)
