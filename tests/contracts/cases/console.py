"""The console's case: its payloads are messages already, and nobody answers a send."""

from contextlib import asynccontextmanager
from datetime import UTC, datetime

from channels.messages import ConversationRef, InboundMessage, Person
from channels.registry import open_channel
from tests.contracts.case import Answer
from tests.contracts.house import House, running

conversation = ConversationRef(channel="console", place="ann")


def said(words, id):
    return InboundMessage(
        id=id,
        conversation=conversation,
        person=Person(address="ann", name="Ann"),
        at=datetime(2026, 5, 4, 12, 0, tzinfo=UTC),
        text=words,
    )


class Terminal:
    def __init__(self, channel):
        self.channel = channel

    async def deliver(self, payload):
        try:
            await self.channel.say(payload)
        except OSError:
            return Answer.LATER
        return Answer.TAKEN


good = {"words": said("my printer is offline", "ann-1"), "empty": said("", "ann-2")}
odd = {}  # a payload here is an InboundMessage already: there is nothing to parse
errors = {}  # the terminal reads the transcript: nobody answers a send


@asynccontextmanager
async def opened(inbox, folder):
    async with running(open_channel("console", None, House()), inbox) as channel:
        yield Terminal(channel)
