"""Intake first: in a rush handling leaves the processor to those who wait outside.

A rush is more than this machine could handle anyway, so nobody is answered later than without it.
"""

from collections import deque
from collections.abc import Callable
from time import monotonic

WINDOW = 0.5  # seconds over which arrivals are counted
RUSH = 100  # arrivals in that time; two hundred a second
REST = 0.25  # seconds between two messages that are handled in a rush


class Pressure:
    """Counts what comes in."""

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        self._now = now
        self._arrivals: deque[tuple[float, int]] = deque()
        self._count = 0

    def arrived(self, count: int) -> None:
        """So many messages were accepted."""
        self._arrivals.append((self._now(), count))
        self._count += count
        self._forget()

    def rest(self) -> float:
        """Seconds to wait before more is handled; 0 unless there is a rush."""
        self._forget()
        return REST if self._count >= RUSH else 0.0

    def _forget(self) -> None:
        begin = self._now() - WINDOW
        while self._arrivals and self._arrivals[0][0] <= begin:
            self._count -= self._arrivals.popleft()[1]
