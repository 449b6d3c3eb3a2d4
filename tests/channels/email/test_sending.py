"""Mail leaves: threaded, marked as automatic, injection-proof, once."""

import email
import mailbox
import socket
from datetime import UTC, datetime
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from channels.base import TryLater, Undeliverable
from channels.email import composing, connect
from channels.messages import Attachment, Choice, ConversationRef, OutboundMessage, Urgency
from tests.channels.email.conftest import MAIL, Client
from tests.contracts.house import running
from tests.fakes.smtp import smarthost

TALK = ConversationRef(
    channel="email", place="helpdesk@example.org>ann@example.org", thread="<root@example.org>"
)
ANSWERED = "0123456789abcdef0123456789abcdef<question@example.org>"

SENT = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def outbound(**changes):
    said = {"key": "ack/FL-7", "conversation": TALK, "text": "We **logged** it.", "answers": ""}
    return OutboundMessage(**(said | changes))


def composed(**changes):
    """What a mail program makes of our mail."""
    mail = composing.compose(outbound(**changes), from_name="IT help desk", at=SENT)
    return email.message_from_bytes(mail.as_bytes(), policy=default)


def parts(mail):
    words = [part for part in mail.walk() if not part.is_multipart()]
    return {part.get_content_type(): part.get_content().replace("\r\n", "\n") for part in words}


def test_an_answer_is_threaded():
    mail = composed(answers=ANSWERED, subject="Printer")
    assert mail["From"] == "IT help desk <helpdesk@example.org>"
    assert mail["To"] == "ann@example.org"
    assert mail["Subject"] == "Re: Printer"
    assert mail["In-Reply-To"] == "<question@example.org>"
    assert mail["References"] == "<root@example.org> <question@example.org>"
    assert mail["Message-ID"] == composed()["Message-ID"]
    assert composed(key="other")["Message-ID"] != mail["Message-ID"]


def test_without_a_message_to_answer_the_thread_is_answered():
    mail = composed()
    assert mail["In-Reply-To"] == mail["References"] == "<root@example.org>"
    assert mail["Subject"] == "Re: Your request"


def test_a_new_thread_answers_nothing():
    mail = composed(conversation=ConversationRef(channel="email", place=TALK.place))
    assert (mail["In-Reply-To"], mail["References"]) == (None, None)
    assert mail["Subject"] == "Your request"


@pytest.mark.parametrize(
    ("changes", "marks"),
    [
        ({}, ("auto-replied", "All")),
        ({"urgency": Urgency.NEWS}, ("auto-generated", "All")),
        ({"automatic": False}, (None, None)),
    ],
)
def test_machines_are_told_that_we_are_one(changes, marks):
    mail = composed(**changes)
    assert (mail["Auto-Submitted"], mail["X-Auto-Response-Suppress"]) == marks


def test_words_choices_and_markup():
    yes, no = Choice(token="y", label="It *worked*"), Choice(token="n", label="It did not")
    seen = parts(
        composed(text="Try [this](https://x.example/a).\n\n- one\n- two", choices=(yes, no))
    )
    assert seen["text/plain"].strip() == (
        "Try this (https://x.example/a).\n\n- one\n- two\n\n"
        "Answer this mail with “It *worked*” or “It did not”."
    )
    assert '<a href="https://x.example/a"' in seen["text/html"]
    assert "“It *worked*”" in seen["text/html"]


INJECTIONS = ["\r\nBcc: evil@x.example", "\nX: y", "\0", "\u2028X: y", "\x0bX: y", "\x85X: y", "\r"]


@pytest.mark.parametrize("evil", INJECTIONS)
def test_no_words_become_headers(evil):
    message = outbound(subject=f"a{evil}b", text=f"a{evil}b", answers=f"<x{evil}@y>")
    raw = composing.compose(message, from_name=f"IT{evil}desk", at=SENT).as_bytes()
    mail = email.message_from_bytes(raw, policy=default)
    assert set(mail.keys()) <= set(composed(subject="x").keys())
    assert "\0" not in raw.decode()
    assert raw.count(b"\r\n") == raw.count(b"\n") == raw.count(b"\r")


@given(st.text(max_size=300), st.text(max_size=300), st.text(max_size=100))
def test_any_words_make_a_mail(subject, text, label):
    mail = composed(subject=subject, text=text, choices=(Choice(token="t", label=label),))
    assert len(mail["Subject"]) <= 200
    assert len(mail["Subject"].splitlines()) == 1
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]


@pytest.mark.parametrize(
    "place",
    [
        "",
        "helpdesk@example.org",
        "helpdesk@example.org>nobody@invalid",
        "helpdesk@example.org>a@b\r\nBcc: x@y",
        "helpdesk@example.org>a@b,c@d",
    ],
)
def test_nobody_to_write_to(place):
    with pytest.raises(Undeliverable):
        composed(conversation=ConversationRef(channel="email", place=place))


