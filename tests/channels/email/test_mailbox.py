"""A mailbox on a server that misbehaves; and what makes a mail there into a delivery."""

import asyncio
import logging
import sys
import threading
import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from channels.email import EmailSettings, addressed, connect, looking, mime
from channels.email.body import body
from channels.email.imap_settings import ImapSettings
from channels.email.ours import Ours
from channels.email.stand_in import stand_in
from channels.email.troubles import Away, NotTaken, Refused
from tests.channels.email.conftest import MAIL, OURS
from tests.contracts.house import House, Inbox, running
from tests.fakes.imap import imap_server
from tests.fakes.patience import AT_ONCE, PATIENCE
from tests.fakes.stopwatch import in_time

TOKEN = "ya29.token"


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    """The pauses after a trouble, and nothing else, are shorter than in the field."""
    for kind in (Away, NotTaken, Refused):
        monkeypatch.setattr(kind, "pauses", (0.01,))


def imap(**changes):
    told = {"host": "127.0.0.1", "security": "plain", "user": "ann", "password": "pass"}
    return ImapSettings(**{**told, "since": date(2026, 11, 1), "timeout": 2, **changes})


def attending(server, receive, **changes):
    settings = EmailSettings(
        addresses=(OURS, "it@example.org"),
        port=0,
        size_limit=2000,
        imap=imap(port=server.port, **changes),
    )
    return running(connect(settings, House()), receive)


async def until(holds, within=PATIENCE):
    end = time.monotonic() + within
    while not holds():
        assert time.monotonic() < end, "in vain"
        await asyncio.sleep(0.01)


# --- a sound server, to know that the fake is one ------------------------------------------------


async def test_mail_is_taken_and_marked_and_more_is_awaited():
    inbox = Inbox()
    async with imap_server() as server, attending(server, inbox):
        server.put(MAIL)
        await until(lambda: server.taken() == [1])
        await until(lambda: server.said[-1] == "IDLE")
        server.put(MAIL.replace(b"<1@x>", b"<2@x>"))
        await until(lambda: server.taken() == [1, 2])
        assert server.visits == 1
        assert server.mails[1].flags == {r"\Seen", "$Firstline"}
    assert [message.subject for message in inbox.messages] == ["Printer", "Printer"]


@pytest.mark.parametrize("command", ["UID SEARCH", "IDLE"])
async def test_mail_that_comes_in_the_middle_of_an_answer_does_not_wait(command):
    """It is announced once, where nobody listens; the next regular look is 25 minutes away."""
    async with imap_server() as server, attending(server, Inbox(), every=1500):
        server.put(MAIL)
        await until(lambda: server.taken() == [1])
        server.late[command] = MAIL.replace(b"<1@x>", b"<2@x>")
        await until(lambda: server.taken() == [1, 2])


async def test_without_a_host_there_is_no_mailbox():
    async with running(connect(EmailSettings(port=0), House()), Inbox()) as channel:
        assert channel.ready.is_set()


# --- faults ------------------------------------------------------------------------------------

FAULTS = {
    "goodbye at the door": {"greeting": b"* BYE too many\r\n"},
    "not IMAP at all": {"greeting": b"220 mail.example.org ESMTP\r\n"},
    "nothing IMAP": {"greeting": b"\x16\x03\x01\xff\xff\xff\x00\r\n"},
    "an endless greeting": {"greeting": b"* OK " + b"x" * 2_000_000},
    "hangs up on signing in": {"instead": {"AUTHENTICATE": b""}},
    "is out of order": {"instead": {"AUTHENTICATE": b"TAG NO [UNAVAILABLE] later\r\n"}},
    "hangs up on opening": {"instead": {"SELECT": b"* 1 EXISTS\r\n"}},
    "says goodbye in between": {"instead": {"UID SEARCH": b"* BYE restart\r\n"}},
    "finds nonsense": {"instead": {"UID SEARCH": b"* SEARCH one two\r\nTAG OK\r\n"}},
    "finds sizes of nothing": {"instead": {"UID FETCH 1 (RFC": b"* 1 FETCH (UID ((\r\nTAG OK\r\n"}},
    "stops within a mail": {
        "instead": {"UID FETCH 1 (BODY": b"* 1 FETCH (UID 1 BODY[]<0> {900}\r\nFrom: a"}
    },
    "announces more than there is memory": {
        "instead": {"UID FETCH 1 (BODY": b"* 1 FETCH (UID 1 BODY[]<0> {99999999999999}\r\nx"}
    },
    "marks nothing": {"instead": {"UID STORE": b"TAG NO quota\r\n"}},
}
SLIPS = {
    "says goodbye while it waits": b"+ idling\r\n* BYE shutdown\r\n",
    "hangs up while it waits": b"+ idling\r\n",
    "has news before it waits": b"* 4 EXISTS\r\n+ idling\r\n",
    "will not wait after all": b"TAG BAD what\r\n",
}


