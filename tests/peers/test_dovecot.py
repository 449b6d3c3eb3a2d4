"""A mailbox on a real Dovecot: every mail in it reaches the desk once, whatever happens."""

import asyncio
import logging
import time
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from bot import app, checks
from bot.settings import Settings
from channels.email import EmailSettings, connect
from channels.email.imap_settings import ImapSettings
from channels.email.troubles import Away, NotTaken, Refused
from store.engine import open_store
from tests.contracts.house import House, Inbox, running
from tests.fakes.patience import PATIENCE
from tests.peers import dovecot as peer
from tests.process.server import Server
from tests.process.server import until as until_now
from tests.reliability.proxy import Wire

OURS = "helpdesk@example.org"
TODAY = datetime.now(UTC).date()
NO_IDLE = "IMAP4rev1 UIDPLUS LITERAL+"
NO_MOVE = "IMAP4rev1 IDLE UIDPLUS"
NO_UIDPLUS = "IMAP4rev1 IDLE"


def mail(number, *, text="It is off.", to=OURS):
    head = (
        f"Return-Path: <ann@example.org>\r\nDelivered-To: {OURS}\r\n"
        f"From: Ann <ann@example.org>\r\nTo: {to}\r\nSubject: Printer {number}\r\n"
        f"Date: Fri, 27 Nov 2026 08:00:00 +0000\r\nMessage-ID: <{number}@x.test>\r\n\r\n"
    )
    return f"{head}{text}\r\n".encode()


@pytest.fixture(scope="module")
def servers():
    """Dovecots by what they admit to."""
    peer.require()
    found = {}
    try:
        yield found
    finally:
        for server in found.values():
            server.tell_to_end()
        for server in found.values():
            server.leave()


@pytest.fixture
def account(servers, request):
    capability = getattr(request, "param", "")
    if capability not in servers:
        servers[capability] = peer.Dovecot(capability)
        servers[capability].open()
    return servers[capability].account()


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    """The pauses after a trouble, and nothing else, are shorter than in the field."""
    monkeypatch.setattr(Away, "pauses", (0.05,))
    monkeypatch.setattr(NotTaken, "pauses", (0.05,))


@pytest.fixture
def inbox():
    return Inbox()


def settings_for(account, **changes):
    told = {
        "host": "127.0.0.1",
        "port": account.server.port,
        "security": "plain",
        "user": account.name,
        "password": peer.PASSWORD,
        "since": TODAY - timedelta(days=7),
        "every": 1500,  # seconds: no test waits for a look that is taken by the clock
        "timeout": 30,
    }
    limit = changes.pop("size_limit", 100_000)
    imap = ImapSettings(**{**told, **changes})
    return EmailSettings(addresses=(OURS, "it@example.org"), port=0, size_limit=limit, imap=imap)


def attending(account, receive, **changes):
    """The channel, with the mailbox as a second way in, until the block ends."""
    return running(connect(settings_for(account, **changes), House()), receive)


async def until(holds, *, within=PATIENCE):
    """Wait for it, looking often."""
    end = time.monotonic() + within
    while not await asyncio.to_thread(holds):
        assert time.monotonic() < end, "in vain"
        await asyncio.sleep(0.02)


async def deliver(account, raw, **how):
    await asyncio.to_thread(account.deliver, raw, **how)


def subjects(inbox):
    return [message.subject for message in inbox.messages]


def marked(account, number=1):
    flags = [each for each in account.flags() if "$Firstline" in each]
    return len(flags) == number


# --- a mail comes ------------------------------------------------------------------------------


async def test_new_mail_is_told_by_the_server_long_before_the_next_look(account, inbox):
    async with attending(account, inbox):
        await until(account.connected)
        await deliver(account, mail(1))
        await until(lambda: inbox.messages)
        for number in (2, 3):
            await deliver(account, mail(number))
            await until(lambda expected=number: len(inbox.messages) == expected)
    assert subjects(inbox) == ["Printer 1", "Printer 2", "Printer 3"]
    first = inbox.messages[0]
    assert first.person.address == "ann@example.org"
    assert first.conversation.place == f"{OURS}>ann@example.org"


async def test_what_lay_there_is_taken_in_order_and_marked_as_read_and_ours(account, inbox):
    for number in range(1, 6):
        account.deliver(mail(number))
    async with attending(account, inbox):
        await until(lambda: marked(account, 5))
    assert subjects(inbox) == [f"Printer {number}" for number in range(1, 6)]
    assert all({r"\Seen", "$Firstline"} <= flags for flags in account.flags())


