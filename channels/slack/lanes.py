"""One after another in each conversation, in the order in which things were said.

What is said in one moment comes by several connections, and what was said first need not come
first: whatever comes waits a moment for what belongs before it.
"""

import asyncio
import heapq
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from weakref import WeakValueDictionary

from channels.messages import InboundMessage

MOMENT = 0.025  # seconds

Place = tuple[datetime, int, int]


@dataclass(slots=True, weakref_slot=True)
class Lane:
    """Who waits in a conversation, the earliest first."""

    waiting: list[Place] = field(default_factory=list)
    busy: bool = False
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    def is_next(self, place: Place) -> bool:
        """Whether it is this one's turn."""
        return not self.busy and self.waiting[0] == place


class Lanes:
    """The conversations in which something comes just now. `moment` is in seconds."""

    def __init__(self, moment: float = MOMENT) -> None:
        self._moment = moment
        self._lanes: WeakValueDictionary[str, Lane] = WeakValueDictionary()
        self._numbers = itertools.count()

    @asynccontextmanager
    async def turn(self, message: InboundMessage) -> AsyncIterator[None]:
        """Entered when it is this message's turn; others wait until it is left."""
        lane = self._lanes.setdefault(message.conversation.key, Lane())
        place = (message.at, _after_its_parent(message), next(self._numbers))
        heapq.heappush(lane.waiting, place)
        try:
            await asyncio.sleep(self._moment if _may_follow(message) else 0)
            async with lane.changed:
                await lane.changed.wait_for(lambda: lane.is_next(place))
                lane.busy = True
            try:
                yield
            finally:
                lane.busy = False
        finally:
            lane.waiting.remove(place)
            heapq.heapify(lane.waiting)
            async with lane.changed:
                lane.changed.notify_all()


def _may_follow(message: InboundMessage) -> bool:
    """Whether anything may belong before it: nothing does before the root of a thread."""
    here = message.conversation
    return bool(here.thread) and message.id != f"{here.place}/{here.thread}"


def _after_its_parent(message: InboundMessage) -> int:
    """A change bears the time of what it changes."""
    return 2 if message.deletes else 1 if message.edits else 0
