"""Which channels can take more, and what of it: half their lanes are kept for what was never tried.

What hangs will hang again, so whatever was tried before has half of a channel's lanes at most, and
new work does not wait for it. The kept half takes what was never tried, and the newest of that when
much waits: so nobody stands behind a row of messages that all hang, and none of these waits for
ever, as the other half takes whatever is due in turn.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from store.work_queue import Among, Head, channel_of

LANES = 8  # of a channel, or nearly so: then one claim brings many
Lanes = Callable[[str], int]  # how many a channel has and not one more; 0 for LANES


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """`lanes`, and by channel how many are in use: of the `kept` ones, and of the `others`.

    `ahead` are the rows that were given a kept lane by the last choice.
    """

    lanes: Lanes
    kept: Counter[str]
    others: Counter[str]
    ahead: set[int] = field(default_factory=set)

    def among(self, channels: tuple[str, ...], *, resting: Iterable[str]) -> Among:
        """The rows to look at, of these `channels`, () for all: those that may find a lane."""
        busy = {channel for channel in self.others if not self._is_open(channel)}
        untried = {name for name in busy if self._keeps_some(name)}.difference(resting)
        but = (busy - untried).union(resting)
        return Among(channels=channels, but=tuple(sorted(but)), untried=tuple(sorted(untried)))

    def choose(self, fresh: Sequence[Head], heads: Sequence[Head]) -> Sequence[Head]:
        """Those that find a lane: of the untried a kept one, then of all one of the others."""
        ahead = tuple(_within(fresh, self.kept, self._most_kept))
        self.ahead.clear()
        self.ahead.update(head.id for head in ahead)
        rest = (head for head in heads if head.id not in self.ahead)
        return (*ahead, *_within(rest, self.others, self._most_others))

    def _is_open(self, channel: str) -> bool:
        return self.others[channel] < self._others(channel)

    def _keeps_some(self, channel: str) -> bool:
        return self.kept[channel] < self._kept(channel)

    def _kept(self, channel: str) -> int:
        return (self.lanes(channel) or LANES) // 2

    def _others(self, channel: str) -> int:
        return (self.lanes(channel) or LANES) - self._kept(channel)

    def _most_kept(self, channel: str) -> int:
        return self._kept(channel) + self._nearly(channel)

    def _most_others(self, channel: str) -> int:
        return self._others(channel) + self._nearly(channel)

    def _nearly(self, channel: str) -> int:
        return 0 if self.lanes(channel) else LANES // 2


def _within(heads: Iterable[Head], used: Counter[str], most: Lanes) -> Iterator[Head]:
    """As many of them as find a lane."""
    used = used.copy()
    for head in heads:
        channel = channel_of(head.lane)
        if used[channel] < most(channel):
            used[channel] += 1
            yield head
