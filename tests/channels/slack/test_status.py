"""The sign that an answer is being looked for, which must never be in the way."""

import asyncio

import pytest

from channels.slack.status import PAUSE, Status
from tests.channels.slack import outbound


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
async def out():
    async with outbound.way_out() as out:
        yield out


def reactions(out, conversation):
    channel = conversation.place.partition("/")[2]
    root = out.fake.thread(channel, conversation.thread)[0]
    return [each["name"] for each in root.get("reactions", ())]


async def test_slack_shows_that_we_are_looking(out):
    here = await out.asked()
    status = Status(out.api)
    await status.searching(here, here.thread)
    shown = out.fake.world.channel(out.fake.dm("ann")).status
    assert "looking for an answer" in shown[here.thread]
    await status.done(here)
    assert not shown.get(here.thread)
    assert reactions(out, here) == []


async def test_where_it_cannot_there_are_eyes_until_the_answer(out):
    out.fake.drop_scope("assistant:write")
    out.fake.refuse("assistant.threads.setStatus", "missing_scope", times=9)
    here = await out.asked()
    status = Status(out.api)
    await status.searching(here, here.thread)
    assert reactions(out, here) == ["eyes"]
    await status.answered(here)
    assert reactions(out, here) == []
    assert out.alerts() == []


async def test_a_sign_that_the_answer_overtook_goes_again(out):
    here = await out.asked()
    status = Status(out.api)
    out.fake.limit("assistant.threads.setStatus", retry_after=1)
    looking = asyncio.create_task(status.searching(here, here.thread))
    await out.fake.until(lambda: out.fake.called("assistant.threads.setStatus"))
    await out.say(here)
    await status.answered(here)
    await looking
    assert not out.fake.world.channel(out.fake.dm("ann")).status.get(here.thread)


async def test_what_is_not_allowed_is_not_tried_again_for_an_hour(out):
    out.fake.refuse("assistant.threads.setStatus", "missing_scope", times=9)
    out.fake.drop_scope("reactions:write")
    here = await out.asked()
    clock = Clock()
    status = Status(out.api, clock=clock)
    for _ in range(3):
        await status.searching(here, here.thread)
    assert len(out.fake.called("assistant.threads.setStatus")) == 1
    assert len(out.fake.called("reactions.add")) == 1
    clock.now += PAUSE
    await status.searching(here, here.thread)
    assert len(out.fake.called("assistant.threads.setStatus")) == 2


@pytest.mark.parametrize("fail", ["limit", "break_down", "lose_call", "lose_answer"])
async def test_no_trouble_is_ours(out, fail):
    here = await out.asked()
    how = {"retry_after": 60} if fail == "limit" else {}
    for method in ("assistant.threads.setStatus", "reactions.add", "reactions.remove"):
        getattr(out.fake, fail)(method, **how)
    status = Status(out.api)
    await status.searching(here, here.thread)
    await status.answered(here)
    await status.done(here)
