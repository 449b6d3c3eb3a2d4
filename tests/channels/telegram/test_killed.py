"""kill -9 while updates come in by the hundred: each has its effect once, in the order of its chat.

FIRSTLINE_TEST_TELEGRAM_UPDATES sets how many come (1,000 take some two minutes).
"""

import asyncio
import json
import os
import random
from collections import defaultdict

import pytest

from tests.fakes.telegram import FakeTelegram
from tests.process.nursery import Nursery
from tests.process.server import WIDE, Server, until_async, wait_for

pytestmark = pytest.mark.process

UPDATES = int(os.environ.get("FIRSTLINE_TEST_TELEGRAM_UPDATES", "40"))
PEOPLE = max(4, UPDATES // 20)
KILLS = max(3, UPDATES // 90)
POISON = {"message": {"message_id": 1, "chat": {"id": "no number"}}}

TELEGRAM = """
[telegram]
token = "{telegram.token}"
base_url = "{telegram.base_url}"
base_file_url = "{telegram.base_file_url}"
poll_seconds = 1
"""


class Desk(Server):
    """A server with a bot."""

    def __init__(self, *, telegram, **how):
        super().__init__(**how)
        self.telegram = telegram

    def write_settings(self):
        super().write_settings()
        file = self.folder / "firstline.toml"
        said = file.read_text().replace('"email"]', '"email", "telegram"]')
        file.write_text(said + TELEGRAM.format(telegram=self.telegram))


@pytest.fixture
def serving():
    made, nursery = [], Nursery(environment={"COLUMNS": WIDE})

    def serve(**how):
        made.append(Desk(nursery=nursery, **how))
        return made[-1]

    yield serve
    for server in made:
        server.leave()
    nursery.close()


@pytest.mark.timeout(600)
async def test_killed_again_and_again_each_update_counts_once_and_in_order(serving):
    chance = random.Random(7)  # noqa: S311 - not a secret
    async with FakeTelegram() as telegram:
        server = serving(telegram=telegram, settle=0)
        await asyncio.to_thread(server.open)
        said = await _write(telegram, chance)
        for kill in range(KILLS):
            left = UPDATES * (KILLS - kill) // (KILLS + 1)
            await until_async(lambda left=left: _waiting(telegram) <= left or _is_done(telegram))
            await asyncio.sleep(chance.random())
            await asyncio.to_thread(server.kill)
            await asyncio.to_thread(server.open)
        await until_async(lambda: _is_done(telegram), within=60)
        await until_async(lambda: _is_at_rest(server), within=400)
        _everything_happened_once(server, telegram, said)
        await asyncio.to_thread(server.close)
        await asyncio.to_thread(wait_for, server._compare())  # every ticket is its timeline
        assert telegram.violations == []


async def _write(telegram, chance):
    """Everybody writes, in turns by chance; between them, poison."""
    people = [telegram.person(f"Person {n}") for n in range(PEOPLE)]
    said = defaultdict(list)
    for number in range(UPDATES):
        person = chance.choice(people)
        text = f"The franking machine eats stamp number {number}"
        said[person.id].append(text)
        await telegram.say(person, text)
        if number % 20 == 10:
            await telegram.pending.put({**POISON, "nonce": number})
    return said


def _waiting(telegram):
    return len(telegram.pending.waiting)


def _is_done(telegram):
    return not telegram.pending.waiting


def _is_at_rest(server):
    return server.is_at_rest()


def _everything_happened_once(server, telegram, said):
    poison = len(range(10, UPDATES, 20))
    states = dict(server.rows("SELECT state, count(*) FROM inbox GROUP BY state"))
    assert states == {"done": UPDATES, "buried": poison}
    for person, texts in said.items():
        assert _told_to_the_desk(server, person) == texts
    opened = server.count("SELECT count(*) FROM tickets WHERE home LIKE 'telegram|%'")
    assert opened == len(said) + poison
    answers = [m["text"] for each in telegram.world.people.values() for m in telegram.told(each)]
    rows = server.count(
        "SELECT count(*) FROM outbox WHERE state = 'done' AND lane LIKE 'telegram|%'"
    )
    print(f"\n{UPDATES} updates, {KILLS} kills, {len(answers)} messages sent for {rows} to send")
    assert rows <= len(answers) <= rows + KILLS * 8  # what was under way when it died


def _told_to_the_desk(server, person):
    """What is on the person's tickets, in order."""
    rows = server.rows(
        "SELECT e.data FROM events e JOIN tickets t ON t.id = e.ticket_id WHERE t.home = :home "
        "AND e.kind IN ('opened', 'said', 'reopened') ORDER BY e.seq",
        home=f"telegram|{person}|",
    )
    told = [json.loads(row[0]) if isinstance(row[0], str) else row[0] for row in rows]
    return [line for data in told for line in data["text"].split("\n") if line]
