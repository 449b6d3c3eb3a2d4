"""A message out: outbox -> channel.send -> receipt; and what to do when it cannot be delivered."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from time import monotonic

from bot.core.lifecycle import Kind
from bot.metrics import Meter
from bot.runtime import timeline
from bot.runtime.crew import Batch
from bot.runtime.happening import Happening
from bot.runtime.house_rules import Clock, HouseRules
from bot.runtime.lease_loop import LeaseLoop
from bot.runtime.post import post
from bot.runtime.pressure import Pressure
from channels.base import CanBegin, Channel, TryLater
from channels.messages import ConversationRef, OutboundMessage, Receipt, from_json
from store import people, talks, tickets, work_queue
from store.records import Identity, TicketRow, Work
from store.transact import Store
from store.unit import Unit
from store.work_queue import OUTBOX

log = logging.getLogger("firstline")

DELAYS = tuple(timedelta(seconds=s) for s in (5, 30, 120, 600, 1800, 3600, 7200, 14400))
LONGEST = timedelta(seconds=150)  # for one message; more than a slow mail server may take
ELSEWHERE = "elsewhere/"  # the key of a message sent again to another address begins so


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
            resting=self.pressure.resting,
            clock=self.clock,
            meter=self.meter,
        )

    async def send(self, batch: Batch) -> None:
        """Send, outside any transaction; then store the receipt."""
        (work,) = batch
        message = from_json(OutboundMessage, work.payload)
        channel = self.channels.get(message.conversation.channel)
        if channel is None:
            raise TryLater(f"the channel {message.conversation.channel} is not open")
        began = monotonic()
        receipt = await channel.send(message)
        self.meter.sent(channel.name, monotonic() - began)
        await self.store.transact(self._sent, work, receipt)
        log.info("sent", extra={"key": work.key})

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
        line = talks.find_key(unit, work.key)
        ticket = tickets.get(unit, line.ticket_id) if line and line.ticket_id else None
        if ticket is None or message.conversation.key != ticket.home:
            return
        data = {"channel": message.conversation.channel, "why": why[:200]}
        missed = Happening(kind=Kind.UNREACHED, public=False, data=data)
        timeline.happen(unit, ticket.id, missed, by=None, rules=self.rules, now=now)
        other = self._next_address(unit, ticket, message)
        if other:
            key = f"{ELSEWHERE}{message.key}"
            again = replace(message, key=key, conversation=other, answers="")
            post(unit, again, author=self.rules.desk_name, now=now, ticket_id=ticket.id)
            tickets.bind(unit, ticket.id, other.key, tickets.REQUESTER)

    def _next_address(
        self, unit: Unit, ticket: TicketRow, message: OutboundMessage
    ) -> ConversationRef | None:
        if message.key.startswith(ELSEWHERE):
            return None
        known = people.identities(unit, ticket.requester_id)
        others = (self._place(identity) for identity in known)
        return next((o for o in others if o and o.channel != message.conversation.channel), None)

    def _place(self, identity: Identity) -> ConversationRef | None:
        """Where an address can be written to first, if its channel can do that."""
        channel = self.channels.get(identity.channel)
        return channel.begin(identity.address) if isinstance(channel, CanBegin) else None
