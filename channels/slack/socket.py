"""Socket Mode: several connections that are watched, renewed, and closed within bounds.

Protocol: docs.slack.dev/apis/events-api/using-socket-mode. Each envelope goes to one connection and
is acknowledged there once what it holds is durable; without that Slack sends it again. A connection
that Slack is about to close is replaced before it is gone.
"""

import asyncio
import json
import logging
import random
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import ClientWebSocketResponse, WSMsgType

from channels.base import TryLater
from channels.slack.asking import Declined

log = logging.getLogger("firstline")

BEAT = 10.0  # seconds of silence after which we ask whether anybody is there
DEAF = 2.5  # beats without any sign of life after which nobody is
OPENING = 15.0  # seconds
CLOSING = 3.0  # seconds for what is under way, and for a goodbye
FAREWELL = 30.0  # seconds that Slack takes at most to close what it said it would
DELAYS = (0.2, 1, 3, 10, 30)  # the last one again and again; twice that after a refusal
LARGEST = 4 * 1024 * 1024
GONE = (WSMsgType.CLOSE, WSMsgType.CLOSING, WSMsgType.CLOSED)

Answer = Callable[[Mapping[str, Any]], Awaitable[dict[str, Any]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """What the connections need: an address to connect to, what takes payloads, whom to tell.

    `address` raises Declined or TryLater; `declined` is told of the word for a refusal; `changed`
    of the number of connections that stand.
    """

    address: Callable[[], Awaitable[str]]
    answer: Answer
    declined: Callable[[str], Awaitable[None]]
    changed: Callable[[int], None]


@dataclass(slots=True)
class Sockets:
    """All connections. `beat` is in seconds."""

    ways: Ways
    number: int = 2
    beat: float = BEAT
    _standing: int = 0
    _working: set[asyncio.Task[None]] = field(default_factory=set)

    async def run(self) -> None:
        """Keep so many connections until cancelled; then it ends within a few seconds."""
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(self.number):
                    group.create_task(self._keep_one())
        finally:
            await self._finish()

    async def _keep_one(self) -> None:
        failures = 0
        async with asyncio.TaskGroup() as sessions:
            while True:
                leaving = asyncio.Event()
                session = sessions.create_task(self._session(leaving))
                await _first(session, leaving)
                if leaving.is_set():
                    continue
                stood = session.result()
                failures = 0 if stood else failures + 1
                await asyncio.sleep(_delay(failures))

    async def _session(self, leaving: asyncio.Event) -> bool:
        """One connection, until it is gone; whether it ever stood."""
        stood = False
        try:
            async with asyncio.timeout(OPENING):
                url = await self.ways.address()
            async with (
                aiohttp.ClientSession() as http,
                http.ws_connect(
                    url,
                    autoping=False,
                    max_msg_size=LARGEST,
                    timeout=aiohttp.ClientWSTimeout(ws_close=CLOSING),
                ) as socket,
            ):
                stood = True
                await self._listen(socket, leaving)
        except Declined as no:
            await self.ways.declined(no.code)
        except (TryLater, aiohttp.ClientError, OSError, TimeoutError) as trouble:
            log.warning("slack: the connection is gone: %s", type(trouble).__name__)
        return stood

    async def _listen(self, socket: ClientWebSocketResponse, leaving: asyncio.Event) -> None:
        self._count(1)
        try:
            ears = Ears(socket, self.beat)
            async with asyncio.timeout(None) as end:
                while (frame := await ears.next()) is not None:
                    if self._take(frame, socket) and not leaving.is_set():
                        end.reschedule(asyncio.get_running_loop().time() + FAREWELL)
                        leaving.set()
        finally:
            self._count(-1)

    def _take(self, frame: Mapping[str, Any], socket: ClientWebSocketResponse) -> bool:
        """Begin to work on a frame; whether it says that the connection ends soon."""
        if frame.get("type") == "disconnect":
            return True
        if isinstance(frame.get("envelope_id"), str):
            task = asyncio.create_task(self._envelope(frame, socket))
            self._working.add(task)
            task.add_done_callback(self._working.discard)
        return False

    async def _envelope(self, frame: Mapping[str, Any], socket: ClientWebSocketResponse) -> None:
        """Take it; then acknowledge it, with what Slack is to be told if it listens to that."""
        payload = frame.get("payload")
        try:
            told = await self.ways.answer(payload if isinstance(payload, dict) else {})
        except Exception as trouble:  # whatever it was: nothing is kept, and Slack sends it again
            log.warning("slack: not taken", extra={"trouble": type(trouble).__name__})
            return
        receipt: dict[str, Any] = {"envelope_id": frame["envelope_id"]}
        if told and frame.get("accepts_response_payload") is True:
            receipt["payload"] = told
        with suppress(ConnectionError, aiohttp.ClientError):  # it comes again, and is known then
            await socket.send_str(json.dumps(receipt))

    def _count(self, change: int) -> None:
        self._standing += change
        self.ways.changed(self._standing)

    async def _finish(self) -> None:
        """What came is kept to the end, if that takes no longer than a moment."""
        if self._working:
            await asyncio.wait(self._working, timeout=CLOSING)
        for task in self._working:
            task.cancel()


class Ears:
    """Listens to a connection, and finds out when nobody is there any more."""

    def __init__(self, socket: ClientWebSocketResponse, beat: float) -> None:
        self._socket = socket
        self._beat = beat
        self._clock = asyncio.get_running_loop().time
        self._heard = self._clock()

    async def next(self) -> dict[str, Any] | None:
        """The next frame that says something; None when the connection is closed.

        Raises TimeoutError if it is dead, ConnectionError.
        """
        while True:
            frame = await self._frame()
            if frame is None:
                await self._ask()
            elif frame.type in GONE:
                return None
            elif said := await self._heard_of(frame):
                return said

    async def _heard_of(self, frame: aiohttp.WSMessage) -> dict[str, Any]:
        """What a frame says; {} if it is only a sign of life."""
        self._heard = self._clock()
        if frame.type is WSMsgType.ERROR:
            raise ConnectionError("a broken frame")
        if frame.type is WSMsgType.PING:
            await self._socket.pong(frame.data)
        return _object(frame.data) if frame.type is WSMsgType.TEXT else {}

    async def _frame(self) -> aiohttp.WSMessage | None:
        """What comes next; None if a beat long nothing came."""
        with suppress(TimeoutError):
            return await self._socket.receive(timeout=self._beat)
        return None

    async def _ask(self) -> None:
        if self._clock() - self._heard > DEAF * self._beat:
            raise TimeoutError("no sign of life")
        await self._socket.ping()


def _object(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _delay(failures: int) -> float:
    """Not all at the same moment."""
    return DELAYS[min(failures, len(DELAYS) - 1)] * random.uniform(0.5, 1.5)  # noqa: S311


async def _first(session: asyncio.Task[bool], leaving: asyncio.Event) -> None:
    waiting = asyncio.create_task(leaving.wait())
    try:
        await asyncio.wait({session, waiting}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        waiting.cancel()
