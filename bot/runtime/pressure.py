"""Intake first: while more comes in than can be handled, handling leaves it the processor."""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

WINDOW = 1.0  # seconds over which arrivals are counted
OVER = 0.25  # seconds without an arrival after which the rush is over
MUCH = 0.7  # of what can be handled at most
REST = 10  # times what the last handling took: so it goes on, at a tenth of its pace
LONGEST_REST = 1.0  # seconds
NEW = 0.2  # what one more observation counts for
GUESS = 0.02  # seconds that handling a message takes, until one was seen


class Pressure:
    """Compares what comes in with what handling it costs."""

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        self._now = now
        self._arrivals: deque[tuple[float, int]] = deque()
        self._under_way = 0
        self._cost = GUESS

    def arrived(self, count: int) -> None:
        """So many messages were accepted."""
        self._arrivals.append((self._now(), count))

    @contextmanager
    def handling(self) -> Iterator[None]:
        """Around the handling of a message."""
        began = self._now()
        self._under_way += 1
        try:
            yield
        finally:
            # Those that are handled at the same time share the processor.
            cost = (self._now() - began) / self._under_way
            self._cost = (1 - NEW) * self._cost + NEW * cost
            self._under_way -= 1

    def rest(self) -> float:
        """Seconds to wait before more is handled; 0 if handling keeps up."""
        if self._per_second() * self._cost <= MUCH:
            return 0.0
        return min(REST * self._cost, LONGEST_REST)

    def _per_second(self) -> float:
        now = self._now()
        while self._arrivals and self._arrivals[0][0] <= now - WINDOW:
            self._arrivals.popleft()
        if not self._arrivals or self._arrivals[-1][0] <= now - OVER:
            return 0.0
        return sum(count for _, count in self._arrivals) / WINDOW
