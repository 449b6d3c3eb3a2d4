"""Two machines must not talk to each other for ever: in a thread, a bot speaks only so often."""

from collections import OrderedDict, deque
from collections.abc import Callable
from datetime import datetime, timedelta

from channels.slack.deeds import Keep

MOST = 5  # messages of bots in one thread
WITHIN = timedelta(minutes=1)
MOST_THREADS = 1000  # remembered


class Turns:
    """When bots spoke lately, by conversation."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._spoke: OrderedDict[str, deque[tuple[datetime, str]]] = OrderedDict()

    def may_speak(self, keep: Keep) -> bool:
        """Whether this is heard; what was heard before is heard again. People always are."""
        if not keep.machine:
            return True
        now, lane = self._clock(), keep.message.conversation.key
        spoke = self._spoke.setdefault(lane, deque(maxlen=MOST))
        self._spoke.move_to_end(lane)
        while spoke and now - spoke[0][0] >= WITHIN:
            spoke.popleft()
        if any(keep.message.id == known for _, known in spoke):
            return True
        is_heard = len(spoke) < MOST
        if is_heard:
            spoke.append((now, keep.message.id))
        if len(self._spoke) > MOST_THREADS:
            self._spoke.popitem(last=False)
        return is_heard
