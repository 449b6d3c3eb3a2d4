"""Mail comes in over real sockets: never a relay, never over the limits, never lost."""

import asyncio
import gc
import hashlib
import logging
import smtplib
import socket
import threading
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from channels.email import EmailSettings, connect, mime
from channels.email.letter import Letter
from tests.channels.email import corpus
from tests.channels.email.conftest import ENVELOPE, MAIL, OURS, Client
from tests.contracts.house import House, Inbox, running
from tests.fakes.patience import PATIENCE

RELAY_ATTEMPTS = [
    "<victim@elsewhere.example>",
    "<helpdesk@elsewhere.example>",
    "<helpdesk@example.org.elsewhere.example>",
    "<helpdesk@sub.example.org>",
    "<victim%elsewhere.example@example.org>",
    "<helpdesk%elsewhere.example@example.org>",
    "<helpdesk+victim%elsewhere.example@example.org>",
    "<elsewhere.example!victim@example.org>",
    "<@example.org:victim@elsewhere.example>",
    "<@elsewhere.example:helpdesk@example.org>",
    "<@a.example,@b.example:victim@elsewhere.example>",
    "<helpdesk@example.org@elsewhere.example>",
    "<victim@elsewhere.example@example.org>",
    '<"victim@elsewhere.example"@example.org>',
    '<"helpdesk"@example.org>',
    '<"helpdesk@example.org"@elsewhere.example>',
    "<helpdesk@>",
    "<@example.org>",
    "<helpdesk>",
    "<>",
    "<helpdesk@[127.0.0.1]>",
    "<helpdesk@example.org.>",
    "<helpdesk@example.org,victim@elsewhere.example>",
    "<helpdesk@example.org> <victim@elsewhere.example>",
    "<victim@elsewhere.example (helpdesk@example.org)>",
    "<help\tdesk@example.org>",
    "<helpdesk@example.org\0@elsewhere.example>",
    "<|/bin/sh@example.org>",
    "helpdesk@elsewhere.example",
    "<nobody@example.org>",
]


@pytest.mark.parametrize("recipient", RELAY_ATTEMPTS)
async def test_we_are_no_relay(client, inbox, recipient):
    mail, rcpt, data = await client.talk("MAIL FROM:<a@b.example>", f"RCPT TO:{recipient}", "DATA")
    assert mail == 250
    assert 500 <= rcpt < 600
    assert data == 503
    assert inbox.messages == []


@pytest.mark.parametrize("ours", [OURS, "HelpDesk@EXAMPLE.org", "helpdesk+fl.42-x_y=z@example.org"])
async def test_our_addresses_take_mail(client, inbox, ours):
    assert await client.deliver(MAIL, to=ours) == 250
    assert inbox.messages[0].conversation.place == "helpdesk@example.org>ann@example.org"


async def test_a_mail_becomes_a_message(client, inbox, house):
    assert await client.deliver(MAIL) == 250
    (message,) = inbox.messages
    assert (message.subject, message.text) == ("Printer", "")
    assert (message.person.name, message.person.address) == ("Ann", "ann@example.org")
    assert message.person.email == ""  # plain SMTP proves nothing
    assert message.conversation.thread == "<1@x>"
    (original,) = message.attachments
    assert (original.name, original.media_type) == ("original.eml", "message/rfc822")
    assert await house.blobs.get(original.source) == ENVELOPE + MAIL
    assert message.raw == original.source


async def test_a_mail_is_read_later(channel, client, inbox):
    assert await client.deliver(MAIL) == 250
    (message,) = inbox.messages
    read = replace(message, text="It is off.", raw="")
    assert await channel.read(message) == read
    assert not read.automatic


async def test_a_mail_that_cannot_be_read_is_taken(channel, client, inbox, monkeypatch):
    def broken(_raw):
        raise RuntimeError("a bug")

    monkeypatch.setattr(mime, "parse", broken)
    assert await client.deliver(MAIL) == 250
    with pytest.raises(RuntimeError):
        await channel.read(inbox.messages[0])


async def test_a_mail_from_nobody_is_a_machines(channel, client, inbox):
    assert await client.deliver(MAIL, sender="") == 250
    assert (await channel.read(inbox.messages[0])).automatic


async def test_files_are_kept_when_the_mail_is_read(channel, client, inbox, house):
    assert await client.deliver(corpus.raw("attachment")) == 250
    read = await channel.read(inbox.messages[0])
    picture, original = read.attachments
    assert (picture.name, picture.media_type) == ("screen shot.png", "image/png")
    assert len(await house.blobs.get(picture.source)) == picture.size
    assert original.name == "original.eml"


