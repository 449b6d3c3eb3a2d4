"""A house for channels under test: blobs in memory, a receive that remembers or fails."""

import asyncio
import hashlib
from contextlib import asynccontextmanager, suppress

from channels.base import BlobTooLarge


class MemoryBlobs:
    def __init__(self):
        self.kept = {}

    async def put(self, chunks, *, limit):
        content = b"".join([chunk async for chunk in chunks])
        if len(content) > limit:
            raise BlobTooLarge
        blob_id = hashlib.sha256(content).hexdigest()
        self.kept[blob_id] = content
        return blob_id

    async def get(self, blob_id):
        return self.kept[blob_id]


class House:
    def __init__(self):
        self.blobs = MemoryBlobs()


class Inbox:
    """What the desk was given. While `failing`, it takes nothing."""

    def __init__(self):
        self.messages = []
        self.failing = False

    async def __call__(self, message):
        if self.failing:
            raise ConnectionError("the database is away")
        self.messages.append(message)

    @property
    def ids(self):
        return [message.id for message in self.messages]


@asynccontextmanager
async def running(channel, receive):
    """The channel, taking messages in."""
    task = asyncio.create_task(channel.run(receive))
    listening = asyncio.create_task(channel.listening.wait())
    try:
        await asyncio.wait({task, listening}, timeout=10, return_when=asyncio.FIRST_COMPLETED)
        assert listening.done(), task
        yield channel
    finally:
        listening.cancel()
        task.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.wait_for(task, 5)
