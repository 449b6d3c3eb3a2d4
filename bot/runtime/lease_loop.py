"""Claim, work, finish, or postpone by a table of delays, or give up: shared by intake and dispatch.

A row is counted as tried when it is claimed, so that work which kills the process is counted too.
When the table of delays is used up, the next claim gives up on the row instead of working on it;
giving up is the caller's and must leave a trace that people see.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from time import monotonic
from typing import Any, Protocol

from bot.metrics import Meter
from bot.runtime import away
from bot.runtime.crew import BREATH, LEASE, Batch, Crew, Held
from bot.runtime.house_rules import Clock
from bot.runtime.room import LANES, Lanes, Room
from channels.base import TryLater, Undeliverable
from store import work_queue
from store.errors import LostLease, StoreDamaged, StoreUnavailable
from store.records import Work
from store.transact import Store
from store.unit import Unit
from store.work_queue import Among

log = logging.getLogger("firstline")

Worker = Callable[[Batch], Awaitable[None]]

IDLE = 1.0  # seconds between two looks at a queue when nothing was announced
MOST_TRIES = 20  # of a row whose work never failed, but ended with the process each time
MORE_TRIES = 3  # to give up in good order
LONGEST_PAUSE = timedelta(days=1)  # whatever a vendor asks for
SHORTEST = 0.01  # seconds; never spin


class GiveUp(Protocol):
    """What is done with a batch for which hope is lost."""

    async def __call__(self, batch: Batch, why: str) -> None: ...


def _usual(_channel: str) -> int:
    return 0


def _none() -> tuple[str, ...]:
    return ()


def _nothing() -> None:
    return None


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
        longest: timedelta,
        only: tuple[str, ...] = (),
        lanes: Lanes = _usual,
        jam: timedelta | None = None,
        resting: Callable[[], tuple[str, ...]] = _none,
        idle: Callable[[], None] = _nothing,
        clock: Clock,
        meter: Meter,
    ) -> None:
        """`longest` is what one piece of work may take before it counts as failed.

        `only` names the channels whose rows are looked at, () for all; `lanes` says how many
        batches of one may be under way, 0 for as many as usual. When something waits for longer
        than `jam`, some of what is new goes first (see Room). `resting` names channels to leave
        alone for a while, so that others have the processor. `idle` is called when nothing is left
        to do.
        """
        self._store = store
        self._queue = queue
        self._work = work
        self._give_up = give_up
        self._delays = delays
        self._longest = longest
        self._only = only
        self._jam = jam
        self._resting = resting
        self._idle = idle
        self._clock = clock
        self._meter = meter
        self._news = asyncio.Event()
        self._ending = False
        self._crew = Crew(store, queue, clock, lanes)

    def wake(self) -> None:
        """There may be something to do."""
        self._news.set()

    def stop(self) -> None:
        """Claim nothing more: `run` ends when what is under way is done, or given back."""
        self._ending = True
        self.wake()

    async def run(self) -> None:
        """Work until stopped; if cancelled, what is under way is left to its lease."""
        async with asyncio.TaskGroup() as tasks:
            beating = tasks.create_task(self._crew.beat())
            while not self._ending:
                self._news.clear()
                among = self._among(resting=self._resting())
                claimed = await self._claim(among)
                await self._take_up(claimed, tasks)
                if not claimed:
                    if not (among.but or among.untried):
                        self._idle()
                    await self._rest(await self._patience(among))
            await self._crew.finish_up()
            beating.cancel()

    async def _take_up(self, claimed: tuple[Held, ...], tasks: asyncio.TaskGroup) -> None:
        """Begin it; what was claimed just as the end came is given back."""
        if self._ending:
            await asyncio.gather(*map(self._crew.give_back, claimed))
            return
        for held in claimed:
            task = tasks.create_task(self._one(held))
            self._crew.begin(held, task)
            task.add_done_callback(lambda _: self.wake())

    async def drain(self) -> int:
        """Work, one after another, on all that is due now; how many batches that were."""
        done = 0
        while claimed := await self._claim(self._among()):
            for held in claimed:
                await self._one(held)
            done += len(claimed)
        return done

    # --- claiming ------------------------------------------------------------------------
    def _among(self, *, resting: tuple[str, ...] = ()) -> Among:
        """The rows to look at: a channel that rests or has its hands full gets no more."""
        return self._crew.room().among(self._only, resting=resting)

    async def _claim(self, among: Among) -> tuple[Held, ...]:
        """What can be begun at once: a lease must not run while its row waits."""
        try:
            return await self._store.transact(self._claimed, among, self._crew.room())
        except StoreUnavailable as why:
            away.tell("cannot claim", why, queue=self._queue)
            await asyncio.sleep(BREATH)
            return ()

    def _claimed(self, unit: Unit, among: Among, room: Room) -> tuple[Held, ...]:
        began, now = monotonic(), self._clock()
        how: Any = {"limit": LANES, "among": among, "choose": room.choose, "jam": self._jam}
        batches = work_queue.claim(unit, self._queue, now=now, lease=LEASE, **how)
        ours = ((batch, batch[0].id in room.ahead) for batch in batches)
        return tuple(Held(batch=batch, since=began, kept=kept) for batch, kept in ours)

    async def _patience(self, among: Among) -> float:
        """Seconds until something becomes due, at most IDLE."""
        try:
            due = await self._store.read(work_queue.next_due, self._queue, among)
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

    # --- working -------------------------------------------------------------------------
    async def _one(self, held: Held) -> None:
        """The only place that catches everything: whatever happens, the row has a next step."""
        try:
            await self._settled(held)
        except StoreUnavailable as gone:
            log.warning("given back", extra=self._about(held.batch, gone))
            await self._crew.give_back(held)
        except LostLease as gone:
            self._lost(held.batch, gone)
        except asyncio.CancelledError:
            if not held.dropped:
                raise
            self._lost(held.batch, LostLease("dropped"))

    async def _settled(self, held: Held) -> None:
        """It is done, postponed or buried. Raises StoreUnavailable or LostLease."""
        batch = held.batch
        try:
            await self._try(held)
        except StoreDamaged as damage:  # this row may be the one that cannot be worked on
            away.tell("failed", damage, **self._about(batch, damage))
            await self._postpone(batch, damage, timedelta(0))
        except (LostLease, StoreUnavailable):
            raise
        except TryLater as wait:
            await self._postpone(batch, wait, wait.after)
        except Exception as trouble:
            log.exception("failed", extra=self._about(batch, trouble))
            await self._postpone(batch, trouble, timedelta(0))

    async def _try(self, held: Held) -> None:
        why = await self._given_up_for(held.batch[0])
        if held.is_stale(LEASE / 2):
            raise StoreUnavailable("too late to begin: others may think we are dead")
        if why:
            await self._bury(held.batch, why)
            return
        try:
            async with asyncio.timeout(self._longest.total_seconds()):
                await self._work(held.batch)
        except Undeliverable as end:
            await self._bury(held.batch, str(end))
        else:
            self._meter.handled(self._queue, len(held.batch))

    async def _bury(self, batch: Batch, why: str) -> None:
        if batch[0].failures < len(self._delays) + MORE_TRIES:
            await self._give_up(batch, why)
        else:
            log.error("buried without a word: giving up fails too", extra=self._keys(batch))
            await self._store.transact(_bury_all, self._queue, batch, self._clock(), why)
        self._meter.buried(self._queue, len(batch))

    async def _given_up_for(self, work: Work) -> str:
        """Why there is no hope, "" while there is. A row that only ever met with our own death
        gets more tries: it may have been the power, and not the row."""
        if work.failures >= len(self._delays):
            entry = await self._store.read(work_queue.find, self._queue, work.key)
            return entry.reason if entry and entry.reason else "every attempt failed"
        crashes = work.attempts - work.failures
        return "every attempt ended with the process" if crashes > MOST_TRIES else ""

    async def _postpone(self, batch: Batch, why: Exception, asked: timedelta) -> None:
        delay = self._delays[min(batch[0].failures, len(self._delays) - 1)]
        pause = max(delay, min(asked, LONGEST_PAUSE))
        reason = f"{type(why).__name__}: {why}"[:500]
        await self._store.transact(self._wait, batch, pause, reason)
        self._meter.postponed(self._queue, len(batch))

    def _wait(self, unit: Unit, batch: Batch, pause: timedelta, reason: str) -> None:
        """By the clock in the transaction: it may have been set since it was asked for."""
        due_at = self._clock() + pause
        for work in batch:
            work_queue.postpone(unit, self._queue, work, due_at=due_at, reason=reason)

    def _lost(self, batch: Batch, why: LostLease) -> None:
        """Whoever holds the lease now goes on."""
        log.warning("left to its lease", extra=self._about(batch, why))
        self._meter.lost_lease(self._queue, len(batch))

    def _about(self, batch: Batch, trouble: Exception) -> dict[str, object]:
        return {**self._keys(batch), "trouble": type(trouble).__name__}

    def _keys(self, batch: Batch) -> dict[str, object]:
        return {"queue": self._queue, "keys": [work.key for work in batch]}


def _bury_all(unit: Unit, queue: str, batch: Batch, now: datetime, why: str) -> None:
    for work in batch:
        work_queue.bury(unit, queue, work, now=now, reason=why)
