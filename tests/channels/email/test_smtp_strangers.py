"""Whatever is said in whatever order: each line gets its answer, and none of them is our bug."""

import asyncio
import logging

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from channels.email import EmailSettings, connect
from tests.channels.email.conftest import OURS
from tests.channels.email.wire import greeted, line_to
from tests.contracts.house import House, Inbox, running
from tests.fakes.patience import AT_ONCE

WORDS = (
    *("HELO x", "EHLO x", "LHLO x", "EHLO", "RSET", "NOOP", "NOOP x", "QUIT", "QUIT x", "HELP"),
    *(
        "MAIL FROM:<a@b.example>",
        "MAIL FROM:<>",
        "MAIL FROM: a@b.example",
        "MAIL from:<a@b> SIZE=9",
    ),
    *("MAIL FROM:<a@b.example> BODY=8BITMIME SMTPUTF8", "MAIL FROM:<a@b.example> =", "MAIL"),
    *(f"RCPT TO:<{OURS}>", "RCPT TO:<x@y.example>", "RCPT", f"RCPT TO:<{OURS}> NOTIFY=NEVER"),
    *(
        "DATA",
        "DATA x",
        "Subject: x",
        "",
        ".",
        "..",
        ".\r",
        "bare\nline",
        "STARTTLS",
        "AUTH",
        "BDAT 1",
    ),
)
COMMANDS = st.sampled_from(WORDS).map(str.encode)
ARGUMENTS = st.tuples(
    st.sampled_from([b"MAIL FROM:", b"RCPT TO:", b"MAIL ", b"VRFY ", b"EHLO ", b"HELP "]),
    st.binary(max_size=80),
).map(b"".join)
LINES = st.lists(COMMANDS | ARGUMENTS | st.binary(max_size=40), max_size=25)


@hypothesis_settings(
    max_examples=80,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(lines=LINES, door=st.sampled_from(["port", "lmtp_port", "proxy_port"]))
def test_anything_gets_an_answer_and_an_end(lines, door, caplog):
    caplog.set_level(logging.WARNING)
    caplog.clear()

    said = asyncio.run(_talk(door, lines))
    codes = [line[:3] for line in said.split("\r\n") if line[3:4] == " "]
    assert codes[0] == "220"
    assert codes[-1] in ("221", "421", "502")
    assert "451" not in codes
    assert caplog.records == []


async def _talk(door, lines):
    settings = EmailSettings(addresses=(OURS,), port=0, lmtp_port=0, proxy_port=0)
    first = [b"PROXY UNKNOWN"] if door == "proxy_port" else []
    async with (
        running(connect(settings, House()), Inbox()) as channel,
        line_to(channel.ports[door]) as wire,
    ):
        wire.send(*first, *lines, "", ".", "QUIT", "", ".", "QUIT")
        return await wire.rest()


@pytest.mark.parametrize(
    ("sender", "code"),
    [
        ("<>", 250),
        ("<ann@example.org>", 250),
        (" <ann@example.org> SIZE=10", 250),
        ("<bounce+ann=example.org/x#1@lists.example.org>", 250),
        ('<"Ann Example"@example.org>', 250),
        ('<"a\\"b"@example.org>', 250),
        ("<ann@[192.0.2.7]>", 250),
        ("<@relay.example,@other.example:ann@example.org>", 250),
        ("ann@example.org", 553),
        ("<ann>", 250),
        ("<ann@example.org", 553),
        ("<ann@example.org>x", 553),
        ("<ann@@example.org>", 553),
        ("<" + "(" * 900, 553),
        ("<" + "a.b" * 300 + "@x>", 553),
        ('<"' + "\\" * 900, 553),
        ("<" + '""' * 450 + "@b>", 553),
        ("<a@[" + "\\[" * 400, 553),
    ],
)
async def test_senders(channel, sender, code):
    async with greeted(channel.port) as wire:
        async with asyncio.timeout(AT_ONCE):
            assert (await wire.say(f"MAIL FROM:{sender}")).startswith(str(code))
