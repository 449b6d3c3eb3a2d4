"""What goes wrong on request: limits, refusals, answers that never arrive."""

from collections import Counter
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
class Faults:
    limits: list[Limit] = field(default_factory=list)
    refusals: dict[str, list[str]] = field(default_factory=dict)
    statuses: dict[str, list[int]] = field(default_factory=dict)
    lost: Counter[str] = field(default_factory=Counter)
    unheard: Counter[str] = field(default_factory=Counter)

    def before(self, method: str, channel: str) -> None:
        """Raises Limited, Broken or Refused if this call is to fail so."""
        for limit in self.limits:
            if limit.times > 0 and limit.method == method and limit.channel in (None, channel):
                limit.times -= 1
                raise Limited(limit.retry_after)
        if self.statuses.get(method):
            raise Broken(self.statuses[method].pop(0))
        if self.refusals.get(method):
            raise Refused(self.refusals[method].pop(0))

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
