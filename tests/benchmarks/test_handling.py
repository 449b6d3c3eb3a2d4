"""How many messages are handled in a second, and how soon each is, at half of that.

Handling is the whole way from an accepted message to the answers in the outbox, by the loop that
does it in earnest, at a desk where people wait in line already. At half of what it can do messages
come when they come, not when the one before is done: whoever falls behind shows it.
"""

import asyncio
import random
from dataclasses import replace
from statistics import median, quantiles
from time import perf_counter

import pytest

from tests.benchmarks.crowd import AT_ONCE, IN_LINE, accept, opened, request

MESSAGES = 400
MOST = 0.1  # seconds, for 99 of 100

chance = random.Random(5)  # noqa: S311 - arrivals, no secret


class Watch:
    """Counts what was handled, and when: every handling ends with a change."""

    def __init__(self, firstline):
        self.ends = []
        self._enough = asyncio.Event()
        self._wanted = MESSAGES
        intake = replace(firstline.intake, changed=self._end)
        self._loop = intake.loop()
        firstline.news.also(self._loop.wake)

    def _end(self):
        self.ends.append(perf_counter())
        if len(self.ends) == self._wanted:
            self._enough.set()

    async def run(self):
        """Work until all is handled."""
        running = asyncio.create_task(self._loop.run())
        await self._enough.wait()
        self._loop.stop()
        await running


@pytest.fixture
def firstline(tmp_path):
    built = opened(tmp_path)
    yield built
    built.close()


async def a_second(firstline):
    """Messages handled in a second when all have been accepted before."""
    for first in range(IN_LINE, IN_LINE + MESSAGES, AT_ONCE):
        await accept(firstline, range(first, first + AT_ONCE))
    begun = perf_counter()
    await Watch(firstline).run()
    return MESSAGES / (perf_counter() - begun)


async def write_at(firstline, rate):
    """People write by chance, so many a second; when each did."""
    begun, sending, written = perf_counter(), [], []
    at = begun
    for number in range(IN_LINE + MESSAGES, IN_LINE + 2 * MESSAGES):
        at += chance.expovariate(rate)
        await asyncio.sleep(max(at - perf_counter(), 0))
        written.append(at)
        sending.append(asyncio.create_task(firstline.intake.accept(request(number))))
    await asyncio.gather(*sending)
    return written


async def waits(firstline, rate):
    """Seconds from writing to the answer for each message; the first who write are answered first.

    Where two change places the sum stays the same.
    """
    watch = Watch(firstline)
    running = asyncio.create_task(watch.run())
    written = await write_at(firstline, rate)
    await running
    return [end - begun for begun, end in zip(written, watch.ends, strict=True)]


def test_how_many_and_how_soon(benchmark, firstline):
    async def both():
        rate = await a_second(firstline)
        return rate, await waits(firstline, rate / 2)

    rate, seconds = benchmark.pedantic(lambda: asyncio.run(both()), rounds=1)
    last = quantiles(seconds, n=100)[98]
    print(f"\nhandled: {rate:.0f}/s with {IN_LINE} to {IN_LINE + 2 * MESSAGES} in line")
    print(f"at half of it: p50 {median(seconds) * 1000:.0f} ms, p99 {last * 1000:.0f} ms")
    assert last <= MOST
