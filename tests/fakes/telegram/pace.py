"""Telegram's limits, enforced: so many in any second, to a person, to a group in any minute."""

import math
from collections import defaultdict, deque

EVERYBODY = (30, 1.0)
PERSON = (12, 10.0)  # one a second, with a short burst
GROUP = (20, 60.0)


class Pace:
    """Counts what arrives. `most` holds the fullest window seen, by kind."""

    def __init__(self, clock):
        self._clock = clock
        self._arrived = defaultdict(deque)
        self.paused = {}
        self.most = defaultdict(int)

    def pause(self, chat, seconds):
        self.paused[chat] = self._clock() + seconds

    def refusal(self, chat):
        """Seconds to wait, 0 if it may pass."""
        now = self._clock()
        left = self.paused.get(chat, 0.0) - now
        waits = [left, *(self._wait(*window, now) for window in _windows(chat))]
        if max(waits) > 0:
            return max(1, math.ceil(max(waits)))
        for key, (_, kind), _ in _windows(chat):
            self._arrived[key].append(now)
            self.most[kind] = max(self.most[kind], len(self._arrived[key]))
        return 0

    def _wait(self, key, limit, seconds, now):
        arrived = self._arrived[key]
        while arrived and arrived[0] <= now - seconds:
            arrived.popleft()
        return arrived[0] + seconds - now if len(arrived) >= limit[0] else 0.0


def _windows(chat):
    kind, (most, seconds) = ("group", GROUP) if chat < 0 else ("person", PERSON)
    everybody, second = EVERYBODY
    return ((0, (everybody, "everybody"), second), (chat, (most, kind), seconds))
