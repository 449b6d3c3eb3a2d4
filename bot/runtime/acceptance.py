"""A message is durable before it is acknowledged (TX 1); one flush for all that come at once."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core import orders
from bot.metrics import Meter
from bot.runtime.health import Health
from bot.runtime.house_rules import Clock, HouseRules
from bot.runtime.pressure import Pressure
from channels.messages import InboundMessage, to_json
from store import talks, work_queue
from store.blobs import SMALL, StoredBlobs, put_all
from store.errors import StoreUnavailable
from store.talks import NewLine
from store.together import Together
from store.transact import Store
from store.unit import Unit
from store.work_queue import INBOX, New

log = logging.getLogger("firstline")


PAUSE = 0.5  # seconds between two announcements while much comes in


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message, and the bytes of the small blob that it names as `raw`, if any."""

    message: InboundMessage
    raw: bytes


class Acceptance:
    """What people say, made durable. `changed` is called after a commit; in a rush not each."""

    def __init__(
        self,
        *,
        store: Store,
        blobs: StoredBlobs,
        rules: HouseRules,
        clock: Clock,
        changed: Callable[[], None],
        meter: Meter,
        pressure: Pressure,
        health: Health,
    ) -> None:
        self._store = store
        self._blobs = blobs
        self._rules = rules
        self._clock = clock
        self._changed = changed
        self._meter = meter
        self._together = Together(self._accept)
        self._announcing: asyncio.TimerHandle | None = None
        self._pressure = pressure
        self._health = health

    async def accept(self, message: InboundMessage, *, raw: bytes = b"") -> None:
        """Durable when it returns, and so is `raw`. The same message again changes nothing.

        Raises StoreUnavailable or OSError; then the channel must not acknowledge.
        """
        try:
            await self._keep(message, raw)
        except (StoreUnavailable, OSError):
            self._health.refused()
            raise
        self._meter.accepted(message.conversation.channel)
        log.info("accepted", extra={"key": message.key})

    async def _keep(self, message: InboundMessage, raw: bytes) -> None:
        if len(raw) > SMALL:
            await self._blobs.put(_whole(raw), limit=len(raw))
            raw = b""
        await self._together.add(Arrival(message, raw))

    async def _accept(self, arrivals: Sequence[Arrival]) -> None:
        await self._store.urgently(_accept_all, arrivals, self._rules, self._clock())
        self._pressure.arrived(each.message.conversation.channel for each in arrivals)
        if not self._pressure.resting():
            self._changed()
        elif self._announcing is None:
            self._announcing = asyncio.get_running_loop().call_later(PAUSE, self._announce)

    def _announce(self) -> None:
        self._announcing = None
        self._changed()


async def _whole(raw: bytes) -> AsyncIterator[bytes]:
    yield raw


def _accept_all(unit: Unit, arrivals: Sequence[Arrival], rules: HouseRules, now: datetime) -> None:
    put_all(unit, {each.message.raw: each.raw for each in arrivals if each.raw}.items(), now)
    once = {each.message.key: each.message for each in reversed(arrivals)}
    # Lane by lane everywhere, so that nobody waits in a circle; a lane keeps its own order.
    keys = dict.fromkeys(each.message.key for each in arrivals)
    works = [_work(once[key], rules, now) for key in sorted(keys, key=lambda key: _lane(once[key]))]
    fresh = work_queue.put_all(unit, INBOX, works, now=now)
    new = [work for work in works if work.key in fresh]
    lanes = sorted({work.lane for work in new if work.burst})
    if lanes:
        work_queue.settle(unit, INBOX, lanes=lanes, due_at=now + rules.settle)
    said = [(once[work.key], work) for work in new]
    talks.say_all(unit, [_line(message, work, now) for message, work in said if _is_new(message)])


def _lane(message: InboundMessage) -> str:
    return message.conversation.key


def _work(message: InboundMessage, rules: HouseRules, now: datetime) -> New:
    settles = _settles(message, rules)
    return New(
        key=message.key,
        lane=_lane(message),
        payload=to_json(message),
        due_at=now + rules.settle if settles else now,
        burst=settles,
    )


def _settles(message: InboundMessage, rules: HouseRules) -> bool:
    """Whether more of the same thought may follow in a moment: typed words in a quick channel."""
    typed = bool(message.text) and not (message.choice or message.edits or message.deletes)
    listened_to = (
        message.private or message.automatic or orders.is_order(message.order or message.text)
    )
    return typed and not listened_to and rules.is_chatty(message.conversation.channel)


def _is_new(message: InboundMessage) -> bool:
    """Whether it is a line of its own, not a change of another."""
    return not message.edits and not message.deletes


def _line(message: InboundMessage, work: New, now: datetime) -> NewLine:
    return NewLine(
        talk=work.lane,
        key=work.key,
        inbound=True,
        external_id=message.known_as or message.id,
        author=message.person.name or message.person.address,
        text=message.text,
        at=now,
        payload=work.payload,
    )
