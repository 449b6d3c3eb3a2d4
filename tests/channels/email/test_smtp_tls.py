"""STARTTLS: nothing said in the clear counts afterwards, and a renewed certificate is shown."""

import logging

import pytest

from channels.email import EmailSettings, answers, connect
from tests.channels.email.conftest import OURS
from tests.channels.email.wire import greeted, line_to, make_certificate
from tests.contracts.house import running

MAIL = "MAIL FROM:<ann@example.org>"
RCPT = f"RCPT TO:<{OURS}>"
LETTER = "From: ann@example.org\r\nSubject: Printer\r\n\r\nIt is off.\r\n."


@pytest.fixture(scope="module")
def pems(tmp_path_factory):
    """Two certificates with their keys: each as made, and what clients see of it."""
    made = {}
    for name in ("first", "second"):
        file = tmp_path_factory.mktemp("tls") / f"{name}.pem"
        made[name] = (make_certificate(file, f"{name}.example.org"), file.read_bytes())
    return made


@pytest.fixture
def pem(tmp_path, pems):
    """The file that the settings name."""
    file = tmp_path / "mail.pem"
    file.write_bytes(pems["first"][1])
    return file


@pytest.fixture
def settings(settings, pem, tmp_path):
    more = {"tls_certificate": str(pem), "lmtp_port": 0, "lmtp_socket": str(tmp_path / "lmtp")}
    return settings.model_copy(update=more)


@pytest.fixture(params=["port", "lmtp_port", "lmtp_socket"])
def door(request, channel, settings):
    if request.param == "lmtp_socket":
        return {"socket": settings.lmtp_socket, "hello": "LHLO client.test"}
    hello = {"port": "EHLO client.test", "lmtp_port": "LHLO client.test"}[request.param]
    return {"port": channel.ports[request.param], "hello": hello}


async def test_a_mail_by_tls(door, pems, inbox):
    async with greeted(**door) as wire:
        assert wire.offer.endswith("\n250 STARTTLS")
        assert await wire.say("STARTTLS") == "220 2.0.0 Ready to start TLS"
        assert await wire.speak_tls() == pems["first"][0]
        assert (await wire.say(MAIL)).startswith("503")  # the greeting in the clear is forgotten
        assert "STARTTLS" not in await wire.say(door["hello"])
        said = await wire.say("STARTTLS", MAIL, RCPT, "DATA", LETTER, "QUIT")
        assert [each[:3] for each in said] == ["503", "250", "250", "354", "250", "221"]
    assert [message.subject for message in inbox.messages] == ["Printer"]


async def test_a_large_mail_by_tls(channel, inbox):
    async with greeted(channel.port) as wire:
        await wire.say("STARTTLS")
        await wire.speak_tls()
        await wire.say("EHLO client.test", MAIL, RCPT, "DATA")
        wire.send(*["Subject: x", "", *["line"] * 100_000, "."])
        assert (await wire.answer()).startswith("250")
    (message,) = inbox.messages
    assert message.attachments[0].size > 600_000


async def test_what_is_said_in_the_clear_is_not_heard_by_tls(channel, inbox):
    async with greeted(channel.port) as wire:
        wire.send("STARTTLS", MAIL, RCPT, "DATA")
        assert await wire.answer() == answers.TLS_INJECTED
        assert await wire.rest() == ""
    assert inbox.messages == []


async def test_the_envelope_of_before_is_forgotten(channel):
    async with greeted(channel.port) as wire:
        assert (await wire.say(MAIL, RCPT, "STARTTLS"))[2].startswith("220")
        await wire.speak_tls()
        said = await wire.say("EHLO client.test", "DATA")
        assert said[1].startswith("503")


async def test_no_tls_comes_about(channel, caplog):
    caplog.set_level(logging.WARNING)
    for nonsense in (b"this is no TLS at all" * 10, b"\x16\x03\x01\x00\x05hello"):
        async with greeted(channel.port) as wire:
            await wire.say("STARTTLS")
            wire.send(nonsense)
            await wire.rest()
    async with greeted(channel.port) as wire:
        assert (await wire.say("STARTTLS")).startswith("220")
    assert caplog.messages == []


async def test_they_hang_up_within_the_handshake(channel, settings):
    for _ in range(settings.most_connections_per_address + 1):
        async with greeted(channel.port) as wire:
            await wire.say("STARTTLS")


async def test_tls_can_be_required(settings, house, inbox):
    strict = settings.model_copy(update={"require_tls": True})
    async with running(connect(strict, house), inbox) as channel:
        async with greeted(channel.port) as wire:
            assert (await wire.say(MAIL)).startswith("530 5.7.0")
            await wire.say("STARTTLS")
            await wire.speak_tls()
            assert (await wire.say("EHLO client.test", MAIL))[1].startswith("250")
        async with greeted(channel.ports["lmtp_port"], hello="LHLO x") as wire:
            assert (await wire.say(MAIL)).startswith("530 5.7.0")
        async with greeted(socket=settings.lmtp_socket, hello="LHLO x") as wire:
            assert (await wire.say(MAIL)).startswith("250")  # it never leaves the machine


async def test_a_renewed_certificate_is_shown(channel, pem, pems):
    for name, content in pems.items():
        pem.write_bytes(content[1])
        async with greeted(channel.port) as wire:
            await wire.say("STARTTLS")
            assert await wire.speak_tls() == pems[name][0]


@pytest.mark.parametrize("halfway", [b"", b"-----BEGIN CERTIFICATE-----\nAAAA", None])
async def test_a_certificate_that_cannot_be_read_changes_nothing(
    channel, pem, pems, caplog, halfway
):
    if halfway is None:
        pem.unlink()
    else:
        pem.write_bytes(halfway)
    async with greeted(channel.port) as wire:
        await wire.say("STARTTLS")
        assert await wire.speak_tls() == pems["first"][0]
    assert "the new certificate cannot be used" in caplog.text


async def test_a_key_without_its_certificate_is_no_beginning(settings, house, inbox, pem):
    pem.write_bytes(b"nothing")
    with pytest.raises(OSError, match=r"email\.tls_certificate: .*PEM"):
        await connect(settings, house).run(inbox)


@pytest.mark.parametrize("lonely", [{"require_tls": True}, {"tls_key": "key.pem"}])
def test_settings_without_a_certificate(lonely):
    with pytest.raises(ValueError, match="need a tls_certificate"):
        EmailSettings(**lonely)


async def test_tls_before_a_word_is_said_is_refused(channel):
    async with line_to(
        channel.port, first=b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n"
    ) as wire:
        assert (await wire.answers(2))[1].startswith("500")
