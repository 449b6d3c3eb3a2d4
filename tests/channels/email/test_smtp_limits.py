"""Whoever is slow, greedy or endless is seen out, and told why."""

import asyncio

import pytest

from channels.email import answers, connect, visit
from tests.channels.email.conftest import OURS
from tests.channels.email.wire import greeted, line_to, make_certificate
from tests.contracts.house import running
from tests.fakes.patience import PATIENCE

MAIL = "MAIL FROM:<ann@example.org>"
RCPT = f"RCPT TO:<{OURS}>"
LETTER = "Subject: x\r\n\r\nx\r\n."


@pytest.fixture
def hasty(settings, house, inbox):
    """A channel with settings that differ."""
    return lambda **how: running(connect(settings.model_copy(update=how), house), inbox)


async def test_who_says_nothing_is_told_that_this_took_too_long(hasty):
    async with hasty(idle_seconds=0.3) as channel, greeted(channel.port) as wire:
        assert await wire.answer() == answers.TIMED_OUT
        assert await wire.rest() == ""


async def seen_out(port):
    """Until somebody who does nothing is seen out; what they are told."""
    async with greeted(port) as wire:
        return await wire.answer()


async def test_a_mail_may_take_longer_than_a_command_but_not_for_ever(hasty, inbox):
    how = {"idle_seconds": 0.8, "data_seconds": 3}
    async with hasty(**how) as channel, greeted(channel.port) as wire:
        await wire.say(MAIL, RCPT, "DATA")
        assert await seen_out(channel.port) == answers.TIMED_OUT
        assert (await wire.say(LETTER)).startswith("250")
        await wire.say(MAIL, RCPT, "DATA")
        wire.send("Subject: x")
        assert await wire.answer() == answers.TIMED_OUT
    assert len(inbox.messages) == 1


async def test_long_visits_end_between_two_mails(hasty, inbox):
    async with hasty(session_seconds=1) as channel, greeted(channel.port) as wire:
        await wire.say(MAIL, RCPT, "DATA")
        assert await seen_out(channel.port) == answers.LONG_ENOUGH
        assert (await wire.say(LETTER)).startswith("250")
        assert await wire.answer() == answers.LONG_ENOUGH
    assert len(inbox.messages) == 1


async def test_who_answers_no_goodbye_does_not_keep_a_place(hasty, tmp_path, monkeypatch):
    monkeypatch.setattr(visit, "LINGER", 0.1)
    make_certificate(tmp_path / "mail.pem")
    safely = hasty(most_connections=1, tls_certificate=str(tmp_path / "mail.pem"))
    async with safely as channel, greeted(channel.port) as wire:
        await wire.say("STARTTLS")
        await wire.speak_tls()
        await wire.say("EHLO client.test", MAIL)
        wire.writer.transport.pause_reading()
        wire.send(*["RCPT TO:<nobody@example.org>"] * 21)  # one error too many
        await _until_free(channel.port)


async def test_who_never_comes_to_an_agreement_does_not_keep_a_place(hasty, tmp_path):
    make_certificate(tmp_path / "mail.pem")
    how = {"most_connections": 1, "idle_seconds": 1}
    safely = hasty(**how, tls_certificate=str(tmp_path / "mail.pem"))
    async with safely as channel, greeted(channel.port) as wire:
        assert (await wire.say("STARTTLS")).startswith("220")
        assert await wire.rest() == ""
        await _until_free(channel.port)


async def _until_free(port):
    async with asyncio.timeout(PATIENCE):
        while not await _is_free(port):
            pass


async def _is_free(port):
    async with line_to(port) as wire:
        return (await wire.answer()).startswith("220")


@pytest.mark.parametrize("flood", [b"x" * 65_536, b"\r\n" * 32_768, b"\n" * 65_536])
async def test_commands_that_never_end(channel, flood):
    async with greeted(channel.port) as wire:
        with pytest.raises(ConnectionError):
            await asyncio.wait_for(_pour(wire.writer, flood), PATIENCE)


async def _pour(writer, flood):
    while True:
        writer.write(flood)
        await writer.drain()


async def test_a_mail_that_grows_over_the_size_is_refused_at_its_end(channel, inbox):
    async with greeted(channel.port) as wire:
        await wire.say(f"{MAIL} SIZE=100", RCPT, "DATA")
        wire.send("Subject: x", "", *["x" * 998] * 2000, ".")
        assert (await wire.answer()).startswith("552 5.3.4")
        said = await wire.say(f"{MAIL} SIZE=99999999", MAIL, RCPT, "DATA", LETTER)
        assert [each[:3] for each in said] == ["552", "250", "250", "354", "250"]
    assert len(inbox.messages) == 1


async def test_more_lines_than_anybody_reads_are_refused_at_the_end(hasty, inbox):
    async with hasty(size_limit=4 * 1024 * 1024) as channel, greeted(channel.port) as wire:
        await wire.say(MAIL, RCPT, "DATA")
        wire.writer.write(b"\r\n" * 600_001)
        assert (await wire.say(".")).startswith("552 5.3.4")
        await wire.say(MAIL, RCPT, "DATA")
        wire.writer.write(b"\r\n" * 600_000)
        assert (await wire.say(".")).startswith("250")
    assert len(inbox.messages) == 1
