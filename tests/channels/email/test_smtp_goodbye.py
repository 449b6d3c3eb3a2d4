"""When we close, nobody is told anything false: who waits is sent away, a mail is answered."""

import asyncio

import pytest

from channels.email import answers, connect, doors
from tests.channels.email.conftest import OURS
from tests.channels.email.wire import greeted
from tests.contracts.house import running

BEGUN = ("MAIL FROM:<ann@example.org>", f"RCPT TO:<{OURS}>", "DATA")
LETTER = "Subject: x\r\n\r\nx\r\n."


class SlowDesk:
    """Takes a mail when it is told to."""

    def __init__(self):
        self.reached = asyncio.Event()
        self.go_on = asyncio.Event()
        self.taken = 0

    async def __call__(self, _message, *, raw):
        self.reached.set()
        await self.go_on.wait()
        self.taken += 1


@pytest.fixture
def settings(settings):
    return settings.model_copy(update={"lmtp_port": 0})


@pytest.mark.parametrize("said", [(), BEGUN[:1], BEGUN[:2]])
async def test_who_waits_between_two_mails_is_sent_away(settings, house, inbox, said):
    async with running(connect(settings, house), inbox) as channel:
        line = greeted(channel.port)
        wire = await line.__aenter__()
        for each in said:
            await wire.say(each)
    assert await wire.answer() == answers.CLOSING
    assert await wire.rest() == ""
    await line.__aexit__(None, None, None)


@pytest.mark.parametrize("hello", ["EHLO x", "LHLO x"])
async def test_a_mail_under_way_is_answered_when_it_is_safe(settings, house, hello):
    desk = SlowDesk()
    async with running(connect(settings, house), desk) as channel:
        port = channel.ports["port" if hello == "EHLO x" else "lmtp_port"]
        line = greeted(port, hello=hello)
        wire = await line.__aenter__()
        await wire.say(*BEGUN)
        wire.send(LETTER)
        await desk.reached.wait()
        asyncio.get_running_loop().call_later(0.1, desk.go_on.set)
    assert (await wire.answer()).startswith("250")
    assert await wire.answer() == answers.CLOSING
    assert desk.taken == 1
    await line.__aexit__(None, None, None)


async def test_a_mail_that_is_still_coming_may_come_to_its_end(settings, house, inbox):
    async with running(connect(settings, house), inbox) as channel:
        line = greeted(channel.port)
        wire = await line.__aenter__()
        await wire.say(*BEGUN)
        wire.send("Subject: x")
        asyncio.get_running_loop().call_later(0.1, wire.send, "", "x", ".")
    assert (await wire.answer()).startswith("250")
    assert await wire.answer() == answers.CLOSING
    assert len(inbox.messages) == 1
    await line.__aexit__(None, None, None)


async def test_a_mail_that_does_not_end_in_time_is_told_nothing(
    settings, house, inbox, monkeypatch
):
    monkeypatch.setattr(doors, "GOODBYE_SECONDS", 0.2)
    async with running(connect(settings, house), inbox) as channel:
        line = greeted(channel.port)
        wire = await line.__aenter__()
        await wire.say(*BEGUN)
        wire.send("Subject: x")
    assert await wire.rest() == ""
    assert inbox.messages == []
    await line.__aexit__(None, None, None)
