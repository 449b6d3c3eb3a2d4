"""Mails that come in at once have so much room together, and whoever leaves makes room."""

import asyncio

import pytest
from pydantic import ValidationError

from channels.email import EmailSettings, connect
from channels.email.room import Room
from tests.channels.email.conftest import OURS
from tests.channels.email.wire import greeted
from tests.contracts.house import running
from tests.fakes.patience import PATIENCE

KIB = 1024
MOST = 200 * KIB
NO_ROOM = "452 4.3.1"
BEGIN = ("MAIL FROM:<ann@example.org>", f"RCPT TO:<{OURS}>", "RCPT TO:<it@example.org>", "DATA")
END = "\r\n."


@pytest.fixture
def settings(settings):
    changes = {"most_bytes_under_way": MOST, "data_seconds": 60, "lmtp_port": 0}
    return settings.model_copy(update=changes)


def letter(kib):
    return "Subject: x\r\n\r\n" + f"{'x' * 1022}\r\n" * kib


async def begin(wire, kib=0):
    """What is said to DATA; then so much of a mail is sent, and no end."""
    said = (await wire.say(*BEGIN))[-1]
    if said.startswith("354"):
        wire.send(letter(kib))
    return said


async def deliver(port, kib=0):
    """What is said to a mail, be it to DATA or to its end."""
    async with greeted(port) as wire:
        said = await begin(wire, kib)
        return await wire.say(END) if said.startswith("354") else said


async def until(port, kib, wanted):
    """Mails until one is answered so; others are answered as the only other way."""
    async with asyncio.timeout(PATIENCE):
        while not (said := await deliver(port, kib)).startswith(wanted):
            assert said[:3] in ("250", "452"), said


async def test_where_no_room_is_left_no_mail_is_begun_until_there_is(channel, inbox):
    async with greeted(channel.port) as large:
        await begin(large, 150)
        await until(channel.port, 0, NO_ROOM)
        async with greeted(channel.port) as small:
            assert (await begin(small)).startswith(NO_ROOM)
            before = len(inbox.messages)
            assert (await large.say(END)).startswith("250")
            assert (await small.say("DATA")).startswith("354")
            assert (await small.say("Subject: small\r\n\r\nx\r\n.")).startswith("250")
    assert len(inbox.messages) == before + 2


async def test_the_one_that_runs_over_is_passed_over_and_the_others_go_on(channel, inbox):
    async with greeted(channel.port) as first:
        await begin(first, 120)
        await until(channel.port, 120, NO_ROOM)
        assert (await deliver(channel.port)).startswith("250")
        assert (await first.say(END)).startswith("250")
    assert (await deliver(channel.port, 180)).startswith("250")


async def test_by_lmtp_each_recipient_is_told(channel):
    async with greeted(channel.ports["lmtp_port"], hello="LHLO postfix.test") as wire:
        await begin(wire, 250)
        wire.send(END)
        assert [each[:9] for each in await wire.answers(2)] == [NO_ROOM] * 2
        await begin(wire, 180)
        wire.send(END)
        assert [each[:3] for each in await wire.answers(2)] == ["250", "250"]


async def refused(port, _inbox):
    async with greeted(port) as wire:
        await begin(wire, 150)
        assert (await wire.say(f"a\nb{END}")).startswith("550")


async def failed(port, inbox):
    inbox.failing = True
    assert (await deliver(port, 150)).startswith("451")
    inbox.failing = False


async def hung_up(port, _inbox):
    async with greeted(port) as wire:
        await begin(wire, 150)
        await until(port, 0, NO_ROOM)


async def passed_over(port, _inbox):
    assert (await deliver(port, 250)).startswith(NO_ROOM)


@pytest.mark.parametrize("leave", [refused, failed, hung_up, passed_over])
async def test_whoever_leaves_makes_room(channel, inbox, leave):
    for _ in range(3):
        await leave(channel.port, inbox)
        await until(channel.port, 190, "250")


async def test_whoever_takes_too_long_makes_room(settings, house, inbox):
    hasty = settings.model_copy(update={"data_seconds": 2})
    async with running(connect(hasty, house), inbox) as channel, greeted(channel.port) as wire:
        await begin(wire, 150)
        assert (await wire.answer()).startswith("421 4.4.2")
        await until(channel.port, 190, "250")


async def test_many_at_once_lose_nothing(channel, inbox):
    async def bring():
        await until(channel.port, 100, "250")

    await asyncio.gather(*(bring() for _ in range(8)))
    assert len(inbox.messages) == 8


def test_a_share_that_does_not_fit_stays_as_it_was():
    room = Room(100)
    with room.share() as one, room.share() as other:
        assert one.resize(60)
        assert not other.resize(41)
        assert other.resize(40)
        assert not one.resize(61)
        assert one.resize(10)
        assert other.resize(90)
    with room.share() as whole:
        assert whole.resize(100)


def test_the_largest_mail_has_room():
    with pytest.raises(ValidationError, match="must exceed size_limit"):
        EmailSettings(size_limit=MOST, most_bytes_under_way=MOST)
