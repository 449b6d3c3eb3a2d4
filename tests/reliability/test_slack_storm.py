"""A storm in Slack: each thing has its effect once, in order, and nothing is said twice.

The desk, its database and Slack are one process. More than by default: FIRSTLINE_EVENTS=1000.
"""

import asyncio
import os
import random

import pytest

from bot.runtime import dispatch
from tests.emulators import help_desk
from tests.fakes.slack import FakeSlack
from tests.reliability import slack_books, slack_storm
from tests.reliability.launch import PAUSES

EVENTS = int(os.environ.get("FIRSTLINE_EVENTS", "300"))
CALM_WITHIN = 60 + EVENTS / 5  # seconds

pytestmark = pytest.mark.timeout(120 + EVENTS)


async def test_a_storm_in_which_everything_goes_wrong(tmp_path, monkeypatch):
    monkeypatch.setattr(dispatch, "DELAYS", PAUSES)
    slack = slack_storm.cast(FakeSlack())
    kept = slack_books.Kept(tmp_path)
    chance = random.Random(7)  # noqa: S311 - nothing secret
    storm = slack_storm.Storm(slack, chance, kept.pinned)
    clock = asyncio.get_running_loop().time
    async with help_desk.by_socket(slack, tmp_path / "data"):
        began = clock()
        await storm.blow(EVENTS)
        ended = clock()
        await kept.until_at_rest(within=CALM_WITHIN)
        calm = clock()
        found = slack_books.check(await slack_books.read(kept, slack, storm))
    sent = sum(each.attempts for each in slack.deliveries)
    print(f"\n{storm.done.total()} things done in {ended - began:.0f} s, calm {calm - ended:.0f} s")
    print(f"{sent} payloads, {len(slack.calls)} calls, {dict(storm.done)}")
    in_order = [said for said in storm.said if said.ts and storm.came_in_order(said)]
    assert len(in_order) > len(storm.said) / 4
    assert "\n".join(found) == ""
    assert slack_books.unlimited(slack) == []
    assert slack.complaints == []
