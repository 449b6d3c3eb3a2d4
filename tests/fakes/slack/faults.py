"""What goes wrong on request: limits, refusals, answers that never arrive."""

import math
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.fakes.slack.refusals import Refused


@dataclass(slots=True)
class Limit:
    method: str
    channel: str | None
    times: int
    retry_after: int


class Limited(Exception):
    """Answered with 429 and Retry-After."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(str(retry_after))
        self.retry_after = retry_after


class Broken(Exception):
    """Answered with this HTTP status and no JSON."""

    def __init__(self, status: int) -> None:
        super().__init__(str(status))
        self.status = status


@dataclass(slots=True)
class Pace:
    """So many calls at once, then one each so many seconds: for each channel or message."""

    every: float
    burst: int
    spent: dict[tuple[str, str], list[float]] = field(default_factory=dict)

    def check(self, place: tuple[str, str], now: float) -> None:
        """Raises Limited if this call comes too early."""
        recent = [at for at in self.spent.get(place, ()) if now - at < self.every * self.burst]
        if len(recent) >= self.burst:
            wait = recent[0] + self.every * self.burst - now
            raise Limited(max(1, math.ceil(wait)))
        self.spent[place] = [*recent, now]


@dataclass(slots=True)
class Faults:
    limits: list[Limit] = field(default_factory=list)
    refusals: dict[str, list[str]] = field(default_factory=dict)
    statuses: dict[str, list[int]] = field(default_factory=dict)
    lost: Counter[str] = field(default_factory=Counter)
    unheard: Counter[str] = field(default_factory=Counter)
    paces: dict[str, Pace] = field(default_factory=dict)
    moments: dict[str, list[Callable[[], object]]] = field(default_factory=dict)

    def before(self, method: str, channel: str, ts: str = "") -> None:
        """Raises Limited, Broken or Refused if this call is to fail so."""
        if method in self.paces:
            self.paces[method].check((channel, ts), time.monotonic())
        for limit in self.limits:
            if limit.times > 0 and limit.method == method and limit.channel in (None, channel):
                limit.times -= 1
                raise Limited(limit.retry_after)
        if self.statuses.get(method):
            raise Broken(self.statuses[method].pop(0))
        if self.refusals.get(method):
            raise Refused(self.refusals[method].pop(0))

    def after(self, method: str) -> None:
        """What a test wants done when the work is, and the answer is not sent yet."""
        if self.moments.get(method):
            self.moments[method].pop(0)()

    def loses_call(self, method: str) -> bool:
        """Whether this call never reaches Slack."""
        return _take(self.unheard, method)

    def loses_answer(self, method: str) -> bool:
        """Whether the work is done and its answer never reaches the app."""
        return _take(self.lost, method)


def _take(counts: Counter[str], method: str) -> bool:
    taken = counts[method] > 0
    counts[method] -= taken
    return taken