async def test_the_same_mail_by_smtp_and_from_the_mailbox_has_one_id(account, inbox):
    from tests.channels.email.conftest import Client

    account.deliver(mail(1))
    async with attending(account, inbox) as channel:
        await until(lambda: inbox.messages)
        assert await Client(channel.port).deliver(mail(1), to=OURS) == 250
    assert len(set(inbox.ids)) == 1
    assert len(inbox.ids) == 2


@pytest.mark.parametrize("account", [NO_IDLE], indirect=True)
async def test_a_server_that_does_not_tell_is_asked(account, inbox):
    async with attending(account, inbox, every=0.1):
        await until(account.connected)
        await deliver(account, mail(1))
        await until(lambda: marked(account))
    assert subjects(inbox) == ["Printer 1"]


async def test_two_folders_are_both_attended(account, inbox):
    account.deliver(mail(1), folder="Büro")
    async with attending(account, inbox, folders=("INBOX", "Büro")):
        await until(lambda: inbox.messages)
        await deliver(account, mail(2))
        await until(lambda: len(inbox.messages) == 2)
    assert sorted(subjects(inbox)) == ["Printer 1", "Printer 2"]


# --- flags only after commit -------------------------------------------------------------------


async def test_what_the_desk_does_not_take_stays_unmarked_until_it_does(account, inbox, caplog):
    inbox.failing = True
    async with attending(account, inbox):
        await deliver(account, mail(1))
        await until(lambda: "can keep nothing" in caplog.text)
        assert not any({r"\Seen", "$Firstline"} & flags for flags in account.flags())
        inbox.failing = False
        await until(lambda: marked(account))
        await until(lambda: "is read again" in caplog.text)
    assert subjects(inbox) == ["Printer 1"]
    aloud = [each for each in caplog.records if each.levelno >= logging.ERROR]
    assert len(aloud) == 2  # the failure, and that the folder waits; not one for each attempt


async def test_a_mail_that_is_never_taken_holds_up_no_other(account, inbox):
    async def receive(message, *, raw=b""):
        if message.subject == "Printer 1":
            raise ValueError("a fault of our own")
        await inbox(message, raw=raw)

    account.deliver(mail(1))
    async with attending(account, receive):
        for number in (2, 3):
            await deliver(account, mail(number))
        await until(lambda: marked(account, 2))
    assert subjects(inbox) == ["Printer 2", "Printer 3"]


async def test_killed_between_commit_and_mark_it_is_done_once(account, tmp_path, sqlite_url):
    """On a real desk: the mail is durable, and we die before it is marked."""
    account.deliver(mail(1))
    store = open_store(sqlite_url)
    settings = Settings(data=tmp_path, email=settings_for(account), channels=("email",))
    desk = app.build(settings, store=store)
    committed = asyncio.Event()
    taken = []

    async def receive(message, *, raw=b""):
        await desk.intake.accept(message, raw=raw)
        taken.append(message.key)
        committed.set()
        if len(taken) == 1:
            await asyncio.Event().wait()  # for ever: the process is dead from here on

    try:
        channel = desk.channels["email"]
        async with running(channel, receive):
            await asyncio.wait_for(committed.wait(), PATIENCE)
        assert not marked(account)
        async with running(channel, receive):
            await until(lambda: marked(account))
        rows = await store.read(
            lambda unit: unit.connection.exec_driver_sql("SELECT key FROM inbox").all()
        )
    finally:
        store.close()
    assert len(taken) == 2
    assert [row.key for row in rows] == [taken[0]] == [taken[1]]


# --- what happens to mailboxes -----------------------------------------------------------------


async def test_mail_that_somebody_has_read_is_taken_all_the_same(account, inbox):
    account.deliver(mail(1))
    with account.person() as ann:
        ann.fetch("1", "(RFC822)")
    assert r"\Seen" in account.flags()[0]
    async with attending(account, inbox):
        await until(lambda: marked(account))
    assert subjects(inbox) == ["Printer 1"]


async def test_mail_that_was_taken_and_marked_unread_again_is_not_taken_again(account, inbox):
    account.deliver(mail(1))
    async with attending(account, inbox):
        await until(lambda: marked(account))
        with account.person() as ann:
            ann.store("1", "-FLAGS", r"(\Seen)")
        await deliver(account, mail(2))
        await until(lambda: marked(account, 2))
    assert subjects(inbox) == ["Printer 1", "Printer 2"]


