"""What a message costs, in commits of plain sqlite3 (WAL, FULL) measured in the same run.

`accepted` is durable intake, one message after another and forty at once; `handled` is the whole
way from an accepted message to the answers in the outbox.
"""

import asyncio
import sqlite3
from time import perf_counter

import pytest

from bot import app
from bot.settings import DeskSettings, Settings
from channels.messages import ConversationRef, InboundMessage, Person

MESSAGES = 200
AT_ONCE = 40


@pytest.fixture
def firstline(tmp_path):
    built = app.build(Settings(data=tmp_path, desk=DeskSettings(settle=0)), only=("console",))
    asyncio.run(app.prepare(built))
    yield built
    built.close()


def message(number):
    address = f"person-{number}"
    return InboundMessage(
        id=f"m{number}",
        conversation=ConversationRef(channel="console", place=address),
        person=Person(address=address),
        at=app.wall_clock(),
        text="SAP throws RFC_COMMUNICATION_FAILURE when I book goods receipts",
    )


def commits_a_second(path):
    bare = sqlite3.connect(path, isolation_level=None)
    bare.execute("PRAGMA journal_mode=WAL")
    bare.execute("PRAGMA synchronous=FULL")
    bare.execute("CREATE TABLE said (id INTEGER PRIMARY KEY, words TEXT)")
    begun = perf_counter()
    for number in range(MESSAGES):
        bare.execute("BEGIN IMMEDIATE")
        bare.execute("INSERT INTO said (words) VALUES (?)", (message(number).text,))
        bare.execute("COMMIT")
    bare.close()
    return MESSAGES / (perf_counter() - begun)


async def measured(firstline):
    intake, _ = firstline.loops()
    begun = perf_counter()
    for number in range(MESSAGES):
        await firstline.intake.accept(message(number))
    one_by_one = MESSAGES / (perf_counter() - begun)
    begun = perf_counter()
    for first in range(MESSAGES, 2 * MESSAGES, AT_ONCE):
        together = range(first, first + AT_ONCE)
        await asyncio.gather(*(firstline.intake.accept(message(n)) for n in together))
    at_once = MESSAGES / (perf_counter() - begun)
    begun = perf_counter()
    handled = await intake.drain() / (perf_counter() - begun)
    return one_by_one, at_once, handled


def test_what_a_message_costs(benchmark, firstline, tmp_path):
    bare = commits_a_second(tmp_path / "bare.db")
    rates = benchmark.pedantic(lambda: asyncio.run(measured(firstline)), rounds=1)
    names = ("accepted one by one", f"accepted {AT_ONCE} at once", "handled")
    print(f"\nbare sqlite3 commits: {bare:.0f}/s")
    for name, rate in zip(names, rates, strict=True):
        print(f"{name}: {rate:.0f}/s, {rate / bare:.2f} of it")
        assert rate > 0
