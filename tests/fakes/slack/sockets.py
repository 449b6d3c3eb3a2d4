"""Socket Mode: connections, envelopes, acknowledgements (docs.slack.dev, "Socket Mode")."""

import asyncio
import itertools
import json
import time
import uuid
from contextlib import suppress

from aiohttp import WSMsgType, web

from tests.fakes.slack.delivery import Delivery, Failed
from tests.fakes.slack.world import World

MOST = 10
ANSWERED = ("slash_commands", "interactive")


class Connection:
    """One open WebSocket, and what was sent through it and not acknowledged yet."""

    def __init__(self, socket: web.WebSocketResponse) -> None:
        self.socket = socket
        self.waiting: set[asyncio.Future[object]] = set()
        self.deaf = False  # nothing is sent, not even pongs: a connection that died unnoticed

    def lost(self) -> None:
        for each in self.waiting:
            if not each.done():
                each.set_exception(Failed("connection_failed"))


class Sockets:
    """All connections of the app. Each envelope goes to one of them, in turn."""

    def __init__(self, world: World, *, ack_within: float) -> None:
        self.world = world
        self.ack_within = ack_within
        self.open: list[Connection] = []
        self.opened = 0
        self.tickets: set[str] = set()
        self._changed = asyncio.Condition()
        self._turn = itertools.count()
        self._waiting: dict[str, tuple[asyncio.Future[object], float]] = {}

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """The life of one connection."""
        ticket = request.query.get("ticket", "")
        if ticket not in self.tickets or len(self.open) >= MOST:
            raise web.HTTPForbidden(text="this ticket is not good")
        self.tickets.discard(ticket)
        socket = web.WebSocketResponse(autoping=True)
        await socket.prepare(request)
        connection = Connection(socket)
        await self._welcome(connection)
        try:
            await self._listen(connection)
        finally:
            await self._gone(connection)
        return socket

    async def _welcome(self, connection: Connection) -> None:
        debug = {"host": "applink-fake", "build_number": 1, "approximate_connection_time": 18060}
        hello = {"type": "hello", "num_connections": len(self.open) + 1, "debug_info": debug}
        info = {"connection_info": {"app_id": self.world.app.id}}
        await connection.socket.send_json(hello | info)
        async with self._changed:
            self.open.append(connection)
            self.opened += 1
            self._changed.notify_all()

    async def _gone(self, connection: Connection) -> None:
        async with self._changed:
            self.open.remove(connection)
            connection.lost()
            self._changed.notify_all()

    async def _listen(self, connection: Connection) -> None:
        async for frame in connection.socket:
            if frame.type == WSMsgType.TEXT:
                self._acknowledge(frame.data)

    def _acknowledge(self, data: str) -> None:
        try:
            said = json.loads(data)
            waiting, _ = self._waiting[said["envelope_id"]]
        except (ValueError, KeyError, TypeError):
            self.world.complaints.append(f"an acknowledgement of nothing: {data[:100]}")
            return
        if not waiting.done():
            waiting.set_result(said.get("payload") or {})

    async def attempt(self, delivery: Delivery, retry: int | None) -> None:
        """Send in an envelope, wait for its acknowledgement. Raises Failed."""
        try:
            async with asyncio.timeout(self.ack_within):
                connection = await self._next()
                await self._send(connection, delivery, retry)
        except TimeoutError:
            raise Failed("timeout") from None

    async def _next(self) -> Connection:
        async with self._changed:
            await self._changed.wait_for(lambda: self.open)
            return self.open[next(self._turn) % len(self.open)]

    async def _send(self, connection: Connection, delivery: Delivery, retry: int | None) -> None:
        envelope = self._envelope(delivery, retry)
        began, answer = time.monotonic(), asyncio.get_running_loop().create_future()
        self._waiting[envelope["envelope_id"]] = answer, began
        connection.waiting.add(answer)
        try:
            if not connection.deaf:
                await connection.socket.send_json(envelope)
            delivery.done(await answer, time.monotonic() - began)
        except (ConnectionError, RuntimeError):
            raise Failed("connection_failed") from None
        finally:
            connection.waiting.discard(answer)

    def _envelope(self, delivery: Delivery, retry: int | None) -> dict:
        envelope = {"envelope_id": str(uuid.uuid4()), "type": delivery.kind}
        envelope |= {"payload": delivery.payload}
        envelope |= {"accepts_response_payload": delivery.kind in ANSWERED}
        if delivery.kind == "events_api" and retry is not None:
            envelope |= {"retry_attempt": retry, "retry_reason": delivery.why if retry else ""}
        return envelope

    async def connected(self, number: int) -> None:
        """Once there are this many connections, or more."""
        async with self._changed:
            await self._changed.wait_for(lambda: len(self.open) >= number)

    async def cut(self) -> int:
        """End every connection as a broken network would: without a goodbye."""
        cut = [*self.open]
        for each in cut:
            transport = each.socket._req.transport if each.socket._req else None
            if transport is not None:
                transport.abort()
        return len(cut)

    async def close(self, reason: str) -> None:
        """Ask the app to connect anew (`warning`, `refresh_requested`) or not at all."""
        for each in [*self.open]:
            with suppress(ConnectionError):
                await each.socket.send_json({"type": "disconnect", "reason": reason})
            if reason != "warning":
                await each.socket.close()
