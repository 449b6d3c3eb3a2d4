"""A house for channels under test: blobs in memory, a receive that remembers or fails."""

import asyncio
from contextlib import asynccontextmanager, suppress

from bot.runtime.keyring import Keyring
from tests.fakes.desk import MemoryBlobs
from tests.fakes.patience import PATIENCE
from tests.fakes.vault import MemoryVault

ENDS_WITHIN = 20.0  # seconds: no channel waits for whoever it serves


class House:
    """`pages` is where people find pages, "" if nowhere; `said` what `recent_ids` tells."""

    def __init__(self):
        self.blobs = MemoryBlobs()
        self.signer = Keyring(b"the only key")
        self.vault = MemoryVault()
        self.pages = ""
        self.said = {}
        self.offered = []
        self.once_done = set()
        self.alarms = []

    async def offer(self, answers):
        self.offered += answers if self.pages else ()
        return [f"{self.pages}/answer/{each.choice}" for each in answers] if self.pages else ()

    async def recent_ids(self, conversation):
        return self.said.get(conversation, ())

    async def once(self, what, *, within):
        fresh = what not in self.once_done
        self.once_done.add(what)
        return fresh

    async def alarm(self, sentence):
        self.alarms.append(sentence)

    async def alone(self, _name, work):
        while True:
            await work()


class Inbox:
    """What the desk was given, repeats too. While `failing`, it takes nothing."""

    def __init__(self, blobs=None):
        self.messages = []
        self.failing = False
        self._blobs = blobs or MemoryBlobs()

    async def __call__(self, message, *, raw=b""):
        if self.failing:
            raise ConnectionError("the database is away")
        if raw:
            self._blobs.kept[message.raw] = raw
        self.messages.append(message)

    @property
    def ids(self):
        return [message.id for message in self.messages]


@asynccontextmanager
async def running(channel, receive):
    """The channel, taking messages in; it must end soon after it is told to."""
    task = asyncio.create_task(channel.run(receive))
    ready = asyncio.create_task(channel.ready.wait())
    try:
        await asyncio.wait({task, ready}, timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
        assert ready.done(), task
        yield channel
    finally:
        ready.cancel()
        task.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.wait_for(task, ENDS_WITHIN)
