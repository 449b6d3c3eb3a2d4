"""A storm in Slack: each thing has its effect once, in order, and nothing is said twice."""

import asyncio
import os
import random
from collections import Counter

import pytest

from bot.runtime import dispatch
from tests.emulators import help_desk
from tests.fakes.slack import FakeSlack
from tests.reliability import slack_books
from tests.reliability.launch import PAUSES
from tests.reliability.slack_storm import GENERAL, PEOPLE, Storm

EVENTS = int(os.environ.get("FIRSTLINE_EVENTS", "300"))
CALM_WITHIN = 60 + EVENTS / 5  # seconds

pytestmark = pytest.mark.timeout(int(120 + EVENTS))


async def test_a_storm_in_which_everything_goes_wrong(tmp_path, monkeypatch):
    monkeypatch.setattr(dispatch, "DELAYS", PAUSES)
    slack = help_desk.cast(FakeSlack())
    for guest in PEOPLE:
        slack.add_person(guest)
        await_none = slack.world.channel(help_desk.HELP)
        await_none.members.add(slack.world.user(guest).id)
    slack.add_channel(GENERAL, *PEOPLE, *help_desk.AGENTS)
    kept = slack_books.Kept(tmp_path)
    storm = Storm(slack, random.Random(7), kept.pinned)  # noqa: S311 - nothing secret
    async with help_desk.by_socket(slack, tmp_path / "data"):
        began = asyncio.get_running_loop().time()
        await storm.blow(EVENTS)
        blown = asyncio.get_running_loop().time()
        try:
            await kept.until_at_rest(within=CALM_WITHIN)
        finally:
            print(blown - began, asyncio.get_running_loop().time() - blown, storm.done)
            print(Counter(c.method for c in slack.calls), Counter(c.method for c in slack.calls if c.status == 429))
            print(sum(d.attempts for d in slack.deliveries if d.kind=="events_api"), Counter(d.given_up for d in slack.deliveries))
        story = await slack_books.read(kept, slack, storm)
        assert slack_books.check(story) == []
    assert slack.complaints == []
