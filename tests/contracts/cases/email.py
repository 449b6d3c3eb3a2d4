"""The e-mail case: recorded mails over real SMTP, and a smarthost's error replies."""

from contextlib import asynccontextmanager

from channels.base import TryLater, Undeliverable
from channels.email import EmailSettings
from channels.messages import ConversationRef
from channels.registry import open_channel
from tests.channels.email import corpus
from tests.channels.email.conftest import OURS, Client
from tests.contracts.case import Answer, ErrorReply
from tests.contracts.house import House, running
from tests.fakes.smtp import smarthost

ANSWERS = {2: Answer.TAKEN, 4: Answer.LATER, 5: Answer.REFUSED}


class MailServer:
    def __init__(self, channel):
        self.channel = channel

    async def deliver(self, payload):
        code = await Client(self.channel.port).deliver(payload)
        return ANSWERS[code // 100]


def settings(folder, **changes):
    return EmailSettings(addresses=(OURS,), port=0, maildir=str(folder / "out"), **changes)


good = {name: corpus.raw(name) for name in corpus.NAMES}
odd = {
    "bare line ends": b"Subject: x\n\nhello\n",
    "endless headers": b"X: y\r\n" * 2000 + b"\r\nhi",
    "a line too long": b"x" * 100_000,
}
errors = {
    "no such user": ErrorReply({"RCPT": "550 5.1.1 User unknown"}, Undeliverable),
    "mailbox full": ErrorReply({"RCPT": "452 4.2.2 Over quota"}, TryLater),
    "greylisted": ErrorReply({"RCPT": "451 4.7.1 Greylisted, try later"}, TryLater),
    "policy": ErrorReply({"DATA": "554 5.7.1 Message rejected"}, Undeliverable),
    "out of disk": ErrorReply({"DATA": "452 4.3.1 Insufficient storage"}, TryLater),
    "hung up": ErrorReply({"DATA": "hang up"}, TryLater),
}
conversation = ConversationRef(channel="email", place=f"{OURS}>ann@example.org")


@asynccontextmanager
async def opened(inbox, folder):
    channel = open_channel("email", settings(folder), House())
    async with running(channel, inbox):
        yield MailServer(channel)


@asynccontextmanager
async def answering(reply, folder):
    async with smarthost(**reply) as host:
        yield open_channel("email", settings(folder, smarthost=host.address), House())
