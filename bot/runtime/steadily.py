"""Do something again and again, whatever happens: for clockwork that must outlive a bad day."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot.runtime import away
from store.errors import StoreUnavailable

log = logging.getLogger("firstline")


async def steadily(act: Callable[[], Awaitable[object]], *, every: float) -> None:
    """Call it every so many seconds until cancelled. What it raises is logged, and tried again."""
    while True:
        try:
            await act()
        except StoreUnavailable as why:
            away.tell("put off", why)
        except Exception:
            log.exception("put off")
        await asyncio.sleep(every)
