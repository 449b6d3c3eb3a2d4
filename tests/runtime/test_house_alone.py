"""What a channel does alone is done by one server at a time, and again and again."""

import asyncio

from tests.runtime.test_loops import running, until


class Work:
    """Something like a mailbox: at it until it is told to pause."""

    def __init__(self):
        self.at_it = 0
        self.most = 0
        self.turns = 0
        self.ends = asyncio.Event()

    async def turn(self):
        self.turns += 1
        self.at_it += 1
        self.most = max(self.most, self.at_it)
        try:
            await self.ends.wait()
        finally:
            self.at_it -= 1


async def _is(what):
    return bool(what)


async def test_one_is_at_it_and_begins_again_when_a_turn_is_over(stage, monkeypatch):
    monkeypatch.setattr("bot.runtime.alone.BEAT", 0.02)
    house, work = stage.firstline.house, Work()
    async with running(house.alone("box", work.turn)), running(house.alone("box", work.turn)):
        await until(lambda: _is(work.at_it))
        work.ends.set()
        await until(lambda: _is(work.turns > 3))
    assert work.most == 1
    assert work.at_it == 0


async def test_two_different_things_are_done_side_by_side(stage):
    house, work = stage.firstline.house, Work()
    async with running(house.alone("box", work.turn)), running(house.alone("bin", work.turn)):
        await until(lambda: _is(work.at_it == 2))
