"""What the real server takes to begin, and how much memory at rest and after many messages.

FIRSTLINE_MESSAGES is how many: 2,000, or 100,000 for the full figure, which takes a while.
"""

import asyncio
import os
from pathlib import Path
from statistics import median
from time import perf_counter, sleep

import pytest

from channels.control import ControlClient
from channels.messages import to_json
from tests.benchmarks.crowd import AT_ONCE, request
from tests.process.server import Server, until

MESSAGES = int(os.environ.get("FIRSTLINE_MESSAGES", "2000"))
STARTS = 5
SOON = 1.5  # seconds until it is ready
AT_REST = 120  # MB
SETTLED = 3  # seconds after it is ready
GROWTH = 30  # MB, from a quarter of the messages to all of them
KIB = 1024  # the "kB" of /proc
TICKS = os.sysconf("SC_CLK_TCK")


@pytest.fixture
def server():
    made = Server(settle=0)
    yield made
    made.leave()


def started(server):
    """Seconds until it is ready, by the clock and of the processor."""
    begun = perf_counter()
    server.open()
    by_the_clock = perf_counter() - begun
    fields = Path(f"/proc/{server.process.pid}/stat").read_text().rpartition(")")[2].split()
    of_the_processor = (int(fields[11]) + int(fields[12])) / TICKS
    server.close()
    return by_the_clock, of_the_processor


def memory(server):
    """MB (10^6 bytes) that are its own or shared, as they lie in memory."""
    lines = Path(f"/proc/{server.process.pid}/status").read_text().splitlines()
    (resident,) = [line.split()[1] for line in lines if line.startswith("VmRSS")]
    return int(resident) * KIB / 1e6


def said(server, numbers):
    """Somebody new writes for each number; all is handled when it returns."""
    client = ControlClient(server.control)

    async def say_all():
        asked = (client.order("say", message=to_json(request(number))) for number in numbers)
        await asyncio.gather(*asked)

    asyncio.run(say_all())


def test_how_soon_it_is_ready(benchmark, server):
    first, *again = benchmark.pedantic(
        lambda: [started(server) for _ in range(1 + STARTS)], rounds=1
    )
    clock, processor = (median(times) for times in zip(*again, strict=True))
    print(f"\nnew: {first[0]:.2f} s, {first[1]:.2f} s of the processor")
    print(f"again: {clock:.2f} s, {processor:.2f} s of the processor, median of {STARTS}")
    assert clock <= SOON


def test_how_much_memory_it_takes(benchmark, server):
    def grown():
        server.open()
        sleep(SETTLED)
        sizes = [memory(server)]
        for first in range(0, MESSAGES, AT_ONCE):
            said(server, range(first, first + AT_ONCE))
            if first in (MESSAGES // 4 // AT_ONCE * AT_ONCE, (MESSAGES - 1) // AT_ONCE * AT_ONCE):
                until(server.is_at_rest, within=60 + MESSAGES / 10)
                sizes.append(memory(server))
        return sizes

    at_rest, quarter, full = benchmark.pedantic(grown, rounds=1)
    print(
        f"\nat rest {at_rest:.0f} MB; after {MESSAGES // 4:,} messages {quarter:.0f} MB, ", end=""
    )
    print(f"after {MESSAGES:,} {full:.0f} MB")
    assert at_rest <= AT_REST
    assert full - quarter <= GROWTH
