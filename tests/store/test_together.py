"""Calls made as one: in order, one call at a time, and a bad one harms nobody else."""

import asyncio

import pytest

from store import together as gathering
from store.errors import StoreUnavailable
from store.together import CROWD, MOST, MOST_WAITING, Together
from tests.fakes.patience import PATIENCE


class Act:
    """Remembers what it was called with; fails on what is bad."""

    def __init__(self):
        self.calls = []
        self.going = asyncio.Event()
        self.going.set()
        self.bad = {}

    async def __call__(self, items):
        self.calls.append(list(items))
        await self.going.wait()
        for item in items:
            if item in self.bad:
                raise self.bad[item]


@pytest.fixture
async def act():
    return Act()


async def all_of(together, items):
    return await asyncio.gather(*(together.add(item) for item in items), return_exceptions=True)


async def test_what_waits_is_one_call(act):
    together = Together(act)
    act.going.clear()
    first = asyncio.ensure_future(together.add(0))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    rest = asyncio.ensure_future(all_of(together, range(1, 10)))
    await asyncio.sleep(0)
    act.going.set()
    await asyncio.gather(first, rest)
    assert act.calls == [[0], list(range(1, 10))]


async def test_many_are_several_calls_in_order(act):
    assert await all_of(Together(act), range(MOST * 2 + 1)) == [None] * (MOST * 2 + 1)
    assert [len(call) for call in act.calls] == [MOST, MOST, 1]
    assert [item for call in act.calls for item in call] == list(range(MOST * 2 + 1))


async def test_in_a_crowd_those_that_come_a_moment_later_go_along(act):
    together = Together(act)
    await all_of(together, range(CROWD))
    first = asyncio.ensure_future(together.add(100))
    for _ in range(5):
        await asyncio.sleep(0)
    await asyncio.gather(first, together.add(101))
    assert act.calls == [list(range(CROWD)), [100, 101]]


async def test_without_a_crowd_nobody_waits_for_others(act):
    together = Together(act)
    await all_of(together, range(CROWD - 1))
    first = asyncio.ensure_future(together.add(100))
    for _ in range(5):
        await asyncio.sleep(0)
    assert act.calls[-1] == [100]
    await first


async def test_a_bad_one_harms_nobody_else(act):
    act.bad = {2: ValueError("bad")}
    outcomes = await all_of(Together(act), range(5))
    assert [type(outcome) for outcome in outcomes] == [type(None)] * 2 + [ValueError] + [
        type(None)
    ] * 2


async def test_while_the_database_is_away_nobody_is_tried_again(act):
    act.bad = {2: StoreUnavailable("away")}
    together = Together(act)
    assert [type(outcome) for outcome in await all_of(together, range(5))] == [StoreUnavailable] * 5
    assert len(act.calls) == 1
    act.bad = {}
    await together.add(2)


async def test_who_has_gone_is_left_out(act):
    together = Together(act)
    act.going.clear()
    first = asyncio.ensure_future(together.add(0))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    gone, stays = (asyncio.ensure_future(together.add(item)) for item in (1, 2))
    await asyncio.sleep(0)
    gone.cancel()
    first.cancel()  # under way: it is done all the same
    await asyncio.sleep(0)
    act.going.set()
    await stays
    assert act.calls == [[0], [2]]


async def test_who_waited_long_enough_is_told_and_the_others_come_through(act, monkeypatch):
    monkeypatch.setattr(gathering, "PATIENCE", 0.01)
    together = Together(act)
    act.going.clear()
    with pytest.raises(StoreUnavailable):
        await together.add("under way")
    with pytest.raises(StoreUnavailable):
        await together.add("in line")
    monkeypatch.setattr(gathering, "PATIENCE", PATIENCE)
    comes_later = asyncio.ensure_future(together.add("later"))
    await asyncio.sleep(0)
    act.going.set()
    await comes_later
    assert act.calls == [["under way"], ["later"]]


async def test_no_more_are_let_in_than_may_wait(act):
    together = Together(act)
    act.going.clear()
    waiting = asyncio.ensure_future(all_of(together, range(MOST_WAITING)))
    await asyncio.sleep(0)
    await asyncio.sleep(0)  # all of them are here, and the first ones under way not yet
    with pytest.raises(StoreUnavailable):
        await together.add("one more")
    act.going.set()
    assert set(await waiting) == {None}


def test_it_lives_through_the_end_of_a_loop(act):
    async def leave(together):
        act.going.clear()
        left = asyncio.ensure_future(together.add(1))
        await asyncio.sleep(0)
        left.cancel()

    async def come_back(together):
        act.going = asyncio.Event()
        act.going.set()
        await asyncio.wait_for(together.add(2), PATIENCE)

    together = Together(act)
    asyncio.run(leave(together))
    asyncio.run(come_back(together))
    assert act.calls[-1] == [2]
