"""How a loop holds on to its work: beats, quotas, an orderly end."""

import asyncio
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.metrics import Figures
from bot.runtime import crew
from bot.runtime.alone import alone
from bot.runtime.crew import LEASE, Held
from bot.runtime.lease_loop import MOST_TRIES, LeaseLoop
from store import dead_letters, leases, work_queue
from store.errors import LostLease, StoreUnavailable
from store.tables import INBOX_TABLE, LEASES
from store.work_queue import INBOX
from tests.fakes.patience import PATIENCE
from tests.scenarios.stage import HandClock


@pytest.fixture
def clock():
    return HandClock()


@pytest.fixture(autouse=True)
def quick_beats(monkeypatch):
    monkeypatch.setattr(crew, "BEAT", 0.02)
    monkeypatch.setattr("bot.runtime.alone.BEAT", 0.02)


class Bench:
    """Somebody who works on one thing until told to stop."""

    def __init__(self, store, clock):
        self.store = store
        self.clock = clock
        self.begun = asyncio.Event()
        self.may_end = asyncio.Event()
        self.figures = Figures()
        self.away = 0
        self.done = []
        self.stopped = []

    def loop(self):
        return LeaseLoop(
            self.store,
            INBOX,
            work=self.work,
            give_up=self.give_up,
            delays=(timedelta(seconds=1),) * 3,
            longest=timedelta(seconds=30),
            clock=self.clock,
            meter=self.figures,
        )

    async def work(self, batch):
        (work,) = batch
        if work.lane.startswith("broken|"):
            raise KeyError("a bug")
        self.away -= 1
        if self.away > 0:
            raise StoreUnavailable("gone for a moment")
        self.begun.set()
        try:
            if not work.lane.startswith("quick|"):
                await self.may_end.wait()
        except asyncio.CancelledError:
            self.stopped.append(work.key)
            raise
        await self.store.transact(work_queue.finish, INBOX, work, now=self.clock())
        self.done.append(work.key)

    async def give_up(self, batch, why):
        raise ZeroDivisionError("a bug in giving up")

    async def put(self, key, lane="slow|1"):
        await self.store.transact(
            work_queue.put, INBOX, key=key, lane=lane, payload={}, now=self.clock()
        )

    async def row(self, key):
        def read(unit):
            found = unit.connection.execute(INBOX_TABLE.select().where(INBOX_TABLE.c.key == key))
            return found.one()

        return await self.store.read(read)

    async def claim(self):
        return await self.store.transact(
            work_queue.claim, INBOX, now=self.clock(), lease=LEASE, limit=9
        )


@pytest.fixture
def bench(store, clock):
    return Bench(store, clock)


async def until(look):
    """Wait until this coroutine function says yes."""
    async with asyncio.timeout(PATIENCE):
        while not await look():  # noqa: ASYNC110 - rows tell nobody that they change
            await asyncio.sleep(0.01)


@asynccontextmanager
async def running(work):
    task = asyncio.create_task(work)
    try:
        yield task
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def test_slow_work_is_not_taken_for_dead(bench, clock):
    await bench.put("a1")
    async with running(bench.loop().run()):
        await bench.begun.wait()
        for _ in range(3):
            clock.wind(LEASE * 0.9)

            async def renewed():
                return (await bench.row("a1")).lease_until == clock() + LEASE

            await until(renewed)
            assert await bench.claim() == ()
        bench.may_end.set()
        await until(lambda: _is(bench.done))
    assert bench.done == ["a1"]


async def test_work_that_somebody_else_has_taken_over_is_stopped(bench, store):
    def steal(unit):
        unit.connection.execute(update(INBOX_TABLE).values(fence="stolen"))

    await bench.put("a1")
    async with running(bench.loop().run()):
        await bench.begun.wait()
        await store.transact(steal)
        await until(lambda: _is(bench.stopped))
    row = await bench.row("a1")
    assert (row.state, row.fence, bench.done) == ("pending", "stolen", [])


async def test_a_loop_that_was_frozen_does_not_begin_what_it_claimed(bench, clock):
    await bench.put("a1")
    (batch,) = await bench.claim()
    late = Held(batch=batch, since=-1e9)
    await bench.loop()._one(late)
    assert not bench.begun.is_set()
    row = await bench.row("a1")
    assert (row.attempts, row.lease_until) == (0, None)  # it was not tried


