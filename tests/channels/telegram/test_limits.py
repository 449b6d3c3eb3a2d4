"""How fast we may write, with a clock wound by hand."""

import asyncio
from datetime import timedelta

import pytest

from channels.base import TryLater
from channels.telegram.limits import Limiter
from tests.fakes.telegram.pace import Pace


class Time:
    """Passes only when everybody sleeps."""

    def __init__(self):
        self.now = 0.0

    def clock(self):
        return self.now

    async def sleep(self, seconds):
        wake = self.now + seconds
        while self.now < wake:
            for _ in range(50):  # whoever can do something does it first
                await asyncio.sleep(0)
            self.now = max(self.now, min(wake, self.now + 0.05))


@pytest.fixture
def time():
    return Time()


@pytest.fixture
def limiter(time):
    return Limiter(clock=time.clock, sleep=time.sleep)


async def test_a_person_gets_a_short_burst_and_then_one_a_second(limiter, time):
    times = []
    for _ in range(8):
        await limiter.turn(7)
        times.append(round(time.now, 1))
    assert times[:3] == [0, 0, 0]
    assert times[-1] == pytest.approx(5, abs=0.3)


async def test_a_group_gets_at_most_twenty_in_any_minute(limiter, time):
    pace = Pace(time.clock)
    while time.now < 200:
        await limiter.turn(-7)
        assert not pace.refusal(-7)
    assert 18 <= pace.most["group"] <= 20


async def test_five_hundred_chats_get_a_broadcast_within_the_limits(limiter, time):
    pace = Pace(time.clock)
    chats = asyncio.Queue()
    for chat in range(1, 501):
        chats.put_nowait(chat)

    async def lane():
        while not chats.empty():
            chat = chats.get_nowait()
            await limiter.turn(chat, news=True)
            assert not pace.refusal(chat)

    await asyncio.gather(*(lane() for _ in range(8)))
    assert pace.most["everybody"] <= 30
    assert 18 <= time.now <= 30


async def test_replies_go_before_news(limiter, time):
    order = []

    async def news(chat):
        await limiter.turn(chat, news=True)
        order.append("news")

    async def reply():
        await limiter.turn(7)
        order.append("reply")

    waiting = [asyncio.create_task(news(chat)) for chat in range(100, 120)]
    await asyncio.sleep(0)
    await asyncio.gather(reply(), *waiting)
    assert order.index("reply") <= 3


async def test_a_pause_holds_up_one_chat_and_no_other(limiter, time):
    limiter.pause(7, timedelta(seconds=30))
    with pytest.raises(TryLater) as later:
        await limiter.turn(7)
    assert later.value.after == timedelta(seconds=30)
    await limiter.turn(8)
    await limiter.turn(9)
    assert time.now == 0
    time.now = 30.1
    await limiter.turn(7)


async def test_whoever_waits_for_a_slow_group_leaves_room_for_others(limiter, time):
    for _ in range(5):
        await limiter.turn(-7)
    waiting = [asyncio.create_task(limiter.turn(-7)) for _ in range(3)]
    await asyncio.sleep(0)
    with pytest.raises(TryLater):
        await waiting[2]
    await asyncio.gather(*waiting[:2])


async def test_what_nobody_needs_is_left_while_somebody_waits(limiter):
    assert limiter.spare()
    for chat in range(1, 5):
        await limiter.turn(chat)
    assert not limiter.spare()