async def test_new_numbers_for_every_mail_change_nothing(account, inbox):
    account.deliver(mail(1))
    async with attending(account, inbox):
        await until(lambda: marked(account))
        account.number_anew()
        await deliver(account, mail(2))
        await until(lambda: marked(account, 2))
    account.number_anew()
    async with attending(account, inbox):
        await deliver(account, mail(3))
        await until(lambda: marked(account, 3))
    assert subjects(inbox) == ["Printer 1", "Printer 2", "Printer 3"]


async def test_mail_that_somebody_deletes_meanwhile_is_not_missed(account, inbox):
    """Two wait; as the first is taken both vanish, before either could be marked."""
    gone = asyncio.Event()

    async def receive(message, *, raw=b""):
        await inbox(message, raw=raw)
        if not gone.is_set():
            await asyncio.to_thread(_expunge, account)
            gone.set()

    for number in (1, 2):
        account.deliver(mail(number))
    async with attending(account, receive):
        await gone.wait()
        await deliver(account, mail(3))
        await until(lambda: "Printer 3" in subjects(inbox))
        await until(lambda: marked(account))
    assert "Printer 1" in subjects(inbox)


def _expunge(account):
    with account.person() as ann:
        ann.store("1:*", "+FLAGS", r"(\Deleted)")
        ann.expunge()


async def test_old_mail_is_left_alone(account, inbox):
    with account.person() as ann:
        for days, number in ((40, 1), (9, 2), (1, 3)):
            received = datetime.now(UTC) - timedelta(days=days)
            ann.append("INBOX", "", received, mail(number))
    async with attending(account, inbox):
        await until(lambda: marked(account))
    assert subjects(inbox) == ["Printer 3"]


@pytest.mark.parametrize("account", ["", NO_MOVE, NO_UIDPLUS], indirect=True)
async def test_what_was_taken_is_moved_where_the_settings_say(account, inbox):
    for number in (1, 2):
        account.deliver(mail(number))
    async with attending(account, inbox, done_folder="Gelöst"):
        await until(lambda: not [each for each in account.flags() if r"\Deleted" not in each])
    assert subjects(inbox) == ["Printer 1", "Printer 2"]
    with account.person("Gel&APY-st") as ann:
        assert ann.search(None, "ALL")[1] == [b"1 2"]


async def test_a_mail_that_is_too_large_is_told_and_left(account, inbox):
    account.deliver(mail(1, text="x" * 70 + "\r\n" + "y" * 100_000))
    async with attending(account, inbox) as channel:
        await until(lambda: marked(account))
        message = inbox.messages[0]
        channel._house.blobs.kept |= inbox._blobs.kept
        read = await channel.read(message)
    assert (message.subject, message.person.address) == ("Printer 1", "ann@example.org")
    assert "It has 0.1 MB, and 0.1 MB is the most we take." in read.text
    assert "in the mail folder INBOX" in read.text
    assert read.attachments[-1].size < 1000
    (flags,) = account.flags()
    assert r"\Flagged" in flags
    assert r"\Seen" not in flags


# --- troubles ----------------------------------------------------------------------------------


async def test_a_connection_that_is_cut_is_made_again(account, inbox):
    async with attending(account, inbox):
        await until(account.connected)
        await asyncio.to_thread(account.cut_connections)
        await deliver(account, mail(1))
        await until(lambda: marked(account))
        account.server.close()
        account.server.open()
        await deliver(account, mail(2))
        await until(lambda: marked(account, 2))
    assert subjects(inbox) == ["Printer 1", "Printer 2"]


async def test_a_link_that_has_died_is_noticed(account, inbox, caplog):
    async with (
        Wire(account.server.port) as wire,
        attending(account, inbox, port=wire.port, every=0.2, timeout=1.5),
    ):
        await until(account.connected)
        wire.freeze()
        await deliver(account, mail(1))
        await until(lambda: "timed out" in caplog.text)
        wire.thaw()
        await until(lambda: marked(account))
    assert subjects(inbox) == ["Printer 1"]


async def test_a_wrong_password_is_told_once_and_tried_seldom(account, inbox, caplog):
    async with attending(account, inbox, password="another"):
        await until(lambda: f"did not let {account.name} in" in caplog.text)
        await until(lambda: "auth failed" in account.log)
        await deliver(account, mail(1))
    assert account.log.count("auth failed") == 1
    assert [each.levelname for each in caplog.records] == ["ERROR"]
    assert "another" not in caplog.text


async def test_it_goes_on_when_the_password_is_right_again(account, inbox, monkeypatch):
    monkeypatch.setattr(Refused, "pauses", (0.2,))
    account.deliver(mail(1))
    async with attending(account, inbox, password="another"):
        await until(lambda: "auth failed" in account.log)
        account.set_password("another")
        await until(lambda: inbox.messages)
    assert subjects(inbox) == ["Printer 1"]


