"""How fast we may write: to everybody, to a person, to a group. Who answers goes first.

Telegram's limits are about 30 messages a second, one a second to a person, 20 a minute to a group;
edits count too. What is kept here stays a little below, in any stretch of that length. A pause that
Telegram asks for holds up the chat that it was asked for, and no other.
"""

import asyncio
from collections import Counter, OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from time import monotonic

from channels.base import TryLater

MOST_CHATS = 10_000  # kept in mind; the quietest are forgotten
MOST_WAITING = 2  # for one chat; whoever comes then gives up the place for messages elsewhere
PATIENCE = 4.0  # seconds that a message may wait here for the pause of a chat
TICK = 0.005  # seconds; never spin


@dataclass(frozen=True, slots=True)
class Rate:
    """`each` seconds one more, and `burst` at once; news leaves `kept` of them for replies."""

    each: float
    burst: int
    kept: int


EVERYBODY = Rate(1 / 24, 4, 2)  # at most 28 in any second
PERSON = Rate(1.0, 3, 1)
GROUP = Rate(60 / 14, 5, 2)  # at most 19 in any minute


@dataclass(slots=True)
class _Bucket:
    rate: Rate
    full_at: float = 0.0  # when all of the burst is there again
    paused_until: float = 0.0

    def wait(self, now: float, *, news: bool) -> float:
        """Seconds until one may go."""
        left_over = self.rate.kept if news else 0
        ready = self.full_at - (self.rate.burst - 1 - left_over) * self.rate.each
        return max(ready - now, 0.0)

    def take(self, now: float) -> None:
        self.full_at = max(self.full_at, now) + self.rate.each


@dataclass(slots=True)
class Limiter:
    """The limits of one bot."""

    clock: Callable[[], float] = monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    _all: _Bucket = field(default_factory=lambda: _Bucket(EVERYBODY))
    _chats: OrderedDict[int, _Bucket] = field(default_factory=OrderedDict)
    _waiting: Counter[int] = field(default_factory=Counter)

    async def turn(self, chat: int, *, news: bool = False) -> None:
        """Return when one more message may go to this chat. Raises TryLater if that takes long."""
        if self._waiting[chat] >= MOST_WAITING:
            wait = self._chat(chat).wait(self.clock(), news=news)
            raise TryLater("others wait to write there", after=timedelta(seconds=wait))
        self._waiting[chat] += 1
        try:
            await self._turn(chat, news=news)
        finally:
            self._waiting[chat] -= 1
            if not self._waiting[chat]:
                del self._waiting[chat]

    async def _turn(self, chat: int, *, news: bool) -> None:
        while True:
            now, bucket = self.clock(), self._chat(chat)
            rest = bucket.paused_until - now
            if rest > PATIENCE:
                raise TryLater("Telegram asked for a pause", after=timedelta(seconds=rest))
            wait = max(rest, bucket.wait(now, news=news), self._all.wait(now, news=news))
            if wait <= 0:
                bucket.take(now)
                self._all.take(now)
                return
            await self.sleep(max(wait, TICK))

    def spare(self) -> bool:
        """Take a turn that nobody needs: nobody waits, and there is room for more."""
        now = self.clock()
        if self._waiting or self._all.wait(now, news=True) > 0:
            return False
        self._all.take(now)
        return True

    def pause(self, chat: int, length: timedelta) -> None:
        """Telegram asked for this, for this chat."""
        until = self.clock() + length.total_seconds()
        bucket = self._chat(chat)
        bucket.paused_until = max(bucket.paused_until, until)

    def _chat(self, chat: int) -> _Bucket:
        if chat not in self._chats:
            self._chats[chat] = _Bucket(GROUP if chat < 0 else PERSON)
            if len(self._chats) > MOST_CHATS:
                self._chats.popitem(last=False)
        self._chats.move_to_end(chat)
        return self._chats[chat]
