"""Intake first: the handling of a channel in a rush leaves the processor to those who wait outside.

A rush is when many come by one channel although many wait already. It is taken to last thirty
seconds at most; then the channel is handled for ten, so that nobody waits for ever. What comes by
other channels meanwhile is handled as always.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable
from time import monotonic

WINDOW = 0.5  # seconds over which arrivals are counted
MANY = 10  # arrivals in that time
HEAP = 32  # messages that are accepted and not handled
LONGEST = 30.0  # seconds of a rush
TURN = 10.0  # seconds of handling that follow it


class Rush:
    """What comes by one channel, and whether it is too much at once."""

    def __init__(self) -> None:
        self.waiting = 0
        self._arrivals: deque[tuple[float, int]] = deque()
        self._began: float | None = None  # of the rush that lasts

    def arrived(self, count: int, now: float) -> None:
        """So many more wait."""
        self._arrivals.append((now, count))
        self.waiting += count
        self._forget(now)

    def rests(self, now: float) -> bool:
        """Whether its handling rests now."""
        self._forget(now)
        if self.waiting < HEAP or sum(count for _, count in self._arrivals) < MANY:
            self._began = None
            return False
        if self._began is None or now - self._began >= LONGEST + TURN:
            self._began = now
        return now - self._began < LONGEST

    def _forget(self, now: float) -> None:
        while self._arrivals and self._arrivals[0][0] <= now - WINDOW:
            self._arrivals.popleft()


class Pressure:
    """Counts what comes in and what is handled, here."""

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        self._now = now
        self._rushes: defaultdict[str, Rush] = defaultdict(Rush)

    def arrived(self, channels: Iterable[str]) -> None:
        """Messages were accepted; a channel is named for each."""
        for channel, count in Counter(channels).items():
            self._rushes[channel].arrived(count, self._now())

    def handled(self, channel: str, count: int) -> None:
        """So many are done."""
        rush = self._rushes[channel]
        rush.waiting = max(0, rush.waiting - count)

    def idle(self) -> None:
        """Nothing is left to be done now, whoever did it."""
        for rush in self._rushes.values():
            rush.waiting = 0

    def resting(self) -> tuple[str, ...]:
        """The channels whose messages are to be left alone for now."""
        now = self._now()
        return tuple(channel for channel, rush in self._rushes.items() if rush.rests(now))