@pytest.mark.parametrize(
    ("rights", "sentence"),
    [("lr", "may only be read"), ("lrs", "keeps no marks of ours"), ("l", "cannot be opened")],
)
async def test_a_folder_where_nothing_can_be_marked_is_refused(
    account, inbox, caplog, rights, sentence
):
    account.deliver(mail(1))
    account.allow(rights)
    async with attending(account, inbox):
        await until(lambda: sentence in caplog.text)
    assert inbox.messages == []


async def test_over_tls(account, inbox):
    account.deliver(mail(1))
    trusted = {"host": "localhost", "ca_file": str(account.server.cert)}
    async with attending(account, inbox, security="tls", port=account.server.tls_port, **trusted):
        await until(lambda: marked(account))
        await deliver(account, mail(2))
        await until(lambda: marked(account, 2))
    account.deliver(mail(3))
    async with attending(account, inbox, security="starttls", **trusted):
        await until(lambda: marked(account, 3))
    assert len(inbox.messages) == 3


@pytest.mark.parametrize("security", ["tls", "starttls"])
async def test_a_server_that_nobody_vouches_for_hears_no_password(account, inbox, caplog, security):
    port = account.server.tls_port if security == "tls" else account.server.port
    async with attending(account, inbox, security=security, port=port):
        await until(lambda: "CERTIFICATE_VERIFY_FAILED" in caplog.text)
    assert account.log == ""


@asynccontextmanager
async def replica(account, store, tmp_path, name):
    settings = Settings(data=tmp_path / name, email=settings_for(account), channels=("email",))
    desk = app.build(settings, store=store)
    async with running(desk.channels["email"], desk.intake.accept):
        yield desk


async def test_of_several_servers_one_has_the_mailbox_and_another_takes_over(
    account, store, tmp_path
):
    def taken():
        return store.read(
            lambda unit: unit.connection.exec_driver_sql("SELECT count(*) FROM inbox").scalar()
        )

    async with replica(account, store, tmp_path, "right"):
        async with replica(account, store, tmp_path, "left"):
            await until(account.connected)
            await deliver(account, mail(1))
            await until(lambda: marked(account))
            await until(lambda: account.connected() == 1)  # whoever looked at the flags leaves
        await deliver(account, mail(2))
        await until(lambda: marked(account, 2))
    assert await taken() == 2


# --- the whole of it ---------------------------------------------------------------------------


class ServerWithMailbox(Server):
    """The real server, with a mailbox in its settings."""

    def __init__(self, account):
        super().__init__(smarthost="")
        self.account = account

    def write_settings(self):
        super().write_settings()
        with (self.folder / "firstline.toml").open("a") as file:
            file.write(MAILBOX.format(account=self.account, day=TODAY, password=peer.PASSWORD))


MAILBOX = """
[email.imap]
host = "127.0.0.1"
port = {account.server.port}
security = "plain"
user = "{account.name}"
password = "{password}"
since = {day}
"""


@pytest.mark.process
def test_a_killed_server_takes_up_where_it_was(account):
    server = ServerWithMailbox(account)
    tickets = "SELECT count(*) FROM tickets"
    try:
        server.open()
        account.deliver(mail(1))
        until_now(lambda: server.count(tickets) == 1)
        server.kill()
        account.deliver(mail(2, text="The scanner hums."))
        server.open()
        until_now(lambda: server.count(tickets) == 2)
        until_now(lambda: marked(account, 2))
        assert "mail folder INBOX: can be read and marked" in server.command("check")
        server.check_the_books()
        server.close()
    finally:
        server.leave()


@pytest.mark.parametrize(
    ("changes", "mark", "sentence"),
    [
        ({}, "ok", "can be read and marked, and Firstline is told of new mail at once"),
        ({}, "note", "mails that will be taken: 1"),
        ({"password": "wrong"}, "wrong", "did not let"),
        ({"folders": ("INBOX", "Nowhere")}, "wrong", "The folder Nowhere cannot be opened"),
        ({"port": 1}, "wrong", "Connection refused"),
        ({"security": "starttls"}, "wrong", "CERTIFICATE_VERIFY_FAILED"),
    ],
)
def test_the_check_says_whether_the_mailbox_can_be_attended(account, changes, mark, sentence):
    account.deliver(mail(1))
    chosen = Settings(email=settings_for(account, **changes))
    found = [each for each in checks.mailbox(chosen) if each.mark == mark]
    assert sentence in "".join(each.text for each in found)
    assert account.flags()[0] <= {r"\Recent"}