@pytest.mark.parametrize("name", FAULTS)
async def test_a_server_that_fails_is_told_once_and_tried_again(name, caplog):
    inbox = Inbox()
    async with imap_server(**FAULTS[name]) as server, attending(server, inbox):
        server.put(MAIL)
        await until(lambda: server.visits >= 3)
        aloud = [each for each in caplog.records if each.levelno >= logging.ERROR]
        assert [each.getMessage()[:40] for each in aloud] == [
            "the mail folder INBOX waits: The mail se"
        ]
        server.faults.instead, server.faults.greeting = {}, b"* OK ready\r\n"
        await until(lambda: server.taken() == [1])
        await until(lambda: "is read again" in caplog.text)
    assert len(set(inbox.ids)) == 1


OUT_OF_STEP = (
    b"* 1 FETCH (UID 1 BODY[]<0> {7}\r\nFrom: a\r\nmy password is hunter2\r\n",
    b"* 1 FETCH (UID 1 BODY[]<0> hunter2 {3}\r\nabc hunter2)\r\nTAG OK\r\n",
    b"* 1 FETCH hunter2\r\nTAG OK hunter2\r\n",
    b"my password is hunter2",
)


@pytest.mark.parametrize("answer", OUT_OF_STEP)
async def test_words_of_a_mail_are_not_logged_even_if_they_are_taken_for_an_answer(answer, caplog):
    caplog.set_level(logging.DEBUG)
    broken = {"UID FETCH 1 (BODY": answer}
    async with imap_server(instead=broken) as server, attending(server, Inbox()):
        server.put(MAIL)
        await until(lambda: server.visits >= 3)
    assert "The mail server failed" in caplog.text
    assert "hunter2" not in caplog.text


@pytest.mark.parametrize("name", SLIPS)
async def test_a_connection_that_ends_after_all_was_well_is_no_news(name, caplog):
    inbox = Inbox()
    async with imap_server(instead={"IDLE": SLIPS[name]}) as server, attending(server, inbox):
        for number in (b"<1@x>", b"<2@x>", b"<3@x>"):
            seen = server.visits
            server.put(MAIL.replace(b"<1@x>", number))
            await until(lambda seen=seen: server.visits > seen)
        await until(lambda: server.taken() == [1, 2, 3])
    assert len(inbox.ids) == 3
    assert caplog.records == []


async def test_a_server_that_says_nothing_is_left_after_a_while(caplog):
    silent = {"instead": {"SELECT": None}}
    async with imap_server(**silent) as server, attending(server, Inbox(), timeout=0.2):
        await until(lambda: "timed out" in caplog.text)


async def test_a_folder_that_somebody_else_makes_at_the_same_moment_is_taken_as_it_is(caplog):
    made = {
        "LIST": b"TAG OK nothing is here\r\n",
        "CREATE": b"TAG NO [ALREADYEXISTS] Mailbox already exists\r\n",
        "UID SEARCH": None,
    }
    async with imap_server(instead=made) as server, attending(server, Inbox(), done_folder="Done"):
        await until(lambda: any(said.startswith("SELECT") for said in server.said))
    assert caplog.records == []


async def test_a_mail_that_cannot_be_fetched_holds_up_no_other():
    inbox = Inbox()
    broken = {"UID FETCH 1 (BODY": b"TAG NO [SERVERBUG] corrupt\r\n"}
    async with imap_server(instead=broken) as server, attending(server, inbox):
        for number in (b"<1@x>", b"<2@x>", b"<3@x>"):
            server.put(MAIL.replace(b"<1@x>", number))
        await until(lambda: server.taken() == [2, 3])
        server.faults.instead.clear()
        await until(lambda: server.taken() == [1, 2, 3])
    assert len(inbox.ids) == 3


@pytest.mark.parametrize("is_ignoring_limits", [False, True])
async def test_a_mail_that_is_larger_than_the_server_says_is_not_taken_whole(is_ignoring_limits):
    inbox = Inbox()
    async with imap_server(is_ignoring_limits=is_ignoring_limits) as server:
        server.put(MAIL + b"x" * 9000, size=50)
        async with attending(server, inbox):
            await until(lambda: server.taken() == [1])
        assert server.mails[1].flags == {r"\Flagged", "$Firstline"}
    (kept,) = inbox._blobs.kept.values()
    assert b"could not be read automatically" in kept
    assert len(kept) < 1000


