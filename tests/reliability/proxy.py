"""A wire to the database that can go dead without either end being told."""

import asyncio
from contextlib import suppress

CHUNK = 65536


class Wire:
    """Passes bytes on between a port of its own and `target`; while frozen it keeps them."""

    def __init__(self, target):
        self._target = target
        self._passes = asyncio.Event()
        self._passes.set()
        self.port = 0

    async def __aenter__(self):
        self._server = await asyncio.start_server(self._join, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_):
        self._passes.set()
        self._server.close()

    def freeze(self):
        """Connections stay open, and nothing travels."""
        self._passes.clear()

    def thaw(self):
        self._passes.set()

    async def _join(self, reader, writer):
        await self._passes.wait()
        try:
            other, beyond = await asyncio.open_connection("127.0.0.1", self._target)
        except OSError:
            writer.transport.abort()
            return
        await asyncio.gather(self._pass(reader, beyond), self._pass(other, writer))

    async def _pass(self, reader, writer):
        with suppress(OSError):
            while data := await reader.read(CHUNK):
                await self._passes.wait()
                writer.write(data)
                await writer.drain()
        writer.close()
