"""A hint that something changed, for loops and pages that wait for it."""

import asyncio
from collections.abc import Callable


def _nobody() -> None:
    return None


class News:
    """Counts changes that were heard of. Whoever waits looks again; nothing depends on it."""

    def __init__(self, tell_others: Callable[[], None] = _nobody) -> None:
        """`tell_others` is called for changes made here."""
        self._tell_others = tell_others
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
        """Something was changed here."""
        self.hear()
        self._tell_others()

    def hear(self) -> None:
        """Something was changed, here or elsewhere."""
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
