"""The time that counts: the database server's on PostgreSQL, this machine's on SQLite.

Between two looks at it time is measured by a clock that only runs forward, so whoever sets the
clock of one machine neither ends a lease early nor holds back what is due.
"""

import time
from datetime import UTC, datetime, timedelta

STEP = timedelta(seconds=1)  # more than this is no drift: somebody has set the clock


class SteadyClock:
    """Says what time it is; set it by `adjust`.

    `ahead` is by how many seconds it is ahead of time.monotonic().
    """

    def __init__(self, now: datetime | None = None) -> None:
        """Starts from `now`, else from the clock of this machine."""
        self.ahead = (now or datetime.now(UTC)).timestamp() - time.monotonic()

    def __call__(self) -> datetime:
        """Now, aware UTC."""
        return datetime.fromtimestamp(self.ahead + time.monotonic(), UTC)

    def adjust(self, by: timedelta) -> None:
        """It is so much later than this clock said."""
        self.ahead += by.total_seconds()


def behind(clock: SteadyClock, moment: datetime, began: float) -> timedelta:
    """How far `clock` is behind one that said `moment`, asked at `began` by time.monotonic.

    The answer is taken to have been given halfway between question and now (Cristian 1989).
    """
    halfway = timedelta(seconds=(time.monotonic() - began) / 2)
    return moment + halfway - clock()
