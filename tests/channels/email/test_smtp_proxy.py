"""Behind a proxy the real client counts; who is no proxy cannot speak for others."""

import asyncio
import ipaddress
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.email import answers, connect, proxied
from channels.email.gate import guest_at
from channels.email.proxy import FIXED, MOST_SAID, SIGNATURE, Introduction, introduction
from tests.channels.email.conftest import OURS
from tests.channels.email.wire import line_to
from tests.contracts.house import running

V4 = "PROXY TCP4 192.0.2.7 198.51.100.1 40000 25\r\n"
FAMILIES = {4: 0x11, 6: 0x21}


def block(source, target, *, command=0x21, family=None, more=b""):
    """A header of version 2."""
    ends = [ipaddress.ip_address(each) for each in (source, target)]
    said = b"".join(end.packed for end in ends) + struct.pack(">HH", 40000, 25) + more
    family = FAMILIES[ends[0].version] if family is None else family
    return SIGNATURE + bytes([command, family]) + struct.pack(">H", len(said)) + said


GOOD = [
    (V4.encode(), "192.0.2.7"),
    (b"PROXY TCP6 2001:db8::7 2001:db8::1 40000 25\r\n", "2001:db8::7"),
    (b"PROXY UNKNOWN\r\n", ""),
    (b"PROXY UNKNOWN ffff::1 ffff::2 1 2\r\n", ""),
    (block("192.0.2.7", "198.51.100.1"), "192.0.2.7"),
    (block("2001:db8::7", "2001:db8::1"), "2001:db8::7"),
    (block("192.0.2.7", "198.51.100.1", more=b"\x04\x00\x03abc"), "192.0.2.7"),
    (block("192.0.2.7", "198.51.100.1", command=0x20), ""),
    (block("192.0.2.7", "198.51.100.1", family=0x31), ""),
    (SIGNATURE + b"\x20\x00\x00\x00", ""),
]
BAD = [
    b"EHLO client.test\r\n",
    b"proxy TCP4 192.0.2.7 198.51.100.1 40000 25\r\n",
    b"PROXY\r\n",
    b"PROXY \r\n",
    b"PROXY TCP4\r\n",
    b"PROXY TCP4 192.0.2.7 198.51.100.1 40000\r\n",
    b"PROXY TCP4 192.0.2.7 198.51.100.1 40000 25 9\r\n",
    b"PROXY TCP4 192.0.2.7  198.51.100.1 40000 25\r\n",
    b"PROXY TCP4 192.0.2.777 198.51.100.1 40000 25\r\n",
    b"PROXY TCP4 2001:db8::7 2001:db8::1 40000 25\r\n",
    b"PROXY TCP6 192.0.2.7 198.51.100.1 40000 25\r\n",
    b"PROXY TCP4 192.0.2.7 198.51.100.1 65536 25\r\n",
    b"PROXY TCP4 192.0.2.7 198.51.100.1 x 25\r\n",
    b"PROXY UDP4 192.0.2.7 198.51.100.1 1 25\r\n",
    b"PROXY TCP4 192.0.2.7 198.51.100.1 1 \xb2\r\n",
    b"PROXY UNKNOWN " + b"x" * 200,
    b"PROXY TCP4 " + b"1" * 200,
    block("192.0.2.7", "198.51.100.1", command=0x22),
    block("192.0.2.7", "198.51.100.1", command=0x11),
    SIGNATURE + b"\x21\x11\x00\x04abcd",
    SIGNATURE + b"\x21\x11" + struct.pack(">H", MOST_SAID + 1),
]


@pytest.mark.parametrize(("said", "address"), GOOD)
def test_an_introduction(said, address):
    whole = Introduction(address, len(said))
    assert introduction(said) == introduction(said + b"EHLO x\r\n") == whole
    assert [introduction(said[:length]) for length in range(len(said))] == [None] * len(said)


@pytest.mark.parametrize("said", BAD)
def test_what_is_none(said):
    with pytest.raises(ValueError):  # noqa: PT011 - of whatever words
        introduction(said)


