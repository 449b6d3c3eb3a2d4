"""kill -9 at the worst moments with Slack: nothing acknowledged is lost, nothing is said twice.

More often than by default: FIRSTLINE_KILLS=10.
"""

import asyncio
import os
import random

import pytest

from tests.emulators.help_desk import HELP
from tests.fakes.slack import FakeSlack
from tests.reliability import slack_books, slack_replica
from tests.reliability.slack_storm import GENERAL, Storm

KILLS = int(os.environ.get("FIRSTLINE_KILLS", "2"))
BURST = 30  # messages to a kill
RESTS_WITHIN = 90.0
KEPT = "SELECT count(*) FROM inbox WHERE payload LIKE :token"

pytestmark = [pytest.mark.process, pytest.mark.timeout(120 + 30 * KILLS)]


@pytest.fixture(params=["socket", "http"])
def mode(request):
    return request.param


def storm_before(server, seed=7):
    return Storm(server.slack, random.Random(seed), server.pinned)  # noqa: S311 - nothing secret


async def judge(server, storm):
    """When all is done: nothing is lost, doubled or given up."""
    await server.slack.settled()
    await server.until_at_rest(within=RESTS_WITHIN)
    story = await slack_books.read(server, server.slack, storm)
    assert "\n".join(slack_books.check(story)) == ""
    assert server.slack.complaints == []
    assert not any(each.given_up for each in server.slack.deliveries)


async def test_what_was_kept_and_not_acknowledged_comes_again_and_has_one_effect(nursery, mode):
    async with slack_replica.opened(nursery, FakeSlack(), mode=mode) as server:
        storm = storm_before(server)
        for kill in range(KILLS):
            server.doom()
            if kill % 2:
                await storm.add("It says {}", storm.talks[-1])
            else:
                await storm.begin(HELP, "guest1")
            await server.life.end()
            said = storm.said[-1]
            assert not any(e.acknowledged.is_set() for e in storm.events_of(said.ts))
            assert server.count(KEPT, token=f"%{said.token}%") == 1
            await server.open_again()
            await server.slack.settled()
            assert all(each.acknowledged.is_set() for each in storm.events_of(said.ts))
            assert server.count(KEPT, token=f"%{said.token}%") == 1
        await judge(server, storm)


async def test_what_was_posted_and_not_receipted_is_found_and_not_posted_again(nursery):
    slack = FakeSlack()
    async with slack_replica.opened(nursery, slack) as server:
        storm = storm_before(server)
        for kill in range(KILLS):
            place = ("", HELP, GENERAL)[kill % 3]
            posted = len(slack.called("chat.postMessage"))
            for _ in range(kill % 2):  # the answer, or the card
                slack.when_called("chat.postMessage", lambda: None)
            slack.when_called("chat.postMessage", server.kill_at_once)
            await storm.begin(place, f"guest{kill}", "@firstline " if place == GENERAL else "")
            await server.life.end()
            assert len(slack.called("chat.postMessage")) == posted + 1 + kill % 2
            await server.open_again()
            await slack.settled()
            await server.until_at_rest(within=RESTS_WITHIN)
        await judge(server, storm)


async def test_kills_in_the_middle_of_a_burst(nursery):
    slack = FakeSlack()
    async with slack_replica.opened(nursery, slack) as server:
        storm = storm_before(server)
        for _ in range(KILLS):
            saying = asyncio.create_task(storm.say_much(BURST))
            await asyncio.sleep(storm.chance.random() / 2)
            await server.kill_now()
            await server.open_again()
            await saying
        await judge(server, storm)