async def test_a_mail_whose_header_never_ends_is_told_and_flagged():
    inbox = Inbox()
    settings = {"size_limit": 1_000_000}
    async with imap_server() as server:
        server.put(b"From: ann@example.org\r\n" + b"X: y\r\n" * 50_000 + b"\r\nhi\r\n")
        channel = connect(
            EmailSettings(addresses=(OURS,), port=0, imap=imap(port=server.port), **settings),
            House(),
        )
        async with running(channel, inbox):
            await until(lambda: server.taken() == [1])
        assert r"\Flagged" in server.mails[1].flags
    (kept,) = inbox._blobs.kept.values()
    assert b"The headers are too long." in kept
    assert inbox.messages[0].person.address == "ann@example.org"


# --- signing in --------------------------------------------------------------------------------


async def test_a_token_is_asked_for_each_time_anew(tmp_path):
    token = tmp_path / "token"
    token.write_text("expired\n")
    command = (sys.executable, "-c", f"print(open({str(token)!r}).read())")
    async with imap_server() as server:
        server.token = TOKEN
        server.put(MAIL)
        async with attending(server, Inbox(), password="", token_command=command):
            await until(lambda: server.visits >= 2)
            token.write_text(f"{TOKEN}\n")
            await until(lambda: server.taken() == [1])


@pytest.mark.parametrize("command", [("false",), ("no-such-program-here",)])
async def test_a_token_command_that_fails_is_told(command, caplog):
    async with imap_server() as server, attending(server, Inbox(), token_command=command):
        await until(lambda: "The token_command failed" in caplog.text)


@pytest.mark.parametrize(
    ("faults", "sentence"),
    [
        ({"capability": "IMAP4rev1 LOGINDISABLED"}, "takes no password on this connection"),
        ({"permanent": r"\Seen \Flagged"}, "keeps no marks of ours; please set done_folder"),
        ({"instead": {"SELECT": b"TAG NO no such folder\r\n"}}, "INBOX cannot be opened"),
    ],
)
async def test_what_a_person_has_to_mend_is_told(faults, sentence, caplog):
    async with imap_server(**faults) as server, attending(server, Inbox()):
        await until(lambda: sentence in caplog.text)


@pytest.mark.parametrize("command", ["AUTHENTICATE", "UID SEARCH", "IDLE"])
async def test_it_ends_at_once_whatever_it_waits_for(command):
    async with imap_server(instead={command: None}) as server:
        async with attending(server, Inbox(), timeout=60):
            await until(lambda: any(said.startswith(command) for said in server.said))
            begun = time.monotonic()
        assert time.monotonic() - begun < AT_ONCE


# --- for whoever sets it up ----------------------------------------------------------------------


async def test_a_look_at_a_mailbox_says_what_will_happen():
    async with imap_server() as server:
        server.put(MAIL)
        told = await asyncio.to_thread(lambda: [*looking.look(imap(port=server.port))])
        assert server.mails[1].flags == set()
    assert told == [
        ("INBOX", "can be read and marked, and Firstline is told of new mail at once", "ok"),
        ("INBOX", "mails that will be taken: 1; email.imap.since says from when on", "note"),
    ]


async def test_a_look_at_a_mailbox_that_is_closed_to_us_says_why():
    async with imap_server() as server:
        closed = imap(port=server.port, password="wrong")
        told = await asyncio.to_thread(lambda: [*looking.look(closed)])
    assert told == [("INBOX", "The mail server did not let ann in: no.", "wrong")]


# --- settings ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"user": ""}, "a mailbox needs a user"),
        ({"password": ""}, "a mailbox needs a password or a token_command"),
        ({"since": None}, "a mailbox needs since, the first day"),
        ({"host": "mail.example.org"}, 'use "tls" or "starttls", or set plain_is_safe'),
        ({"done_folder": "INBOX"}, "done_folder cannot be one of the folders"),
        ({"folders": ("IN\r\nA1 DELETE",)}, "no line ends"),
        ({"every": 1800}, "less than or equal to 1680"),
    ],
)
def test_settings_that_cannot_work_are_refused(changes, sentence):
    with pytest.raises(ValidationError) as refusal:
        imap(**changes)
    assert sentence in str(refusal.value)


def test_the_usual_ports():
    assert ImapSettings().usual_port == 993
    assert imap().usual_port == 143
    assert imap(security="starttls", port=1143).usual_port == 1143
    assert imap(host="mail.example.org", plain_is_safe=True).is_exposed


