"""Hints between replicas: "something was committed, look", by LISTEN and NOTIFY.

A hint is sent after the commit and may be lost; whoever waits looks every second anyway.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from psycopg import AsyncConnection

    Speaking = AsyncConnection[tuple[object, ...]]

log = logging.getLogger("firstline")
logging.getLogger("psycopg").setLevel(logging.ERROR)  # it warns of connections that we close

Heard = Callable[[], None]

CHANNEL = "firstline"
TOGETHER = 0.02  # seconds; what is committed in this time is one hint
AGAIN = 1.0  # seconds until a lost connection is opened anew


class Hints(Protocol):
    """Between those who work with one database."""

    def tell(self) -> None:
        """Something was committed. Never waits, never fails."""
        ...

    async def run(self, heard: Heard) -> None:
        """Pass hints on until cancelled; `heard` is called for each of the others'."""
        ...


class NoHints:
    """Nobody else is there."""

    def tell(self) -> None:
        """See Hints."""

    async def run(self, heard: Heard) -> None:
        """See Hints."""
        await asyncio.Event().wait()


class PgHints:
    """Hints by way of the database server."""

    def __init__(self, where: Mapping[str, Any]) -> None:
        """`where` are the parameters of a connection, as libpq names them."""
        self._where = where
        self._said = asyncio.Event()

    def tell(self) -> None:
        """See Hints."""
        self._said.set()

    async def run(self, heard: Heard) -> None:
        """See Hints."""
        from psycopg import Error  # who works on a file need not wait for it

        while True:
            try:
                async with (
                    await self._open() as speaking,
                    await self._open() as listening,
                    asyncio.TaskGroup() as both,
                ):
                    both.create_task(self._speak(speaking))
                    both.create_task(_listen(listening, speaking, heard))
            except* (Error, OSError):
                log.warning("no hints: the database does not answer")
            await asyncio.sleep(AGAIN)

    async def _open(self) -> "Speaking":
        from psycopg import AsyncConnection

        return await AsyncConnection.connect(**self._where, autocommit=True)

    async def _speak(self, speaking: "Speaking") -> None:
        while True:
            await self._said.wait()
            self._said.clear()
            await speaking.execute(f"NOTIFY {CHANNEL}")
            await asyncio.sleep(TOGETHER)


async def _listen(
    listening: "Speaking",
    speaking: "Speaking",
    heard: Heard,
) -> None:
    await listening.execute(f"LISTEN {CHANNEL}")
    heard()  # whatever was told before we listened
    async for hint in listening.notifies():
        if hint.pid != speaking.info.backend_pid:
            heard()
