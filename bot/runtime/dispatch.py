"""A message out: outbox -> channel.send -> receipt; and what to do when it cannot be delivered."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from time import monotonic

from bot.metrics import Meter
from bot.runtime.crew import Batch
from bot.runtime.house_rules import Clock, HouseRules
from bot.runtime.lease_loop import LeaseLoop
from bot.runtime.pressure import Pressure
from bot.runtime.undelivered import gone, undelivered
from channels.base import Channel, TryLater, Undeliverable
from channels.messages import OutboundMessage, Receipt, from_json
from store import talks, work_queue
from store.records import Work
from store.transact import Store
from store.unit import Unit
from store.work_queue import OUTBOX

log = logging.getLogger("firstline")

DELAYS = tuple(timedelta(seconds=s) for s in (5, 30, 120, 600, 1800, 3600, 7200, 14400))
LONGEST = timedelta(seconds=300)  # for one message; more than a slow mail server may take, twice
JAM = timedelta(seconds=5)  # nobody waits that long unless something hangs, or very much is sent


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """Everything that happens to what Firstline says. `only` as in Intake."""

    store: Store
    rules: HouseRules
    channels: Mapping[str, Channel]
    clock: Clock
    changed: Callable[[], None]
    meter: Meter
    pressure: Pressure
    only: tuple[str, ...] = ()

    def loop(self) -> LeaseLoop:
        """The loop that sends what was put on its way."""
        return LeaseLoop(
            self.store,
            OUTBOX,
            work=self.send,
            give_up=self.bury,
            delays=DELAYS,
            longest=LONGEST,
            only=self.only,
            lanes=lambda channel: self.rules.traits_of(channel).lanes,
            jam=JAM,
            resting=self.pressure.resting,
            clock=self.clock,
            meter=self.meter,
        )

    async def send(self, batch: Batch) -> None:
        """Send, outside any transaction; then store the receipt."""
        (work,) = batch
        message = replace(from_json(OutboundMessage, work.payload), again=work.was_tried)
        channel = self.channels.get(message.conversation.channel)
        if channel is None:
            raise TryLater(f"the channel {message.conversation.channel} is not open")
        if why := await self.store.read(gone, message.conversation, self.rules):
            raise Undeliverable(why)
        began = monotonic()
        receipt = await channel.send(await self._for_now(message, channel))
        self.meter.sent(channel.name, monotonic() - began)
        await self.store.transact(self._sent, work, receipt)
        log.info("sent", extra={"key": work.key})

    async def _for_now(self, message: OutboundMessage, channel: Channel) -> OutboundMessage:
        """With the channel's own id of what it replaces: of nothing, if that never arrived."""
        if not message.replaces:
            return message
        earlier = await self.store.read(_standing, message.replaces)
        return replace(message, replaces=earlier if channel.traits.can_edit else "")

    async def bury(self, batch: Batch, why: str) -> None:
        """It will not arrive: the ticket says so, and the next proven address gets the text."""
        (work,) = batch
        log.warning("undeliverable", extra={"key": work.key})
        await self.store.transact(self._undeliverable, work, why)
        self.changed()

    def _sent(self, unit: Unit, work: Work, receipt: Receipt) -> None:
        work_queue.finish(unit, OUTBOX, work, now=self.clock(), receipt=receipt.external_id)
        talks.sent(unit, work.key, receipt.external_id)

    def _undeliverable(self, unit: Unit, work: Work, why: str) -> None:
        now = self.clock()
        work_queue.bury(unit, OUTBOX, work, now=now, reason=why[:500])
        message = from_json(OutboundMessage, work.payload)
        undelivered(unit, message, why, rules=self.rules, now=now)


def _standing(unit: Unit, key: str) -> str:
    """What the channel calls the message with this key; "" if it never arrived.

    Raises TryLater while that is not known yet: one in another conversation may still be on its
    way, in the same one it was sent before.
    """
    line = talks.find_key(unit, key)
    if line and line.external_id:
        return line.external_id
    entry = work_queue.find(unit, OUTBOX, key)
    if entry and entry.state == "pending":
        raise TryLater("what it replaces is still on its way")
    return entry.receipt if entry else ""
