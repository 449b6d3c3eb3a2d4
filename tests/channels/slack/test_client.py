"""One call to Slack: never done twice behind our back, and never before Slack allows it."""

import asyncio

import pytest

from channels.base import TryLater
from channels.slack.client import NEVER_TWICE, Slack
from channels.slack.errors import Refused, Unsure
from channels.slack.one_workspace import OneWorkspace
from tests.channels.slack import outbound

# Every method that changes something, and arguments that are enough to ask.
WRITES = {
    "assistant.threads.setStatus": {"channel_id": "C1", "thread_ts": "1.2", "status": "x"},
    "chat.delete": {"channel": "C1", "ts": "1.2"},
    "chat.postEphemeral": {"channel": "C1", "user": "U1", "text": "x"},
    "chat.postMessage": {"channel": "C1", "text": "x"},
    "chat.update": {"channel": "C1", "ts": "1.2", "text": "x"},
    "conversations.open": {"users": "U1"},
    "files.completeUploadExternal": {"files": [{"id": "F1"}], "channel_id": "C1"},
    "files.getUploadURLExternal": {"filename": "a.txt", "length": 1},
    "reactions.add": {"channel": "C1", "timestamp": "1.2", "name": "eyes"},
    "reactions.remove": {"channel": "C1", "timestamp": "1.2", "name": "eyes"},
    "views.open": {"trigger_id": "1", "view": {}},
    "views.publish": {"user_id": "U1", "view": {}},
    "views.update": {"view_id": "V1", "view": {}},
}


@pytest.fixture
async def out():
    async with outbound.way_out() as out:
        yield out


async def what_comes_of(out, method):
    try:
        await out.api.quietly(out.team, method, **WRITES[method])
    except (TryLater, Refused) as outcome:
        return outcome
    return None


async def test_every_write_waits_as_long_as_slack_asks(out):
    for method in WRITES:
        out.fake.limit(method, retry_after=1)
    await asyncio.gather(*(what_comes_of(out, method) for method in WRITES))
    for method in WRITES:
        first, second = out.fake.called(method)
        assert first.status == 429
        assert second.at - first.at >= 0.99


@pytest.mark.parametrize("method", WRITES)
async def test_who_would_have_to_wait_long_comes_again_and_does_not_knock_meanwhile(out, method):
    out.fake.limit(method, times=9, retry_after=600)
    for _ in range(3):
        outcome = await what_comes_of(out, method)
        assert round(outcome.after.total_seconds(), -2) == 600
    assert len(out.fake.called(method)) == 1


@pytest.mark.parametrize("method", sorted(NEVER_TWICE & set(WRITES)))
@pytest.mark.parametrize("fail", ["lose_call", "lose_answer"])
async def test_what_would_be_seen_twice_is_not_repeated_when_the_connection_breaks(
    out, method, fail
):
    getattr(out.fake, fail)(method)
    assert isinstance(await what_comes_of(out, method), Unsure)
    assert len(out.fake.called(method)) == (fail == "lose_answer")


async def test_what_harms_nobody_is_repeated_at_once(out):
    out.fake.lose_answer("users.info")
    found = await out.api.call(out.team, "users.info", user=out.ann)
    assert found["user"]["id"] == out.ann


@pytest.mark.parametrize("status", [500, 502, 503])
async def test_a_server_in_trouble_may_have_done_it(out, status):
    out.fake.break_down("chat.postMessage", status)
    assert isinstance(await what_comes_of(out, "chat.postMessage"), Unsure)


async def test_calls_work_before_the_channel_runs_too(out):
    idle = Slack(out.settings, OneWorkspace(out.settings), Silence())
    assert (await idle.call(out.team, "users.info", user=out.ann))["ok"]
    with pytest.raises(Refused, match="user_not_found"):
        await idle.call(out.team, "users.info", user="U0NOBODY")


class Silence:
    async def report(self, team, kind, detail=""):
        raise AssertionError(kind)


async def test_a_burst_after_a_limit_comes_through_whole_and_in_step(out):
    here = await out.asked(out.help)
    out.fake.limit("chat.postMessage", out.help, retry_after=1)
    sent = await asyncio.gather(
        *(out.say(here, f"answer {number}", f"say/{number}") for number in range(3)),
        return_exceptions=True,
    )
    assert [each for each in sent if isinstance(each, Exception)] == []
    assert sorted(out.texts(out.help)) == ["answer 0", "answer 1", "answer 2"]
