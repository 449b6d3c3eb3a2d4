"""Mail leaves: threaded, marked as automatic, injection-proof, once."""

import asyncio
import email
import mailbox
import socket
from datetime import UTC, datetime
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from bot.runtime.keyring import Keyring
from channels.base import TryLater, Undeliverable
from channels.email import composing, connect, signed
from channels.messages import Attachment, Choice, ConversationRef, OutboundMessage, Person, Urgency
from tests.channels.email.conftest import MAIL, Client
from tests.contracts.house import running
from tests.fakes.patience import PATIENCE
from tests.fakes.smtp import smarthost

TALK = ConversationRef(
    channel="email", place="helpdesk@example.org>ann@example.org", thread="<root@example.org>"
)
ANSWERED = "0123456789abcdef0123456789abcdef<question@example.org>"

KEYS = Keyring(b"the only key")

SENT = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def outbound(**changes):
    said = {"key": "ack/FL-7", "conversation": TALK, "text": "We **logged** it.", "answers": ""}
    return OutboundMessage(**(said | changes))


def composed(*, earlier=(), links=None, reply_to="", **changes):
    """What a mail program makes of our mail."""
    more = {"earlier": earlier, "links": links or {}, "reply_to": reply_to}
    mail = composing.compose(outbound(**changes), from_name="IT help desk", at=SENT, **more)
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


def ids(*numbers):
    """What recent messages are called: ours by their Message-ID, others by one that ends in it."""
    return [f"{'' if number % 2 else 'digest'}<{number}@x>" for number in numbers]


def chain(*numbers):
    return " ".join(["<root@example.org>", *(f"<{number}@x>" for number in numbers)])


def test_the_way_from_the_first_mail_to_the_one_answered_is_named():
    mail = composed(answers="abc<4@x>", earlier=ids(2, 3, 4, 5))
    assert (mail["In-Reply-To"], mail["References"]) == ("<4@x>", chain(2, 3, 4))
    assert composed(answers="<9@x>", earlier=ids(2, 3))["References"] == chain(9)


def test_news_answer_the_newest_mail_and_never_themselves():
    own = composing.message_id(outbound())
    mail = composed(earlier=["<root@example.org>", *ids(2, 3), own])
    assert (mail["In-Reply-To"], mail["References"]) == ("<3@x>", chain(2, 3))


@given(st.lists(st.integers(0, 60), max_size=60), st.integers(0, 60))
def test_of_a_long_way_the_first_and_the_last_twenty_are_named(earlier, answered):
    mail = composed(answers=f"<{answered}@x>", earlier=ids(*earlier))
    named = mail["References"].split()
    assert named[0] == "<root@example.org>"
    assert named[-1] == mail["In-Reply-To"] == f"<{answered}@x>"
    assert len(named) == len(set(named)) <= 21
    assert all(len(line) <= 998 for line in mail.as_bytes().split(b"\r\n"))


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


def test_every_mail_shows_whose_it_is_and_none_is_bulk():
    for mail in (composed(), composed(automatic=False)):
        assert mail["X-Loop"] == "helpdesk@example.org"
        assert mail["Precedence"] is None


def test_answers_go_where_we_want_them():
    address = signed.reply_address("helpdesk@example.org", composed()["Message-ID"], KEYS)
    mail = composed(reply_to=address)
    assert mail["Reply-To"].addresses[0].addr_spec == address
    assert mail["Reply-To"].addresses[0].display_name == "IT help desk"
    assert mail["From"].addresses[0].addr_spec == "helpdesk@example.org"
    assert composed(reply_to="helpdesk@example.org")["Reply-To"] is None


def test_choices_are_links_where_there_are_pages():
    solved, again = (
        Choice(token="solved/FL-7", label="Ja, *erledigt*"),
        Choice(token="a", label="x"),
    )
    links = {"solved/FL-7": "https://help.example.org/answer/s-e_c"}
    seen = parts(composed(choices=(solved, again), links=links))
    assert seen["text/plain"].strip().split("\n")[2:] == [
        "Answer this mail with “Ja, *erledigt*” or “x”, or choose here:",
        "",
        "- Ja, *erledigt* (https://help.example.org/answer/s-e_c)",
    ]
    assert '<a href="https://help.example.org/answer/s-e_c"' in seen["text/html"]
    assert ">Ja, *erledigt*</a>" in seen["text/html"]


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