async def test_a_database_that_comes_and_goes_is_not_held_against_the_work(bench):
    """Claimed, but it cannot be finished: as often as that may be."""
    await bench.put("a1", lane="quick|1")
    loop = bench.loop()
    bench.away = 3 * MOST_TRIES
    while not await loop.drain() or bench.away > 0:
        pass
    assert bench.done == ["a1"]


async def test_what_cannot_be_given_up_in_good_order_is_buried_all_the_same(bench, clock):
    await bench.put("a1", lane="broken|1")
    loop = bench.loop()
    for _ in range(20):
        await loop.drain()
        clock.wind(timedelta(seconds=1))
    row = await bench.row("a1")
    assert (row.state, row.reason) == ("buried", "ZeroDivisionError: a bug in giving up")


async def test_one_of_a_lane_at_a_time_although_many_are_released_before_it(bench, store):
    for number in range(25):
        await bench.put(f"a{number:02}")
    for _ in range(25):
        ((work,),) = await bench.claim()
        await store.transact(work_queue.bury, INBOX, work, now=bench.clock(), reason="down")
    await bench.put("last")
    await bench.claim()
    await store.transact(dead_letters.retry, INBOX, (), now=bench.clock())
    assert await bench.claim() == ()


async def test_an_orderly_end_waits_for_what_is_under_way_and_begins_nothing(bench):
    await bench.put("a1")
    await bench.put("b1", lane="slow|2")
    loop = bench.loop()
    ending = asyncio.create_task(loop.run())
    await bench.begun.wait()
    loop.stop()
    await bench.put("c1", lane="slow|3")
    bench.may_end.set()
    await asyncio.wait_for(ending, PATIENCE)
    assert "a1" in bench.done
    assert (await bench.row("c1")).attempts == 0


async def test_what_cannot_wait_for_the_end_is_given_back(bench, monkeypatch):
    monkeypatch.setattr(crew, "GRACE", 0.05)
    await bench.put("a1")
    loop = bench.loop()
    ending = asyncio.create_task(loop.run())
    await bench.begun.wait()
    loop.stop()
    await asyncio.wait_for(ending, PATIENCE)
    row = await bench.row("a1")
    assert (row.state, row.attempts, row.lease_until) == ("pending", 0, None)
    assert bench.stopped == ["a1"]
    assert len(await bench.claim()) == 1


async def test_a_channel_that_hangs_holds_up_no_other(bench):
    for number in range(40):
        await bench.put(f"s{number}", lane=f"slow|{number}")
    await bench.put("q1", lane="quick|1")
    async with running(bench.loop().run()):
        await until(lambda: _is(bench.done))
    assert bench.done == ["q1"]


async def _is(what):
    return bool(what)


# --- alone ---------------------------------------------------------------------------------------


class Poller:
    """Work that only one may do."""

    def __init__(self, store, clock):
        self.store = store
        self.clock = clock
        self.checks = []
        self.ended = asyncio.Event()

    async def run(self):
        await alone(self.store, "poll", self._work, self.clock)

    async def _work(self, check):
        self.checks.append(check)
        try:
            await asyncio.Event().wait()
        finally:
            self.ended.set()


async def test_one_polls_and_another_takes_over(store, clock):
    left, right = Poller(store, clock), Poller(store, clock)
    async with running(right.run()) as second:
        await until(lambda: _is(right.checks))
        async with running(left.run()):
            for _ in range(3):
                clock.wind(LEASE * 0.9)

                async def renewed():
                    return await _until(store) == clock() + LEASE

                await until(renewed)
            assert left.checks == []
            second.cancel()
            await until(lambda: _is(left.checks))
    assert right.ended.is_set()


async def test_who_loses_the_lease_stops_and_can_write_no_more(store, clock):
    poller = Poller(store, clock)
    async with running(poller.run()):
        await until(lambda: _is(poller.checks))
        await store.transact(poller.checks[0])
        await store.transact(_steal)
        await asyncio.wait_for(poller.ended.wait(), PATIENCE)
        with pytest.raises(LostLease):
            await store.transact(poller.checks[0])


async def _until(store):
    return await store.read(lambda unit: unit.connection.execute(LEASES.select()).one().until)


def _steal(unit):
    held = unit.connection.execute(LEASES.select()).one()
    unit.connection.execute(update(LEASES).values(holder="thief", fence=held.fence + 1))
    leases.check(unit, "poll", held.fence + 1)
