"""How soon Slack is told that an event came, while the whole desk works on SQLite.

The desk is a process of its own, as ever; Slack is the fake in this one, which measures from when
it sends an envelope to when the acknowledgement is there. Events come at a steady rate from many
people: direct messages, requests in help channels, and answers to them; all are handled and
answered meanwhile.
"""

import asyncio
import multiprocessing
import statistics
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from starlette.applications import Starlette

from bot import app
from bot.settings import Settings
from channels.slack.settings import SlackSettings
from tests.channels.slack.office import cast, settings_of
from tests.fakes.site import served
from tests.fakes.slack import FakeSlack

A_SECOND = 50
SECONDS = 10
PEOPLE, ROOMS = 101, 20
BOUND = 0.1  # seconds, for 99 of 100
WORDS = "SAP throws RFC_COMMUNICATION_FAILURE when I book goods receipts"


@pytest.mark.parametrize("mode", ["socket", "http"])
def test_how_soon_events_are_acknowledged(benchmark, tmp_path, mode):
    took = benchmark.pedantic(lambda: asyncio.run(_storm(tmp_path, mode)), rounds=1)
    p50, p99 = statistics.median(took), statistics.quantiles(took, n=100)[98]
    print(f"\n{mode}: acknowledged within {p50 * 1000:.0f} ms (median), {p99 * 1000:.0f} ms (p99)")
    benchmark.extra_info.update(p50=p50, p99=p99)
    assert len(took) == A_SECOND * SECONDS
    assert p99 < BOUND


async def _storm(folder, mode):
    async with FakeSlack() as slack:
        cast(slack)
        for number in range(PEOPLE):
            slack.add_person(f"guest{number}")
        everybody = [f"guest{number}" for number in range(PEOPLE)]
        rooms = [slack.add_channel(f"help-{number}", *everybody) for number in range(ROOMS)]
        chosen = settings_of(slack, mode=mode, help_channels=tuple(rooms))
        async with _desk(folder, chosen) as url:
            if mode == "http":
                await slack.post_to(f"{url}/slack/events")
            else:
                await slack.connected(2)
            await _say(slack, rooms)
        ours = slack.team.bot
        said = [d for d in slack.deliveries if d.payload["event"].get("user") != ours]
        return [each.seconds for each in said if each.acknowledged.is_set()]


@asynccontextmanager
async def _desk(folder, settings):
    """A desk in a process of its own; where its site is, if Slack is to come there."""
    spawn = multiprocessing.get_context("spawn")
    here, there = spawn.Pipe()
    secret = {name for name, value in settings if hasattr(value, "get_secret_value")}
    told = {name: value.get_secret_value() if name in secret else value for name, value in settings}
    desk = spawn.Process(target=_run, args=(str(folder), told, there))
    desk.start()
    try:
        yield await asyncio.to_thread(here.recv)
    finally:
        desk.terminate()
        await asyncio.to_thread(desk.join, 20)


def _run(folder, told, pipe):
    asyncio.run(_work(Path(folder), SlackSettings(**told), pipe))


async def _work(folder, chosen, pipe):
    desk = app.build(Settings(data=folder, channels=("slack",), slack=chosen))
    running = asyncio.create_task(app.serve(desk, started=_as_begun))
    channel = desk.channels["slack"]
    await channel.ready.wait()
    async with served(Starlette(routes=channel.routes())) as url:
        pipe.send(url)
        await running


async def _as_begun():
    """Nothing to say."""


async def _say(slack, rooms):
    """One event after another, each at its time, whatever became of those before."""
    loop = asyncio.get_running_loop()
    begun, roots = loop.time(), {}
    for number in range(A_SECOND * SECONDS):
        await asyncio.sleep(max(0.0, begun + number / A_SECOND - loop.time()))
        who, room = f"guest{number % PEOPLE}", rooms[number // 5 % ROOMS]
        if number % 5 == 0:
            roots[room] = await slack.say(who, room, f"{WORDS} ({number})")
        elif number % 5 == 4:
            await slack.say(who, room, f"Mine too ({number})", thread=roots[room])
        else:
            await slack.say(who, "", f"{WORDS} ({number})")
    await slack.settled()
