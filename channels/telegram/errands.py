"""Small courtesies beside the real work: done if they can be, and never waited for."""

import asyncio
import logging
from collections.abc import Awaitable

from telegram.error import TelegramError

from channels.base import NotNow, TryLater, Undeliverable

log = logging.getLogger("firstline")

MOST = 200  # under way; more are left undone


class Errands:
    """What is under way. `close` ends it."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Future[None]] = set()

    def run(self, errand: Awaitable[object]) -> None:
        """Begin it, unless there is too much to do already."""
        if len(self._tasks) >= MOST:
            _leave(errand)
            return
        task = asyncio.ensure_future(_try(errand))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self, *, within: float = 2.0) -> None:
        """Wait a little for what is under way, and leave the rest."""
        if not self._tasks:
            return
        _, late = await asyncio.wait(tuple(self._tasks), timeout=within)
        for task in late:
            task.cancel()
        if late:
            await asyncio.wait(late)


async def _try(errand: Awaitable[object]) -> None:
    try:
        await errand
    except (TelegramError, TryLater, Undeliverable, NotNow) as trouble:
        log.info("a courtesy was left: %s", type(trouble).__name__)


def _leave(errand: Awaitable[object]) -> None:
    close = getattr(errand, "close", None)
    if close:
        close()
