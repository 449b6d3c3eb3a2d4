"""By LMTP every recipient gets an answer of its own, whatever becomes of the mail (RFC 2033)."""

import stat
from pathlib import Path

import pytest

from channels.email import connect
from tests.channels.email.conftest import OURS
from tests.channels.email.wire import greeted, line_to
from tests.contracts.house import running

HELLO = "LHLO postfix.test"
MAIL = "MAIL FROM:<ann@example.org>"
BOTH = (f"RCPT TO:<{OURS}>", "RCPT TO:<it+fl.1@example.org>")
LETTER = ("From: ann@example.org", "Subject: Printer", "", "It is off.", ".")


@pytest.fixture
def settings(settings, tmp_path):
    return settings.model_copy(update={"lmtp_port": 0, "lmtp_socket": str(tmp_path / "lmtp")})


@pytest.fixture(params=["port", "socket"])
def door(request, channel, settings):
    """How to reach the LMTP listener."""
    if request.param == "port":
        return {"port": channel.ports["lmtp_port"], "hello": HELLO}
    return {"socket": settings.lmtp_socket, "hello": HELLO}


async def test_an_answer_for_each_recipient_and_one_message(door, inbox):
    async with greeted(**door) as wire:
        said = await wire.say(MAIL, BOTH[0], "RCPT TO:<nobody@example.org>", BOTH[1], "DATA")
        assert [each[:3] for each in said] == ["250", "250", "550", "250", "354"]
        wire.send(*LETTER, "NOOP")
        assert [each[:9] for each in await wire.answers(3)] == ["250 2.0.0"] * 3
    (message,) = inbox.messages
    assert message.conversation.place == f"{OURS}>ann@example.org"


@pytest.mark.parametrize(
    ("letter", "code"),
    [
        (("Subject: x", "", "bare\nline", "."), "550 5.6.11"),
        (("Subject: x", "", "x" * 70_000, "."), "500 5.6.0"),
        (("Subject: x", "", *["x" * 998] * 1100, "."), "552 5.3.4"),
        ((*["X: y"] * 1001, "", "x", "."), "552 5.3.4"),
    ],
)
async def test_a_refusal_is_told_to_each(door, inbox, letter, code):
    async with greeted(**door) as wire:
        await wire.say(MAIL, *BOTH, "DATA")
        wire.send(*letter, "QUIT")
        refused, too, bye = await wire.answers(3)
        assert refused == too
        assert refused.startswith(code)
        assert bye.startswith("221")
    assert inbox.messages == []


async def test_a_failure_of_ours_is_told_to_each_and_the_next_mail_is_taken(door, inbox):
    async with greeted(**door) as wire:
        for inbox.failing, code in ((True, "451 4.3.0"), (False, "250 2.0.0")):
            await wire.say(MAIL, *BOTH, "DATA")
            wire.send(*LETTER)
            assert [each[:9] for each in await wire.answers(2)] == [code] * 2
        assert (await wire.say("QUIT")).startswith("221")
    assert len(inbox.messages) == 1


async def test_without_a_recipient_there_is_one_answer(door):
    async with greeted(**door) as wire:
        said = await wire.say(MAIL, "RCPT TO:<nobody@example.org>", "DATA", "QUIT")
    assert [each[:3] for each in said] == ["250", "550", "503", "221"]


@pytest.mark.parametrize("hello", ["HELO postfix.test", "EHLO postfix.test"])
async def test_lmtp_is_greeted_by_its_own_word(door, hello):
    async with greeted(**{**door, "hello": hello}) as wire:
        assert wire.offer.startswith("500 ")
        assert "LMTP" not in await wire.say(MAIL)
        assert (await wire.say(HELLO)).startswith("250-example.org\n250-SIZE")


async def test_both_take_mail_at_once(channel, door, client, inbox):
    async with greeted(**door) as wire:
        await wire.say(MAIL, BOTH[0], "DATA")
        assert await client.deliver(b"Subject: by SMTP\r\n\r\nx\r\n") == 250
        wire.send(*LETTER)
        assert (await wire.answer()).startswith("250")
    assert sorted(message.subject for message in inbox.messages) == ["Printer", "by SMTP"]


async def test_smtp_can_be_switched_off(settings, house, inbox):
    alone = settings.model_copy(update={"smtp": False})
    async with running(connect(alone, house), inbox) as channel:
        assert list(channel.ports) == ["lmtp_port"]
        async with line_to(channel.ports["lmtp_port"]) as wire:
            assert await wire.answer() == "220 example.org LMTP Firstline"


async def test_the_socket_is_open_to_the_mail_server_and_a_dead_one_is_no_hindrance(
    settings, house, inbox
):
    for _ in range(2):
        async with running(connect(settings, house), inbox):
            assert mode_of(settings.lmtp_socket) == 0o666
            async with greeted(socket=settings.lmtp_socket, hello=HELLO):
                pass


def mode_of(path):
    return stat.S_IMODE(Path(path).stat().st_mode)
