"""A message in: accept it durably (TX 1), decide and act on it (TX 2), or open a plain ticket."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import takewhile

from bot.core import desk_wording, orders, reading
from bot.core.lifecycle import Kind
from bot.core.playbook import PLAYBOOK, Playbook, decide
from bot.core.triage import platform
from bot.core.turn import Fix, Hint, Talk, Triage, Turn
from bot.metrics import Meter
from bot.runtime import away, breaker, timeline
from bot.runtime.acceptance import Acceptance
from bot.runtime.agents import tell_desk
from bot.runtime.breaker import Tripped
from bot.runtime.carry_out import carry_out
from bot.runtime.concerning import edited
from bot.runtime.crew import Batch
from bot.runtime.following import follow
from bot.runtime.gather import Reading, gather, is_silence, read, speaker_of, with_subject
from bot.runtime.happening import Happening, opening
from bot.runtime.house_rules import Clock, HouseRules
from bot.runtime.lease_loop import LeaseLoop
from bot.runtime.pressure import Pressure
from channels.base import Channel, Reads, TryLater
from channels.messages import InboundMessage, from_json, to_json
from knowledge.suggest import Context
from store import correspondents, talks, work_queue
from store.errors import StoreDamaged, StoreUnavailable
from store.transact import Store
from store.unit import Unit
from store.work_queue import INBOX

log = logging.getLogger("firstline")

# After a failure of ours; then a plain ticket. People wait, so it is short.
DELAYS = tuple(timedelta(seconds=seconds) for seconds in (1, 5, 20))

LONGEST = timedelta(seconds=15)  # for one message; more is a bug

# The article of that id as a fix, if it is published.
Look = Callable[[str], Fix | None]
# Sure fixes for a request, best first; what a request may be.
Fixes = Callable[[str, Context], tuple[Fix, ...]]
Hints = Callable[[str], tuple[Hint, ...]]
Messages = Sequence[InboundMessage]


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """Everything that happens to what people say. `changed` is called after every commit.

    `only` are the channels worked on here, () for all.
    """

    store: Store
    rules: HouseRules
    fixes: Fixes
    fix: Look
    hints: Hints
    clock: Clock
    changed: Callable[[], None]
    meter: Meter
    pressure: Pressure
    acceptance: Acceptance
    channels: Mapping[str, Channel]
    playbook: Playbook = PLAYBOOK
    only: tuple[str, ...] = ()

    def loop(self) -> LeaseLoop:
        """The loop that handles what was accepted."""
        return LeaseLoop(
            self.store,
            INBOX,
            work=self.handle,
            give_up=self.open_plainly,
            delays=DELAYS,
            longest=LONGEST,
            only=self.only,
            resting=self.pressure.resting,
            idle=self.pressure.idle,
            clock=self.clock,
            meter=self.meter,
        )

    async def accept(self, message: InboundMessage, *, raw: bytes = b"") -> None:
        """TX 1: durable when it returns; see Acceptance."""
        try:
            await self.acceptance.accept(message, raw=raw)
        except StoreDamaged as damage:
            away.tell("refused", damage, key=message.key)
            raise

    async def handle(self, batch: Batch) -> None:
        """TX 2: read, decide, act; all of it or nothing."""
        everything = [await self._read(message) for message in _messages(batch)]
        messages = _of_the_first(everything)
        batch, later = batch[: len(messages)], batch[len(messages) :]
        message = await self.store.read(_recalled, _merged(messages))
        talk = await self.store.read(_talk, message.conversation.key)
        found = read(message, talk, await self._before(message))
        if talk.step:
            found = replace(found, underway=self.fix(talk.offered[0]))
        if found.request:
            found = self._known_about(message, found)
        await self._act(batch, messages, message, found)
        if later:
            await self.store.transact(_give_back, later)
        self.pressure.handled(message.conversation.channel, len(batch))
        self.changed()
        log.info("handled", extra={"keys": [work.key for work in batch]})

    def _known_about(self, message: InboundMessage, found: Reading) -> Reading:
        """With the fixes for the request, and what it may be."""
        asked = with_subject(message, found.request)
        fixes = self.fixes(asked, _context(message, found))
        return replace(found, fixes=fixes, hints=self.hints(asked))

    async def _before(self, message: InboundMessage) -> str:
        """What an edited message said so far."""
        if not (message.edits or message.deletes):
            return ""
        line = await self.store.read(edited, message)
        return line.text if line else ""

    async def _act(
        self, batch: Batch, messages: Messages, message: InboundMessage, found: Reading
    ) -> None:
        """Unless the answer is one too many: then what it answers is kept, or only the answer."""
        try:
            turn = await self.store.transact(
                self._turn, batch, messages, message, found, self.rules
            )
        except Tripped as trouble:
            if self._can_wait(message, found, trouble):
                await self._keep(batch, messages, trouble)
                return
            patient = replace(self.rules, keeps_back=True)
            turn = await self.store.transact(self._turn, batch, messages, message, found, patient)
        if turn.message.bounced:
            self.meter.bounced(message.conversation.channel, known=turn.returned is not None)

    async def open_plainly(self, batch: Batch, why: str) -> None:
        """No rules, no reading: bury the message and open a ticket with its raw words."""
        messages = [await self._unread(message) for message in _messages(batch)]
        await self.store.transact(self._plain_ticket, batch, messages, why)
        self.pressure.handled(messages[0].conversation.channel, len(batch))
        self.changed()

    async def _read(self, message: InboundMessage) -> InboundMessage:
        """What it says, if that is still to be read."""
        if not message.raw:
            return message
        channel: object = self.channels.get(message.conversation.channel)
        if isinstance(channel, Reads):
            return await channel.read(message)
        raise TryLater("the channel that could read this is not open")

    async def _unread(self, message: InboundMessage) -> InboundMessage:
        """With its raw words: to read it may be what all the attempts ended with."""
        channel: object = self.channels.get(message.conversation.channel)
        if not message.raw or not isinstance(channel, Reads):
            return message
        try:
            return await channel.undecoded(message)
        except StoreUnavailable:
            raise
        except Exception:  # what it names may be gone; that somebody wrote is not
            log.exception("not even its raw words", extra={"key": message.key})
            return replace(message, raw="")

    def _turn(
        self,
        unit: Unit,
        batch: Batch,
        messages: Messages,
        message: InboundMessage,
        found: Reading,
        rules: HouseRules,
    ) -> Turn:
        now = self.clock()
        _fill(unit, batch, messages)
        if not (rules.keeps_back or message.bounced):
            breaker.wait_behind(unit, batch[0], message.conversation, rules=rules)
        turn = gather(unit, message, found, rules=rules, now=now)
        _hear(unit, message, rules)
        effects = decide(turn, self.playbook)
        carry_out(unit, turn, effects, keys=tuple(work.key for work in batch), rules=rules)
        follow(unit, message, now)
        self._remark(unit, message, now)
        for work in batch:
            work_queue.finish(unit, INBOX, work, now=now)
        return turn

    def _remark(self, unit: Unit, message: InboundMessage, now: datetime) -> None:
        """How it was read is noted on its ticket, if it has one."""
        remark = "\n\n".join(filter(None, (message.remark, _ignored(message), message.disowned)))
        line = talks.find_key(unit, message.key) if remark else None
        if line and line.ticket_id:
            note = Happening(kind=Kind.NOTED, public=False, data={"text": remark})
            timeline.happen(unit, line.ticket_id, note, by=None, rules=self.rules, now=now)

    def _can_wait(self, message: InboundMessage, found: Reading, trouble: Tripped) -> bool:
        """What came from there can; no danger, nor what somebody proved to have sent.

        Anybody may write in somebody's name until the address is held. And a button may be pressed
        elsewhere, of which mail tells: that is done all the same.
        """
        here = message.conversation
        same = self.rules.correspondent(here) == trouble.address
        urgent = found.triage.danger or message.person.email
        return here.channel == trouble.channel and same and not urgent

    async def _keep(self, batch: Batch, messages: Messages, trouble: Tripped) -> None:
        await self.store.transact(self._quarantine, batch, messages, trouble)
        self.meter.buried(INBOX, len(batch))
        log.warning("kept in quarantine", extra={"keys": [work.key for work in batch]})

    def _quarantine(self, unit: Unit, batch: Batch, messages: Messages, trouble: Tripped) -> None:
        now = self.clock()
        _fill(unit, batch, messages)
        for work in batch:
            work_queue.bury(unit, INBOX, work, now=now, reason=trouble.reason)
        breaker.hold(unit, trouble, now=now)

    def _plain_ticket(self, unit: Unit, batch: Batch, messages: Messages, why: str) -> None:
        now = self.clock()
        _fill(unit, batch, messages)
        for work in batch:
            work_queue.bury(unit, INBOX, work, now=now, reason=why)
        message = _merged(messages)
        if is_silence(message):
            talks.remember(unit, message.conversation.key, {}, now=now)
            return
        speaker = speaker_of(unit, message)
        ticket = timeline.open_plainly(
            unit, _plain(message, speaker.id), by=speaker, rules=self.rules, now=now
        )
        for work in batch:
            talks.attach(unit, work.key, ticket.id)
        told = desk_wording.could_not_decide(ticket, why)
        tell_desk(unit, f"unsure/{batch[0].key}", told, now=now, ticket_id=ticket.id)


def _ignored(message: InboundMessage) -> str:
    """That something reads like an order of the desk and was not followed; "" if nothing does."""
    if not message.doubt or not orders.is_order(message.order):
        return ""
    return desk_wording.order_ignored(message.order, message.doubt)


def _context(message: InboundMessage, found: Reading) -> Context:
    """What is known beside the words."""
    triage = found.triage
    return Context(
        services=(triage.service,) if triage.service else (),
        channel=message.conversation.channel,
        platform=platform(with_subject(message, found.request)),
        language=triage.language,
    )


def _messages(batch: Batch) -> list[InboundMessage]:
    return [from_json(InboundMessage, work.payload) for work in batch]


def _hear(unit: Unit, message: InboundMessage, rules: HouseRules) -> None:
    """Where somebody writes from, mail arrives."""
    address = "" if message.bounced else rules.correspondent(message.conversation)
    if address:
        correspondents.heard_from(unit, message.conversation.channel, address)


def _fill(unit: Unit, batch: Batch, messages: Messages) -> None:
    """What was kept unread has words now."""
    for work, message in zip(batch, messages, strict=True):
        if work.payload.get("raw"):
            talks.fill(unit, work.key, message.text, to_json(message))


def _of_the_first(messages: Messages) -> Messages:
    """Those in a row of whoever spoke first: what others say is a thought of its own."""
    speaker = messages[0].person.address
    return tuple(takewhile(lambda message: message.person.address == speaker, messages))


def _give_back(unit: Unit, batch: Batch) -> None:
    for work in batch:
        work_queue.give_back(unit, INBOX, work)


def _merged(messages: Messages) -> InboundMessage:
    """Several short messages in a row are one: the first, with the words and files of all."""
    if len(messages) == 1:
        return messages[0]
    text = "\n".join(message.text for message in messages)
    files = tuple(file for message in messages for file in message.attachments)
    return replace(messages[0], text=text, attachments=files)


def _recalled(unit: Unit, message: InboundMessage) -> InboundMessage:
    """A press of "this is something new" stands for the line it names, said anew."""
    verb, line = reading.pressed(message.choice)
    if verb != "new" or not line.isdecimal():
        return message
    said = talks.lines(unit, message.conversation.key, after=int(line) - 1, limit=1)
    if not said or not said[0].inbound:
        return replace(message, text="")
    before = from_json(InboundMessage, said[0].payload)
    return replace(message, text=before.text, attachments=before.attachments)


def _talk(unit: Unit, key: str) -> Talk:
    row = talks.get(unit, key)
    return Talk.from_state(row.state if row else {})


def _plain(message: InboundMessage, requester_id: int) -> Happening:
    """The first entry of a plain ticket: the words as they came."""
    return opening(
        Triage(),
        requester_id=requester_id,
        home=message.conversation.key,
        text=message.text,
        subject=reading.subject(message.text, message.subject) or "A message without words",
        why="unsure",
        untold=message.unanswered or ("A machine wrote it." if message.automatic else ""),
        attachments=[to_json(each) for each in message.attachments],
    )