@given(
    st.sampled_from([b"", b"PROXY ", b"PROXY TCP4 ", SIGNATURE, SIGNATURE + b"\x21\x11"]),
    st.binary(),
)
def test_anything_gets_an_end(beginning, rest):
    said = beginning + rest
    try:
        found = introduction(said)
    except ValueError:
        return
    assert len(said) < FIXED + MOST_SAID if found is None else found.length <= len(said)


@pytest.mark.parametrize(
    ("address", "guest"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("local", "local"),
    ],
)
def test_whom_an_address_stands_for(address, guest):
    assert guest_at(address) == guest


@pytest.fixture
def settings(settings):
    return settings.model_copy(update={"proxy_port": 0, "most_connections_per_address": 2})


def introduce(number):
    return V4.replace("192.0.2.7", f"192.0.2.{number}").encode()


async def test_a_mail_by_the_proxy_from_a_client_that_does_not_wait(channel, inbox):
    lines = ("EHLO x", "MAIL FROM:<a@b.example>", f"RCPT TO:<{OURS}>", "DATA")
    early = "".join(f"{line}\r\n" for line in lines).encode()
    async with line_to(channel.ports["proxy_port"], first=introduce(7) + early) as wire:
        said = await wire.answers(5)
        assert [each[:3] for each in said] == ["220", "250", "250", "250", "354"]
        assert (await wire.say("Subject: x\r\n\r\nx\r\n.")).startswith("250")
    assert len(inbox.messages) == 1


async def test_the_limit_counts_the_real_client(channel):
    port = channel.ports["proxy_port"]
    first, second = (line_to(port, first=introduce(7)) for _ in range(2))
    async with first as one, second as two:
        assert [(await wire.answer())[:3] for wire in (one, two)] == ["220", "220"]
        async with line_to(port, first=introduce(7)) as third:
            assert await third.answer() == answers.BUSY
        async with line_to(port, first=introduce(8)) as somebody_else:
            assert (await somebody_else.answer()).startswith("220")
        async with line_to(channel.port) as not_by_the_proxy:
            assert (await not_by_the_proxy.answer()).startswith("220")


async def test_nothing_is_said_before_the_header_is_whole(channel):
    async with line_to(channel.ports["proxy_port"], first=introduce(7)[:-1]) as wire:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(wire.reader.read(1), 0.05)
        wire.writer.write(b"\n")
        assert (await wire.answer()).startswith("220")


async def test_a_proxy_must_say_whom_it_brings(channel, monkeypatch):
    monkeypatch.setattr(proxied, "PATIENCE", 0.5)
    async with line_to(channel.ports["proxy_port"], first=b"EHLO x\r\n") as wire:
        assert await wire.answer() == answers.BAD_PROXY
        assert await wire.rest() == ""
    async with line_to(channel.ports["proxy_port"], first=b"PROXY TCP4") as slow:
        assert await slow.rest() == ""


async def test_who_is_no_proxy_cannot_speak_for_others(settings, house, inbox):
    elsewhere = settings.model_copy(
        update={"trusted_proxies": (ipaddress.ip_network("198.51.100.0/24"),)}
    )
    async with running(connect(elsewhere, house), inbox) as channel:
        async with line_to(channel.ports["proxy_port"], first=introduce(7)) as wire:
            assert (await wire.rest()).strip() in (answers.NO_PROXY, "")
        async with line_to(channel.port, first=introduce(7)) as wire:
            assert (await wire.answers(2))[1] == answers.NO_PROXY
            assert await wire.rest() == ""
        async with line_to(channel.port, first=block("192.0.2.7", "192.0.2.8")) as wire:
            assert "250" not in await wire.rest()


async def test_a_header_that_never_ends_does_not_keep_the_house_open(settings, house, inbox):
    loop = asyncio.get_running_loop()
    async with running(connect(settings, house), inbox) as channel:
        unfinished = line_to(channel.ports["proxy_port"], first=b"PROXY")
        wire = await unfinished.__aenter__()
        async with line_to(channel.ports["proxy_port"], first=introduce(7)) as behind:
            await behind.answer()
        begun = loop.time()
    assert loop.time() - begun < 2
    assert await wire.rest() == ""
    await unfinished.__aexit__(None, None, None)
