"""Two mailboxes that answer one another, over real sockets: ours, and one without any mark."""

import asyncio
from contextlib import asynccontextmanager, suppress
from email import message_from_bytes, policy
from email.message import EmailMessage

import aiosmtplib
import pytest

from bot.app import build, run
from channels.email import EmailSettings
from store import correspondents, tickets, work_queue
from store.work_queue import INBOX
from tests.fakes.smtp import smarthost
from tests.scenarios.stage import OUR_ADDRESS, settings_in

MOST = 4
BOT = "robot@shop.example"
PATIENCE = 30  # seconds


def counts(mail, number):
    return f"Case {number}", f"We have your message {number} and will call you back."


def names_our_ticket(mail, number):
    return mail["Subject"], f"Thank you, this is answer {number}. {'x' * number}"


def says_something_else(mail, number):
    letter = "abcdefghijkl"[number]
    return f"Topic {letter}", f"the {letter * 4} in the {letter * 3} room squeaks"


class Responder:
    """A mailbox that answers every mail at once, with a fresh one, and not a mark on it."""

    def __init__(self, host, reply):
        self.host = host
        self.reply = reply
        self.port = 0
        self.answered = 0

    async def answer_all(self):
        while True:
            while self.answered < len(self.host.taken):
                _, _, content = self.host.taken[self.answered]
                self.answered += 1
                await self.write(*self.reply(self._read(content), self.answered))
            await asyncio.sleep(0.01)

    async def write(self, subject, text):
        mail = EmailMessage()
        mail["From"], mail["To"] = BOT, OUR_ADDRESS
        mail["Subject"] = subject
        mail["Message-ID"] = f"<{self.answered}.reply@shop.example>"
        mail.set_content(text)
        where = {"hostname": "127.0.0.1", "port": self.port, "start_tls": False}
        await aiosmtplib.send(mail, sender=BOT, recipients=[OUR_ADDRESS], **where)

    def _read(self, content):
        return message_from_bytes(content, policy=policy.default)


@asynccontextmanager
async def playing(store, folder, reply):
    """Our desk and the responder, each the other's mail server."""
    async with smarthost() as host:
        chosen = settings_in(folder)
        mail = EmailSettings(
            addresses=(OUR_ADDRESS,), port=0, smarthost=host.address, starttls="never"
        )
        desk = chosen.desk.model_copy(update={"most_answers_per_hour": MOST})
        changed = {"email": mail, "desk": desk, "channels": ("email",)}
        firstline = build(chosen.model_copy(update=changed), store=store)
        responder = Responder(host, reply)
        running = asyncio.create_task(run(firstline))
        answering = asyncio.create_task(responder.answer_all())
        try:
            await asyncio.wait_for(firstline.channels["email"].ready.wait(), PATIENCE)
            responder.port = firstline.channels["email"].port
            yield responder
        finally:
            for task in (answering, running):
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task


async def until(look):
    async with asyncio.timeout(PATIENCE):
        while not await look():  # noqa: ASYNC110 - rows tell nobody that they change
            await asyncio.sleep(0.05)


async def is_held(store):
    known = await store.read(correspondents.get, "email", BOT)
    return known is not None and known.held_at is not None


@pytest.mark.parametrize(
    ("reply", "at_most"), [(counts, 1), (says_something_else, MOST)], ids=["counts", "varies"]
)
async def test_a_ping_pong_stops_after_the_configured_number_of_mails(
    store, tmp_path, monkeypatch, reply, at_most
):
    monkeypatch.chdir(tmp_path)
    async with playing(store, tmp_path / "desk", reply) as responder:
        await responder.write(*reply(None, 0))
        await until(lambda: is_held(store))
    assert len(responder.host.taken) == MOST
    assert await store.read(tickets.count) == at_most
    kept = await store.read(work_queue.buried, INBOX, 10)
    assert [row.reason for row in kept] == [correspondents.reason("email", BOT)]


async def test_a_ping_pong_about_a_ticket_stops_at_once(store, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    async with playing(store, tmp_path / "desk", names_our_ticket) as responder:
        await responder.write("Lamp", "the lamp in the hall flickers")
        await until(lambda: _is_noted(store))
    assert len(responder.host.taken) == 1
    assert await store.read(tickets.count) == 1


async def _is_noted(store):
    events = await store.read(tickets.timeline, 1001)
    return "said" in [event.kind for event in events]