async def test_into_the_maildir_once(settings, house):
    channel = connect(settings, house)
    first, again = await channel.send(outbound()), await channel.send(outbound())
    box = mailbox.Maildir(settings.maildir, create=False)
    (mail,) = list(box)
    assert mail["Message-ID"] == first.external_id == again.external_id
    box.lock()
    (name,) = box.keys()
    box[name] = _read_by_a_mail_program(mail)
    await channel.send(outbound())
    assert len(box) == 1


def _read_by_a_mail_program(mail):
    mail.set_subdir("cur")
    mail.add_flag("S")
    return mail


async def test_a_maildir_that_cannot_be_written_means_later(settings, house, tmp_path):
    (tmp_path / "file").write_text("in the way")
    blocked = settings.model_copy(update={"maildir": str(tmp_path / "file" / "out")})
    with pytest.raises(TryLater):
        await connect(blocked, house).send(outbound())


async def test_a_file_travels_along(settings, house):
    async def chunks():
        yield b"%PDF"

    source = await house.blobs.put(chunks(), limit=10)
    files = [
        Attachment(name="../a\r\nb.pdf", media_type="application/pdf", size=4, source=source),
        Attachment(name="mail.eml", media_type="message/rfc822", size=4, source=source),
    ]
    await connect(settings, house).send(outbound(attachments=tuple(files)))
    (mail,) = list(mailbox.Maildir(settings.maildir, create=False))
    found = email.message_from_bytes(mail.as_bytes(), policy=default)
    assert [part.get_filename() for part in found.iter_attachments()] == ["a b.pdf", "mail.eml"]
    assert {part.get_payload(decode=True) for part in found.iter_attachments()} == {b"%PDF"}


async def test_a_lost_file_is_undeliverable(settings, house):
    lost = Attachment(name="a", media_type="text/plain", size=1, source="gone")
    with pytest.raises(Undeliverable):
        await connect(settings, house).send(outbound(attachments=(lost,)))


# --- the smarthost -----------------------------------------------------------------------------


def through(settings, host):
    return settings.model_copy(update={"smarthost": host.address, "smarthost_timeout": 5})


async def test_by_the_smarthost(settings, house):
    async with smarthost() as host:
        receipt = await connect(through(settings, host), house).send(outbound())
    ((sender, recipients, raw),) = host.taken
    assert (sender, recipients) == ("helpdesk@example.org", ["ann@example.org"])
    assert email.message_from_bytes(raw)["Message-ID"] == receipt.external_id


@pytest.mark.parametrize(
    ("command", "answer", "outcome"),
    [
        ("RCPT", "550 5.1.1 No such user", Undeliverable),
        ("RCPT", "450 4.2.1 Mailbox busy", TryLater),
        ("RCPT", "421 4.3.2 Going down", TryLater),
        ("DATA", "554 5.7.1 Spam", Undeliverable),
        ("DATA", "451 4.3.0 Disk full", TryLater),
        ("DATA", "hang up", TryLater),
    ],
)
async def test_what_the_smarthost_says_decides(settings, house, command, answer, outcome):
    async with smarthost(**{command: answer}) as host:
        with pytest.raises(outcome):
            await connect(through(settings, host), house).send(outbound())
        assert host.taken == []


async def test_no_smarthost_there_means_later(settings, house):
    async with smarthost() as host:
        pass
    with pytest.raises(TryLater):
        await connect(through(settings, host), house).send(outbound())


async def test_tls_that_is_asked_for_but_missing_means_later(settings, house):
    async with smarthost() as host:
        careful = through(settings, host).model_copy(update={"starttls": "always"})
        with pytest.raises(TryLater):
            await connect(careful, house).send(outbound())
        assert host.taken == []


async def test_a_password_does_not_travel_in_the_clear(settings, house):
    async with smarthost() as host:
        signed_in = {"smarthost_user": "firstline", "smarthost_password": SecretStr("secret")}
        with pytest.raises(TryLater, match="STARTTLS"):
            await connect(through(settings, host).model_copy(update=signed_in), house).send(
                outbound()
            )
        assert host.taken == []


async def test_a_smarthost_that_never_answers_means_later(settings, house):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"127.0.0.1:{silent.getsockname()[1]}"
        hasty = {"smarthost": address, "smarthost_timeout": 0.2}
        with pytest.raises(TryLater):
            await connect(settings.model_copy(update=hasty), house).send(outbound())


# --- there and back ----------------------------------------------------------------------------


async def test_an_answer_to_a_mail_reaches_its_thread(settings, house, inbox, client):
    await client.deliver(MAIL)
    (asked,) = inbox.messages
    channel = connect(settings, house)
    await channel.send(outbound(conversation=asked.conversation, answers=asked.id))
    (mail,) = list(mailbox.Maildir(settings.maildir, create=False))
    assert mail["In-Reply-To"] == "<1@x>"


async def test_our_own_mail_coming_back_is_known_as_ours(settings, house, inbox):
    raw = composing.compose(outbound(), from_name="IT", at=SENT).as_bytes()
    async with running(connect(settings, house), inbox) as channel:
        assert await Client(channel.port).deliver(raw) == 250
        assert (await channel.read(inbox.messages[0])).automatic