async def test_hanging_up_while_the_desk_is_busy_ends_in_time(settings, house):
    busy = asyncio.Event()

    async def receive(_message, *, raw):
        busy.set()
        await asyncio.Event().wait()

    async with running(connect(settings, house), receive) as channel:
        delivering = asyncio.create_task(Client(channel.port).deliver(MAIL))
        await asyncio.wait_for(busy.wait(), PATIENCE)
    with pytest.raises(smtplib.SMTPServerDisconnected):
        await delivering


async def test_a_failing_desk_is_451_and_the_retry_is_the_same_message(client, inbox):
    inbox.failing = True
    assert await client.deliver(MAIL) == 451
    inbox.failing = False
    assert await client.deliver(b"Received: from relay (again)\r\n" + MAIL) == 250
    assert await client.deliver(MAIL) == 250
    assert len(inbox.ids) == 2
    assert len(set(inbox.ids)) == 1


async def test_after_a_failure_the_same_connection_goes_on(channel, client, inbox):
    inbox.failing = True
    commands = ["MAIL FROM:<a@b.example>", f"RCPT TO:<{OURS}>", "DATA", "Subject: x\r\n\r\nx\r\n."]
    answers = await client.talk(*commands, *commands)
    assert answers == [250, 250, 354, 451] * 2


async def test_one_mail_to_two_of_our_addresses_is_one_message(client, inbox):
    answers = await client.talk(
        "MAIL FROM:<a@b.example>",
        "RCPT TO:<it@example.org>",
        f"RCPT TO:<{OURS}>",
        "DATA",
        "From: a@b.example\r\n\r\nhello\r\n.",
    )
    assert answers == [250, 250, 250, 354, 250]
    (message,) = inbox.messages
    assert message.conversation.place == "it@example.org>a@b.example"


@pytest.mark.parametrize(
    ("recipients", "kept"),
    [
        (("it@example.org", "helpdesk+abc@example.org"), "helpdesk+abc@example.org"),
        (("it+one@example.org", "helpdesk+two@example.org"), "it+one@example.org"),
        (("it@example.org", OURS), "it@example.org"),
    ],
)
async def test_of_several_addresses_of_ours_the_marked_one_is_kept(
    client, inbox, house, recipients, kept
):
    named = [f"RCPT TO:<{each}>" for each in recipients]
    await client.talk("MAIL FROM:<a@b.example>", *named, "DATA", "From: a@b.example\r\n\r\nhi\r\n.")
    (message,) = inbox.messages
    assert f"Delivered-To: {kept}\r\n".encode() in await house.blobs.get(message.raw)
    assert message.conversation.place == "it@example.org>a@b.example"


@pytest.mark.parametrize(
    "content",
    [
        "Subject: x\n\nbare\r\n.",
        "Subject: x\r\n\r\none\n.\nMAIL FROM:<evil@x>\r\n.",
        "Subject: x\r\n\r\none\r.\rMAIL FROM:<evil@x>\r\n.",
        "Subject: x\r\n\r\none\r\n.\nRSET\r\n.",
        "Subject: x\r\n\r\none\n.\r\n.",
    ],
)
async def test_a_mail_with_bare_line_ends_is_refused_whole(client, inbox, content):
    answers = await client.talk("MAIL FROM:<a@b.example>", f"RCPT TO:<{OURS}>", "DATA", content)
    assert answers[2:] == [354, 550]
    assert inbox.messages == []


async def test_long_lines_are_taken(channel, client, inbox):
    assert await client.deliver(b"Subject: x\r\n\r\n" + b"word " * 5000 + b"\r\n") == 250
    assert len((await channel.read(inbox.messages[0])).text) == 24_999


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"Subject: x\r\n\r\n" + (b"x" * 998 + b"\r\n") * 1100, 552),
        (b"".join(b"X-%d: y\r\n" % n for n in range(1001)) + b"\r\nx", 552),
        (b"X: " + b"y" * 60_000 + b"\r\n " + b"z" * 10_000 + b"\r\n\r\nx", 552),
        ((b"X: " + b"y" * 60_000 + b"\r\n") * 5 + b"\r\nx", 552),
        (b"From: " + b"a@b.c,\r\n " * 20_000 + b"\r\n\r\nx", 552),
        (b"Subject: x\r\n\r\n" + b"y" * 70_000 + b"\r\n", 500),
    ],
)
async def test_what_is_over_a_limit_is_refused_for_good(client, inbox, raw, code):
    assert await client.deliver(raw) == code
    assert inbox.messages == []


async def test_a_declared_size_over_the_limit_is_refused_before_it_is_sent(client):
    assert await client.talk("MAIL FROM:<a@b.example> SIZE=99999999") == [552]


async def test_too_many_recipients(settings, house, inbox):
    few = settings.model_copy(update={"most_recipients": 2})
    async with running(connect(few, house), inbox) as channel:
        rcpt = f"RCPT TO:<{OURS}>"
        answers = await Client(channel.port).talk("MAIL FROM:<a@b.example>", rcpt, rcpt, rcpt)
    assert answers == [250, 250, 250, 452]


