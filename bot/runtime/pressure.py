"""Intake first: in a rush handling leaves the processor to those who wait outside.

A rush is when many come although many wait already. It is taken to last ten seconds at most; then
handling has its turn for as long, so that nobody waits for ever.
"""

from collections import deque
from collections.abc import Callable
from time import monotonic

WINDOW = 0.5  # seconds over which arrivals are counted
MANY = 10  # arrivals in that time
HEAP = 32  # messages that are accepted and not handled
REST = 0.25  # seconds between two messages that are handled in a rush
LONGEST = 10.0  # seconds of a rush, and of the turn that follows it


class Pressure:
    """Counts what comes in and what is handled, here."""

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        self._now = now
        self._arrivals: deque[tuple[float, int]] = deque()
        self._waiting = 0
        self._began = -LONGEST

    def arrived(self, count: int) -> None:
        """So many messages were accepted."""
        self._arrivals.append((self._now(), count))
        self._waiting += count

    def handled(self, count: int) -> None:
        """So many are done."""
        self._waiting = max(0, self._waiting - count)

    def idle(self) -> None:
        """Nothing is left to be done now, whoever did it."""
        self._waiting = 0

    def rest(self) -> float:
        """Seconds to wait before more is handled; 0 unless there is a rush."""
        now = self._now()
        if not self._is_rush(now):
            return 0.0
        if now - self._began >= 2 * LONGEST:
            self._began = now
        return REST if now - self._began < LONGEST else 0.0

    def _is_rush(self, now: float) -> bool:
        while self._arrivals and self._arrivals[0][0] <= now - WINDOW:
            self._arrivals.popleft()
        return self._waiting >= HEAP and sum(count for _, count in self._arrivals) >= MANY
