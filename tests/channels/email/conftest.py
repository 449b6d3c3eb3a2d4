"""The e-mail channel on an ephemeral port, and a client to it that shows every answer."""

import asyncio
import functools
import smtplib

import pytest

from channels.email import EmailSettings, connect
from tests.contracts.house import House, Inbox, running
from tests.fakes.patience import PATIENCE

OURS = "helpdesk@example.org"
MAIL = b"From: Ann <ann@example.org>\r\nSubject: Printer\r\nMessage-ID: <1@x>\r\n\r\nIt is off.\r\n"
ENVELOPE = b"Return-Path: <ann@example.org>\r\nDelivered-To: helpdesk@example.org\r\n"


@pytest.fixture
def house():
    return House()


@pytest.fixture
def inbox(house):
    return Inbox(house.blobs)


@pytest.fixture
def settings(tmp_path):
    return EmailSettings(
        addresses=(OURS, "it@example.org"),
        port=0,
        size_limit=1024 * 1024,
        maildir=str(tmp_path / "out"),
    )


@pytest.fixture
async def channel(settings, house, inbox):
    async with running(connect(settings, house), inbox) as channel:
        yield channel


class Client:
    """A plain SMTP client in a thread, so that the server's loop stays free."""

    def __init__(self, port):
        self.port = port

    async def deliver(self, raw, *, sender="ann@example.org", to=OURS):
        """The code of the answer that decided."""
        return await asyncio.to_thread(self._deliver, raw, sender, to)

    def _deliver(self, raw, sender, to):
        with smtplib.SMTP("127.0.0.1", self.port, "client.test", timeout=PATIENCE) as smtp:
            smtp.ehlo()
            for code, _ in (smtp.mail(sender), smtp.rcpt(to)):
                if code != 250:
                    return code
            return smtp.data(raw)[0]

    async def talk(self, *commands):
        """The answers to raw command lines."""
        return await asyncio.to_thread(functools.partial(self._talk, commands))

    def _talk(self, commands):
        with smtplib.SMTP("127.0.0.1", self.port, "client.test", timeout=PATIENCE) as smtp:
            smtp.ehlo()
            answers = []
            for command in commands:
                smtp.send(command.encode("utf-8") + b"\r\n")
                answers.append(smtp.getreply()[0])
            return answers


@pytest.fixture
def client(channel):
    return Client(channel.port)
