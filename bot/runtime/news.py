"""A hint that something changed, for loops and pages that wait for it."""

import asyncio
from collections.abc import Callable


class News:
    """Counts changes made by this process. Whoever waits looks again; nothing depends on it."""

    def __init__(self) -> None:
        self._count = 0
        self._waiting: set[asyncio.Event] = set()
        self._heard: list[Callable[[], None]] = []

    @property
    def count(self) -> int:
        """How many changes there were."""
        return self._count

    def also(self, heard: Callable[[], None]) -> None:
        """Call this too, at every change."""
        self._heard.append(heard)

    def spread(self) -> None:
        """Something changed."""
        self._count += 1
        for heard in self._heard:
            heard()
        for event in self._waiting:
            event.set()

    async def wait(self, seen: int, *, within: float) -> int:
        """Wait until the count is no longer `seen`, at most `within` seconds; the count then."""
        event = asyncio.Event()
        self._waiting.add(event)
        try:
            async with asyncio.timeout(within):
                while self._count == seen:
                    event.clear()
                    await event.wait()
        except TimeoutError:
            pass
        finally:
            self._waiting.discard(event)
        return self._count
