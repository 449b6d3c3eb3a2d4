"""What we offer is true, and every answer carries its code."""

import gc
import re

import pytest
from aiosmtpd.smtp import SMTP

from channels.email import answers
from channels.email.visit import Lengths
from tests.channels.email.conftest import OURS
from tests.channels.email.wire import greeted, line_to

CODED = re.compile(r"[245]\d\d[ -]([245])\.\d{1,3}\.\d{1,3} \S")
MAIL = "MAIL FROM:<ann@example.org>"
RCPT = f"RCPT TO:<{OURS}>"


async def test_the_greeting_and_the_offer(channel):
    async with greeted(channel.port) as wire:
        assert wire.offer.split("\n") == [
            "250-example.org",
            f"250-SIZE {1024 * 1024}",
            "250-8BITMIME",
            "250-SMTPUTF8",
            "250-PIPELINING",
            "250 ENHANCEDSTATUSCODES",
        ]
        assert await wire.say("HELO client.test") == "250 example.org"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("NOOP", "250"),
        ("RSET", "250"),
        ("MAIL", "501"),
        ("MAIL TO:<x>", "501"),
        ("MAIL FROM:<a@b.example> SIZE=x", "501"),
        ("MAIL FROM:<a@b.example> SIZE=99999999", "552"),
        ("MAIL FROM:<a@b.example> BODY=BINARYMIME", "501"),
        ("MAIL FROM:<a@b.example> RET=HDRS", "555"),
        ("MAIL FROM:<ann@ex\u00e4mple.org> SMTPUTF8", "553"),
        ("MAIL FROM:<ann@example.org> SIZE=\u00b2", "553"),
        (b"MAIL FROM:<\xff@example.org>", "553"),
        ("MAIL FROM:<" + "a" * 2000 + "@b.example>", "500"),
        ("RCPT TO:<helpdesk@example.org>", "503"),
        ("DATA", "503"),
        ("VRFY ann", "252"),
        ("HELP", "214"),
        ("HELP MAIL", "214"),
        ("EXPN staff", "500"),
        ("AUTH PLAIN AGFubgBzZWNyZXQ=", "500"),
        ("BDAT 10 LAST", "500"),
        ("LHLO client.test", "500"),
        ("STARTTLS", "454"),
        ("EHLO", "501"),
        ("HELO", "501"),
        ("", "500"),
        (b"\xff\xfe", "500"),
        ("PROXY TCP4 192.0.2.1 192.0.2.2 1 2", "421"),
        ("QUIT now", "501"),
        ("QUIT", "221"),
    ],
)
async def test_every_answer_has_its_code(channel, line, code):
    async with greeted(channel.port) as wire:
        said = await wire.say(line)
        assert said.startswith(code)
        assert CODED.match(said)[1] == code[0]


@pytest.mark.parametrize("said", [each for each in vars(answers).values() if isinstance(each, str)])
def test_what_has_a_code_keeps_it(said):
    assert said[3:4] != " " or answers.coded(said) == said


async def test_commands_may_come_all_at_once(channel, inbox):
    mail = (MAIL, RCPT, "DATA", "Subject: one", "", "hello", ".")
    async with line_to(channel.port) as wire:
        wire.send("EHLO client.test", *mail, *mail, "QUIT")
        said = await wire.answers(11)
    codes = [each[:3] for each in said]
    assert codes == ["220", "250", *["250", "250", "354", "250"] * 2, "221"]
    assert len(inbox.messages) == 2


async def test_a_mail_in_utf8_with_eight_bits(channel, inbox):
    async with greeted(channel.port) as wire:
        said = await wire.say(f"{MAIL} BODY=8BITMIME SMTPUTF8 SIZE=200", RCPT, "DATA")
        wire.send(
            "Subject: Dr\u00fccker",
            "From: J\u00f6rg <joerg@example.org>",
            "",
            "Er spr\u00fcht.",
            ".",
        )
        assert (await wire.answer()).startswith("250 2.0.0")
    assert [each[:3] for each in said] == ["250", "250", "354"]
    (message,) = inbox.messages
    assert (message.subject, message.person.name) == ("Dr\u00fccker", "J\u00f6rg")
    assert (await channel.read(message)).text == "Er spr\u00fcht."


async def test_words_that_nobody_knows_are_not_remembered(channel):
    async with greeted(channel.port) as wire:
        for number in range(4):
            assert (await wire.say(f"NONSENSE{number}")).startswith("500")
    tables = [each for each in gc.get_objects() if isinstance(each, Lengths)]
    assert tables
    assert not [
        word
        for table in (*tables, SMTP.command_size_limits)
        for word in table
        if word[-1:].isdigit()
    ]


async def test_twenty_errors_are_enough(channel):
    async with greeted(channel.port) as wire:
        await wire.say(MAIL)
        said = [await wire.say("RCPT TO:<nobody@example.org>") for _ in range(21)]
        assert {each[:3] for each in said} == {"550"}
        assert await wire.answer() == answers.TOO_MUCH_ADO
        assert await wire.rest() == ""


async def test_a_good_mail_makes_up_for_errors(channel):
    async with greeted(channel.port) as wire:
        for _ in range(3):
            said = await wire.say(MAIL, *["RCPT TO:<x@example.org>"] * 15, RCPT, "DATA")
            assert said[-1].startswith("354")
            assert (await wire.say("Subject: x\r\n\r\nx\r\n.")).startswith("250")