async def test_noise_ends_the_connection(client):
    answers = await client.talk(*["NOOP"] * 21)
    assert answers[-1] == 421


async def _greeting(port):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    return await asyncio.wait_for(reader.readline(), PATIENCE), writer


@pytest.mark.parametrize("limit", ["most_connections", "most_connections_per_address"])
async def test_too_many_connections_are_asked_to_come_back(settings, house, inbox, limit):
    few = settings.model_copy(update={limit: 2})
    async with running(connect(few, house), inbox) as channel:
        guests = [await _greeting(channel.port) for _ in range(3)]
        assert [greeting[:3] for greeting, _ in guests] == [b"220", b"220", b"421"]
        guests[0][1].close()
        await guests[0][1].wait_closed()
        async with asyncio.timeout(PATIENCE):
            while (again := await _greeting(channel.port))[0][:3] != b"220":
                pass
        for _, writer in [*guests[1:], again]:
            writer.close()
            await writer.wait_closed()


@pytest.mark.parametrize("limit", ["idle_seconds", "session_seconds"])
async def test_the_slow_are_hung_up_on(settings, house, inbox, limit):
    hasty = settings.model_copy(update={limit: 0.2})
    async with running(connect(hasty, house), inbox) as channel:
        reader, writer = await asyncio.open_connection("127.0.0.1", channel.port)
        writer.write(b"EHLO x\r\nMAIL FROM:<a@b.example>\r\n")
        said = await asyncio.wait_for(reader.read(-1), PATIENCE)
        writer.close()
        await writer.wait_closed()
    assert said.startswith(b"220")
    assert inbox.messages == []


@pytest.mark.parametrize("flood", [b"x" * 65_536, b"\n" * 65_536, b"\r\n" * 32_768])
async def test_what_never_ends_is_cut_off(channel, inbox, flood):
    _, writer = await asyncio.open_connection("127.0.0.1", channel.port)
    for line in (b"EHLO x", b"MAIL FROM:<a@b.example>", f"RCPT TO:<{OURS}>".encode(), b"DATA"):
        writer.write(line + b"\r\n")
    with pytest.raises(ConnectionError):
        await asyncio.wait_for(_pour(writer, flood), PATIENCE)
    writer.transport.abort()
    assert inbox.messages == []


async def _pour(writer, flood):
    while True:
        writer.write(flood)
        await writer.drain()


async def test_a_client_that_vanishes_leaves_nothing(channel, client, inbox):
    with socket.create_connection(("127.0.0.1", channel.port)) as raw:
        raw.sendall(b"EHLO x\r\nMAIL FROM:<a@b>\r\nRCPT TO:<helpdesk@example.org>\r\nDATA\r\nhal")
    assert await client.deliver(MAIL) == 250
    assert len(inbox.messages) == 1


async def test_a_large_mail_is_summed_up_beside_the_loop_and_not_kept_twice(house, monkeypatch):
    raw = MAIL + b"It is still off.\r\n" * 100_000
    plain, threads, seen = hashlib.sha256, {}, []
    gc.collect()  # what other tests have left

    def spy(content=b""):
        threads[len(content)] = threading.current_thread()
        return plain(content)

    async def receive(message, *, raw):
        letters = [each for each in gc.get_objects() if isinstance(each, Letter)]
        seen.append((message.raw, raw, letters))

    monkeypatch.setattr(hashlib, "sha256", spy)
    channel = connect(EmailSettings(addresses=(OURS,), port=0), house)
    gc.collect()  # what broken connections of earlier tests left behind
    async with running(channel, receive):
        assert await Client(channel.port).deliver(raw) == 250
    kept = ENVELOPE + raw
    assert seen == [(plain(kept).hexdigest(), kept, [])]
    assert threads[len(kept)] is not threading.main_thread()


async def test_no_words_of_people_in_the_logs(client, caplog):
    caplog.set_level(logging.DEBUG)
    await client.deliver(MAIL)
    # Whoever does not wait for our answer sends the mail where commands are expected.
    assert await client.talk("DATA", "Ann@example.org") == [503, 500]
    assert "ann@" not in caplog.text.lower()
    assert "It is off" not in caplog.text


@hypothesis_settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(st.binary(max_size=300), min_size=1, max_size=8))
def test_random_bytes_always_get_an_answer(lines):
    async def deliver():
        settings = EmailSettings(addresses=(OURS,), port=0)
        async with running(connect(settings, House()), Inbox()) as channel:
            return await Client(channel.port).deliver(b"\r\n".join(lines))

    assert asyncio.run(deliver()) in (250, 500, 550, 552)