# --- what can only be ours ---------------------------------------------------------------------


async def left(settings, house, **changes):
    """The mail as it lies in the Maildir."""
    await connect(settings, house).send(outbound(**changes))
    (mail,) = list(mailbox.Maildir(settings.maildir, create=False))
    return email.message_from_bytes(mail.as_bytes(), policy=default)


async def test_an_answer_comes_to_an_address_that_names_the_mail(settings, house):
    mail = await left(settings, house)
    address = mail["Reply-To"].addresses[0].addr_spec
    assert signed.read(address, house.signer) == mail["Message-ID"]
    assert settings.own(address) == "helpdesk@example.org"


async def test_where_plus_addresses_do_not_arrive_there_are_none(settings, house):
    plain = settings.model_copy(update={"plus_addresses": False})
    assert (await left(plain, house))["Reply-To"] is None


async def test_the_way_so_far_is_asked_of_the_house_where_there_is_a_thread(settings, house):
    house.said[TALK] = ids(2, 3)
    assert (await left(settings, house))["References"] == chain(2, 3)


async def test_a_mail_that_begins_something_names_no_other(settings, house):
    begun = ConversationRef(channel="email", place=TALK.place)
    house.said[begun] = ids(2, 3)
    mail = await left(settings, house, conversation=begun)
    assert (mail["In-Reply-To"], mail["References"]) == (None, None)


async def test_what_a_press_says_is_what_the_person_would_say(settings, house):
    house.pages = "https://help.example.org"
    yes = Choice(token="solved/FL-7", label="Yes, it is\nsolved")
    mail = await left(settings, house, choices=(yes,), subject="Printer [FL-7]")
    assert "https://help.example.org/answer/solved/FL-7" in parts(mail)["text/plain"]
    (said,) = house.offered
    assert said.conversation == TALK
    assert said.person == Person(address="ann@example.org")
    assert (said.choice, said.text) == ("solved/FL-7", "Yes, it is solved")
    assert (said.subject, said.answers) == ("Printer [FL-7]", mail["Message-ID"])
    thanks = composed(answers=said.id)
    assert thanks["In-Reply-To"] == mail["Message-ID"]


async def test_a_choice_offered_twice_is_one(settings, house):
    house.pages = "https://help.example.org"
    twice = (Choice(token="a", label="Yes"), Choice(token="a", label="Yes"))
    assert parts(await left(settings, house, choices=twice))["text/plain"].count("/answer/") == 1
    assert len(house.offered) == 1


# --- the smarthost -----------------------------------------------------------------------------


def through(settings, host):
    return settings.model_copy(update={"smarthost": host.address, "smarthost_timeout": 5})


async def test_by_the_smarthost(settings, house):
    async with smarthost() as host:
        receipt = await connect(through(settings, host), house).send(outbound())
    ((sender, recipients, raw),) = host.taken
    assert (sender, recipients) == ("helpdesk@example.org", ["ann@example.org"])
    assert email.message_from_bytes(raw)["Message-ID"] == receipt.external_id


async def test_a_bounce_comes_to_an_address_that_names_the_mail(settings, house):
    async with smarthost() as host:
        verp = through(settings, host).model_copy(update={"verp": True})
        receipt = await connect(verp, house).send(outbound())
    ((sender, _, _),) = host.taken
    assert signed.read_verp(sender, house.signer) == receipt.external_id
    assert settings.own(sender) == "helpdesk@example.org"


async def test_connections_live_as_long_as_the_channel(settings, house, inbox):
    async with smarthost() as host:
        async with running(connect(through(settings, host), house), inbox) as channel:
            for number in range(3):
                await channel.send(outbound(key=f"ack/{number}"))
            assert (host.met, len(host.here)) == (1, 1)
        await asyncio.wait_for(host.alone.wait(), PATIENCE)
        assert len(host.taken) == 3


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
