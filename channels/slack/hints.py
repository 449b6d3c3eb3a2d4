"""Who was shown the way to the desk lately: nobody is shown it again and again."""

from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta

from channels.slack.deeds import Hint

MOST = 10_000  # people remembered


class Hints:
    """When whom."""

    def __init__(self, pause: timedelta, clock: Callable[[], datetime]) -> None:
        self._pause = pause
        self._clock = clock
        self._shown: OrderedDict[tuple[str, str], datetime] = OrderedDict()

    def is_due(self, hint: Hint) -> bool:
        """Whether it is time for it; then it counts as shown."""
        key, now = (hint.team, hint.user), self._clock()
        last = self._shown.get(key)
        if last is not None and now - last < self._pause:
            return False
        self._shown[key] = now
        self._shown.move_to_end(key)
        if len(self._shown) > MOST:
            self._shown.popitem(last=False)
        return True
