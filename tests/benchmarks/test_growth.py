"""What a desk with a long past costs, beside the same desk without one, in the same run.

FIRSTLINE_PAST is how many closed tickets there are: 100,000, or a million for the full figure. The
times are those of the processor, so that whatever else the machine does is left out.
"""

import asyncio
import os
from statistics import median
from time import process_time

import pytest

from tests.benchmarks.crowd import AT_ONCE, IN_LINE, accept, handle, opened

PAST = int(os.environ.get("FIRSTLINE_PAST", "100000"))
ROUNDS = 9
MOST = 1.3  # times the cost without a past


@pytest.fixture
def desks(tmp_path):
    """The same desk twice, the second one with a past."""
    pasts = {"new": 0, "old": PAST}
    both = [opened(tmp_path / name, past=past) for name, past in pasts.items()]
    yield both
    for desk in both:
        desk.close()


async def a_message(desk, number):
    """Seconds from accepted to answered."""
    first = IN_LINE + number * AT_ONCE
    await accept(desk, range(first, first + AT_ONCE))
    begun = process_time()
    return await handle(desk) and (process_time() - begun) / AT_ONCE


async def a_look(desk, _):
    """Seconds for the desk's page."""
    begun = process_time()
    await desk.house.desk("sam@desk.example")
    return process_time() - begun


async def a_tick(desk, _):
    """Seconds for one look of the clockwork at everything."""
    begun = process_time()
    await desk.ticker.tick()
    return process_time() - begun


async def measured(desks, act):
    """The medians of both desks, taken in turn."""
    rounds = [[await act(desk, number) for desk in desks] for number in range(ROUNDS)]
    return [median(seconds) for seconds in zip(*rounds, strict=True)]


def test_the_cost_of_a_message_does_not_grow(benchmark, desks):
    async def both():
        await measured(desks, a_tick)  # what is due after three days of silence comes first
        return {act: await measured(desks, act) for act in (a_message, a_tick, a_look)}

    found = benchmark.pedantic(lambda: asyncio.run(both()), rounds=1)
    print(f"\n{PAST:,} closed tickets beside none, {IN_LINE} in line")
    for act, (new, old) in found.items():
        print(f"{act.__name__}: {new * 1000:.1f} ms, {old * 1000:.1f} ms: {old / new:.2f} times")
    new, old = found[a_message]
    assert old / new <= MOST