# --- from a mail to its envelope -----------------------------------------------------------------

SETTINGS = EmailSettings(addresses=(OURS, "it@example.org"))


@pytest.mark.parametrize(
    ("head", "mail_from", "ours"),
    [
        ("Return-Path: <bob@x.org>\r\nTo: it@example.org", "bob@x.org", "it@example.org"),
        ("Return-Path: <>\r\nFrom: MAILER-DAEMON@x.org", "", OURS),
        ("From: Bob <Bob@x.org>", "bob@x.org", OURS),
        (
            "Delivered-To: box7@host.net\r\nX-Original-To: IT+tok3n@example.org",
            "",
            "it@example.org",
        ),
        ("To: Ann <ann@example.org>, IT <it@example.org>", "", "it@example.org"),
        (f"Delivered-To: {OURS}\r\nTo: it@example.org", "", OURS),
        ("To: ann@example.org\r\nCc: undisclosed:;,\r\n it@example.org", "", "it@example.org"),
        ("To: undisclosed-recipients:;", "", OURS),
        ("", "", OURS),
    ],
)
def test_the_envelope_is_read_from_the_header(head, mail_from, ours):
    found = addressed.delivery(f"{head}\r\n\r\nhi\r\n".encode(), SETTINGS)
    assert (found.mail_from, found.ours) == (mail_from, ours)


def test_of_several_addresses_of_ours_the_marked_one_is_kept():
    head = f"Delivered-To: {OURS}\r\nTo: ann+x@example.org, it@example.org, it+abc@example.org"
    found = addressed.delivery(f"{head}\r\n\r\nhi\r\n".encode(), SETTINGS)
    assert (found.ours, found.mail_to) == (OURS, "it+abc@example.org")


async def test_a_mail_is_looked_at_beside_the_loop(monkeypatch):
    plain, threads = addressed.delivery, []

    def spy(*args):
        threads.append(threading.current_thread())
        return plain(*args)

    monkeypatch.setattr(addressed, "delivery", spy)
    async with imap_server() as server, attending(server, Inbox()):
        server.put(MAIL)
        await until(lambda: server.taken() == [1])
    assert threads
    assert threading.main_thread() not in threads


def test_a_mail_with_the_line_ends_of_a_file_is_read_like_any_other():
    found = addressed.delivery(MAIL.replace(b"\r\n", b"\n"), SETTINGS)
    assert found.raw == MAIL


@given(st.binary(max_size=300))
def test_any_bytes_become_a_delivery_with_whole_line_ends(raw):
    found = addressed.delivery(raw, SETTINGS)
    assert found.ours in SETTINGS.addresses
    assert found.raw.count(b"\n") == found.raw.count(b"\r\n")
    assert found.raw.replace(b"\r\n", b"\n") == raw.replace(b"\r\n", b"\n")


@pytest.mark.parametrize("sign", ["a", "a@", "@", "<", "a b ", ".", "+"])
def test_a_recipient_field_made_to_hurt_takes_no_time(sign):
    raw = b"".join(b"To: " + sign.encode() * 8000 + b"\r\n" for _ in range(100)) + b"\r\nhi\r\n"
    in_time(addressed.delivery, raw, SETTINGS, limit=0.5)


# --- in place of a mail that is too much -------------------------------------------------------

HEADS = st.lists(
    st.sampled_from(
        [
            b"From: Ann <ann@example.org>",
            b"Subject: Printer",
            b"Content-Type: multipart/mixed;\r\n boundary=x",
            b"MIME-Version: 1.0",
            b" astray",
            b"no field",
            b"X: " + b"y" * 70_000,
            b"Received: from a\r\n\tby b",
        ]
    )
)


@given(HEADS)
def test_a_stand_in_can_be_read_and_says_why_and_where(lines):
    mail = stand_in(b"\r\n".join(lines), why="It is large.", where="Inbox")
    assert mime.complaint(mail) == ""
    text = body(mail, Ours(("helpdesk@example.org",))).text
    assert text == (
        "[This mail could not be read automatically. It is large. "
        "It lies, whole and flagged, in the mail folder Inbox.]"
    )
    fields, _ = mime.head(mail)
    assert fields.has("subject") is (b"Subject: Printer" in lines)


def test_a_stand_in_of_far_too_many_fields_is_small():
    mail = stand_in(b"X: y\r\n" * 100_000, why="", where="")
    assert mime.complaint(mail) == ""
    assert len(mail) < 10_000
